/**
 * A JSON Schema 2020-12 of a published manifest, ready to judge values. `x-claw-decimals`, `x-claw-json` and `x-claw-where` count only where the manifest says that its
 * readers must know them; formats are annotations, as in the standard; patterns run in linear time; nothing is fetched.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { illFormedText } from '../evaluate/ill-formed-text.ts'
import { isRecord, ownMember } from '../evaluate/own-member.ts'
import { indexSchema, type RemoteSchemas } from './json-schema/schema-index.ts'
import { splitFragment } from './json-schema/uri-reference.ts'
import { type SchemaFault, validateValue } from './json-schema/validate-value.ts'
import { schemaExtensions } from './schema-extensions.ts'

export type SchemaCheck = (value: unknown) => SchemaFault | undefined

const UNREADABLE: SchemaFault = { path: '', message: 'the value cannot be checked' }
const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/**
 * `features`: the manifest's required ones. `remotes`: documents that the schema may refer to, by URI; the standard's own are known.
 * Throws where the schema is none, refers to what is not given, or has a pattern that cannot run in linear time: the caller then denies.
 */
export function compileSchema(
  schema: unknown,
  features: ReadonlySet<string>,
  remotes: Readonly<Record<string, unknown>> = {},
): SchemaCheck {
  if (typeof schema !== 'boolean' && !isRecord(schema)) throw new Error('the schema is none')
  const remote: RemoteSchemas = (uri) => ownMember(remotes, uri) ?? standardSchema(uri)
  refuseInvalid(schema, remotes)
  const index = indexSchema(isRecord(schema) ? schema : {}, remote)
  const extensions = schemaExtensions(features)
  return (value) => {
    const path = illFormedText(value)
    if (path !== undefined) return { path, message: 'expected well-formed Unicode text' }
    try {
      return validateValue(schema, value, index, extensions)
    } catch {
      // A schema that refers to itself may go too deep on a value deep enough.
      return UNREADABLE
    }
  }
}

// The library brings the standard's meta-schemas and says whether a schema is one; judging values is not left to it, since it passes over some
// keywords in silence (`unevaluatedItems` beside `contains`, `$dynamicRef` across resources, a property named `__proto__`).
let library: Ajv2020 | undefined

function ajv(): Ajv2020 {
  library ??= new Ajv2020({ strict: false, logger: false, validateFormats: false, ownProperties: true })
  return library
}

function standardSchema(uri: string): unknown {
  return uri.startsWith('https://json-schema.org/draft/2020-12/') ? ajv().getSchema(uri)?.schema : undefined
}

/** A schema of another dialect is refused unless its meta-schema is among the remotes; then it is taken on trust. */
function refuseInvalid(
  schema: Readonly<Record<string, unknown>> | boolean,
  remotes: Readonly<Record<string, unknown>>,
): void {
  const dialect = ownMember(schema, '$schema')
  if (typeof dialect === 'string' && ownMember(remotes, splitFragment(dialect)[0]) !== undefined) return
  if (dialect !== undefined && (typeof dialect !== 'string' || splitFragment(dialect)[0] !== DIALECT)) {
    throw new Error('the schema is of another dialect')
  }
  if (ajv().validateSchema(schema) !== true) throw new Error('the schema is none of JSON Schema 2020-12')
}
