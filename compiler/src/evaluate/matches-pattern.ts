/**
 * Whole-string matching of a pattern given by its source, which was checked when the program was. Parsed patterns are remembered by the parser.
 */
import { matchPattern } from '../types/pattern/match-pattern.ts'
import { parsePattern } from '../types/pattern/parse-pattern.ts'

/** False where the source is no pattern of the linear subset: what cannot be read admits nothing. */
export function matchesPattern(source: string, text: string): boolean {
  const pattern = parsePattern(source)
  return pattern.kind === 'pattern' && matchPattern(pattern, text)
}
