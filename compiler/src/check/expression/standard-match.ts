/**
 * The functions of the standard library that the compiler itself knows: each compares a text with one written-out text, and becomes one anchored match.
 * Their parameters and what they are for stand in `stdlib/`; here is only how the written-out text becomes a pattern.
 */
import { type GlobPattern, globToPattern } from '../../types/pattern/glob-to-pattern.ts'
import { quoteText } from '../../types/pattern/quote-text.ts'

export interface StandardMatch {
  readonly kind: 'standard-match'
  /** The pattern over the first argument, or why there is none. The text is already one of the second parameter's type. */
  readonly patternOf: (constant: string) => GlobPattern
}

/** Whatever a text of a bounded type may hold: none of these types admits NUL. */
const ANYTHING = '[^\\x00]*'

/** Module and name → what it matches. */
const STANDARD_MATCHES: ReadonlyMap<string, (constant: string) => GlobPattern> = new Map([
  ['std.files.glob', globToPattern],
  ['std.files.under', underDirectory],
  ['std.net.host_under', (domain) => ({ pattern: `https:\\/\\/([^.\\/]+\\.)*${quoteText(domain)}(\\/${ANYTHING})?` })],
  ['std.net.domain_under', (domain) => ({ pattern: `([^.]+\\.)*${quoteText(domain)}` })],
  ['std.net.email_at', (domain) => ({ pattern: `[^@]+@${quoteText(domain)}` })],
  ['std.shell.words', (words) => ({ pattern: `${quoteText(words)}( ${ANYTHING})?` })],
])

export function standardMatch(module: string, name: string): StandardMatch | undefined {
  const patternOf = STANDARD_MATCHES.get(`${module}.${name}`)
  return patternOf && { kind: 'standard-match', patternOf }
}

function underDirectory(directory: string): GlobPattern {
  return { pattern: directory === '/' ? `\\/${ANYTHING}` : `${quoteText(directory)}(\\/${ANYTHING})?` }
}
