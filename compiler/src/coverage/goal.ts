/**
 * What tests are expected to show of an action, one thing at a time: that it is called and let through, that each check of its governance denies, that
 * each rule denies and passes, that each case of its approval is met, that what no decision shows is written down in a test, and that each operand of a condition
 * comes out both ways. Pure data.
 */
import type { CheckName } from '../evaluate/decision-checks.ts'
import type { Expr } from '../program/expression.ts'

/** Where in the action a branch stands. */
export type Part =
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'impact' }
  | { readonly kind: 'approval' }

export type GoalSubject =
  | { readonly kind: 'call' }
  /** Every check passed. */
  | { readonly kind: 'grant' }
  /** A check other than a rule denied. */
  | { readonly kind: 'denial'; readonly check: Exclude<CheckName, 'rule'> }
  | { readonly kind: 'rule'; readonly name: string; readonly outcome: 'denies' | 'passes' }
  /** The case of that name was met; without a name, the whole approval was asked for, whose case may have a name too. */
  | { readonly kind: 'approval'; readonly name: string | undefined; readonly strictest?: string | undefined }
  /** A test says what this entry of the governance is, which no decision shows, or not in full. */
  | { readonly kind: 'term'; readonly entry: 'approval' | 'rate' }
  /** The operand came out so. */
  | { readonly kind: 'branch'; readonly part: Part; readonly expression: Expr; readonly value: boolean }

export interface Goal {
  readonly action: string
  readonly subject: GoalSubject
}

/** The subject as a key; branches are told apart by their expression as well. */
export function subjectKey(subject: GoalSubject): string {
  switch (subject.kind) {
    case 'call':
    case 'grant':
      return subject.kind
    case 'denial':
      return `denial ${subject.check}`
    case 'rule':
      return `rule ${subject.name} ${subject.outcome}`
    case 'term':
      return `term ${subject.entry}`
    case 'approval':
      return `approval ${subject.name ?? ''}`
    case 'branch':
      return `branch ${String(subject.value)}`
  }
}
