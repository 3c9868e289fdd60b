/**
 * Makes the deterministic automaton of a pattern: subset construction over the pattern's own character classes, then minimisation. The number of
 * states is capped, because some patterns need exponentially many; such a pattern is refused when it is declared.
 */
import { type Alphabet, alphabetOf, joinNeighbours } from './alphabet.ts'
import { hasCodePoint } from './code-point-set.ts'
import type { Dfa, DfaTooLarge } from './dfa.ts'
import { minimiseStates, type Table } from './minimise-states.ts'
import { type Nfa, nfaOf } from './nfa.ts'
import type { Pattern } from './pattern.ts'

/** States before minimisation. Large enough for a counted repeat up to its limit. */
export const MAX_DFA_STATES = 2048
/** Automaton states looked at while building, which bounds the time the checker may spend on one pattern. */
const MAX_STEPS = 4_000_000

const automata = new WeakMap<Pattern, Dfa | DfaTooLarge>()

export function patternToDfa(pattern: Pattern): Dfa | DfaTooLarge {
  const known = automata.get(pattern)
  if (known !== undefined) return known
  const dfa = buildDfa(nfaOf(pattern))
  automata.set(pattern, dfa)
  return dfa
}

function buildDfa(nfa: Nfa): Dfa | DfaTooLarge {
  const sets = nfa.states.flatMap((state) => (state.set === undefined ? [] : [state.set]))
  const alphabet = alphabetOf(sets)
  const table = subsets(nfa, alphabet)
  if (table === undefined) {
    return { kind: 'too-complex', message: `its automaton needs more than ${String(MAX_DFA_STATES)} states` }
  }
  return numbered(minimiseStates(table), alphabet)
}

// State 0 is the dead one: the empty set of states, which leads only to itself.
function subsets(nfa: Nfa, alphabet: Alphabet): Table | undefined {
  const closure = createClosure(nfa)
  const members: (readonly number[])[] = [[], closure.of([nfa.start])]
  const known = new Map<string, number>([['', 0]])
  known.set(members[1]!.join(), 1)
  const transitions: number[][] = [alphabet.samples.map(() => 0)]
  for (let index = 1; index < members.length; index++) {
    const row: number[] = []
    for (const sample of alphabet.samples) {
      const targets: number[] = []
      for (const member of members[index]!) {
        const state = nfa.states[member]!
        if (state.set !== undefined && hasCodePoint(state.set, sample)) targets.push(state.next)
      }
      const next = closure.of(targets)
      if (closure.steps() > MAX_STEPS) return undefined
      const key = next.join()
      let number = known.get(key)
      if (number === undefined) {
        if (members.length > MAX_DFA_STATES) return undefined
        number = members.push(next) - 1
        known.set(key, number)
      }
      row.push(number)
    }
    transitions.push(row)
  }
  return { start: 1, accept: members.map((states) => states.includes(nfa.accept)), transitions }
}

interface Closure {
  of(states: readonly number[]): readonly number[]
  steps(): number
}

// The reading and accepting states reachable without reading, ascending.
function createClosure(nfa: Nfa): Closure {
  const mark = new Uint32Array(nfa.states.length)
  let round = 0
  let steps = 0
  return {
    of(states) {
      round++
      const found: number[] = []
      const pending = [...states]
      for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
        if (mark[index] === round) continue
        mark[index] = round
        steps++
        const state = nfa.states[index]!
        if (state.set !== undefined || index === nfa.accept) found.push(index)
        else {
          if (state.other !== -1) pending.push(state.other)
          pending.push(state.next)
        }
      }
      return found.sort((a, b) => a - b)
    },
    steps: () => steps,
  }
}

// Numbers the live states breadth-first, turns the dead one into −1 and joins character classes no state tells apart.
function numbered(table: Table, alphabet: Alphabet): Dfa {
  const order = [table.start]
  const numbers = new Map<number, number>([[table.start, 0]])
  for (let index = 0; index < order.length; index++) {
    for (const target of table.transitions[order[index]!]!) {
      if (target === table.dead || numbers.has(target)) continue
      numbers.set(target, order.push(target) - 1)
    }
  }
  const rows = order.map((state) => table.transitions[state]!.map((target) => numbers.get(target) ?? -1))
  const columns = new Map<string, number>()
  const kept: number[] = []
  const classMap = alphabet.samples.map((_, column) => {
    const key = rows.map((row) => row[column]).join()
    const known = columns.get(key)
    if (known !== undefined) return known
    columns.set(key, kept.length)
    return kept.push(column) - 1
  })
  const classes = alphabet.classes.map((original) => classMap[original]!)
  const joined = joinNeighbours(alphabet.boundaries, classes, [])
  return {
    start: 0,
    accept: order.map((state) => table.accept[state]!),
    boundaries: joined.boundaries,
    classes: joined.classes,
    classCount: kept.length,
    transitions: rows.map((row) => kept.map((column) => row[column]!)),
  }
}
