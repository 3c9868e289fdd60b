/**
 * How large a JSON value is whose shape no type describes: the bytes of its canonical form (RFC 8785, UTF-8) and its depth. No text is made, and nothing
 * is looked at once the limit is passed, so that judging a hostile value costs no more than judging an honest one.
 */

/** Lists and objects around a value, the value itself included when it is one. */
export const DEEPEST_JSON = 32

/**
 * Whether the value is one that has a canonical form, of at most so many bytes and no deeper than `DEEPEST_JSON`. Null by itself is none: it would be there
 * for one reader and absent for another. INVARIANT L1 and L2.
 */
export function isJsonWithin(value: unknown, maxBytes: number): boolean {
  return value !== null && jsonBytesLeft(value, maxBytes, DEEPEST_JSON) >= 0
}

/** True for an object literal of any realm or one without a prototype; false for instances of classes, dates, maps and the like. */
export function isPlainObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What is left of `left` bytes behind the value; below zero where there is not enough, or where it has no canonical form. */
function jsonBytesLeft(value: unknown, left: number, depth: number): number {
  if (typeof value === 'string') return textBytesLeft(value, left)
  if (typeof value === 'number') return Number.isFinite(value) ? left - String(value).length : -1
  if (typeof value === 'boolean') return left - (value ? 4 : 5)
  if (value === null) return left - 4
  if (typeof value !== 'object' || depth === 0) return -1
  return Array.isArray(value) ? listBytesLeft(value, left - 2, depth - 1) : membersBytesLeft(value, left - 2, depth - 1)
}

function listBytesLeft(list: readonly unknown[], left: number, depth: number): number {
  let rest = left
  for (let index = 0; index < list.length && rest >= 0; index++) {
    rest = jsonBytesLeft(list[index], index === 0 ? rest : rest - 1, depth)
  }
  return rest
}

// An instance of a class has no canonical form: what it would lose in one could be anything.
function membersBytesLeft(object: object, left: number, depth: number): number {
  if (!isPlainObject(object)) return -1
  let rest = left + 1
  for (const [key, member] of Object.entries(object)) {
    rest = textBytesLeft(key, rest - 2)
    if (rest >= 0) rest = jsonBytesLeft(member, rest, depth)
    if (rest < 0) return rest
  }
  return rest === left + 1 ? left : rest
}

// Each unit is a byte at least; what it is more than that is taken off.
function textBytesLeft(text: string, left: number): number {
  let rest = left - 2 - text.length
  for (let index = 0; index < text.length && rest >= 0; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20) rest -= unit === 0x0b || unit < 8 || unit > 0x0d ? 5 : 1
    else if (unit === 0x22 || unit === 0x5c) rest -= 1
    else if (unit < 0x80) continue
    else if (unit < 0x800) rest -= 1
    else if ((unit & 0xf800) !== 0xd800) rest -= 2
    else if (unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      index++
      rest -= 2
    } else return -1
  }
  return rest
}
