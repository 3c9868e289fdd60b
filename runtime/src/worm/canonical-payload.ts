/**
 * Canonical JSON of a payload, the fast way where it is certain to be right: a copy with sorted keys through the engine's own `JSON.stringify`, whose
 * numbers and escapes are those of RFC 8785. Anything that copy cannot hold in order goes to the strict printer, which also does all the refusing.
 */
import { canonicalize } from 'clawql-manifest-validator'

const MAX_DEPTH = 64
const UNFIT: unique symbol = Symbol('not for the fast way')

/** Throws `TypeError` exactly where `canonicalize` does. */
export function canonicalPayload(value: unknown): string {
  const copy = sortedCopy(value, 0)
  return copy === UNFIT ? canonicalize(value) : JSON.stringify(copy)
}

/** Plain JSON with the keys of every object in order, or UNFIT. */
function sortedCopy(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : UNFIT
    case 'number':
      return Number.isFinite(value) ? value : UNFIT
    case 'boolean':
      return value
    case 'object':
      if (value === null) return null
      if (depth === MAX_DEPTH) return UNFIT
      return Array.isArray(value) ? copyArray(value, depth + 1) : copyObject(value, depth + 1)
    default:
      return UNFIT
  }
}

function copyArray(items: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = []
  for (let at = 0; at < items.length; at++) {
    const item = sortedCopy(items[at], depth)
    if (item === UNFIT) return UNFIT
    copy.push(item)
  }
  return copy
}

/**
 * A key that starts with a digit might be an array index, which objects order by number and not by text; `__proto__` would not become a member, and
 * `toJSON` be called if it were a function, which no JSON value is.
 */
function copyObject(object: object, depth: number): unknown {
  if (Object.getPrototypeOf(object) !== Object.prototype) return UNFIT
  const members = object as Readonly<Record<string, unknown>>
  const keys = Object.keys(members)
  for (let at = 1; at < keys.length; at++) {
    if (keys[at - 1]! < keys[at]!) continue
    keys.sort()
    break
  }
  const copy: Record<string, unknown> = {}
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    const first = key.charCodeAt(0)
    if ((first >= 48 && first <= 57) || key === '__proto__' || !key.isWellFormed()) return UNFIT
    const member = sortedCopy(members[key], depth)
    if (member === UNFIT) return UNFIT
    copy[key] = member
  }
  return copy
}
