/** `schema.validate`: an instance against any JSON Schema 2020-12 that an ActionType may carry; a schema that cannot be used is an error. */
import { compileSchema } from '@clawql/compiler/foreign'
import { FEATURES } from 'clawql-manifest-validator'
import { isObject, type JsonObject } from '../kind.ts'

const ALL_FEATURES: ReadonlySet<string> = new Set(FEATURES)

export function schemaValidate(input: JsonObject): object {
  const remotes = input['remotes']
  if (remotes !== undefined && !isObject(remotes)) throw new TypeError('remotes is an object of schemas by URI')
  return { valid: compileSchema(input['schema'], ALL_FEATURES, remotes)(input['instance']) === undefined }
}
