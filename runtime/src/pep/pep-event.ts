/** What can happen to an action (events, past tense) and what the machine asks for (effects, imperative). Time and identity come in the event. */
import type { ApproverGroup, JsonValue } from 'clawql-manifest-validator'
import type { ActionRequest, Requester } from './action-record.ts'
import type { ApprovalStatement } from './approval-statement.ts'
import type { BreakerReading } from './breaker-reading.ts'
import type { PepRefusal } from './refusal.ts'

/** A person of `policy.trust.approvers` whose signature over the statement has been verified. */
export interface SignedStatement {
  readonly statement: ApprovalStatement
  readonly signature: string
  readonly signer: { readonly subject: string; readonly roles: readonly string[]; readonly public_key: string }
}

/** What is in force now, for comparison with what was staged. */
export interface InForce {
  readonly manifest_root: string
  /** Undefined when the manifest in force has no such action. */
  readonly action_leaf: string | undefined
  /** The sealed input opened for the record as it is, and gave the recorded digest (P7). */
  readonly input_intact: boolean
  /** The approvals so far hold under their signatures, and the action runs as its contract says. */
  readonly record_intact: boolean
  /** Whether the log tells the same of the action; `unavailable` where it cannot be asked. */
  readonly log: 'agrees' | 'contradicts' | 'unavailable'
}

export type PepEvent =
  | {
      readonly kind: 'REQUESTED'
      readonly at_ms: number
      readonly instance: string
      readonly request: ActionRequest
      readonly decision: { readonly effect: 'allow' } | StageTerms
      readonly breaker: BreakerReading
      readonly promotion: PromotionTerms
    }
  | {
      readonly kind: 'ENTRIES_LOGGED'
      readonly at_ms: number
      readonly numbers: readonly number[]
      readonly breaker?: BreakerReading
    }
  | {
      readonly kind: 'ENTRIES_NOT_LOGGED'
      readonly at_ms: number
      readonly numbers: readonly number[]
      readonly reason: string
    }
  | { readonly kind: 'VIEWED'; readonly at_ms: number }
  | {
      readonly kind: 'APPROVED'
      readonly at_ms: number
      readonly signed: SignedStatement
      readonly breaker: BreakerReading
      readonly inForce: InForce
    }
  | { readonly kind: 'REJECTED'; readonly at_ms: number; readonly signed: SignedStatement }
  | { readonly kind: 'APPROVAL_WITHDRAWN'; readonly at_ms: number; readonly signed: SignedStatement }
  | { readonly kind: 'CANCEL_REQUESTED'; readonly at_ms: number; readonly signed: SignedStatement }
  | { readonly kind: 'RESOLVED'; readonly at_ms: number; readonly signed: SignedStatement }
  /** By a verified token, which asks for nothing but that. */
  | { readonly kind: 'CALLED_OFF'; readonly at_ms: number; readonly by: Pick<Requester, 'subject' | 'agent_id'> }
  | { readonly kind: 'TIME_PASSED'; readonly at_ms: number }
  | { readonly kind: 'BLIND_BEGAN'; readonly at_ms: number }
  | {
      readonly kind: 'HANDLER_SUCCEEDED'
      readonly at_ms: number
      readonly attempt: number
      readonly output: HandlerOutput
    }
  | {
      readonly kind: 'HANDLER_NOT_APPLIED'
      readonly at_ms: number
      readonly attempt: number
      readonly message: string
      readonly breaker: BreakerReading
    }
  | {
      readonly kind: 'HANDLER_FAILED'
      readonly at_ms: number
      readonly attempt: number
      readonly message: string
      readonly breaker: BreakerReading
    }
  | { readonly kind: 'RETRY_CAME_DUE'; readonly at_ms: number; readonly breaker: BreakerReading }
  | { readonly kind: 'COMPENSATION_ENDED'; readonly at_ms: number; readonly applied: boolean; readonly message: string }
  | {
      readonly kind: 'RESTARTED'
      readonly at_ms: number
      readonly logged: readonly number[]
      readonly breaker: BreakerReading
    }
  | { readonly kind: 'LOG_CAME_BACK'; readonly at_ms: number; readonly logged: readonly number[] }

export interface StageTerms {
  readonly effect: 'stage'
  readonly quorum: number
  readonly approverGroups: readonly ApproverGroup[]
  readonly ttlMs: number
}

/** What Conservative mode adds (D22): the policy's quorum, and the group and time of an action that asked for no approval. */
export interface PromotionTerms {
  readonly quorum: number
  readonly role: string
  readonly ttlMs: number
}

export interface HandlerOutput {
  readonly valid: boolean
  readonly digest: string
  readonly redacted: JsonValue
}

export type PepEffect =
  | { readonly kind: 'APPEND'; readonly numbers: readonly number[] }
  | { readonly kind: 'RUN_HANDLER'; readonly attempt: number }
  | { readonly kind: 'RUN_COMPENSATION' }
  | { readonly kind: 'WAIT_FOR_RETRY'; readonly ms: number }
  | { readonly kind: 'WAIT_FOR_LOG'; readonly ms: number }
  | { readonly kind: 'WAIT_FOR_EXPIRY'; readonly until_ms: number }
  | { readonly kind: 'ALERT'; readonly message: string }
  | { readonly kind: 'REPLY' }
  | { readonly kind: 'REFUSE'; readonly refusal: PepRefusal }
