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
  ['std.net.url_under', underAddress],
  ['std.net.domain_under', (domain) => ({ pattern: `([^.]+\\.)*${quoteText(domain)}` })],
  ['std.net.email_at', (domain) => ({ pattern: `[^@]+@${quoteText(domain)}` })],
  ['std.shell.words', (words) => ({ pattern: `${quoteText(words)}( ${ANYTHING})?` })],
])

export function standardMatch(module: string, name: string): StandardMatch | undefined {
  const patternOf = STANDARD_MATCHES.get(`${module}.${name}`)
  return patternOf && { kind: 'standard-match', patternOf }
}

/** The function that is asked about texts of that type, by the type's name. */
export function standardMatchFor(type: string | undefined): string | undefined {
  return type === undefined ? undefined : ASKED_ABOUT.get(type)
}

const ASKED_ABOUT: ReadonlyMap<string, string> = new Map([
  ['AbsPath', 'under(path, "/srv")'],
  ['HttpsUrl', 'host_under(url, "example.com")'],
  ['HostName', 'domain_under(host, "example.com")'],
  ['Email', 'email_at(address, "example.com")'],
  ['SimpleCommand', 'words(command, "git status")'],
])

function underDirectory(directory: string): GlobPattern {
  return { pattern: directory === '/' ? `\\/${ANYTHING}` : `${quoteText(directory)}(\\/${ANYTHING})?` }
}

/** What a segment of an address's path holds: nothing that a server might decode into a separator or a dot, nor a parameter that it might cut off. */
const SEGMENT_CHARACTER =
  "([A-Za-z0-9_~!$&'()*+,=:@-]|%([13467-9A-Fa-f][0-9A-Fa-f]|0[1-9A-Fa-f]|2[0-46-9A-Da-d]|5[0-9ABDEFabdef]))"
const SEGMENT = `(${SEGMENT_CHARACTER}(${SEGMENT_CHARACTER}|\\.)*|\\.${SEGMENT_CHARACTER}(${SEGMENT_CHARACTER}|\\.)*|\\.\\.(${SEGMENT_CHARACTER}|\\.)+)`

/** The address and what lies below it, as every server reads it; what stands behind `?` or `#` is not judged. */
function underAddress(address: string): GlobPattern {
  if (/[?#]/.test(address)) return { problem: 'it ends before `?` and `#`, which are not compared' }
  const base = address.endsWith('/') ? address.slice(0, -1) : address
  const [, ...segments] = base.slice('https://'.length).split('/')
  const whole = new RegExp(`^(?:${SEGMENT})$`)
  const strange = segments.find((segment) => !whole.test(segment))
  if (strange !== undefined) return { problem: `servers read the segment \`${strange}\` differently` }
  return { pattern: `${quoteText(base)}(\\/${SEGMENT})*\\/?(\\?${ANYTHING})?(#${ANYTHING})?` }
}
