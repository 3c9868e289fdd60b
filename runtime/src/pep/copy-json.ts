/**
 * A private copy of what an untrusted caller passed: plain JSON and nothing else, of bounded size. Read once and by index, so that neither a getter, a proxy
 * nor a method of the caller's can show one value to the guard and another to the handler. Members that are undefined are left out, as JSON does; anything
 * else that is not JSON has no copy.
 */
import type { JsonValue } from 'clawql-manifest-validator'

const MAX_DEPTH = 64
/** Values in all, and UTF-16 units of all texts and names: an input is a question, not a load of data. */
export const MAX_VALUES = 100_000
export const MAX_UNITS: number = 1 << 20

/** `isNumber`: what has no copy is a number that JSON cannot write. */
export type CopyResult = { readonly value: JsonValue } | { readonly fault: string; readonly isNumber?: true }

export function copyJson(value: unknown): CopyResult {
  try {
    return { value: copy(value, 0, { values: 0, units: 0 }) }
  } catch (error) {
    if (error instanceof NotFinite) return { fault: error.message, isNumber: true }
    return { fault: error instanceof Refusal ? error.message : 'the value cannot be read' }
  }
}

interface Spent {
  values: number
  units: number
}

/** Carries a fault out of the recursion; what the caller's own code throws says nothing. Never leaves this file. */
class Refusal extends Error {}
class NotFinite extends Refusal {}

function copy(value: unknown, depth: number, spent: Spent): JsonValue {
  if (depth > MAX_DEPTH) throw new Refusal(`nested deeper than ${MAX_DEPTH} levels`)
  spent.values += 1
  // A value that holds itself twice would not end before the universe does.
  if (spent.values > MAX_VALUES) throw new Refusal(`more than ${MAX_VALUES} values`)
  switch (typeof value) {
    case 'string':
      return copyText(value, spent)
    case 'boolean':
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new NotFinite(`${value} is not JSON`)
      return value
    case 'object':
      if (value === null) return null
      return Array.isArray(value) ? copyList(value, depth, spent) : copyObject(value, depth, spent)
    default:
      throw new Refusal(`${typeof value} is not JSON`)
  }
}

function copyText(text: string, spent: Spent): string {
  spent.units += text.length
  if (spent.units > MAX_UNITS) throw new Refusal(`more than ${MAX_UNITS} characters`)
  if (!text.isWellFormed()) throw new Refusal('expected well-formed Unicode text')
  return text
}

function copyList(list: readonly unknown[], depth: number, spent: Spent): JsonValue {
  const { length } = list
  if (length > MAX_VALUES) throw new Refusal(`more than ${MAX_VALUES} values`)
  const copied: JsonValue[] = []
  for (let at = 0; at < length; at++) copied.push(copy(list[at], depth + 1, spent))
  return copied
}

function copyObject(object: object, depth: number, spent: Spent): JsonValue {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new Refusal('a class instance is not JSON')
  const copied: Record<string, JsonValue> = {}
  const members = object as Readonly<Record<string, unknown>>
  const names = Object.keys(members)
  for (let at = 0; at < names.length; at++) {
    const name = names[at]!
    const member = members[name]
    if (member === undefined) continue
    const own = copy(member, depth + 1, spent)
    copyText(name, spent)
    // Defined, not assigned: a member of this name is a member like any other.
    if (name === '__proto__') defineMember(copied, name, own)
    else copied[name] = own
  }
  return copied
}

function defineMember(target: object, name: string, value: JsonValue): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
