/**
 * One manifest: its blocks, the actions it lists against its purpose and clearance, and what they come to in the published shape. Reads files
 * through the project's host; everything about single actions has been judged before.
 */
import type { Classification } from 'clawql-manifest-validator'
import { badVersion } from '../../diagnostics/catalogue/governance.ts'
import { classificationBelowAction, purposeDoesNotPermit } from '../../diagnostics/catalogue/manifest.ts'
import type { ManifestSource, Purpose, Role } from '../../program/program.ts'
import { operationsOf, purposePermits } from '../../program/purpose-reach.ts'
import type { JsonValue } from '../../program/type.ts'
import { requireSymbol } from '../../resolve/look-up.ts'
import { compareText, type Module, type ModuleSymbol } from '../../resolve/module.ts'
import type { Location } from '../../source/span.ts'
import type { Name } from '../../syntax/tree.ts'
import type { ActionHead, CheckedAction } from '../check-action.ts'
import { refuseAnnotations } from '../check-annotations.ts'
import type { Invariants, PlacedInvariant } from '../check-invariants.ts'
import type { Presets } from '../check-preset.ts'
import { isWholePurpose } from '../check-purpose.ts'
import { CLASSIFICATIONS, classificationRank } from '../classification.ts'
import type { Declarations } from '../declarations.ts'
import { docOf } from '../documentation.ts'
import {
  blockMembers,
  type EntryContext,
  type Member,
  type Members,
  readMembers,
  readString,
  readWord,
  readWords,
  reportWrongValue,
} from '../entries.ts'
import { isVersion } from '../semver.ts'
import { checkApprovers } from './check-approvers.ts'
import { type CheckedPolicy, checkPolicy } from './check-policy.ts'
import { checkProvenance } from './check-provenance.ts'
import { checkRedact } from './check-redact.ts'
import { type CheckedTrust, checkTrust } from './check-trust.ts'
import type { ProjectFiles } from './project-file.ts'
import { dataFromMembers } from './trust-data.ts'

const RUNTIMES = ['hermes', 'openclaw', 'goose', 'pi', 'custom'] as const

export interface ManifestContext {
  readonly declarations: Declarations
  readonly presets: Presets
  readonly files: ProjectFiles
  readonly provenance: { readonly path: string; readonly named: boolean }
  /** The action of an id, looked up from a module; reports one that is unknown or private elsewhere. */
  readonly actionNamed: (name: Name, module: Module, file: string) => ActionHead | undefined
  readonly wholeAction: (action: ActionHead) => CheckedAction
  readonly reachingPurposes: (action: ActionHead) => readonly Purpose[]
  readonly roleNamed: (name: string) => Role | undefined
  readonly roleNames: () => readonly string[]
  /** Those written inside and those at module level that reach it. */
  readonly invariants: Invariants
}

export interface ManifestCheck {
  /** Undefined where anything is wrong. */
  readonly manifest: ManifestSource | undefined
  readonly invariants: readonly PlacedInvariant[]
}

export function checkManifest(symbol: ModuleSymbol<'manifest'>, context: ManifestContext): ManifestCheck {
  const { declaration, file, module, name } = symbol
  const { reporter } = context.declarations
  refuseAnnotations(declaration.annotations, 'a manifest', file, reporter)
  const entries: EntryContext = { file, block: `the manifest \`${name}\``, reporter }
  const allowed = { required: ['identity', 'permissions', 'policy', 'actions'], optional: ['provenance'] }
  const at = declaration.name.span
  const members = readMembers(declaration.entries, allowed, at, entries)

  const identity = checkIdentity(members.get('identity'), entries)
  const permissions = checkPermissions(members.get('permissions'), symbol, context, entries)
  const policy = checkPolicy(members.get('policy'), module, context.presets, entries)
  const files: Record<string, string> = {}
  const trust = policy && checkTrustBlock(policy, symbol, context, files)
  const provenance = checkProvenance(members.get('provenance'), {
    entries,
    files: context.files,
    ...context.provenance,
    at: { file, span: at },
  })
  const listed = listActions(members, symbol, context, entries)
  checkActionsFit(listed, permissions, trust, policy, context)
  const invariants = context.invariants.over(
    symbol,
    listed.map(({ action }) => action),
  )
  const redacted = checkRedact(policy?.redact, () => listed.map(({ action }) => context.wholeAction(action)), entries)
  const published =
    permissions && policy && publishPolicy(policy, permissions.purpose, listed, redacted, trust, context)
  if (!identity || !permissions || !published || !provenance) return { manifest: undefined, invariants }
  const manifest: ManifestSource = {
    name,
    identity,
    permissions: { classification_level: permissions.level, processing_purpose: permissions.purpose.name },
    policy: published,
    provenance,
    actions: listed.map(({ action }) => action.id).sort(compareText),
    invariants: invariants.map(({ invariant }) => invariant),
    files: sortedByKey(files),
    ...docOf(declaration.doc),
  }
  return { manifest, invariants }
}

function checkIdentity(
  member: Member | undefined,
  outer: EntryContext,
): { readonly [key: string]: string } | undefined {
  const block = blockMembers(member, outer)
  if (member === undefined || block === undefined) return undefined
  const context: EntryContext = { ...outer, block: `\`identity\` of ${outer.block}` }
  const required = ['agent_id', 'runtime', 'runtime_version', 'model_family', 'coordinator_key_ref']
  const members = readMembers(block, { required }, member.name.span, context)
  const agent_id = readString(members.get('agent_id'), context)
  const runtime = readWord(members.get('runtime'), RUNTIMES, context)
  const runtime_version = readVersion(members.get('runtime_version'), context)
  const model_family = readString(members.get('model_family'), context)
  const coordinator_key_ref = readString(members.get('coordinator_key_ref'), context)
  if (!agent_id || !runtime || !runtime_version || !model_family || !coordinator_key_ref) return undefined
  return { agent_id, runtime, runtime_version, model_family, coordinator_key_ref }
}

function readVersion(member: Member | undefined, context: EntryContext): string | undefined {
  const version = readString(member, context, 'a version such as `"1.0.0"`')
  if (version === undefined || isVersion(version)) return version
  const span = member?.value?.span ?? { start: 0, end: 0 }
  context.reporter.report(badVersion, { file: context.file, span }, { name: 'runtime_version', written: version })
  return undefined
}

interface Permissions {
  readonly level: Classification
  readonly purpose: Purpose
  /** What it permits could be read. */
  readonly isWhole: boolean
}

function checkPermissions(
  member: Member | undefined,
  { module, file }: ModuleSymbol<'manifest'>,
  { declarations }: ManifestContext,
  outer: EntryContext,
): Permissions | undefined {
  const block = blockMembers(member, outer)
  if (member === undefined || block === undefined) return undefined
  const context: EntryContext = { ...outer, block: `\`permissions\` of ${outer.block}` }
  const members = readMembers(
    block,
    { required: ['classification_level', 'processing_purpose'] },
    member.name.span,
    context,
  )
  const level = readWord(members.get('classification_level'), CLASSIFICATIONS, context)
  const purpose = members.get('processing_purpose')
  if (purpose?.value?.kind !== 'name') {
    if (purpose?.value !== undefined) reportWrongValue(purpose, 'the name of a purpose', context)
    return undefined
  }
  const { text, span } = purpose.value.name
  const found = requireSymbol(module, { file, span }, 'purpose', text, outer.reporter)
  return level && found && { level, purpose: declarations.purpose(found), isWhole: isWholePurpose(found) }
}

function checkTrustBlock(
  policy: CheckedPolicy,
  { file }: ModuleSymbol<'manifest'>,
  context: ManifestContext,
  digests: Record<string, string>,
): CheckedTrust | undefined {
  const { reporter } = context.declarations
  const entries: EntryContext = { file, block: '`trust`', reporter }
  const block = blockMembers(policy.trust, entries)
  if (policy.trust === undefined || block === undefined) return undefined
  const reader = {
    file,
    files: context.files,
    reporter,
    onFile: ({ path, digest }: { readonly path: string; readonly digest: string }) => {
      digests[path] = digest
    },
  }
  const data = dataFromMembers(block, { file, span: policy.trust.name.span }, reader)
  return checkTrust(data, { ...context, totalSigners: policy.totalSigners, reporter })
}

interface ListedAction {
  readonly action: ActionHead
  readonly location: Location
}

function listActions(
  members: Members,
  { module, file }: ModuleSymbol<'manifest'>,
  context: ManifestContext,
  entries: EntryContext,
): readonly ListedAction[] {
  const names =
    readWords(members.get('actions'), 'ids of actions and reads', entries, { dotted: true, allowEmpty: true }) ?? []
  return names.flatMap((name) => {
    const action = context.actionNamed(name, module, file)
    if (action === undefined) return []
    return [{ action, location: { file, span: name.span } }]
  })
}

function checkActionsFit(
  listed: readonly ListedAction[],
  permissions: Permissions | undefined,
  trust: CheckedTrust | undefined,
  policy: CheckedPolicy | undefined,
  { declarations: { reporter }, reachingPurposes }: ManifestContext,
): void {
  for (const { action, location } of permissions ? listed : []) {
    const { level, purpose, isWhole } = permissions!
    const classification = action.governance?.classification
    if (classification !== undefined && classificationRank(classification) > classificationRank(level)) {
      reporter.report(classificationBelowAction, location, { level, action: action.id, classification })
    }
    const mayLack = isWhole && action.effectsAreComplete && !reachingPurposes(action).includes(purpose)
    const missing = mayLack ? operationsOf(action).filter((operation) => !purposePermits(purpose, operation)) : []
    if (missing.length > 0)
      reporter.report(purposeDoesNotPermit, location, { purpose: purpose.name, action: action.id, missing })
  }
  if (policy === undefined || (policy.trust !== undefined && trust?.isComplete !== true)) return
  const approved = listed.map(({ action, location }) => ({
    id: action.id,
    approval: action.governance?.approval,
    location,
  }))
  checkApprovers(approved, trust?.trust.approvers, trust?.approversAt, reporter)
}

/** The published block, in the order of the manifest's shape; undefined where a part is wrong. */
function publishPolicy(
  policy: CheckedPolicy,
  purpose: Purpose,
  listed: readonly ListedAction[],
  redacted: readonly string[] | undefined,
  trust: CheckedTrust | undefined,
  context: ManifestContext,
): { readonly [key: string]: JsonValue } | undefined {
  const { preset, required_signatures, canary_rollout, rollback_rules, compatible_policy_version, coordination } =
    policy
  if (
    preset === undefined ||
    required_signatures === undefined ||
    canary_rollout === undefined ||
    rollback_rules === undefined ||
    compatible_policy_version === undefined ||
    coordination === undefined
  ) {
    return undefined
  }
  // Sets, since thousands of actions name the same few.
  const purposes = new Set([purpose])
  const roles = new Set<string>()
  for (const { action } of listed) {
    for (const reaching of context.reachingPurposes(action)) purposes.add(reaching)
    for (const role of action.governance?.authorizedRoles ?? []) roles.add(role)
  }
  for (const { action } of listed) for (const { role } of action.governance?.approval?.groups ?? []) roles.add(role)
  for (const { roles: theirs } of trust?.trust.approvers ?? []) for (const role of theirs) roles.add(role)
  return {
    preset,
    required_signatures,
    canary_rollout,
    rollback_rules,
    compatible_policy_version,
    coordination,
    purposes: sortedByKey(Object.fromEntries([...purposes].map(({ name, permits }) => [name, permits]))),
    roles: sortedByKey(Object.fromEntries([...roles].flatMap((name) => namedNature(name, context)))),
    ...(trust && { trust: trust.trust }),
    // An extension of the block, bound by its leaf: it changes what is shown, never what is decided.
    ...(redacted && { 'x-claw-redact': { fields: redacted } }),
  }
}

function namedNature(name: string, context: ManifestContext): readonly (readonly [string, string])[] {
  const role = context.roleNamed(name)
  return role ? [[name, role.nature]] : []
}

function sortedByKey<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)))
}
