/**
 * A schema of our own as other readers of the manifest meet it. It is taken to be one of JSON Schema 2020-12, so the library that knows what a schema is need
 * not be loaded; what foreign manifests bring goes through `compile-schema.ts`.
 */
import { illFormedText } from '../evaluate/ill-formed-text.ts'
import { isRecord } from '../evaluate/own-member.ts'
import { hasRunOut } from './compile-cel.ts'
import { indexSchema } from './json-schema/schema-index.ts'
import { validateValue } from './json-schema/validate-value.ts'
import { jsonToCel } from './json-to-cel.ts'
import { normalizeBySchema } from './normalize-by-schema.ts'
import { conditionProgram, schemaExtensions } from './schema-extensions.ts'

const FEATURES: ReadonlySet<string> = new Set(['decimals.1', 'json.1', 'where.1'])

/**
 * `accepts` judges a value and never throws; `unread` where a condition is more than the CEL engine takes on. Throws where the schema refers to what it does
 * not hold.
 */
export function readSchema(schema: unknown): {
  readonly normalize: (value: unknown) => unknown
  readonly accepts: (value: unknown) => boolean | 'unread'
} {
  if (!isRecord(schema)) throw new Error('the schema is none')
  const index = indexSchema(schema, () => undefined)
  let isUnread = false
  const extensions = new Map(schemaExtensions(FEATURES))
  extensions.set('x-claw-where', (value, text) => {
    const { rejection, evaluate } = conditionProgram(String(text))
    const result = evaluate({ value: jsonToCel(value) })
    isUnread ||= rejection === 'CEL_TOO_LONG' || rejection === 'CEL_TOO_DEEP' || (result === undefined && hasRunOut())
    return result === true
  })
  return {
    normalize: (value) => normalizeBySchema(schema, value),
    accepts: (value) => {
      if (illFormedText(value) !== undefined) return false
      isUnread = false
      try {
        const isValid = validateValue(schema, value, index, extensions) === undefined
        return isUnread ? 'unread' : isValid
      } catch {
        return false
      }
    },
  }
}
