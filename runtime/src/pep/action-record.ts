/**
 * The record of one governed action, from the request to the audit log: what the store keeps and what the machine steps. Plain JSON, never changed in
 * place. Names are those that the log and the statements use.
 */
import type { ApproverGroup, JsonValue } from 'clawql-manifest-validator'

/**
 * `EXECUTED` is never shown (P1): it lasts from the handler's success to the durable outcome. `EXECUTING` begins with the write-ahead intent and
 * `COMPENSATING` with an outcome that could not be logged (D1).
 */
export type Phase =
  | 'STAGED'
  | 'AWAITING_APPROVAL'
  | 'EXECUTING'
  | 'EXECUTED'
  | 'COMPENSATING'
  | 'CANCELLED'
  | 'IN_DOUBT'
  | 'WORM_LOGGED'

export type CancelReason =
  | 'denied_by_approver'
  | 'cancelled_by_operator'
  | 'cancelled_by_requester'
  | 'ttl_expired'
  | 'blind_mode_transition'
  | 'log_unavailable'
  | 'interrupted_before_execution'
  | 'action_changed'
  | 'input_changed'
  | 'record_changed'
  | 'handler_not_applied'
  | 'handler_failed'
  | 'compensated'
  | 'resolved_not_applied'

export interface ActionRecord {
  /** UUID: instance id, correlation id of every log entry and idempotency key of the handler (D28). */
  readonly instance: string
  readonly phase: Phase
  readonly request: ActionRequest
  readonly staged_at_ms: number
  /** Waiting ends here; absent for an action that never waited. */
  readonly expires_at_ms?: number
  /** Stamped at staging and never evaluated again (P3). */
  readonly breaker_version: number
  readonly conservative_mode_promotion: boolean
  readonly quorum: number
  readonly approver_groups: readonly ApproverGroup[]
  readonly approvals: readonly Approval[]
  /** Nonces of every statement ever accepted for this action. */
  readonly used_nonces: readonly string[]
  readonly attempt: number
  /** What the last attempt left behind, where another one is due. */
  readonly retry_due?: 'not_applied' | 'unknown' | undefined
  readonly outcome?: Outcome
  /** Number of the log entry whose durability moves the phase on. */
  readonly awaits?: number | undefined
  /** Log entries decided but not known to be durable, in order. */
  readonly owed: readonly OwedEntry[]
  /** Log entries decided so far: the next one's number. */
  readonly entry_count: number
  /** When the last entry was durable; present from `WORM_LOGGED` on. */
  readonly ended_at_ms?: number
}

/** Logged, and nothing owed: no event changes it any more. */
export function isOver({ phase, owed }: ActionRecord): boolean {
  return phase === 'WORM_LOGGED' && owed.length === 0
}

/** What was asked, fixed at the request. */
export interface ActionRequest {
  readonly action: string
  readonly action_version: string
  readonly action_leaf: string
  readonly manifest_root: string
  readonly policy_version: string
  readonly agent_id: string
  readonly session_id: string
  readonly runtime: string
  readonly is_read: boolean
  /** Over the canonical, normalised, unredacted input. */
  readonly input_digest: string
  /** What log and views show. */
  readonly input_redacted: JsonValue
  /** The raw input, encrypted; gone once the record is logged (D21). */
  readonly input_sealed: string
  readonly claims_hash: string
  /** The rate counter that holds a place for this action until its end. */
  readonly rate_key?: string
  readonly requester: Requester
  readonly execution: ExecutionTerms
}

/** Everyone whose approval of this action would be their own. */
export interface Requester {
  readonly subject: string
  readonly agent_id: string
  readonly role: string
  readonly owner?: string
  readonly delegates: readonly string[]
}

export interface ExecutionTerms {
  readonly handler: string
  readonly timeout_ms: number
  readonly retry_policy: 'none' | 'fixed' | 'exponential'
  readonly idempotent: boolean
  /** Every effect is. */
  readonly reversible: boolean
  readonly compensate?: string
}

export interface Approval {
  readonly subject: string
  readonly roles: readonly string[]
  readonly public_key: string
  readonly nonce: string
  readonly at_ms: number
  /** The statement counts until then. */
  readonly expires_at_ms: number
  /** Over the statement, which follows from this and the record: base64. */
  readonly signature: string
}

export type Outcome =
  /** `resolved`: a person said so, not the handler. */
  | { readonly status: 'executed'; readonly output_valid: boolean; readonly resolved?: true }
  | { readonly status: 'cancelled'; readonly reason: CancelReason }

export interface OwedEntry {
  /** From 0 within the action; with the instance id it gives the entry's id. */
  readonly number: number
  readonly at_ms: number
  readonly event_kind: string
  readonly source: 'PEP' | 'COMMAND_DECK' | 'WATCHDOG' | 'BREAKOUT'
  readonly payload: { readonly [key: string]: JsonValue }
}
