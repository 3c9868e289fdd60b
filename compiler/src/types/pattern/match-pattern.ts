/**
 * Decides whether a pattern matches a whole string, by walking all states of the automaton at once: time is proportional to the text's length for
 * any pattern. This is the meaning of `matches` and `pattern:`; generated code and schemas are checked against it.
 */
import { hasCodePoint } from './code-point-set.ts'
import { type Nfa, nfaOf } from './nfa.ts'
import type { Pattern } from './pattern.ts'

/** `text` must be well-formed UTF-16; characters are code points. */
export function matchPattern(pattern: Pattern, text: string): boolean {
  const nfa = nfaOf(pattern)
  const { answers, sets } = preparedFor(nfa)
  if (text.length > LONGEST_REMEMBERED) return walk(nfa, sets, text)
  const known = answers.get(text)
  if (known !== undefined) return known
  const matches = walk(nfa, sets, text)
  if (answers.size >= MOST_REMEMBERED) answers.clear()
  answers.set(text, matches)
  return matches
}

function walk(nfa: Nfa, sets: Prepared['sets'], text: string): boolean {
  let [current, following] = sets
  clear(current)
  enter(nfa, current, nfa.start)
  for (let position = 0; position < text.length; ) {
    const codePoint = text.codePointAt(position)!
    position += codePoint > 0xffff ? 2 : 1
    clear(following)
    for (const index of current.members) {
      const state = nfa.states[index]!
      if (state.set !== undefined && hasCodePoint(state.set, codePoint)) enter(nfa, following, state.next)
    }
    if (following.members.length === 0) return false
    const swap = current
    current = following
    following = swap
  }
  return current.members.includes(nfa.accept)
}

/** States that read or accept, in the order found; `mark` remembers in which round a state was entered. */
interface StateSet {
  readonly members: number[]
  readonly mark: Uint32Array
  round: number
}

/** What is kept beside an automaton. */
interface Prepared {
  /** Matching calls nobody who could match in between, so that two sets serve all texts. */
  readonly sets: readonly [StateSet, StateSet]
  /** Of the texts asked about last: a request's field is judged more than once, and evidence asks about the same texts again and again. */
  readonly answers: Map<string, boolean>
}

const MOST_REMEMBERED = 512
const LONGEST_REMEMBERED = 128

const prepared = new WeakMap<Nfa, Prepared>()

function preparedFor(nfa: Nfa): Prepared {
  const known = prepared.get(nfa)
  if (known !== undefined) return known
  const made: Prepared = { sets: [createStateSet(nfa), createStateSet(nfa)], answers: new Map() }
  prepared.set(nfa, made)
  return made
}

function createStateSet(nfa: Nfa): StateSet {
  return { members: [], mark: new Uint32Array(nfa.states.length), round: 1 }
}

function clear(set: StateSet): void {
  set.members.length = 0
  if (set.round === MOST_ROUNDS) {
    set.mark.fill(0)
    set.round = 0
  }
  set.round++
}

const MOST_ROUNDS = 2 ** 32 - 1

function enter(nfa: Nfa, set: StateSet, start: number): void {
  // Mostly it is a state that reads, from which nothing else is entered.
  if (nfa.states[start]!.set !== undefined) {
    if (set.mark[start] === set.round) return
    set.mark[start] = set.round
    set.members.push(start)
    return
  }
  const pending = [start]
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (set.mark[index] === set.round) continue
    set.mark[index] = set.round
    const state = nfa.states[index]!
    if (state.set !== undefined || index === nfa.accept) {
      set.members.push(index)
      continue
    }
    if (state.other !== -1) pending.push(state.other)
    pending.push(state.next)
  }
}
