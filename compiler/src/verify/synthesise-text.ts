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
const STEPS_COMPARED = 4
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
  readonly start: Place
  /** Places by their states, in order. */
  readonly places: Map<string, Place>
}

/** Where a walk can be: states that are reached together. A type's texts go the same ways again and again, so ways are remembered. */
interface Place {
  readonly states: readonly number[]
  readonly accepts: boolean
  /** What may be read here. */
  readonly sets: readonly CodePointSet[]
  /** The longest of the states' ways to the end. */
  readonly farthest: number
  /** Code point → where it leads. */
  readonly onward: Map<number, Place>
}

const remembered = new WeakMap<Nfa, Automaton>()

/** More places than these are made anew each time: a pattern may have very many. */
const MOST_PLACES = 1_024

function automatonOf(nfa: Nfa): Automaton {
  const known = remembered.get(nfa)
  if (known !== undefined) return known
  const distance = distancesToAccept(nfa)
  const places = new Map<string, Place>()
  const start = placeOf([...closure(nfa, [nfa.start])], nfa, distance, places)
  const automaton: Automaton = { nfa, distance, start, places }
  remembered.set(nfa, automaton)
  return automaton
}

function placeOf(states: readonly number[], nfa: Nfa, distance: readonly number[], places: Map<string, Place>): Place {
  const key = states.join()
  const known = places.get(key)
  if (known !== undefined) return known
  const place: Place = {
    states,
    accepts: states.includes(nfa.accept),
    sets: states.map((state) => nfa.states[state]?.set).filter((set) => set !== undefined),
    farthest: Math.max(0, ...states.map((state) => distance[state] ?? Number.POSITIVE_INFINITY)),
    onward: new Map(),
  }
  if (places.size < MOST_PLACES) places.set(key, place)
  return place
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
  let current = automata.map((automaton) => automaton.start)
  let text = ''
  for (let length = 0; ; length++) {
    let accepts = true
    for (const place of current) accepts &&= place.accepts
    if (accepts && length >= min && (length >= max || oneIn(random, 3))) return text
    const isShort = length < min
    const step = length < max ? nextStep(automata, current, max - length - 1, isShort, random) : undefined
    if (step === undefined) return accepts && length >= min ? text : undefined
    text += String.fromCodePoint(step.codePoint)
    current = step.places
  }
}

interface Step {
  readonly codePoint: number
  readonly places: Place[]
}

// Each try asks another automaton what it would read next, so that a narrow pattern is heard beside a wide one. A text that is still too short goes where the
// end is farthest.
function nextStep(
  automata: readonly Automaton[],
  current: readonly Place[],
  left: number,
  isShort: boolean,
  random: Random,
): Step | undefined {
  for (const { sets } of current) if (sets.length === 0) return undefined
  let best: Step | undefined
  for (let tried = 0; tried < STEPS_TRIED && !(tried >= STEPS_COMPARED && best !== undefined); tried++) {
    const codePoint = memberOf(pick(random, pick(random, current).sets), random)
    const places = advanceAll(automata, current, codePoint, left)
    if (places === undefined) continue
    if (!isShort) return { codePoint, places }
    if (best === undefined || wayLeft(places) > wayLeft(best.places)) best = { codePoint, places }
  }
  return best
}

function wayLeft(places: readonly Place[]): number {
  return Math.min(...places.map(({ farthest }) => farthest))
}

/** Undefined where one of them cannot go on. */
function advanceAll(
  automata: readonly Automaton[],
  current: readonly Place[],
  codePoint: number,
  left: number,
): Place[] | undefined {
  const places: Place[] = []
  for (const [index, automaton] of automata.entries()) {
    const place = advance(automaton, current[index]!, codePoint, left)
    if (place.states.length === 0) return undefined
    places.push(place)
  }
  return places
}

/** Without the states from which the end is farther than `left`. */
function advance({ nfa, distance, places }: Automaton, from: Place, codePoint: number, left: number): Place {
  let place = from.onward.get(codePoint)
  if (place === undefined) {
    const reached: number[] = []
    for (const index of from.states) {
      const state = nfa.states[index]
      if (state?.set !== undefined && hasCodePoint(state.set, codePoint)) reached.push(state.next)
    }
    place = placeOf([...closure(nfa, reached)], nfa, distance, places)
    if (from.onward.size < MOST_PLACES) from.onward.set(codePoint, place)
  }
  if (place.farthest <= left) return place
  const within = place.states.filter((index) => (distance[index] ?? left + 1) <= left)
  return placeOf(within, nfa, distance, places)
}

// Mostly letters and digits where the set has them: such cases are easier to read. Surrogates are never chosen.
function memberOf(set: CodePointSet, random: Random): number {
  const { letters, further } = familiarIn(set)
  const familiar = oneIn(random, 8) ? further : letters
  if (familiar.length > 0) return pick(random, familiar)
  const [first, last] = pick(random, set)
  const codePoint = first + random.below(Math.min(last - first + 1, 256))
  return codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xe000 : codePoint
}

interface Familiar {
  readonly letters: readonly number[]
  readonly further: readonly number[]
}

const familiarOf = new WeakMap<CodePointSet, Familiar>()

function familiarIn(set: CodePointSet): Familiar {
  const known = familiarOf.get(set)
  if (known !== undefined) return known
  const isIn = (codePoint: number): boolean => hasCodePoint(set, codePoint)
  const letters = [...LETTERS].map((letter) => letter.charCodeAt(0)).filter(isIn)
  const made = { letters, further: FURTHER.filter(isIn) }
  familiarOf.set(set, made)
  return made
}
