/** Redaction of a whole JSON value: every string, every member name, and numbers that are card numbers. The shape stays, the secrets go. */
import type { JsonValue } from 'clawql-manifest-validator'
import { isCardNumber } from './recognise-number.ts'
import { redactText } from './redact-text.ts'

/** The port: a host may put its own recognisers here. Must be deterministic, and must not throw. */
export interface Redactor {
  redact(value: JsonValue): JsonValue
}

export const defaultRedactor: Redactor = { redact: redactJson }

export function redactJson(value: JsonValue): JsonValue {
  if (typeof value === 'string') return redactText(value).text
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && isCardNumber(String(value)) ? '<CREDIT_CARD>' : value
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(redactJson)
  const redacted: Record<string, JsonValue> = {}
  const counts = new Map<string, number>()
  for (const [name, member] of Object.entries(value)) {
    const key = freeName(redacted, counts, redactText(name).text)
    const own = redactJson(member)
    if (key === '__proto__')
      Object.defineProperty(redacted, key, { value: own, enumerable: true, writable: true, configurable: true })
    else redacted[key] = own
  }
  return redacted
}

/** Two names may look alike once blotted out; both members stay. */
function freeName(taken: object, counts: Map<string, number>, name: string): string {
  if (!Object.hasOwn(taken, name)) return name
  for (;;) {
    const number = (counts.get(name) ?? 1) + 1
    counts.set(name, number)
    if (!Object.hasOwn(taken, `${name} (${number})`)) return `${name} (${number})`
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
