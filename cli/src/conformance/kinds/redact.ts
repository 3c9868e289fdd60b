/** `redact`: what would be hidden in a text before anything is kept of it. */
import { redactText } from '@clawql/runtime'
import { type JsonObject, requireText } from '../kind.ts'

export function redact(input: JsonObject): object {
  const { text, spans } = redactText(requireText(input, 'text'))
  return { text, spans: spans.map(({ start, end, kind }) => ({ start, end, kind })) }
}
