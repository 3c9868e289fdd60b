/** What a caller of the enforcement point is told. Nothing in between: an action has run and is logged, waits, was denied, is cancelled, or was refused. */
import type { ApproverGroup, DenyCode, JsonValue } from 'clawql-manifest-validator'
import type { ActionRecord, CancelReason } from './action-record.ts'
import type { PepRefusal, PepRefusalCode } from './refusal.ts'

export type PepReply =
  | { readonly outcome: 'executed'; readonly instance: string; readonly output: JsonValue }
  | {
      readonly outcome: 'staged'
      readonly instance: string
      readonly approvals: number
      readonly quorum: number
      readonly approver_groups: readonly ApproverGroup[]
      readonly expires_at_ms: number
    }
  | {
      readonly outcome: 'denied'
      readonly instance: string
      readonly code: DenyCode
      readonly message: string
      readonly rule?: string
      readonly path?: string
    }
  | { readonly outcome: 'cancelled'; readonly instance: string; readonly reason: CancelReason }
  | { readonly outcome: 'refused'; readonly instance?: string; readonly code: PepRefusalCode; readonly message: string }

/** `output` is what the handler gave to this very call; another process's output is not kept anywhere. */
export function replyOf(record: ActionRecord, output: JsonValue | undefined): PepReply {
  const { instance, outcome, phase } = record
  if (phase === 'WORM_LOGGED' && outcome?.status === 'executed') {
    if (!outcome.output_valid)
      return refusal(
        { code: 'OUTPUT_INVALID', message: 'the action ran; its output does not fit its contract and is withheld' },
        instance,
      )
    return { outcome: 'executed', instance, output: output ?? null }
  }
  if (outcome?.status === 'cancelled' && phase !== 'IN_DOUBT') return cancelled(instance, outcome.reason)
  if (phase === 'STAGED' || phase === 'AWAITING_APPROVAL') {
    return {
      outcome: 'staged',
      instance,
      approvals: record.approvals.length,
      quorum: record.quorum,
      approver_groups: record.approver_groups,
      expires_at_ms: record.expires_at_ms ?? 0,
    }
  }
  if (phase === 'IN_DOUBT')
    return refusal({ code: 'OUTCOME_IN_DOUBT', message: 'it is not known whether the action took effect' }, instance)
  return refusal({ code: 'NOT_AWAITING_APPROVAL', message: 'the action is being executed' }, instance)
}

function cancelled(instance: string, reason: CancelReason): PepReply {
  if (reason === 'handler_not_applied')
    return refusal({ code: 'HANDLER_NOT_APPLIED', message: 'the handler applied nothing' }, instance)
  if (reason === 'handler_failed') return refusal({ code: 'HANDLER_FAILED', message: 'the handler failed' }, instance)
  return { outcome: 'cancelled', instance, reason }
}

export function refusal({ code, message }: PepRefusal, instance?: string): PepReply {
  return { outcome: 'refused', ...(instance === undefined ? {} : { instance }), code, message }
}
