/**
 * What the runtime enforces: a trusted manifest and the functions generated from it, held against each other. A module that does not fit its manifest in
 * every action is refused; so is a manifest that asks for something this runtime does not enforce.
 */
import {
  type ActionType,
  type AtrClaims,
  type Decision,
  isTrustVerified,
  leavesOf,
  policyVersionOf,
  type RequestContext,
  type TrustVerified,
} from 'clawql-manifest-validator'
import { MAX_RATE_COUNT } from '../pep/rate-counter.ts'
import { redactedFields } from '../redact/redacted-fields.ts'

export interface ActionValidators {
  input(value: unknown): boolean
  output(value: unknown): boolean
  normalizeInput(value: unknown): unknown
  normalizeOutput(value: unknown): unknown
}

export interface LoadedAction {
  readonly type: ActionType
  /** Hex ActionLeaf. */
  readonly leaf: string
  readonly isRead: boolean
  readonly validators: ActionValidators
}

export interface LoadedContract {
  readonly manifest: TrustVerified
  /** Hex PolicyLeaf: `policy_version` of every log entry (D24). */
  readonly policyVersion: string
  readonly actions: ReadonlyMap<string, LoadedAction>
  decide(action: string, input: unknown, claims: AtrClaims, context: RequestContext): Decision
}

export class ContractRefusedError extends Error {
  override readonly name = 'ContractRefusedError'
  readonly code: ContractRefusalCode
  constructor(code: ContractRefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

export type ContractRefusalCode =
  | 'MANIFEST_INVALID'
  | 'MANIFEST_NOT_TRUSTED'
  | 'TRUST_ANCHOR_MISSING'
  | 'ARTIFACT_MISSING'
  | 'ARTIFACT_NOT_IN_MANIFEST'
  | 'ARTIFACT_UNUSABLE'
  | 'GUARD_LEAF_MISMATCH'
  | 'FEATURE_NOT_ENFORCED'
  | 'HANDLER_MISSING'
  | 'APPROVERS_MISSING'

/** `guards` and `validators` are the evaluated modules, from bytes that the manifest names. Throws `ContractRefusedError`. */
export function assembleContract(manifest: TrustVerified, guards: unknown, validators: unknown): LoadedContract {
  if (!isTrustVerified(manifest))
    throw new ContractRefusedError('MANIFEST_NOT_TRUSTED', 'the manifest has not been through verifyTrust')
  refuseUnenforced(manifest)
  const leaves = new Map(
    leavesOf(manifest).flatMap((leaf) => (leaf.kind === 'action' ? [[leaf.id ?? '', leaf.hash] as const] : [])),
  )
  checkEmbeddedLeaves(leaves, membersOf(memberOf(guards, 'actionLeaves')))
  const decide = memberOf(guards, 'decide')
  const table = membersOf(memberOf(guards, 'guards'))
  if (!isDecide(decide)) throw new ContractRefusedError('ARTIFACT_UNUSABLE', 'the guards export no decide function')
  const actions = new Map<string, LoadedAction>()
  for (const type of manifest.actions) {
    if (typeof table.get(type.id) !== 'function')
      throw new ContractRefusedError('ARTIFACT_UNUSABLE', `the guards have none for ${type.id}`)
    const functions = membersOf(memberOf(validators, 'validators')).get(type.id)
    if (!isValidators(functions))
      throw new ContractRefusedError('ARTIFACT_UNUSABLE', `the validators have none for ${type.id}`)
    actions.set(type.id, {
      type,
      leaf: leaves.get(type.id) ?? '',
      isRead: type.side_effects.length === 0,
      validators: functions,
    })
  }
  return { manifest, policyVersion: policyVersionOf(manifest), actions, decide }
}

/**
 * Held by the generated guards, but for three: `groups.1` and `ttl.1` by the machine, `rate.1` by the rate counter. Written out here and not taken from
 * the validator: a feature it learns of later is refused until somebody has made this runtime hold to it.
 */
export const ENFORCED_FEATURES: readonly string[] = [
  'context.1',
  'decimals.1',
  'groups.1',
  'json.1',
  'measure.1',
  'purposes.1',
  'rate.1',
  'rules.1',
  'scopes.1',
  'ttl.1',
  'waivers.1',
  'where.1',
]

/** Nothing is ignored silently: what this runtime cannot hold to, it does not load. */
function refuseUnenforced(manifest: TrustVerified): void {
  const unknown = (manifest.policy.required_features ?? []).find((feature) => !ENFORCED_FEATURES.includes(feature))
  if (unknown !== undefined)
    throw new ContractRefusedError(
      'FEATURE_NOT_ENFORCED',
      `the manifest requires ${unknown}, which is not enforced here`,
    )
  if (redactedFields(manifest.policy) === undefined)
    throw new ContractRefusedError('FEATURE_NOT_ENFORCED', 'policy.x-claw-redact is not understood here')
  for (const { id, governance } of manifest.actions) {
    if ((governance.rate?.count ?? 0) > MAX_RATE_COUNT) {
      throw new ContractRefusedError(
        'FEATURE_NOT_ENFORCED',
        `${id} has a rate limit above ${MAX_RATE_COUNT} runs, more than this runtime counts`,
      )
    }
    if (governance.requires_approval && (manifest.policy.trust?.approvers ?? []).length === 0) {
      throw new ContractRefusedError('APPROVERS_MISSING', `${id} needs approval, and policy.trust names no approvers`)
    }
  }
}

function checkEmbeddedLeaves(leaves: ReadonlyMap<string, string>, embedded: ReadonlyMap<string, unknown>): void {
  for (const [id, leaf] of leaves) {
    if (embedded.get(id) !== leaf)
      throw new ContractRefusedError('GUARD_LEAF_MISMATCH', `the guard of ${id} was made from another action type`)
  }
  for (const id of embedded.keys()) {
    if (!leaves.has(id))
      throw new ContractRefusedError('GUARD_LEAF_MISMATCH', `the guards know ${id}, the manifest does not`)
  }
}

function isDecide(value: unknown): value is LoadedContract['decide'] {
  return typeof value === 'function'
}

function isValidators(value: unknown): value is ActionValidators {
  return ['input', 'output', 'normalizeInput', 'normalizeOutput'].every(
    (name) => typeof memberOf(value, name) === 'function',
  )
}

function memberOf(value: unknown, name: string): unknown {
  return membersOf(value).get(name)
}

/** Own members of a module, a record, a table; none of anything else. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : new Map()
}
