/** `json.parse`: the value of a manifest-grade JSON text given as bytes, or why it is refused. */
import { parseJson } from 'clawql-manifest-validator'
import { type JsonObject, readBase64 } from '../kind.ts'

export function jsonParse(input: JsonObject): object {
  const bytes = readBase64(input['base64'])
  if (bytes === undefined) throw new TypeError('base64 is base64 text')
  const parsed = parseJson(bytes)
  return parsed.ok ? { value: parsed.value } : { error: parsed.issue.message }
}
