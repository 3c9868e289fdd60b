/**
 * Texts just inside and just outside a pattern: a matching text with one character at the edge of what may stand there, left out, or doubled. Each
 * set of the pattern is visited once, where the text first comes to it. What the texts mean is the reference check's to say.
 */
import { type CodePointSet, hasCodePoint, LAST_CODE_POINT } from '../types/pattern/code-point-set.ts'
import { nfaOf } from '../types/pattern/nfa.ts'
import { parsePattern } from '../types/pattern/parse-pattern.ts'
import { closure } from './nfa-closure.ts'

/** Nothing where `source` is no pattern; nothing about sets that other texts have `visited`. Made as they are asked for. */
export function* patternEdges(source: string, text: string, visited: Set<number> = new Set()): Generator<string> {
  const pattern = parsePattern(source)
  if (pattern.kind !== 'pattern') return
  const nfa = nfaOf(pattern)
  const characters = [...text]
  let states = closure(nfa, [nfa.start])
  for (const [position, character] of characters.entries()) {
    const before = characters.slice(0, position).join('')
    const after = characters.slice(position + 1).join('')
    const codePoint = character.codePointAt(0) ?? 0
    const reached: number[] = []
    for (const index of states) {
      const state = nfa.states[index]
      if (state?.set === undefined) continue
      if (hasCodePoint(state.set, codePoint)) reached.push(state.next)
      if (visited.has(index)) continue
      visited.add(index)
      for (const edge of edgesOf(state.set)) yield before + String.fromCodePoint(edge) + after
      yield before + after
      yield before + character + character + after
    }
    states = closure(nfa, reached)
  }
}

const MOST_RANGES = 4

/** The ends of the first ranges and what lies beside them; surrogates are no characters. */
function edgesOf(set: CodePointSet): readonly number[] {
  const edges = set.slice(0, MOST_RANGES).flatMap(([first, last]) => [first - 1, first, last, last + 1])
  return [...new Set(edges)].filter((at) => at >= 0 && at <= LAST_CODE_POINT && !(at >= 0xd800 && at <= 0xdfff))
}
