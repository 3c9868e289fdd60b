/**
 * The types that generated guards, the compiler, the runtime and the SDK share. Types alone: nothing here exists at run time, so generated code
 * that imports it imports nothing. The shapes are fixed by the interface contract; other implementations rely on them.
 */

/** Ascending: `standard < sensitive < restricted < high`. */
export type Classification = 'standard' | 'sensitive' | 'restricted' | 'high'

/** Distinct people, each counted for one group; the quorum is the total over all groups. */
export interface ApproverGroup {
  readonly role: string
  readonly min: number
}

/** Verified claims, flattened, as a guard receives them (the JWT's `sub` is `subject`, the rest comes from `atr`). */
export interface AtrClaims {
  readonly subject: string
  readonly agent_id: string
  readonly role: string
  readonly purpose: string
  readonly scope: readonly string[]
  readonly classification: Classification
  readonly session_id: string
  readonly owner?: string
  readonly delegates?: readonly string[]
  readonly impact?: { readonly currency: string; readonly value: number }
}

/** `now` is RFC 3339; `facts` are the module's declared context facts, supplied by the host. */
export interface RequestContext {
  readonly now: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** Why a guard denies. `LIMIT_EXCEEDED` is the enforcement point's own, never a guard's. */
export type DenyCode =
  | 'SCHEMA_INVALID'
  | 'SCOPE_NOT_GRANTED'
  | 'ROLE_NOT_AUTHORIZED'
  | 'PURPOSE_MISMATCH'
  | 'CLASSIFICATION_EXCEEDED'
  | 'MAX_IMPACT_EXCEEDED'
  | 'RULE_VIOLATED'
  | 'RULE_ERROR'
  | 'LIMIT_EXCEEDED'
  | 'UNKNOWN_ACTION'

export interface AllowDecision {
  readonly effect: 'allow'
}

/** The action waits for `quorum` distinct approvals, at most `ttlMs` milliseconds. */
export interface StageDecision {
  readonly effect: 'stage'
  readonly quorum: number
  readonly approverGroups: readonly ApproverGroup[]
  readonly ttlMs: number
}

/** `path` is a JSON Pointer into the input, `rule` the name of the rule that decided. */
export interface DenyDecision {
  readonly effect: 'deny'
  readonly code: DenyCode
  readonly rule?: string
  readonly path?: string
  readonly message: string
}

export type Decision = AllowDecision | StageDecision | DenyDecision

/** Synchronous, never throws, allocates nothing on the allow path. The input has been through `normalize` first. */
export type Guard = (input: unknown, claims: AtrClaims, context: RequestContext) => Decision
