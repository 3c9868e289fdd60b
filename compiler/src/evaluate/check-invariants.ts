/**
 * Judges the invariants of each manifest over the records of its actions, and names the actions that break one. An invariant is a promise about the
 * policy itself, checked when it is built; it never sees a request.
 */

import { ACTION_RECORD, type ActionRecord, actionRecord } from '../program/action-record.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, Invariant, ManifestSource, Program, Purpose } from '../program/program.ts'
import { purposeReaches } from '../program/purpose-reach.ts'
import { visitExpression } from '../program/visit-expression.ts'
import { evaluateExpression } from './evaluate-expression.ts'

export interface InvariantResult {
  readonly manifest: string
  readonly invariant: Invariant
  readonly holds: boolean
  /** Ids of the actions that break it, ascending; empty where no single action can be blamed. */
  readonly brokenBy: readonly string[]
  /** Of each of these, what the invariant looks at. */
  readonly values: readonly Partial<ActionRecord>[]
}

/** In the order of the manifests, then of their invariants. */
export function checkInvariants(program: Program): readonly InvariantResult[] {
  return program.manifests.flatMap((manifest) => {
    const records = manifestRecords(program, manifest)
    return manifest.invariants.map((invariant) => checkInvariant(manifest.name, invariant, records))
  })
}

/** The records that the root `actions` stands for in a manifest's invariants, ascending by id. */
export function manifestRecords(
  program: Pick<Program, 'actions' | 'purposes'>,
  manifest: Pick<ManifestSource, 'actions'>,
): readonly ActionRecord[] {
  const listed = new Set(manifest.actions)
  return program.actions
    .filter((action) => listed.has(action.id))
    .map((action) => actionRecord(action, purposesOf(program.purposes, action)))
}

function purposesOf(purposes: readonly Purpose[], action: Action): readonly string[] {
  return purposes.filter((purpose) => purposeReaches(purpose, action)).map((purpose) => purpose.name)
}

function checkInvariant(manifest: string, invariant: Invariant, records: readonly ActionRecord[]): InvariantResult {
  const holds = isTrue(invariant.condition, records)
  const culprits = holds ? [] : records.filter((record) => breaks(invariant.condition, record))
  const looked = membersOf(invariant.condition)
  const values = culprits.map((record) => Object.fromEntries(looked.map((name) => [name, record[name]])))
  return { manifest, invariant, holds, brokenBy: culprits.map((record) => record.id), values }
}

/** Fields of a record that the condition mentions, in reading order; every action has its id said anyway. */
function membersOf(condition: Expr): readonly (keyof ActionRecord)[] {
  const names = new Set<keyof ActionRecord>()
  visitExpression(condition, (part) => {
    if (part.kind !== 'field' || part.object.kind !== 'variable') return
    const field = ACTION_RECORD.fields.find(({ name }) => name === part.field)
    if (field !== undefined && field.name !== 'id') names.add(field.name as keyof ActionRecord)
  })
  return [...names]
}

/** An action breaks a conjunction when it breaks a part, `actions.all` when its body is false of it, `!actions.exists` when its body is true. */
function breaks(condition: Expr, record: ActionRecord): boolean {
  if (condition.kind === 'binary' && condition.operator === '&&') {
    return breaks(condition.left, record) || breaks(condition.right, record)
  }
  if (!ranges(condition)) return false
  return !isTrue(condition, [record])
}

function ranges(condition: Expr): boolean {
  const isNegated = condition.kind === 'unary' && condition.operator === '!'
  const quantified = isNegated ? condition.operand : condition
  return (
    quantified.kind === 'quantifier' &&
    quantified.range.kind === 'root' &&
    quantified.quantifier === (isNegated ? 'exists' : 'all')
  )
}

function isTrue(condition: Expr, actions: readonly ActionRecord[]): boolean {
  try {
    return evaluateExpression(condition, { actions }) === true
  } catch {
    return false
  }
}
