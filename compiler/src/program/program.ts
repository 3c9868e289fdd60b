/**
 * The program: what every stage after the checker reads. Fully resolved, immutable, serialisable as JSON, independent of the order of files and
 * declarations (lists of module-level things are ascending by name). Where a thing came from is kept in `origins`, a side table, so that moving a
 * declaration changes nothing else.
 */
import type { ApproverGroup, Classification } from 'clawql-manifest-validator'
import type { Location } from '../source/span.ts'
import type { Expr } from './expression.ts'
import type { JsonValue, RecordType } from './type.ts'

export interface Program {
  readonly roles: readonly Role[]
  readonly purposes: readonly Purpose[]
  readonly objects: readonly ObjectType[]
  readonly actions: readonly Action[]
  readonly presets: readonly Preset[]
  readonly manifests: readonly ManifestSource[]
  readonly tests: readonly Test[]
  readonly governanceTests: readonly GovernanceTest[]
  /** Key (`action:ID`, `action:ID/rule:NAME`, `action:ID/effect:N`, `manifest:NAME`, `invariant:NAME`, `test:N`, `governance-test:N`, …) → where it was written. */
  readonly origins: Origins
}

export type Origins = ReadonlyMap<string, Origin>

/** `module`: of a declaration at module level; what stands inside one has its owner's. */
export interface Origin extends Location {
  readonly module?: string
}

export interface Role {
  readonly name: string
  readonly nature: 'human' | 'agent'
  readonly doc?: string
}

/** `permits`: patterns over `object.operation` of effects and over ids of reads, ascending; `*` matches one segment. */
export interface Purpose {
  readonly name: string
  readonly title: string
  readonly permits: readonly string[]
  readonly doc?: string
}

export interface ObjectType {
  readonly name: string
  readonly states: readonly { readonly name: string; readonly arity: number }[]
  readonly operations: readonly { readonly name: string; readonly from: string; readonly to: string }[]
  readonly doc?: string
}

export interface Action {
  readonly kind: 'action' | 'read'
  readonly id: string
  readonly version: string
  /** The id it had before. */
  readonly formerly?: string
  /** The documentation lines, joined by a space where a line continues, by a newline between paragraphs. */
  readonly description: string
  readonly input: RecordType
  readonly output: RecordType
  /** The context facts it reads, an open record; absent where it reads none. */
  readonly facts?: RecordType
  readonly governance: Governance
  /** In source order; `forbid` is evaluated before `require`, each in this order. */
  readonly rules: readonly Rule[]
  /** In source order; empty for a read. */
  readonly effects: readonly Effect[]
  readonly execution: Execution
}

export interface Governance {
  readonly classification: Classification
  readonly riskTier: number
  /** In the order written. */
  readonly authorizedRoles: readonly string[]
  /** All must be in the claims; in the order written. Absent: none is needed. */
  readonly scopes?: readonly string[]
  /** Absent: no approval, no two-phase commit. */
  readonly approval?: Approval
  readonly maxImpact?: MaxImpact
  /** The enforcement point's to hold; a guard knows nothing of it. */
  readonly rate?: Rate
}

/** `3 of compliance-officer within 2h`; the quorum is the sum of the groups. `ttlSeconds` is 7,200 where nothing was written. */
export interface Approval {
  /** Of the strictest case, where it is asked for only in that case. */
  readonly name?: string
  readonly groups: readonly ApproverGroup[]
  readonly quorum: number
  readonly ttlSeconds: number
  /** Cases that need less; groups, quorum and time are those of the strictest case. The first that holds counts. */
  readonly waivers?: readonly ApprovalWaiver[]
}

/** The name of the waiver that says who is asked where no case of an approval with `when` holds; no case that somebody writes can have it. */
export const OTHERWISE = 'otherwise'

/** Where `condition` is true, `groups` take the place of the approval's; none: no approval. A condition that cannot be evaluated waives nothing. */
export interface ApprovalWaiver {
  readonly name: string
  readonly condition: Expr
  readonly groups: readonly ApproverGroup[]
  /** The sum of the groups. */
  readonly quorum: number
}

/** `20 per 1h by claims.agent_id`; `by` is the dotted path of a claim or an input field. */
export interface Rate {
  readonly count: number
  readonly perSeconds: number
  readonly by: string
  readonly counting: 'executed' | 'all'
}

/** `max_impact: EXPR <= AMOUNT UNIT` */
export interface MaxImpact {
  readonly measure: Expr
  readonly value: number
  readonly currency: string
}

/** `condition` is as written: a `forbid` denies when it is true, a `require` when it is false. */
export interface Rule {
  readonly form: 'require' | 'forbid'
  readonly name: string
  readonly condition: Expr
  readonly message: string
}

export interface Effect {
  readonly object: string
  readonly operation: string
  /** Input path of the thing affected, dotted, without `input.`: `asset_id`. */
  readonly instance?: string
  readonly from: StateUse
  readonly to: StateUse
  readonly requiresConfirmation: boolean
  readonly reversible: boolean
}

/** `owned_by(input.from_account)` → `{ state: 'owned_by', arguments: ['from_account'] }`; printed `owned_by:from_account`. */
export interface StateUse {
  readonly state: string
  readonly arguments: readonly string[]
}

export interface Execution {
  readonly handler: string
  readonly timeoutSeconds: number
  readonly retryPolicy: 'none' | 'fixed' | 'exponential'
  readonly compensate?: string
  readonly idempotent?: boolean
}

/** `values` holds only the fields written, in the manifest's own nesting (coordination block), a base preset already applied. */
export interface Preset {
  readonly name: string
  readonly base?: string
  /** The published name: the one of the three source presets this one comes down to, or its own. */
  readonly publishedName: string
  readonly values: { readonly [key: string]: JsonValue }
  /** Fields declared `required`: no value, to be supplied by the manifest (dotted paths). */
  readonly required: readonly string[]
  readonly doc?: string
}

/** A manifest as written: the published blocks with presets resolved, everything but what is computed (leaves, CIDs, root). */
export interface ManifestSource {
  readonly name: string
  readonly identity: { readonly [key: string]: JsonValue }
  readonly permissions: { readonly classification_level: Classification; readonly processing_purpose: string }
  /** The whole published `policy` block, coordination resolved, `purposes`, `roles`, `trust` filled in; `required_features` is added by emit. */
  readonly policy: { readonly [key: string]: JsonValue }
  /** Fields from the `provenance` block or the provenance file; `artifact_cids` is computed. */
  readonly provenance: {
    readonly build_source: string
    readonly base_model_weight_hash: string
    readonly base_model_hsm_signature: string
  }
  /** Ids, ascending. */
  readonly actions: readonly string[]
  /** Those written inside the manifest and those at module level that reach it, ascending by name. */
  readonly invariants: readonly Invariant[]
  /** Files read by `file("…")`: path → lower-case hex SHA-256. */
  readonly files: Readonly<Record<string, string>>
  readonly doc?: string
}

/** Over the root `actions`: a list of closed records, see `ACTION_RECORD` in `program/action-record.ts`. */
export interface Invariant {
  readonly name: string
  readonly condition: Expr
}

/** One test, or one row of a test table (`row` then counts from 1). Fixtures and overrides are already merged. */
export interface Test {
  readonly title: string
  readonly row?: number
  /** The module it stands in; with `index` (rank by title among the module's tests, the rows of one table sharing it) its identity. */
  readonly module: string
  readonly file: string
  readonly index: number
  readonly action: string
  readonly input: JsonValue
  readonly claims: { readonly [key: string]: JsonValue }
  readonly now?: string
  readonly facts: { readonly [key: string]: JsonValue }
  /** All must hold. */
  readonly expectations: readonly Expectation[]
}

/**
 * What a test expects of the governance of one action, `expect governance till.pay { rate: 20 per 1h by claims.agent_id }`: each entry it names, as a
 * whole. No call shows these; the enforcement point holds some of them, and people read them.
 */
export interface GovernanceTest extends Pick<Test, 'title' | 'module' | 'file' | 'index' | 'action'> {
  readonly expected: Partial<Governance>
}

export type Expectation =
  | { readonly effect: 'allow' }
  | { readonly effect: 'stage'; readonly quorum?: number }
  | { readonly effect: 'deny'; readonly code?: string; readonly rule?: string }
