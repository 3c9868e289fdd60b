/**
 * Finds the name somebody probably meant, for "did you mean" in messages. The distance is bounded, so a long list of candidates costs little; it
 * decides nothing about what a program means.
 */

/** No suggestion is made for more edits than this, however long the name. */
const MAX_DISTANCE = 3

/** Any two short names are near each other: of a name of one or two letters nobody can tell which was meant. */
const SHORTEST_NAME = 3

/**
 * The candidate nearest to `name` by edits (insert, delete, replace, swap of neighbours), or undefined when none is near: at most a third of the
 * name's length, at least one, and never for a name of fewer than three characters. Case counts for less than a letter. Ties go to the candidate that is first in code unit order, so that the order in
 * which candidates were declared does not matter.
 */
export function nearMiss(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length < SHORTEST_NAME) return undefined
  const limit = Math.min(MAX_DISTANCE, Math.max(1, Math.floor(name.length / 3)))
  const folded = name.toLowerCase()
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue
    const distance = boundedDistance(folded, candidate.toLowerCase(), limit)
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && candidate < best)) {
      best = candidate
      bestDistance = distance
    }
  }
  return bestDistance <= limit ? best : undefined
}

/** Optimal string alignment distance of `a` and `b`; `limit + 1` stands for anything above `limit`. */
export function boundedDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    let smallest = row
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, beforePrevious[column - 2]! + 1)
      }
      current.push(cost)
      smallest = Math.min(smallest, cost)
    }
    if (smallest > limit) return limit + 1
    beforePrevious = previous
    previous = current
  }
  return Math.min(previous[b.length]!, limit + 1)
}
