/**
 * The closed record an invariant sees for each action, and its type. `reversible`: every effect is, true for a read; `quorum` is 0 without an
 * approval, and where cases need fewer people than the approval says, the fewest.
 */
import type { Action, Approval } from './program.ts'
import type { ListType, RecordType, Type } from './type.ts'

const STRING: Type = { kind: 'string', minLength: 0, maxLength: 1024 }
const NAMES: Type = { kind: 'list', element: STRING, minLength: 0, maxLength: 10_000, unique: true }

export const ACTION_RECORD: RecordType = {
  kind: 'record',
  open: false,
  fields: (
    [
      ['id', STRING],
      ['kind', { kind: 'enum', values: ['action', 'read'] }],
      ['classification', { kind: 'enum', values: ['standard', 'sensitive', 'restricted', 'high'] }],
      ['risk_tier', { kind: 'int', min: 1, max: 5 }],
      ['quorum', { kind: 'int', min: 0, max: 10_000 }],
      ['reversible', { kind: 'bool' }],
      ['rate_limited', { kind: 'bool' }],
      ['objects', NAMES],
      ['operations', NAMES],
      ['roles', NAMES],
      ['purposes', NAMES],
    ] as const satisfies readonly (readonly [string, Type])[]
  ).map(([name, type]) => ({ name, type, optional: false, nullable: false })),
}

export const ACTION_RECORDS: ListType = {
  kind: 'list',
  element: ACTION_RECORD,
  minLength: 0,
  maxLength: 10_000,
  unique: false,
}

export interface ActionRecord {
  readonly id: string
  readonly kind: 'action' | 'read'
  readonly classification: string
  readonly risk_tier: number
  readonly quorum: number
  readonly reversible: boolean
  readonly rate_limited: boolean
  readonly objects: readonly string[]
  readonly operations: readonly string[]
  readonly roles: readonly string[]
  readonly purposes: readonly string[]
}

/** `purposes` are the names of the purposes that permit all of the action's effects (or the read's id); the caller knows them. */
export function actionRecord(action: Action, purposes: readonly string[]): ActionRecord {
  return {
    id: action.id,
    kind: action.kind,
    classification: action.governance.classification,
    risk_tier: action.governance.riskTier,
    quorum: leastQuorum(action.governance.approval),
    reversible: action.effects.every((effect) => effect.reversible),
    rate_limited: action.governance.rate !== undefined,
    objects: ascending(action.effects.map((effect) => effect.object)),
    operations: ascending(action.effects.map((effect) => `${effect.object}.${effect.operation}`)),
    roles: ascending(action.governance.authorizedRoles),
    purposes: ascending(purposes),
  }
}

/** What is asked for in the case that asks for least: an invariant about people must hold there too. */
export function leastQuorum(approval: Approval | undefined): number {
  if (approval === undefined) return 0
  return Math.min(approval.quorum, ...(approval.waivers ?? []).map(({ quorum }) => quorum))
}

function ascending(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort()
}
