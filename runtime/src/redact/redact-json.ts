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
  for (const [name, member] of Object.entries(value)) {
    const key = redactText(name).text
    Object.defineProperty(redacted, key, {
      value: redactJson(member),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return redacted
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
