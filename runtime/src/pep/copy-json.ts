/**
 * A private copy of what an untrusted caller passed: plain JSON and nothing else. Read once, so that a getter or a proxy cannot show one value to the guard
 * and another to the handler. Members that are undefined are left out, as JSON does; anything else that is not JSON has no copy.
 */
import type { JsonValue } from 'clawql-manifest-validator'

const MAX_DEPTH = 64

export type CopyResult = { readonly value: JsonValue } | { readonly fault: string }

export function copyJson(value: unknown): CopyResult {
  try {
    return { value: copy(value, 0) }
  } catch (error) {
    return { fault: error instanceof TypeError ? error.message : 'the value cannot be read' }
  }
}

function copy(value: unknown, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw new TypeError(`nested deeper than ${MAX_DEPTH} levels`)
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('expected well-formed Unicode text')
      return value
    case 'boolean':
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`)
      return value
    case 'object':
      if (value === null) return null
      return Array.isArray(value) ? value.map((item: unknown) => copy(item, depth + 1)) : copyObject(value, depth)
    default:
      throw new TypeError(`${typeof value} is not JSON`)
  }
}

function copyObject(object: object, depth: number): JsonValue {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new TypeError('a class instance is not JSON')
  const copied: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(object)) {
    if (member === undefined) continue
    if (!name.isWellFormed()) throw new TypeError('expected well-formed Unicode text')
    // Defined, not assigned: a member named __proto__ is a member like any other.
    Object.defineProperty(copied, name, {
      value: copy(member, depth + 1),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return copied
}
