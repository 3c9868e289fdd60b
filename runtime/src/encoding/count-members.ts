/**
 * How many members an object literal has, as `Object.keys` would list them, without the list: it would be garbage a hundred thousand times a second. Negative where
 * `Object.prototype` was given members that a loop sees, because then they would count.
 */
export function countMembers(object: object): number {
  let count = 0
  for (const _ in object) count += 1
  for (const _ in NOTHING) return -1
  return count
}

const NOTHING = {}
