/**
 * Why the enforcement point refuses, beside a guard's `DenyCode`: a closed union, each code with the sentence a person reads. A refusal never executes
 * anything and never leaves a caller guessing whether it did.
 */
export type PepRefusalCode =
  // the text of a request
  | 'REQUEST_UNREADABLE'
  | 'NUMBER_OUT_OF_RANGE'
  // the token
  | 'TOKEN_INVALID'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_NOT_YET_VALID'
  | 'TOKEN_REPLAYED'
  | 'REPLAY_STORE_UNAVAILABLE'
  | 'ISSUER_KEYS_UNAVAILABLE'
  | 'AGENT_MISMATCH'
  // the surroundings
  | 'RUNTIME_UNKNOWN'
  | 'BREAKER_BLIND'
  | 'BREAKER_UNAVAILABLE'
  | 'WATCHDOG_SYNC_ERROR'
  | 'LOG_UNAVAILABLE'
  | 'STORE_UNAVAILABLE'
  | 'REDACTION_UNAVAILABLE'
  // an action that waits
  | 'UNKNOWN_INSTANCE'
  | 'NOT_READY'
  | 'NOT_AWAITING_APPROVAL'
  | 'ACTION_EXPIRED'
  | 'ACTION_CHANGED'
  | 'NOT_IN_DOUBT'
  // a statement about it
  | 'STATEMENT_INVALID'
  | 'STATEMENT_MISMATCH'
  | 'STATEMENT_EXPIRED'
  | 'STATEMENT_REPLAYED'
  | 'SIGNATURE_INVALID'
  | 'NOT_AN_APPROVER'
  | 'SELF_APPROVAL'
  | 'ALREADY_APPROVED'
  | 'NOTHING_TO_WITHDRAW'
  // a requester about an action
  | 'NOT_THE_REQUESTER'
  // what the handler did
  | 'HANDLER_NOT_APPLIED'
  | 'HANDLER_FAILED'
  | 'OUTPUT_INVALID'
  | 'OUTCOME_IN_DOUBT'

export interface PepRefusal {
  readonly code: PepRefusalCode
  readonly message: string
}
