/**
 * A glob over paths as a pattern: `*` and `?` stay inside a segment, `**` stands for whole segments, `{a,b}` for one of several texts. What other tools
 * read differently is refused with a reason, so that a glob never means less or more here than where it was copied from.
 */
import { quoteText } from './quote-text.ts'

export type GlobPattern = { readonly pattern: string } | { readonly problem: string }

const ANY_SEGMENT = '[^/]+'
const IN_SEGMENT = '[^/]'
/** Everything below a directory, or, at the front, every relative path. A path holds no NUL. */
const ANYTHING = '[^/\\x00][^\\x00]*'
/** `{a,b}` writes both out, in a pattern that is written out again for its automaton. */
const MOST_CHOICES = 32

/** `**` behind a directory matches what lies below it, not the directory; a leading or inner `**` also matches no segment at all. */
export function globToPattern(glob: string): GlobPattern {
  const isAbsolute = glob.startsWith('/')
  const segments = (isAbsolute ? glob.slice(1) : glob).split('/')
  const problem = findProblem(glob, segments)
  if (problem !== undefined) return { problem }
  if (glob === '/') return { pattern: '\\/' }
  const kept = segments.filter((segment, index) => segment !== '**' || segments[index + 1] !== '**')
  const parts = kept.map((segment, index) => {
    const isLast = index === kept.length - 1
    if (segment === '**') return isLast ? ANYTHING : `(${ANY_SEGMENT}\\/)*`
    return `${segmentPattern(segment)}${isLast ? '' : '\\/'}`
  })
  return { pattern: `${isAbsolute ? '\\/' : ''}${parts.join('')}` }
}

function findProblem(glob: string, segments: readonly string[]): string | undefined {
  if (glob === '') return 'it is empty'
  if (glob.startsWith('!')) return 'a leading `!` negates in some tools; write `!` in front of the call'
  const strange = /[[\]\\\p{Cc}]/u.exec(glob)?.[0]
  if (strange === '[' || strange === ']')
    return 'it has no sets of characters; write `?`, or `{a,b}` for one of several'
  if (strange === '\\') return 'it has no escapes, and a path no `\\`'
  if (strange !== undefined) return 'it has a control character'
  if (glob === '/') return undefined
  for (const segment of segments) {
    if (segment === '') return 'a path has no empty segment'
    if (segment === '.' || segment === '..') return `a path has no segment \`${segment}\``
    if (segment.includes('**') && segment !== '**') return '`**` stands for whole segments: `a/**/b`'
    const problem = findBraceProblem(segment)
    if (problem !== undefined) return problem
  }
  return undefined
}

function findBraceProblem(segment: string): string | undefined {
  const outside = segment.replaceAll(/\{[^{}]*\}/g, '')
  if (/[{}]/.test(outside)) return 'a `{` is closed in its own segment, and none stands inside another'
  for (const [, inner = ''] of segment.matchAll(/\{([^{}]*)\}/g)) {
    const choices = inner.split(',')
    if (choices.length < 2) return '`{a,b}` has two texts or more'
    if (choices.length > MOST_CHOICES) return `\`{…}\` has at most ${String(MOST_CHOICES)} texts`
  }
  return undefined
}

function segmentPattern(segment: string): string {
  if (segment === '*') return ANY_SEGMENT
  return segment
    .split(/(\{[^{}]*\})/)
    .map((part) =>
      part.startsWith('{') ? `(${part.slice(1, -1).split(',').map(plainPattern).join('|')})` : plainPattern(part),
    )
    .join('')
}

function plainPattern(text: string): string {
  return text
    .split(/([*?])/)
    .map((part) => (part === '*' ? `${IN_SEGMENT}*` : part === '?' ? IN_SEGMENT : quoteText(part)))
    .join('')
}
