/**
 * Thompson's construction: a pattern as a list of states, each either a step over a set of code points or a jump without one. Both the simulation and
 * the deterministic automaton are made from this, so there is one reading of what a pattern means.
 */
import type { CodePointSet } from './code-point-set.ts'
import type { Pattern, PatternNode } from './pattern.ts'

/** `jump` states have one or two targets and read nothing; the state that accepts is last and has neither. */
export interface NfaState {
  readonly set: CodePointSet | undefined
  readonly next: number
  /** A second target of a jump; −1: none. */
  readonly other: number
}

export interface Nfa {
  readonly states: readonly NfaState[]
  readonly start: number
  readonly accept: number
}

const automata = new WeakMap<Pattern, Nfa>()

export function nfaOf(pattern: Pattern): Nfa {
  const known = automata.get(pattern)
  if (known !== undefined) return known
  const nfa = buildNfa(pattern.root)
  automata.set(pattern, nfa)
  return nfa
}

// Built from the end: `add` gets the state that follows and returns the one to enter by, so every target exists before it is named.
function buildNfa(root: PatternNode): Nfa {
  const states: { set: CodePointSet | undefined; next: number; other: number }[] = []
  const push = (set: CodePointSet | undefined, next: number, other: number): number =>
    states.push({ set, next, other }) - 1

  function add(node: PatternNode, after: number): number {
    switch (node.kind) {
      case 'set':
        return push(node.set, after, -1)
      case 'sequence':
        return node.items.reduceRight((following, item) => add(item, following), after)
      case 'choice':
        return node.options
          .map((option) => add(option, after))
          .reduceRight((rest, entry) => push(undefined, entry, rest))
      case 'repeat':
        return addRepeat(node.item, node.min, node.max, after)
    }
  }

  function addRepeat(item: PatternNode, min: number, max: number | undefined, after: number): number {
    let entry = after
    if (max === undefined) {
      const loop = push(undefined, after, -1)
      const body = add(item, loop)
      states[loop] = { set: undefined, next: body, other: after }
      entry = loop
    } else {
      for (let optional = min; optional < max; optional++) entry = push(undefined, add(item, entry), after)
    }
    for (let required = 0; required < min; required++) entry = add(item, entry)
    return entry
  }

  const accept = push(undefined, -1, -1)
  const start = add(root, accept)
  return { states, start, accept }
}
