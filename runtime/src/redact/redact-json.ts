/** Redaction of a whole JSON value: every string, every member name, and numbers that are card numbers. The shape stays, the secrets go. */
import type { JsonValue } from 'clawql-manifest-validator'
import { isList, withFreeNames } from './json-members.ts'
import { isCardNumber } from './recognise-number.ts'
import { redactText } from './redact-text.ts'

export function redactJson(value: JsonValue): JsonValue {
  if (typeof value === 'string') return redactText(value).text
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && isCardNumber(String(value)) ? '<CREDIT_CARD>' : value
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(redactJson)
  return withFreeNames(Object.entries(value).map(([name, member]) => [redactText(name).text, redactJson(member)]))
}
