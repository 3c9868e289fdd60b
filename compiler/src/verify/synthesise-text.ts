/**
 * Makes text that all of a type's patterns match, within its length limits: a random walk through the patterns' automata side by side that never
 * takes a step from which the limits can no longer be met by one of them. It proves nothing when it finds none.
 */
import { type CodePointSet, hasCodePoint } from '../types/pattern/code-point-set.ts'
import { type Nfa, nfaOf } from '../types/pattern/nfa.ts'
import { parsePattern } from '../types/pattern/parse-pattern.ts'
import { closure } from './nfa-closure.ts'
import { oneIn, pick, type Random } from './random.ts'

/** Lengths in code points. Without a longest one, texts stay within `MORE_THAN_SHORTEST` of the shortest. */
export interface TextLimits {
  readonly minLength: number
  readonly maxLength?: number
  readonly patterns?: readonly string[]
}

const MORE_THAN_SHORTEST = 16
const ATTEMPTS = 24
const STEPS_TRIED = 12
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const FURTHER = [0x20, 0x2d, 0x5f, 0x2e, 0x2f, 0xe9, 0x4e2d, 0x1f600]

/** Undefined where a pattern cannot be read or no text was found. */
export function synthesiseText(limits: TextLimits, random: Random): string | undefined {
  const automata: Automaton[] = []
  for (const source of limits.patterns ?? []) {
    const pattern = parsePattern(source)
    if (pattern.kind !== 'pattern') return undefined
    automata.push(automatonOf(nfaOf(pattern)))
  }
  const longest = limits.maxLength ?? limits.minLength + Math.max(MORE_THAN_SHORTEST, shortest(automata))
  if (automata.length === 0) return freeText(limits.minLength, longest, random)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const text = walk(automata, limits.minLength, longest, random)
    if (text !== undefined) return text
  }
  return undefined
}

interface Automaton {
  readonly nfa: Nfa
  /** Steps from each state to the accepting one, by the shortest way; infinite where there is none. */
  readonly distance: readonly number[]
}

type States = Set<number>

const remembered = new WeakMap<Nfa, Automaton>()

function automatonOf(nfa: Nfa): Automaton {
  let automaton = remembered.get(nfa)
  if (automaton === undefined) {
    automaton = { nfa, distance: distancesToAccept(nfa) }
    remembered.set(nfa, automaton)
  }
  return automaton
}

// Bellman-Ford over few states; jumps cost nothing, a step over a set costs one.
function distancesToAccept(nfa: Nfa): readonly number[] {
  const distance = nfa.states.map((_, index) => (index === nfa.accept ? 0 : Number.POSITIVE_INFINITY))
  const at = (index: number): number => distance[index] ?? Number.POSITIVE_INFINITY
  for (let changed = true; changed; ) {
    changed = false
    nfa.states.forEach((state, index) => {
      const onward = state.set === undefined ? Math.min(at(state.next), at(state.other)) : at(state.next) + 1
      if (index === nfa.accept || onward >= at(index)) return
      distance[index] = onward
      changed = true
    })
  }
  return distance
}

function shortest(automata: readonly Automaton[]): number {
  return Math.max(0, ...automata.map((automaton) => 2 * (automaton.distance[automaton.nfa.start] ?? 0)))
}

function freeText(min: number, max: number, random: Random): string {
  const span = Math.min(max - min, MORE_THAN_SHORTEST)
  const length = min + random.below(span + 1)
  let text = ''
  for (let count = 0; count < length; count++) text += String.fromCodePoint(freeCodePoint(random))
  return text
}

function freeCodePoint(random: Random): number {
  return oneIn(random, 8) ? pick(random, FURTHER) : LETTERS.charCodeAt(random.below(LETTERS.length))
}

function walk(automata: readonly Automaton[], min: number, max: number, random: Random): string | undefined {
  let current = automata.map((automaton) => closure(automaton.nfa, [automaton.nfa.start]))
  let text = ''
  for (let length = 0; ; length++) {
    const accepts = automata.every((automaton, index) => current[index]?.has(automaton.nfa.accept))
    if (accepts && length >= min && (length >= max || oneIn(random, 3))) return text
    const step = length < max ? nextStep(automata, current, max - length - 1, random) : undefined
    if (step === undefined) return accepts && length >= min ? text : undefined
    text += String.fromCodePoint(step.codePoint)
    current = step.states
  }
}

interface Step {
  readonly codePoint: number
  readonly states: States[]
}

// Each try asks another automaton what it would read next, so that a narrow pattern is heard beside a wide one.
function nextStep(
  automata: readonly Automaton[],
  current: readonly States[],
  left: number,
  random: Random,
): Step | undefined {
  const wanted = automata.map((automaton, index) => {
    return [...(current[index] ?? [])].flatMap((state) => {
      const set = automaton.nfa.states[state]?.set
      return set === undefined ? [] : [set]
    })
  })
  if (wanted.some((sets) => sets.length === 0)) return undefined
  for (let tried = 0; tried < STEPS_TRIED; tried++) {
    const codePoint = memberOf(pick(random, pick(random, wanted)), random)
    const following = automata.map((automaton, index) =>
      advance(automaton, current[index] ?? new Set(), codePoint, left),
    )
    if (following.every((set) => set.size > 0)) return { codePoint, states: following }
  }
  return undefined
}

function advance(automaton: Automaton, states: States, codePoint: number, left: number): States {
  const reached: number[] = []
  for (const index of states) {
    const state = automaton.nfa.states[index]
    if (state?.set !== undefined && hasCodePoint(state.set, codePoint)) reached.push(state.next)
  }
  const within = [...closure(automaton.nfa, reached)].filter((index) => (automaton.distance[index] ?? left + 1) <= left)
  return new Set(within)
}

// Letters and digits where the set has them: such cases are easier to read. Surrogates are never chosen.
function memberOf(set: CodePointSet, random: Random): number {
  for (let tried = 0; tried < 4; tried++) {
    const codePoint = freeCodePoint(random)
    if (hasCodePoint(set, codePoint)) return codePoint
  }
  const [first, last] = pick(random, set)
  const codePoint = first + random.below(Math.min(last - first + 1, 256))
  return codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xe000 : codePoint
}
