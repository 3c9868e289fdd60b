/** Redaction of a whole JSON value: every string, every member name, and numbers that are card numbers. The shape stays, the secrets go. */
import type { JsonValue } from 'clawql-manifest-validator'
import { isList, withFreeNames } from './json-members.ts'
import { isCardNumber } from './recognise-number.ts'
import { redactedText } from './redact-text.ts'

/** The very same value where nothing in it has to go: nothing is copied then. */
export function redactJson(value: JsonValue): JsonValue {
  switch (typeof value) {
    case 'string':
      return redactedText(value)
    case 'number':
      return mayBeCard(value) && isCardNumber(String(value)) ? '<CREDIT_CARD>' : value
    case 'object':
      if (value === null) return value
      return isList(value) ? redactList(value) : redactObject(value)
    default:
      return value
  }
}

/** The shortest card number has 13 digits. */
function mayBeCard(value: number): boolean {
  return (value >= 1e12 || value <= -1e12) && Number.isSafeInteger(value)
}

function redactList(list: readonly JsonValue[]): JsonValue {
  let made: JsonValue[] | undefined
  for (let at = 0; at < list.length; at++) {
    const item = list[at]!
    const redacted = redactJson(item)
    if (made === undefined && redacted !== item) made = list.slice(0, at)
    made?.push(redacted)
  }
  return made ?? list
}

function redactObject(object: { readonly [name: string]: JsonValue }): JsonValue {
  let made: (readonly [name: string, value: JsonValue])[] | undefined
  const names = Object.keys(object)
  for (let at = 0; at < names.length; at++) {
    const name = names[at]!
    const member = object[name]!
    const shownName = redactedText(name)
    const redacted = redactJson(member)
    if (made === undefined && (shownName !== name || redacted !== member))
      made = names.slice(0, at).map((earlier) => [earlier, object[earlier]!])
    made?.push([shownName, redacted])
  }
  return made === undefined ? object : withFreeNames(made)
}
