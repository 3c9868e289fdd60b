/** Patterns over dotted names, as tool, purpose and scope lists use them: `*` stands for exactly one segment, which is never empty. */

export function matchesDottedPattern(pattern: string, name: string): boolean {
  if (pattern === name) return true
  if (!pattern.includes('*')) return false
  const wanted = pattern.split('.')
  const given = name.split('.')
  return (
    wanted.length === given.length &&
    wanted.every((segment, i) => segment === given[i] || (segment === '*' && given[i] !== ''))
  )
}

/** Patterns with more segments match only names equal to them: the search below goes one call deeper for each. */
const MAX_SEGMENTS = 64

/** Whether any of many patterns matches: the patterns share a tree by segment, so that a name does not meet each of them. */
export function createDottedMatcher(patterns: readonly unknown[]): (name: string) => boolean {
  const exact = new Set(patterns)
  const root: Branch = { isEnd: false, next: new Map() }
  for (const pattern of patterns) {
    if (typeof pattern !== 'string' || !pattern.includes('*')) continue
    const segments = pattern.split('.', MAX_SEGMENTS + 1)
    if (segments.length <= MAX_SEGMENTS) plant(root, segments)
  }
  return (name) => exact.has(name) || (root.next.size > 0 && reaches(root, name.split('.', MAX_SEGMENTS + 1), 0))
}

interface Branch {
  isEnd: boolean
  readonly next: Map<string, Branch>
}

function plant(root: Branch, segments: readonly string[]): void {
  let branch = root
  for (const segment of segments) {
    const next = branch.next.get(segment) ?? { isEnd: false, next: new Map() }
    branch.next.set(segment, next)
    branch = next
  }
  branch.isEnd = true
}

function reaches(branch: Branch, segments: readonly string[], at: number): boolean {
  if (at === segments.length) return branch.isEnd
  const literal = branch.next.get(segments[at]!)
  const any = segments[at] === '' ? undefined : branch.next.get('*')
  return (
    (literal !== undefined && reaches(literal, segments, at + 1)) ||
    (any !== undefined && reaches(any, segments, at + 1))
  )
}
