/**
 * Canonical JSON (RFC 8785). Strict where libraries are lenient: a value that is not JSON (undefined, a function, a class instance, a sparse
 * array, a non-finite number, ill-formed text) throws instead of being dropped or converted, because what is dropped is not bound by the hash.
 */
import { sortKeys } from './sort-keys.ts'

/** Deeper values are refused rather than left to the size of the call stack; a cycle runs into the same limit. */
const MAX_DEPTH = 1024

/** The canonical text of a JSON value: keys by UTF-16 code units, ECMAScript numbers, no white space. Throws `TypeError` on anything else. */
export function canonicalize(value: unknown): string {
  return write(value, 0)
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`)
      return `${value}` === '-0' ? '0' : `${value}`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth >= MAX_DEPTH) throw new TypeError(`nested deeper than ${MAX_DEPTH} levels, or cyclic`)
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1)
    default:
      throw new TypeError(`${typeof value} is not JSON`)
  }
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '['
  for (let i = 0; i < items.length; i += 1) {
    if (i > 0) text += ','
    text += write(items[i], depth)
  }
  return `${text}]`
}

function writeObject(object: object, depth: number): string {
  if (!isPlainObject(object)) throw new TypeError('a class instance is not JSON')
  const members = object as Readonly<Record<string, unknown>>
  const keys = sortKeys(Object.keys(members))
  let text = '{'
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i]!
    text += i === 0 ? `${quote(key)}:` : `,${quote(key)}:`
    text += write(members[key], depth)
  }
  return `${text}}`
}

/** Whatever may need an escape: a quotation mark, a backslash, a control character, and every surrogate, which might be a lone one. */
const NOT_PLAIN = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

/** Most text needs no escape. `JSON.stringify` escapes exactly as RFC 8785 section 3.2.2.2 asks, given well-formed text. */
function quote(text: string): string {
  if (!NOT_PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate is not Unicode text')
  return JSON.stringify(text)
}

/** True for an object literal of any realm or one without a prototype; false for instances of classes, dates, maps and the like. */
function isPlainObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
