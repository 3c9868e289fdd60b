/**
 * Structural equality of JSON values: numbers by value (−0 equals 0), text by code units, lists by position, objects by their own keys in any
 * order. Two records are equal exactly when a stock CEL engine says so.
 */

const DEEPEST = 512

/** False beyond 512 levels: such values differ in anything a policy can say, and the comparison must end. */
export function equalValues(a: unknown, b: unknown, depth: number = 0): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > DEEPEST) return false
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalLists(a, b, depth)
  return equalRecords(a, b, depth)
}

function equalLists(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) {
    if (!equalValues(a[index], b[index], depth + 1)) return false
  }
  return true
}

function equalRecords(a: object, b: object, depth: number): boolean {
  const left = new Map(Object.entries(a))
  const right = new Map(Object.entries(b))
  if (left.size !== right.size) return false
  for (const [key, value] of left) {
    if (!right.has(key) || !equalValues(value, right.get(key), depth + 1)) return false
  }
  return true
}
