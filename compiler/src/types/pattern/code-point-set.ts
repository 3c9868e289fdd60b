/**
 * Sets of Unicode code points as ascending, disjoint, non-adjacent inclusive ranges. Patterns are made of these; surrogates are in the universe only so
 * that complements stay simple, ill-formed text is refused before any pattern sees it.
 */

/** `[first, last]`, both included. */
export type CodePointRange = readonly [number, number]
export type CodePointSet = readonly CodePointRange[]

export const LAST_CODE_POINT = 0x10ffff

const DIGITS: CodePointSet = [[0x30, 0x39]]
const WORD: CodePointSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const SPACE: CodePointSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
]
const LINE_ENDS: CodePointSet = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]

/** `d`, `w` and `s` as ASCII, their capitals as complements. */
export const NAMED_SETS: Readonly<Record<string, CodePointSet>> = {
  d: DIGITS,
  w: WORD,
  s: SPACE,
  D: complement(DIGITS),
  W: complement(WORD),
  S: complement(SPACE),
}

/** What `.` matches: everything but the four line ends of ECMAScript. */
export const ANY_BUT_LINE_ENDS: CodePointSet = complement(LINE_ENDS)

/** Brings ranges in any order, overlapping or touching, into the form of a set. */
export function codePointSet(ranges: readonly CodePointRange[]): CodePointSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const merged: [number, number][] = []
  for (const [first, last] of sorted) {
    const previous = merged.at(-1)
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last)
    else merged.push([first, last])
  }
  return merged
}

export function complement(set: CodePointSet): CodePointSet {
  const gaps: CodePointRange[] = []
  let next = 0
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1])
    next = last + 1
  }
  if (next <= LAST_CODE_POINT) gaps.push([next, LAST_CODE_POINT])
  return gaps
}

/** By binary search. */
export function hasCodePoint(set: CodePointSet, codePoint: number): boolean {
  let low = 0
  let high = set.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = set[middle]!
    if (codePoint < first) high = middle - 1
    else if (codePoint > last) low = middle + 1
    else return true
  }
  return false
}
