/**
 * Which purposes permit which actions. A pattern is a dotted name in which `*` stands for exactly one segment; a purpose reaches an action when its
 * patterns cover every effect's `object.operation`, or the id of a read.
 */
import { matchesDottedPattern } from 'clawql-manifest-validator'
import type { Purpose } from '../program/program.ts'

/** What a purpose must permit for an action: `object.operation` of each effect, or the id of a read. */
export interface Reachable {
  readonly id: string
  readonly kind: 'action' | 'read'
  readonly effects: readonly { readonly object: string; readonly operation: string }[]
}

export function operationsOf(action: Reachable): readonly string[] {
  if (action.kind === 'read') return [action.id]
  return [...new Set(action.effects.map(({ object, operation }) => `${object}.${operation}`))]
}

export function purposePermits(purpose: Pick<Purpose, 'permits'>, operation: string): boolean {
  return purpose.permits.some((pattern) => matchesDottedPattern(pattern, operation))
}

/** INVARIANT L4: an action without operations is reached by no purpose. */
export function purposeReaches(purpose: Pick<Purpose, 'permits'>, action: Reachable): boolean {
  const operations = operationsOf(action)
  return operations.length > 0 && operations.every((operation) => purposePermits(purpose, operation))
}

/** Answers "which purposes reach this action" for many actions: exact patterns by look-up, only those with `*` one by one. */
export function createPurposeIndex<P extends Pick<Purpose, 'permits'>>(
  purposes: readonly P[],
): (action: Reachable) => readonly P[] {
  const exact = new Map<string, P[]>()
  const wildcards: { readonly pattern: string; readonly purpose: P }[] = []
  for (const purpose of purposes) {
    for (const pattern of purpose.permits) {
      if (pattern.includes('*')) wildcards.push({ pattern, purpose })
      else exact.set(pattern, [...(exact.get(pattern) ?? []), purpose])
    }
  }
  const permitting = (operation: string): Set<P> => {
    const matching = wildcards.filter(({ pattern }) => matchesDottedPattern(pattern, operation))
    return new Set([...(exact.get(operation) ?? []), ...matching.map(({ purpose }) => purpose)])
  }
  return (action) => {
    const [first, ...rest] = operationsOf(action).map(permitting)
    return [...(first ?? [])].filter((purpose) => rest.every((others) => others.has(purpose)))
  }
}
