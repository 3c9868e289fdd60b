/**
 * Splits all code points into the few classes a pattern can tell apart, so that a deterministic automaton needs a column per class instead of one
 * per character.
 */
import { type CodePointSet, hasCodePoint } from './code-point-set.ts'

/** As in `Dfa`: ranges begin at `boundaries`, `classes` says of which class each is. `samples[c]` is one code point of class `c`. */
export interface Alphabet {
  readonly boundaries: readonly number[]
  readonly classes: readonly number[]
  readonly samples: readonly number[]
}

export function alphabetOf(sets: readonly CodePointSet[]): Alphabet {
  const distinct = [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()]
  const boundaries = [...new Set([0, ...distinct.flatMap((set) => set.flatMap(([first, last]) => [first, last + 1]))])]
    .filter((boundary) => boundary <= 0x10ffff)
    .sort((a, b) => a - b)
  const known = new Map<string, number>()
  const samples: number[] = []
  const classes = boundaries.map((boundary) => {
    const signature = distinct.map((set) => (hasCodePoint(set, boundary) ? '1' : '0')).join('')
    const existing = known.get(signature)
    if (existing !== undefined) return existing
    known.set(signature, samples.length)
    return samples.push(boundary) - 1
  })
  return joinNeighbours(boundaries, classes, samples)
}

/** Drops boundaries between ranges of one class. */
export function joinNeighbours(
  boundaries: readonly number[],
  classes: readonly number[],
  samples: readonly number[],
): Alphabet {
  const kept = boundaries
    .map((_, index) => index)
    .filter((index) => index === 0 || classes[index] !== classes[index - 1])
  return { boundaries: kept.map((index) => boundaries[index]!), classes: kept.map((index) => classes[index]!), samples }
}
