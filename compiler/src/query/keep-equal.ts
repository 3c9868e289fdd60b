/**
 * Whether a new answer is the one of before: equal in structure, down to the things that are compared by identity (functions, modules and symbols). Knows
 * nothing of what the values mean.
 */

/** `before` where the two are equal, so that whoever compares by identity sees no change. */
export function keepEqual<V>(before: V, now: V): V {
  return isEqual(before, now) ? before : now
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const prototype: unknown = Object.getPrototypeOf(a)
  if (prototype !== Object.getPrototypeOf(b)) return false
  switch (prototype) {
    case Array.prototype:
      return areEqualLists(a as readonly unknown[], b as readonly unknown[])
    case Object.prototype:
      return areEqualRecords(a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>)
    case Map.prototype:
    case Set.prototype:
      return areEqualLists([...(a as Iterable<unknown>)], [...(b as Iterable<unknown>)])
    case Uint8Array.prototype:
      return areEqualLists(a as Uint8Array, b as Uint8Array)
    default:
      return false
  }
}

function areEqualLists(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (!isEqual(a[index], b[index])) return false
  return true
}

/** In the same order too: what is printed from it would differ otherwise. */
function areEqualRecords(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a)
  const others = Object.keys(b)
  return keys.length === others.length && keys.every((key, index) => key === others[index] && isEqual(a[key], b[key]))
}
