/**
 * How the languages of two patterns relate, by walking their automata side by side: whether one admits nothing that the other refuses, and whether
 * there is a text that all of several admit. Gives up, never guesses, where the walk would be long.
 */
import type { Dfa } from './dfa.ts'
import type { Pattern } from './pattern.ts'
import { patternToDfa } from './pattern-to-dfa.ts'

/** Pairs of states, times the ranges of characters, that one question may look at. */
const MOST_STEPS = 200_000

const known = new WeakMap<Pattern, WeakMap<Pattern, boolean>>()

/** Every text that `inner` matches is matched by `outer`. False where that would take too long to find out. Remembered: types are compared often. */
export function isPatternWithin(inner: Pattern, outer: Pattern): boolean {
  const answers = known.get(inner) ?? new WeakMap<Pattern, boolean>()
  known.set(inner, answers)
  const answer = answers.get(outer) ?? findWithin(inner, outer)
  answers.set(outer, answer)
  return answer
}

function findWithin(inner: Pattern, outer: Pattern): boolean {
  const automata = automataOf([inner, outer])
  if (automata === undefined) return false
  const leaving = findState(automata, ([a, b]) => isAccepting(automata[0]!, a!) && !isAccepting(automata[1]!, b!))
  return leaving === 'none'
}

/** True where no text at all matches every pattern; false where one does, or where finding out would take too long. */
export function areDisjoint(patterns: readonly Pattern[]): boolean {
  const automata = automataOf(patterns)
  if (automata === undefined) return false
  const common = findState(automata, (states) => states.every((state, index) => isAccepting(automata[index]!, state)))
  return common === 'none'
}

function automataOf(patterns: readonly Pattern[]): readonly Dfa[] | undefined {
  const automata = patterns.map(patternToDfa).filter((automaton): automaton is Dfa => !('kind' in automaton))
  return automata.length === patterns.length ? automata : undefined
}

/** −1 is the state from which nothing matches any more. */
function isAccepting(automaton: Dfa, state: number): boolean {
  return state !== -1 && automaton.accept[state] === true
}

/** Whether the automata, read together, ever stand in states that `isWanted`. */
function findState(
  automata: readonly Dfa[],
  isWanted: (states: readonly number[]) => boolean,
): 'found' | 'none' | 'unknown' {
  const columns = columnsOf(automata)
  const start = automata.map((automaton) => automaton.start)
  const known = new Set([start.join()])
  const open = [start]
  let steps = 0
  for (let states = open.pop(); states !== undefined; states = open.pop()) {
    if (isWanted(states)) return 'found'
    for (const column of columns) {
      if (++steps > MOST_STEPS) return 'unknown'
      const next = states.map((state, index) =>
        state === -1 ? -1 : automata[index]!.transitions[state]![column[index]!]!,
      )
      // What the first cannot match is of no interest to either question.
      if (next[0] === -1 || known.has(next.join())) continue
      known.add(next.join())
      open.push(next)
    }
  }
  return 'none'
}

/** For each range of characters that no automaton tells apart: its class in each of them, every combination once. */
function columnsOf(automata: readonly Dfa[]): readonly (readonly number[])[] {
  const boundaries = [...new Set(automata.flatMap((automaton) => automaton.boundaries))].sort((a, b) => a - b)
  const columns = new Map<string, readonly number[]>()
  for (const boundary of boundaries) {
    const column = automata.map(({ boundaries: own, classes }) => {
      const index = own.findLastIndex((start) => start <= boundary)
      return classes[index]!
    })
    columns.set(column.join(), column)
  }
  return [...columns.values()]
}
