/**
 * Which purposes permit which actions. A pattern is a dotted name in which `*` stands for exactly one segment; a purpose reaches an action when its
 * patterns cover every effect's `object.operation`, or the id of a read.
 */
import { createDottedMatcher } from 'clawql-manifest-validator'
import type { Purpose } from './program.ts'

/** What a purpose must permit for an action: `object.operation` of each effect, or the id of a read. */
export interface Reachable {
  readonly id: string
  readonly kind: 'action' | 'read'
  readonly effects: readonly { readonly object: string; readonly operation: string }[]
}

type Permitting = Pick<Purpose, 'permits'>

/** INVARIANT L4: an action without operations is reached by no purpose. */
export function purposeReaches(purpose: Permitting, action: Reachable): boolean {
  const operations = operationsOf(action)
  return operations.length > 0 && operations.every((operation) => purposePermits(purpose, operation))
}

export function operationsOf(action: Reachable): readonly string[] {
  if (action.kind === 'read') return [action.id]
  return [...new Set(action.effects.map(({ object, operation }) => `${object}.${operation}`))]
}

export function purposePermits({ permits }: Permitting, operation: string): boolean {
  const known = matchers.get(permits)
  if (known !== undefined) return known(operation)
  const matcher = createDottedMatcher(permits)
  matchers.set(permits, matcher)
  return matcher(operation)
}

/** A purpose is asked about every action of a manifest, and its list never changes: the search tree of its patterns is made once. */
const matchers = new WeakMap<readonly string[], (operation: string) => boolean>()

/** Answers "which purposes reach this action" for many actions: by look-up, asking one by one only the purposes that have a `*`. */
export function createPurposeIndex<P extends Permitting>(purposes: readonly P[]): (action: Reachable) => readonly P[] {
  const exact = new Map<string, P[]>()
  for (const purpose of purposes) {
    for (const pattern of purpose.permits) {
      const sharing = exact.get(pattern)
      if (sharing === undefined) exact.set(pattern, [purpose])
      else sharing.push(purpose)
    }
  }
  const wild = purposes.filter(({ permits }) => permits.some((pattern) => pattern.includes('*')))
  const permitting = (operation: string): Set<P> =>
    new Set([...(exact.get(operation) ?? []), ...wild.filter((purpose) => purposePermits(purpose, operation))])
  return (action) => {
    const [first, ...rest] = operationsOf(action).map(permitting)
    return [...(first ?? [])].filter((purpose) => rest.every((others) => others.has(purpose)))
  }
}
