/** `jcs.canonicalize`: the canonical form of a JSON text, or why it has none. Reads with the manifest's strict reader, so that repeated keys are refused. */
import { canonicalize, parseJson, utf8 } from 'clawql-manifest-validator'
import { type JsonObject, requireText } from '../kind.ts'

export function jcsCanonicalize(input: JsonObject): object {
  const text = requireText(input, 'json')
  if (!text.isWellFormed()) return { error: 'the text holds half of a surrogate pair' }
  const parsed = parseJson(utf8(text))
  return parsed.ok ? { canonical: canonicalize(parsed.value) } : { error: parsed.issue.message }
}
