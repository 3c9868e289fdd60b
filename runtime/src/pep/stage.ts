/**
 * The first transition: a request that passed Phase 2 is staged, or, where nothing asks for approval, goes straight to its write-ahead intent. Everything
 * the circuit breaker adds is stamped here and read from the record ever after.
 */
import type { JsonValue } from 'clawql-manifest-validator'
import type { ActionRecord } from './action-record.ts'
import type { BreakerReading } from './breaker-reading.ts'
import type { PepEvent, PromotionTerms, StageTerms } from './pep-event.ts'
import { owe, refused, type Step } from './record-change.ts'

type Requested = Extract<PepEvent, { kind: 'REQUESTED' }>

export function stage(event: Requested): Step {
  const { breaker, request } = event
  // INVARIANT P4: in BLIND every non-read is refused, before anything is kept.
  if (breaker.state === 'BLIND' && !request.is_read) {
    return refused(undefined, 'BREAKER_BLIND', 'the circuit breaker is blind: nothing but reads until a breakout')
  }
  const record = firstRecord(event)
  return record.phase === 'STAGED' ? beginWaiting(record, event.at_ms) : beginExecuting(record, event.at_ms)
}

/** As the action is staged, or begins to execute: nothing owed yet. */
export function firstRecord(event: Requested): ActionRecord {
  const promoted = isPromoted(event.breaker, event.request.is_read)
  const terms = promoted ? promote(event.decision, event.promotion) : event.decision
  return begin(event, terms, promoted)
}

/** Conservative mode has every action that is no read approved by people. */
export function isPromoted(breaker: BreakerReading, isRead: boolean): boolean {
  return breaker.state === 'CONSERVATIVE' && !isRead
}

/** INVARIANT P3: the larger quorum of the two, every group kept; an action without groups gets the policy's (D22). */
function promote(decision: Requested['decision'], promotion: PromotionTerms): StageTerms {
  if (decision.effect === 'stage') return { ...decision, quorum: Math.max(decision.quorum, promotion.quorum) }
  const approverGroups = [{ role: promotion.role, min: promotion.quorum }]
  return { effect: 'stage', quorum: promotion.quorum, approverGroups, ttlMs: promotion.ttlMs }
}

function begin(event: Requested, terms: Requested['decision'], promoted: boolean): ActionRecord {
  const waits = terms.effect === 'stage'
  const record = {
    instance: event.instance,
    phase: waits ? ('STAGED' as const) : ('EXECUTING' as const),
    request: event.request,
    staged_at_ms: event.at_ms,
    breaker_version: event.breaker.version,
    conservative_mode_promotion: promoted,
    quorum: waits ? terms.quorum : 0,
    approver_groups: waits ? terms.approverGroups.map(({ role, min }) => ({ role, min })) : [],
    approvals: [],
    used_nonces: [],
    attempt: waits ? 0 : 1,
    owed: [],
    entry_count: 0,
  }
  return waits ? { ...record, expires_at_ms: event.at_ms + terms.ttlMs } : record
}

function beginWaiting(record: ActionRecord, atMs: number): Step {
  const { request } = record
  const payload = {
    action: request.action,
    action_version: request.action_version,
    runtime: request.runtime,
    input: request.input_redacted,
    input_digest: request.input_digest,
    requester: describeRequester(record),
    quorum: record.quorum,
    approver_groups: record.approver_groups.map(({ role, min }) => ({ role, min })),
    expires_at_ms: record.expires_at_ms ?? 0,
    kv_state_version: record.breaker_version,
    conservative_mode_promotion: record.conservative_mode_promotion,
  }
  const { record: owing, append } = owe(record, atMs, [{ event_kind: 'ACTION_STAGED', payload }], { awaited: true })
  return { record: owing, effects: [append] }
}

function beginExecuting(record: ActionRecord, atMs: number): Step {
  const { request } = record
  const payload = {
    action: request.action,
    action_version: request.action_version,
    runtime: request.runtime,
    input: request.input_redacted,
    input_digest: request.input_digest,
    requester: describeRequester(record),
    handler: request.execution.handler,
    idempotency_key: record.instance,
    approved_by: [],
  }
  const { record: owing, append } = owe(record, atMs, [{ event_kind: 'ACTION_INTENT', payload }], { awaited: true })
  return { record: owing, effects: [append] }
}

function describeRequester({ request: { requester } }: ActionRecord): { readonly [key: string]: JsonValue } {
  const { subject, role, owner } = requester
  return owner === undefined ? { subject, role } : { subject, role, owner }
}

/** The write-ahead part (D1): what is about to run, under which key. */
export function describeIntent(record: ActionRecord): { readonly [key: string]: JsonValue } {
  return {
    handler: record.request.execution.handler,
    idempotency_key: record.instance,
    approved_by: record.approvals.map(({ subject }) => subject),
  }
}
