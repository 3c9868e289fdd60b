/** What a person sees of an action: everything needed to decide, the input redacted, and nothing called executed before the log has it (P1). */
import type { ApproverGroup, JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import type { ActionRecord, CancelReason } from './action-record.ts'

export interface ActionView {
  readonly instance: string
  readonly status: 'pending' | 'executing' | 'executed' | 'cancelled' | 'in_doubt'
  readonly phase: 'STAGED' | 'AWAITING_APPROVAL' | 'EXECUTING' | 'CANCELLED' | 'IN_DOUBT' | 'WORM_LOGGED'
  readonly action: string
  readonly action_version: string
  /** From the contract in force; empty where it has no such action any more. */
  readonly description: string
  readonly runtime: string
  readonly agent_id: string
  readonly session_id: string
  readonly requester: { readonly subject: string; readonly role: string; readonly owner?: string }
  readonly input: JsonValue
  readonly staged_at_ms: number
  readonly expires_at_ms?: number
  readonly quorum: number
  readonly approver_groups: readonly ApproverGroup[]
  readonly approvals: readonly { readonly subject: string; readonly at_ms: number }[]
  readonly conservative_mode_promotion: boolean
  readonly reason?: CancelReason
  /** What a statement about this action must repeat. */
  readonly statement: {
    readonly action_instance_id: string
    readonly action_leaf: string
    readonly input_digest: string
    readonly manifest_root: string
    readonly breaker_version: number
    readonly quorum: number
  }
}

export function viewOf(record: ActionRecord, contract: LoadedContract | undefined): ActionView {
  const { request } = record
  const { subject, role, owner } = request.requester
  return {
    instance: record.instance,
    ...shownPhase(record),
    action: request.action,
    action_version: request.action_version,
    description: contract?.actions.get(request.action)?.type.description ?? '',
    runtime: request.runtime,
    agent_id: request.agent_id,
    session_id: request.session_id,
    requester: { subject, role, ...(owner === undefined ? {} : { owner }) },
    input: request.input_redacted,
    staged_at_ms: record.staged_at_ms,
    ...(record.expires_at_ms === undefined ? {} : { expires_at_ms: record.expires_at_ms }),
    quorum: record.quorum,
    approver_groups: record.approver_groups,
    approvals: record.approvals.map((approval) => ({ subject: approval.subject, at_ms: approval.at_ms })),
    conservative_mode_promotion: record.conservative_mode_promotion,
    statement: {
      action_instance_id: record.instance,
      action_leaf: request.action_leaf,
      input_digest: request.input_digest,
      manifest_root: request.manifest_root,
      breaker_version: record.breaker_version,
      quorum: record.quorum,
    },
  }
}

function shownPhase(record: ActionRecord): Pick<ActionView, 'status' | 'phase' | 'reason'> {
  const { phase, outcome } = record
  switch (phase) {
    case 'STAGED':
    case 'AWAITING_APPROVAL':
      return { status: 'pending', phase }
    // INVARIANT P1: from outside, an action whose outcome is not durable is still executing.
    case 'EXECUTING':
    case 'EXECUTED':
    case 'COMPENSATING':
      return { status: 'executing', phase: 'EXECUTING' }
    case 'IN_DOUBT':
      return { status: 'in_doubt', phase }
    case 'CANCELLED':
    case 'WORM_LOGGED':
      return outcome?.status === 'cancelled'
        ? { status: 'cancelled', phase, reason: outcome.reason }
        : { status: 'executed', phase }
  }
}
