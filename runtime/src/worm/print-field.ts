/** Fields of an entry that are checked while they are printed, each as a JSON string; `NO` for what is none. Like the functions of `json-bytes.ts` otherwise. */
import { NO, putText } from '../encoding/json-bytes.ts'
import { MAX_NAME_CHARACTERS } from './worm-entry.ts'

const QUOTE = 0x22
const DASH = 0x2d
const DIGEST_CHARACTERS = 64
const UUID_CHARACTERS = 36

/** 64 lower-case hexadecimal digits, as `isDigest` takes them. */
export function putDigest(target: Uint8Array, at: number, value: unknown): number {
  if (typeof value !== 'string' || value.length !== DIGEST_CHARACTERS) return NO
  if (at < 0 || at + DIGEST_CHARACTERS + 2 > target.length) return NO
  target[at] = QUOTE
  if (!putDigits(target, at + 1, value, 0, DIGEST_CHARACTERS)) return NO
  target[at + 1 + DIGEST_CHARACTERS] = QUOTE
  return at + DIGEST_CHARACTERS + 2
}

/** `putDigest` that remembers: what names a manifest, or a policy, is the same text in thousands of entries. One for each place in an entry. */
export function rememberingDigest(): typeof putDigest {
  const printed = new Uint8Array(DIGEST_CHARACTERS + 2)
  let known: unknown = NO
  return (target, at, value) => {
    if (value === known && at >= 0 && at + printed.length <= target.length) {
      target.set(printed, at)
      return at + printed.length
    }
    const end = putDigest(target, at, value)
    if (end === NO) return NO
    for (let i = 0; i < printed.length; i++) printed[i] = target[at + i]!
    known = value
    return end
  }
}

/** A lower-case UUID. */
export function putUuid(target: Uint8Array, at: number, value: unknown): number {
  if (typeof value !== 'string' || value.length !== UUID_CHARACTERS) return NO
  if (at < 0 || at + UUID_CHARACTERS + 2 > target.length) return NO
  target[at] = QUOTE
  const isUuid =
    putDigits(target, at + 1, value, 0, 8) &&
    putDash(target, at + 1, value, 8) &&
    putDigits(target, at + 1, value, 9, 13) &&
    putDash(target, at + 1, value, 13) &&
    putDigits(target, at + 1, value, 14, 18) &&
    putDash(target, at + 1, value, 18) &&
    putDigits(target, at + 1, value, 19, 23) &&
    putDash(target, at + 1, value, 23) &&
    putDigits(target, at + 1, value, 24, 36)
  if (!isUuid) return NO
  target[at + 1 + UUID_CHARACTERS] = QUOTE
  return at + UUID_CHARACTERS + 2
}

/** A text of 1 to `MAX_NAME_CHARACTERS` characters. */
export function putName(target: Uint8Array, at: number, value: unknown): number {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_NAME_CHARACTERS) return NO
  return putText(target, at, value)
}

/** Characters `from` to `to` of the text, as far from `at` as they are from its beginning. */
function putDigits(target: Uint8Array, at: number, text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i)
    const isDigit = (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x66)
    if (!isDigit) return false
    target[at + i] = unit
  }
  return true
}

function putDash(target: Uint8Array, at: number, text: string, i: number): boolean {
  target[at + i] = DASH
  return text.charCodeAt(i) === DASH
}
