/** @generated from src/shape. The manifest's types, field names exactly as published; policy with its preset resolved. */
import type { Classification } from './contract.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

export type Feature =
  | 'context.1'
  | 'decimals.1'
  | 'groups.1'
  | 'json.1'
  | 'measure.1'
  | 'purposes.1'
  | 'rate.1'
  | 'rules.1'
  | 'scopes.1'
  | 'ttl.1'
  | 'waivers.1'
  | 'where.1'

/** A Universal Agent Manifest, version 1.1 (1.0 accepted without actions). */
export interface Manifest {
  /** Version of this schema. */
  readonly manifest_version: '1.0' | '1.1'
  /** Root over the domain-separated leaves. */
  readonly merkle_root: string
  /** Who the agent is. */
  readonly identity: Identity
  /** What the agent was built from. */
  readonly provenance: Provenance
  /** The widest the agent may go. */
  readonly permissions: Permissions
  /** What governs the agent. */
  readonly policy: Policy
  /** The governed actions; none in a v1.0 manifest. */
  readonly actions: readonly ActionType[]
}

/** Who the agent is. */
export interface Identity {
  /** Stable identifier of the agent. */
  readonly agent_id: string
  /** The runtime that hosts it. */
  readonly runtime: 'hermes' | 'openclaw' | 'goose' | 'pi' | 'custom'
  /** Version of that runtime. */
  readonly runtime_version: string
  /** Label of the model’s fingerprint. */
  readonly model_family: string
  /** HSM reference of the key behind reputation updates. */
  readonly coordinator_key_ref: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** What the agent was built from. */
export interface Provenance {
  /** CIDs of what the build made, ascending. */
  readonly artifact_cids: readonly string[]
  /** Snapshot or work-tree the build read. */
  readonly build_source: string
  /** Hash of the model’s weights. */
  readonly base_model_weight_hash: string
  /** Signature over that hash, base64. */
  readonly base_model_hsm_signature: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** The widest the agent may go. */
export interface Permissions {
  /** Tools the agent may use: ids or dotted patterns. */
  readonly tool_use: readonly string[]
  /** Highest classification of its actions. */
  readonly classification_level: Classification
  /** The one purpose its claims may carry. */
  readonly processing_purpose: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** What governs the agent: preset, release duties, coordination, trust. */
export interface Policy {
  /** Named starting values; custom writes every field out. */
  readonly preset: 'finance-compliance-high' | 'research-exploration-high' | 'software-dev-balanced' | 'custom'
  /** Release signatures the manifest asks for; the caller’s threshold may ask for more. */
  readonly required_signatures: number
  /** A release duty: roll out to a part first. */
  readonly canary_rollout: boolean
  /** A release duty: where the rules for rolling back stand. */
  readonly rollback_rules: string
  /** Range the policy schema version must be in. */
  readonly compatible_policy_version: string
  /** Overrides of the preset, or under custom every parameter. */
  readonly coordination: Coordination
  /** Purpose to patterns over object.operation of effects and over ids of reads. */
  readonly purposes?: { readonly [name: string]: readonly string[] }
  /** What a reader must understand: ascending, exactly those used. */
  readonly required_features?: readonly Feature[]
  /** Declared roles. */
  readonly roles?: { readonly [name: string]: 'human' | 'agent' }
  /** Keys of issuers, approvers, breakout signers and base models. */
  readonly trust?: Trust
  readonly [extension: `x-${string}`]: JsonValue
}

/** Every tuning parameter of swarm coordination, memory and breaker. */
export interface Coordination {
  /** Swarm diversity (NSV) below which convergence is reported. */
  readonly nsv_crit: number
  /** Eigenvalues at or below it count as zero in SGDOP. */
  readonly sgdop_eigenvalue_floor: number
  /** Mean cosine of unrelated pairs under the embedding model in use; no preset carries it. */
  readonly s_bar: number
  /** Learning rate of reputation. */
  readonly gamma: number
  /** Decay rate of the verdict pool. */
  readonly eta: number
  /** Temperature of the softmax over weights. */
  readonly tau: number
  /** How much a dividend raises the weight floor. */
  readonly kappa: number
  /** Decay rate of dividends per round. */
  readonly lambda_d: number
  /** Coverage of the blind spot that earns a dividend. */
  readonly d_crit: number
  /** Half width of the band around d_crit; the band stays inside [0, 1]. */
  readonly d_crit_hysteresis: number
  /** Rounds of coverage before a dividend accrues. */
  readonly w_consistency: number
  /** Position variance at which the dividend is nothing. */
  readonly variance_ceiling: number
  /** Whether dividends are scaled by each agent’s own share. */
  readonly enable_contribution_isolation: boolean
  /** Hours a model fingerprint stays valid. */
  readonly fingerprint_ttl_hours: number
  /** Confidence below which a fingerprint is no proof. */
  readonly fingerprint_confidence_floor: number
  /** Share of the context window at which pruning starts. */
  readonly pruning_context_threshold: number
  /** Latest turns that are never pruned. */
  readonly pruning_retain_turns: number
  /** How often a summary may be summarised again. */
  readonly max_distillation_depth: number
  /** When the watchdog tightens what agents may do. */
  readonly circuit_breaker: CircuitBreaker
  /** N of M people who may break out of Blind mode. */
  readonly breakout_authorization: BreakoutAuthorization
  /** How long pruned context is kept. */
  readonly memory: Memory
  /** Dividend of one round before penalties. */
  readonly delta_d: number
  /** Smallest weight of an agent. */
  readonly w_min: number
  /** Largest weight of an agent. */
  readonly w_max: number
  /** Highest floor that dividends can give; from w_min to w_max. */
  readonly w_floor_ceiling: number
  /** Weight of a new agent; from w_min to w_max. */
  readonly w_initial: number
  readonly [extension: `x-${string}`]: JsonValue
}

/** Keys that this manifest trusts, bound by its root. */
export interface Trust {
  /** Who may issue claims. */
  readonly issuers?: readonly Issuer[]
  /** Who may approve by signature. */
  readonly approvers?: readonly Approver[]
  /** Who may sign a breakout: as many as total_signers. */
  readonly breakout_signers?: readonly BreakoutSigner[]
  /** HSM reference of the key that signs base models. */
  readonly base_model_key_ref?: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** A governed action: its contract, who may run it, what it changes. */
export interface ActionType {
  /** Identifier, unique in the manifest. */
  readonly id: string
  /** Version of the contract. */
  readonly version: string
  /** What it does, for people. */
  readonly description: string
  /** JSON Schema 2020-12 of the input. */
  readonly input_schema: JsonObject
  /** JSON Schema 2020-12 of the output. */
  readonly output_schema: JsonObject
  /** Who may run it, when, and with whose approval. */
  readonly governance: Governance
  /** What it changes; empty: a read. */
  readonly side_effects: readonly SideEffect[]
  /** What runs it. */
  readonly execution: Execution
  /** JSON Schema 2020-12 of the context facts it reads. */
  readonly context_schema?: JsonObject
  readonly [extension: `x-${string}`]: JsonValue
}

/** When the watchdog tightens what agents may do. */
export interface CircuitBreaker {
  /** Length of one heartbeat window, in seconds. */
  readonly watchdog_window_seconds: number
  /** Windows without a valid heartbeat before Conservative mode; below full_absence_threshold. */
  readonly signal_absence_threshold: number
  /** Windows without a valid heartbeat before Blind mode. */
  readonly full_absence_threshold: number
  /** Approvals an action promoted by Conservative mode needs at least. */
  readonly circuit_breaker_approval_quorum?: number
  readonly [extension: `x-${string}`]: JsonValue
}

/** N of M people who may break out of Blind mode. */
export interface BreakoutAuthorization {
  /** N: signatures needed; at most total_signers. */
  readonly required_signers: number
  /** M: people who hold a breakout key. */
  readonly total_signers: number
  readonly [extension: `x-${string}`]: JsonValue
}

/** How long pruned context is kept, by how faithful its summary is. */
export interface Memory {
  /** Fidelity from which the standard retention is enough. */
  readonly fidelity_high_threshold: number
  /** Fidelity below which the longest retention holds; below fidelity_high_threshold. */
  readonly fidelity_low_threshold: number
  /** Days a faithful summary keeps its source. */
  readonly retention_days_standard: number
  /** Days in between; at least the standard. */
  readonly retention_days_extended: number
  /** Days for the least faithful summaries; at least the extended. */
  readonly retention_days_maximum: number
  /** Fidelity below which a summary is not used at all. */
  readonly fidelity_floor: number
  readonly [extension: `x-${string}`]: JsonValue
}

/** Who may run the action, when, and with whose approval. */
export interface Governance {
  /** Clearance needed; at most permissions.classification_level. */
  readonly classification: Classification
  /** Risk, 5 the highest. */
  readonly risk_tier: number
  /** Whether people must approve each call. */
  readonly requires_approval: boolean
  /** Approvals needed: at least 1 where approval is required; the sum of the groups where given. */
  readonly approval_quorum?: number
  /** Whether a call is staged first; needs requires_approval. */
  readonly requires_two_phase_commit: boolean
  /** Roles that may call. */
  readonly authorized_roles: readonly string[]
  /** The largest impact; absent: no limit. */
  readonly max_impact?: MaxImpact
  /** Conditions, forbid before require, each in this order. */
  readonly rules?: readonly GovernanceRule[]
  /** Who approves; absent: the quorum of the role operator. */
  readonly approver_groups?: readonly ManifestApproverGroup[]
  /** How long a request may wait; absent: 7,200 seconds. */
  readonly approval_ttl_seconds?: number
  /** The first that holds replaces the groups. */
  readonly approval_waivers?: readonly ApprovalWaiver[]
  /** Scopes the caller must hold, all of them. */
  readonly scopes?: readonly string[]
  /** How often the action may run. */
  readonly rate?: Rate
  readonly [extension: `x-${string}`]: JsonValue
}

/** What runs the action. */
export interface Execution {
  /** Name of the handler. */
  readonly handler: string
  /** Time the handler has, in seconds. */
  readonly timeout_seconds: number
  /** At most 5 attempts, and only where nothing was applied. */
  readonly retry_policy: 'none' | 'fixed' | 'exponential'
  /** Handler that undoes it. */
  readonly compensate?: string
  /** Whether repeating it is safe; absent: no. */
  readonly idempotent?: boolean
  readonly [extension: `x-${string}`]: JsonValue
}

/** Who may issue claims, and under which key. */
export interface Issuer {
  /** The issuer, as in the token’s iss. */
  readonly iss: string
  /** The one algorithm accepted. */
  readonly alg: 'EdDSA' | 'ES256' | 'RS256'
  /** Key id; unique together with iss. */
  readonly kid: string
  /** Base64: the raw key for EdDSA (32 bytes), else the SPKI. */
  readonly public_key: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** A person who may approve. */
export interface Approver {
  /** The person, as in the claims’ subject. */
  readonly subject: string
  /** Roles the person approves in. */
  readonly roles: readonly string[]
  /** Base64 of the raw Ed25519 key (32 bytes). */
  readonly public_key: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** A person who holds a breakout key. */
export interface BreakoutSigner {
  /** Name of the signer, unique. */
  readonly id: string
  /** Base64 of the raw Ed25519 key (32 bytes). */
  readonly public_key: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** The largest impact one call may have. */
export interface MaxImpact {
  /** Unit of the value. */
  readonly currency: string
  /** The limit, itself allowed. */
  readonly value: number
  /** CEL over input; absent: the larger of the declared impact and a numeric input named amount. */
  readonly measure?: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** How often the action may run. */
export interface Rate {
  /** Runs allowed. */
  readonly count: number
  /** Length of the window in seconds. */
  readonly per_seconds: number
  /** What is counted apart. */
  readonly by: string
  /** Whether refused calls count too. */
  readonly counting: 'executed' | 'all'
  readonly [extension: `x-${string}`]: JsonValue
}

/** One change of state that the action makes. */
export interface SideEffect {
  /** Kind of thing affected. */
  readonly object: string
  /** What is done to it. */
  readonly operation: string
  /** From which state to which. */
  readonly state_transition: string
  /** Whether a person confirms it; needs requires_approval. */
  readonly requires_confirmation: boolean
  /** Whether it can be undone. */
  readonly reversible: boolean
  /** Input path of the thing affected. */
  readonly instance?: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** A condition on a call. */
export interface GovernanceRule {
  /** Name, unique in the action. */
  readonly id: string
  /** Whether the condition must hold or must not. */
  readonly kind: 'require' | 'forbid'
  /** The condition in CEL. */
  readonly cel: string
  /** Why the call is denied. */
  readonly message: string
  readonly [extension: `x-${string}`]: JsonValue
}

/** Approvals of one role. */
export interface ManifestApproverGroup {
  /** Role of the approvers. */
  readonly role: string
  /** Distinct people of that role. */
  readonly min: number
  readonly [extension: `x-${string}`]: JsonValue
}

/** A case that needs fewer approvals. */
export interface ApprovalWaiver {
  /** Name, unique in the action. */
  readonly id: string
  /** When the waiver holds; an error never waives. */
  readonly cel: string
  /** The groups then asked; absent: no approval. */
  readonly approver_groups?: readonly ManifestApproverGroup[]
  readonly [extension: `x-${string}`]: JsonValue
}
