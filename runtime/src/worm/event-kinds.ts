/**
 * Every kind of event the log takes, who writes it, when, and the exact shape of its payload. Closed: the writer refuses any other kind, and any payload
 * that misses a field, has another or an ill-typed one. Kinds that begin with `x-` are a deployment's own. docs/reference/event-kinds.md is printed from here.
 */
import type { Field, FieldType } from './payload-type.ts'
import type { WormSource } from './worm-source.ts'

export interface EventKind {
  readonly kind: string
  readonly sources: readonly WormSource[]
  readonly when: string
  readonly fields: readonly Field[]
}

/** A name that ends in `?` is optional. */
type Shape = { readonly [name: string]: FieldType }

const DECIDED = { statement: 'object', signature: 'text' } as const
const MAYBE_DECIDED = { 'statement?': 'object', 'signature?': 'text' } as const
const REQUESTED = {
  action: 'text',
  action_version: 'text',
  runtime: 'text',
  input: 'json',
  input_digest: 'digest',
  requester: 'object',
} as const
const BREAKER = { oneOf: ['NOMINAL', 'CONSERVATIVE', 'BLIND'] } as const
const BREAKOUT_ACTION = {
  oneOf: [
    'HALT_AGENT',
    'FORCE_RESYNC',
    'OVERRIDE_APPROVAL',
    'FREEZE_DIVIDENDS',
    'RESUME_FROM_BLIND',
    'ADMINISTRATIVE_EVENT',
  ],
} as const
const SNAPSHOT = {
  cold_storage_ref: 'text',
  snapshot_digest: 'digest',
  fidelity_score: 'number',
  retention_days: 'integer',
  tokens: 'integer',
} as const

export const EVENT_KINDS: readonly EventKind[] = [
  kind('REQUEST_REFUSED', ['PEP'], 'a request did not reach the policy: unknown action, bad token, blind breaker', {
    action: 'text',
    runtime: 'text',
    code: 'text',
    message: 'text',
  }),
  kind('ACTION_DENIED', ['PEP'], 'the policy refused a request', {
    action: 'text',
    runtime: 'text',
    subject: 'text',
    role: 'text',
    code: 'text',
    message: 'text',
    'rule?': 'text',
    'path?': 'text',
    'input?': 'json',
    'input_digest?': 'digest',
  }),
  kind('ACTION_STAGED', ['PEP'], 'a request passed the policy and waits for approval', {
    ...REQUESTED,
    quorum: 'integer',
    approver_groups: 'objects',
    expires_at_ms: 'integer',
    kv_state_version: 'integer',
    conservative_mode_promotion: 'boolean',
  }),
  kind('ACTION_VIEWED', ['COMMAND_DECK'], 'an approver was shown the action for the first time', {}),
  kind('ACTION_APPROVED', ['COMMAND_DECK'], 'one approval; the statement stands there whole', {
    approvals: 'integer',
    quorum: 'integer',
    ...DECIDED,
  }),
  kind('ACTION_APPROVAL_WITHDRAWN', ['COMMAND_DECK'], 'somebody took an approval back', {
    approvals: 'integer',
    quorum: 'integer',
    ...DECIDED,
  }),
  kind('STATEMENT_REFUSED', ['COMMAND_DECK'], 'a decision by somebody who may not make it, or too late', {
    code: 'text',
    message: 'text',
    verb: 'text',
    subject: 'text',
  }),
  kind('ACTION_INTENT', ['PEP'], 'before the handler runs (D1); with the request where nothing was staged', {
    handler: 'text',
    idempotency_key: 'text',
    approved_by: 'texts',
    input_digest: 'digest',
    'action?': 'text',
    'action_version?': 'text',
    'runtime?': 'text',
    'input?': 'json',
    'requester?': 'object',
  }),
  kind('ACTION_OUTCOME', ['PEP', 'COMMAND_DECK'], 'what the handler did, or an operator found out that it did', {
    status: { oneOf: ['executed', 'not_applied', 'failed'] },
    'attempt?': 'integer',
    'message?': 'text',
    'output?': 'json',
    'output_digest?': 'digest',
    'output_valid?': 'boolean',
    'resolved?': 'boolean',
    ...MAYBE_DECIDED,
  }),
  kind('ACTION_CANCELLED', ['PEP', 'COMMAND_DECK', 'WATCHDOG'], 'the action ended without effect', {
    reason: 'text',
    'action?': 'text',
    'kv_state_version?': 'integer',
    ...MAYBE_DECIDED,
  }),
  kind('ACTION_IN_DOUBT', ['PEP'], 'it is not known whether the action took effect', {
    reason: 'text',
    'message?': 'text',
  }),
  kind('ACTION_COMPENSATED', ['PEP'], 'the handler’s effect was undone, or could not be', {
    applied: 'boolean',
    message: 'text',
  }),
  kind('CIRCUIT_BREAKER_TRANSITION', ['WATCHDOG'], 'the breaker changed its state, or finished its flush', {
    from: BREAKER,
    to: BREAKER,
    reason: 'text',
    triggering_signal_count: 'integer',
    kv_state_version: 'integer',
    flushed_at: 'integer or null',
    actions_flushed: 'integer',
    'writer_epoch?': 'integer',
    'breakout_entry?': 'integer',
  }),
  kind('HEARTBEAT_ABSENT', ['WATCHDOG'], 'no heartbeat within the window', {
    missed_windows: 'integer',
    'coordinator_epoch?': 'integer',
    'last_valid_seq?': 'integer',
  }),
  kind('HEARTBEAT_STALE', ['WATCHDOG'], 'a valid heartbeat came later than one window', {
    coordinator_epoch: 'integer',
    heartbeat_seq: 'integer',
    late_ms: 'number',
  }),
  kind('HEARTBEAT_CORRUPT', ['WATCHDOG'], 'a heartbeat of the Coordinator that cannot be true', {
    failure: 'text',
    'coordinator_epoch?': 'integer',
    'heartbeat_seq?': 'integer',
    'detail?': 'json',
  }),
  kind('WATCHDOG_SYNC_ERROR', ['PEP', 'WATCHDOG'], 'the leader confirmed a lower version of the breaker’s state', {
    seen_version: 'integer',
    read_version: 'integer',
    'message?': 'text',
  }),
  kind(
    'WATCHDOG_RESTART_DIVERGENCE',
    ['WATCHDOG'],
    'at its start, state and log disagree; the more restrictive is held',
    {
      stored_state: BREAKER,
      logged_state: BREAKER,
      held_state: BREAKER,
      kv_state_version: 'integer',
    },
  ),
  kind('ACTION_RECOMMENDATION', ['WATCHDOG', 'OUROBOROS', 'MEMORY'], 'something an operator should look at', {
    recommendation: 'text',
    context: 'object',
  }),
  kind('PRUNING_COMPLETED', ['MEMORY'], 'turns were distilled and replaced', {
    ...SNAPSHOT,
    distillation_depth: 'integer',
    tokens_before: 'integer',
    tokens_after: 'integer',
    'turns?': 'integer',
  }),
  kind('PRUNING_DEPTH_CEILING', ['MEMORY'], 'every candidate has been distilled as often as allowed', {
    max_distillation_depth: 'integer',
    candidate_turns: 'integer',
    tokens: 'integer',
  }),
  kind('PRUNING_LOW_FIDELITY', ['MEMORY'], 'a summary was too poor to use; the verbatim window grew instead', {
    fidelity_score: 'number',
    fidelity_floor: 'number',
    verbatim_turns_added: 'integer',
  }),
  kind('PRUNING_FAILED', ['MEMORY'], 'pruning was rolled back', { step: 'text', message: 'text' }),
  kind('SNAPSHOT_EXPIRED', ['MEMORY'], 'a snapshot’s content was deleted; this entry and the earlier ones stay', {
    cold_storage_ref: 'text',
    snapshot_digest: 'digest',
  }),
  kind('SESSION_CLOSED', ['MEMORY'], 'a session ended in order', SNAPSHOT),
  kind('SESSION_TIMEOUT', ['MEMORY'], 'a session ended by itself', { ...SNAPSHOT, 'idle_ms?': 'integer' }),
  kind('SESSION_CLOSE_REFUSED', ['MEMORY'], 'actions of the session still wait', { pending: 'texts' }),
  kind('DIVIDEND_ACCRUAL', ['OUROBOROS'], 'a round’s decision on one agent’s dividend', {
    round: 'integer',
    accrued: 'boolean',
    'denied_by?': 'text',
    delta: 'number',
    dividend: 'number',
    weight_floor: 'number',
    'weight?': 'number',
    'coverage?': 'number',
    'streak?': 'integer',
  }),
  kind('DIVIDEND_HOLD', ['OUROBOROS', 'BREAKOUT'], 'one agent’s accrual was held, or let go', {
    held: 'boolean',
    reason: 'text',
  }),
  kind('REPUTATION_UPDATE_HMAC_FAILURE', ['OUROBOROS'], 'an update that the Coordinator did not write', {
    'coordinator_seq?': 'integer',
    message: 'text',
  }),
  kind('REPUTATION_UPDATES_DISCARDED', ['OUROBOROS'], 'more stale or foreign updates than chance explains (D13)', {
    reason: 'text',
    count: 'integer',
    threshold: 'integer',
  }),
  kind('FINGERPRINT_DRIFT', ['OUROBOROS'], 'an agent’s model answers differently than it did', {
    drift: { oneOf: ['expected', 'anomalous'] },
    model_family: 'text',
    magnitude: 'number',
    'cause?': 'text',
    'confidence?': 'number',
  }),
  kind('PEER_INVALIDATION', ['OUROBOROS'], 'fingerprints of one model family were set aside after a peer’s drift', {
    model_family: 'text',
    agents: 'texts',
    triggered_by: 'text',
  }),
  kind('AGENT_RESYNC', ['OUROBOROS', 'BREAKOUT'], 'one agent loads the manifest again', {
    stage: { oneOf: ['started', 'confirmed', 'failed'] },
    reason: 'text',
  }),
  kind('AGENT_RECRUITED', ['OUROBOROS'], 'an agent joined to cover a blind spot', {
    model_family: 'text',
    nsv_value: 'number',
    projection: 'number',
  }),
  kind('BREAKOUT_EXECUTED', ['BREAKOUT'], 'a signed override by enough people', {
    action: BREAKOUT_ACTION,
    reason: 'text',
    statements: 'objects',
    'target?': 'text',
    'kv_state_version?': 'integer',
  }),
  kind('BREAKOUT_REFUSED', ['BREAKOUT'], 'an override that was not authorised', {
    action: 'text',
    code: 'text',
    message: 'text',
    'statements?': 'objects',
  }),
  kind('OPERATOR_ACTION', ['COMMAND_DECK'], 'anything else an operator did in the Command Deck', {
    operator: 'text',
    verb: 'text',
    'detail?': 'object',
  }),
]

/** A deployment's own kinds: their payload is any object. */
export const EXTENSION_KIND: RegExp = /^x-[a-z0-9]+(?:[.-][a-z0-9]+)*$/

function kind(name: string, sources: readonly WormSource[], when: string, shape: Shape): EventKind {
  const fields = Object.entries(shape).map(([key, type]) => {
    const optional = key.endsWith('?')
    return { name: optional ? key.slice(0, -1) : key, type, optional }
  })
  return { kind: name, sources, when, fields }
}
