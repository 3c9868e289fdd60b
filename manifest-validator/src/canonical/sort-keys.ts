/** The order of keys in canonical JSON: by UTF-16 code units, which is how ECMAScript compares strings. */

/** Longer lists are left to the engine's sort; objects of a manifest are shorter. */
const INSERTION_LIMIT = 24

/** Sorts `keys` in place and returns it. Insertion sort, because keys are few and mostly in order, and a comparator call costs more than the move. */
export function sortKeys(keys: string[]): string[] {
  if (keys.length > INSERTION_LIMIT) return keys.sort()
  for (let i = 1; i < keys.length; i += 1) {
    const key = keys[i]!
    let at = i
    while (at > 0 && keys[at - 1]! > key) {
      keys[at] = keys[at - 1]!
      at -= 1
    }
    keys[at] = key
  }
  return keys
}
