/** Exact structural identity: as two results of one meaning must be. Stricter than the language's equality: −0 is not 0, absent is not undefined. */

/** The order of keys does not count; prototypes do not. Cyclic values are never the same. */
export function isSameValue(a: unknown, b: unknown, depth: number = 0): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > 256) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  for (const name of names) {
    if (!Object.hasOwn(b, name) || !isSameValue(Reflect.get(a, name), Reflect.get(b, name), depth + 1)) return false
  }
  return true
}
