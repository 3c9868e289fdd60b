/**
 * Finds the name somebody probably meant, for "did you mean" in messages. The distance is bounded, so a long list of candidates costs little; it
 * decides nothing about what a program means.
 */

/** No suggestion is made for more edits than this, however long the name. */
const MAX_DISTANCE = 3

/** Any two short names are near each other: of a name of one or two letters nobody can tell which was meant. */
const SHORTEST_NAME = 3

/** Where so many names are alike, none of them is what was probably meant. */
const MOST_SIMILAR = 400

/**
 * The candidate nearest to `name` by edits (insert, delete, replace, swap of neighbours), or undefined when none is near: at most a third of the
 * name's length, at least one, and never for a name of fewer than three characters. Case counts for less than a letter. Ties go to the candidate that is first in code unit order, so that the order in
 * which candidates were declared does not matter.
 */
export function nearMiss(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length < SHORTEST_NAME) return undefined
  const limit = Math.min(MAX_DISTANCE, Math.max(1, Math.floor(name.length / 3)))
  const folded = name.toLowerCase()
  const near = similar(name, folded, candidates, limit)
  if (near.length > MOST_SIMILAR) return undefined
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of near) {
    const distance = boundedDistance(folded, candidate.toLowerCase(), Math.min(limit, bestDistance))
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && candidate < best)) {
      best = candidate
      bestDistance = distance
    }
  }
  return bestDistance <= limit ? best : undefined
}

/** Those that length and letters do not rule out; cheap, because a source may have thousands of names and thousands of errors. */
function similar(name: string, folded: string, candidates: Iterable<string>, limit: number): readonly string[] {
  const letters = lettersIn(folded)
  const near: string[] = []
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue
    // An edit takes one letter and brings one.
    if (bitCount(letters ^ lettersIn(candidate.toLowerCase())) <= 2 * limit) near.push(candidate)
  }
  return near
}

/** Which letters occur, a bit for each; some share theirs. */
function lettersIn(text: string): number {
  let bits = 0
  for (let index = 0; index < text.length; index++) bits |= 1 << (text.charCodeAt(index) & 31)
  return bits
}

function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

/**
 * Optimal string alignment distance of `a` and `b`; `limit + 1` stands for anything above `limit`. What both begin and end with costs nothing, and of the rest
 * only the cells that a path within the limit can pass.
 */
export function boundedDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let [endA, endB, start] = [a.length, b.length, 0]
  while (endA > 0 && endB > 0 && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--
    endB--
  }
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) start++
  const [rows, columns] = [endA - start, endB - start]
  if (rows === 0 || columns === 0) return Math.min(Math.max(rows, columns), limit + 1)
  return tableDistance(a.slice(start, endA), b.slice(start, endB), limit)
}

function tableDistance(a: string, b: string, limit: number): number {
  const above = limit + 1
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  let smallestBefore = 0
  for (let row = 1; row <= a.length; row++) {
    const current: number[] = new Array(b.length + 1).fill(above)
    current[0] = row
    let smallest = row
    const last = Math.min(b.length, row + limit)
    for (let column = Math.max(1, row - limit); column <= last; column++) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1)
      let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1))
      const isSwap =
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
      if (isSwap) cost = Math.min(cost, beforePrevious[column - 2]! + 1)
      current[column] = cost
      smallest = Math.min(smallest, cost)
    }
    // A swap of neighbours reaches over one row.
    if (smallest > limit && smallestBefore > limit) return above
    smallestBefore = smallest
    beforePrevious = previous
    previous = current
  }
  return Math.min(previous[b.length]!, above)
}
