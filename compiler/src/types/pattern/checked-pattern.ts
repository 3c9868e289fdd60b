/**
 * The pattern behind a source that a checked program holds. The checker has refused every source that is none, so a failure here is a bug of the
 * compiler, never of a policy.
 */
import { parsePattern } from './parse-pattern.ts'
import type { Pattern } from './pattern.ts'

export function checkedPattern(source: string): Pattern {
  const pattern = parsePattern(source)
  if (pattern.kind === 'pattern') return pattern
  throw new Error(`bug: an unchecked pattern reached the program: ${pattern.message}`)
}
