/**
 * Canonical JSON (RFC 8785) written as bytes into a place that is there already, for whoever prints a hundred thousand a second: texts would be garbage, and
 * collecting it holds everybody up. Every function takes where to begin, or the `NO` of the one before, and returns where it ended, or `NO`: no room, or a value
 * that needs more care. What was written before a `NO` is worth nothing; `canonicalize` decides what such a value is, and why.
 */
import { sortKeys, utf8 } from 'clawql-manifest-validator'

export const NO = -1
/** Deeper ones are left to `canonicalize`. */
const MAX_DEPTH = 32
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

export function putBytes(target: Uint8Array, at: number, bytes: Uint8Array): number {
  const { length } = bytes
  if (at < 0 || at + length > target.length) return NO
  for (let i = 0; i < length; i++) target[at + i] = bytes[i]!
  return at + length
}

/** The text as it is; its characters are ASCII. */
export function putAscii(target: Uint8Array, at: number, text: string): number {
  const { length } = text
  if (at < 0 || at + length > target.length) return NO
  for (let i = 0; i < length; i++) target[at + i] = text.charCodeAt(i)
  return at + length
}

export function putNumber(target: Uint8Array, at: number, value: number): number {
  // ECMAScript prints a number as RFC 8785 wants it, and minus zero as 0.
  return Number.isFinite(value) ? putAscii(target, at, `${value}`) : NO
}

const LOW_DIGITS = 8

/** A safe integer that is not negative. Printing it as text takes twice as long. */
export function putInteger(target: Uint8Array, at: number, value: number): number {
  let digits = 1
  for (let power = 10; value >= power; power *= 10) digits += 1
  if (at < 0 || at + digits > target.length) return NO
  const high = Math.floor(value / 10 ** LOW_DIGITS)
  const low = value - high * 10 ** LOW_DIGITS
  putDigits(target, at + digits, low, Math.min(digits, LOW_DIGITS))
  if (digits > LOW_DIGITS) putDigits(target, at + digits - LOW_DIGITS, high, digits - LOW_DIGITS)
  return at + digits
}

/** The last `digits` digits of an integer below 2^31, ending before `end`. */
function putDigits(target: Uint8Array, end: number, value: number, digits: number): void {
  let rest = value
  for (let i = end - 1; i >= end - digits; i--) {
    const tenth = (rest / 10) | 0
    target[i] = 0x30 + rest - tenth * 10
    rest = tenth
  }
}

/** The text as a JSON string. */
export function putText(target: Uint8Array, at: number, text: string): number {
  const { length } = text
  if (at < 0 || at + length + 2 > target.length) return NO
  target[at] = QUOTE
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) return putEscaped(target, at, text)
    target[at + 1 + i] = unit
  }
  target[at + 1 + length] = QUOTE
  return at + length + 2
}

function putEscaped(target: Uint8Array, at: number, text: string): number {
  if (!text.isWellFormed()) return NO
  const bytes = utf8(JSON.stringify(text))
  if (at + bytes.length > target.length) return NO
  target.set(bytes, at)
  return at + bytes.length
}

/** Any JSON value. */
export function putValue(target: Uint8Array, at: number, value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'string':
      return putText(target, at, value)
    case 'number':
      return putNumber(target, at, value)
    case 'boolean':
      return putAscii(target, at, value ? 'true' : 'false')
    case 'object':
      if (value === null) return putAscii(target, at, 'null')
      if (depth >= MAX_DEPTH) return NO
      return Array.isArray(value) ? putArray(target, at, value, depth + 1) : putObject(target, at, value, depth + 1)
    default:
      return NO
  }
}

function putArray(target: Uint8Array, from: number, items: readonly unknown[], depth: number): number {
  let at = putAscii(target, from, '[')
  for (let i = 0; i < items.length && at >= 0; i++) {
    if (i > 0) at = putComma(target, at)
    at = putValue(target, at, items[i], depth)
  }
  return putAscii(target, at, ']')
}

function putObject(target: Uint8Array, from: number, object: object, depth: number): number {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) return NO
  const members = object as Readonly<Record<string, unknown>>
  const keys = sortKeys(Object.keys(members))
  let at = putAscii(target, from, '{')
  for (let i = 0; i < keys.length && at >= 0; i++) {
    const key = keys[i]!
    if (i > 0) at = putComma(target, at)
    at = putAscii(target, putText(target, at, key), ':')
    at = putValue(target, at, members[key], depth)
  }
  return putAscii(target, at, '}')
}

function putComma(target: Uint8Array, at: number): number {
  if (at < 0 || at >= target.length) return NO
  target[at] = COMMA
  return at + 1
}
