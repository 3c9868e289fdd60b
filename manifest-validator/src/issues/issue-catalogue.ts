/**
 * Every code that Layer 0 reports: title, reason, remedy and an example that provokes it. The reference pages are generated from this table and a
 * test provokes each entry, so a code without meaning or proof cannot exist. A code is never reused for another meaning.
 */

import { frozen } from '../shape/frozen.ts'
import { JSON_ISSUES, type JsonIssueCode } from './json-issues.ts'
import { ROOT_ISSUES, type RootIssueCode } from './root-issues.ts'
import { RULE_ISSUES, type RuleIssueCode } from './rule-issues.ts'
import { SHAPE_ISSUES, type ShapeIssueCode } from './shape-issues.ts'
import { TRUST_ISSUES, type TrustIssueCode } from './trust-issues.ts'

export interface IssueEntry {
  readonly severity: 'error' | 'warning'
  /** What is wrong: lower case, no final period. */
  readonly title: string
  readonly why: string
  readonly remedy: string
  readonly example: IssueExample
}

/** `json`: a text that is refused. `change`: what to do to the example manifest. `situation`: words, for what needs keys or a hostile caller. */
export type IssueExample =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'change'; readonly changes: readonly Change[] }
  | { readonly kind: 'situation'; readonly text: string }

/** Sets the value at a pointer of the example manifest, or removes it (`value` absent). */
export interface Change {
  readonly pointer: string
  readonly value?: unknown
}

export type IssueCode = JsonIssueCode | ShapeIssueCode | RuleIssueCode | RootIssueCode | TrustIssueCode

export const ISSUES: Readonly<Record<IssueCode, IssueEntry>> = frozen({
  ...JSON_ISSUES,
  ...SHAPE_ISSUES,
  ...RULE_ISSUES,
  ...ROOT_ISSUES,
  ...TRUST_ISSUES,
})
