/**
 * A deterministic automaton as plain data, ready for generated code: one table look-up per character, no backtracking, no allocation.
 */

/**
 * Code points from `boundaries[i]` up to before `boundaries[i + 1]` are of class `classes[i]`; `boundaries` is ascending and starts at 0. From state
 * `s` a character of class `c` leads to `transitions[s][c]`; −1: no string that goes on from here matches. Every state can still reach one that
 * accepts. States are numbered breadth-first from the start, so equal patterns give equal tables.
 */
export interface Dfa {
  readonly start: number
  readonly accept: readonly boolean[]
  readonly boundaries: readonly number[]
  readonly classes: readonly number[]
  readonly classCount: number
  readonly transitions: readonly (readonly number[])[]
}

/** Given up because more states than allowed would be needed. */
export interface DfaTooLarge {
  readonly kind: 'too-complex'
  readonly message: string
}

/** Runs the automaton over the code points of `text`: what generated code does, for tests and tools. */
export function runDfa(dfa: Dfa, text: string): boolean {
  let state = dfa.start
  for (let position = 0; position < text.length; ) {
    const codePoint = text.codePointAt(position)!
    position += codePoint > 0xffff ? 2 : 1
    state = dfa.transitions[state]![classOf(dfa, codePoint)]!
    if (state === -1) return false
  }
  return dfa.accept[state]!
}

function classOf(dfa: Dfa, codePoint: number): number {
  let low = 0
  let high = dfa.boundaries.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (dfa.boundaries[middle]! <= codePoint) low = middle
    else high = middle - 1
  }
  return dfa.classes[low]!
}
