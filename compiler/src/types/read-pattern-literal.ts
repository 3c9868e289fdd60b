/**
 * A pattern written in a source: parsed, proven small enough for a deterministic automaton, its errors reported at the very characters.
 */
import { malformedPattern, patternNotLinear, patternTooComplex } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Location, Span } from '../source/span.ts'
import type { StringLiteral } from '../syntax/tree.ts'
import { parsePattern } from './pattern/parse-pattern.ts'
import type { Pattern, PatternError } from './pattern/pattern.ts'
import { patternToDfa } from './pattern/pattern-to-dfa.ts'

const ENTRIES = {
  malformed: malformedPattern,
  'not-linear': patternNotLinear,
  'too-complex': patternTooComplex,
} as const

/** `literal` is the node the source stands in, where there is one; errors then point into it. */
export function readPatternLiteral(
  source: string,
  location: Location,
  literal: StringLiteral | undefined,
  reporter: Reporter,
): Pattern | undefined {
  const pattern = parsePattern(source)
  if (pattern.kind === 'pattern-error') {
    const span = literal === undefined ? location.span : spanInside(literal, pattern)
    reporter.report(ENTRIES[pattern.reason], { file: location.file, span }, { problem: pattern.message })
    return undefined
  }
  const automaton = patternToDfa(pattern)
  if (!('kind' in automaton)) return pattern
  const help = 'shorten its counted repeats, or split it into several patterns'
  reporter.report(patternTooComplex, location, { problem: automaton.message }, { help })
  return undefined
}

// Offsets in the text are offsets in the source only when nothing was written with an escape.
function spanInside(literal: StringLiteral, error: PatternError): Span {
  const { start, end } = literal.span
  const opening = literal.raw ? 2 : 1
  if (end - start !== literal.value.length + opening + 1) return literal.span
  const from = start + opening + error.start
  return { start: from, end: Math.max(from + 1, start + opening + error.end) }
}
