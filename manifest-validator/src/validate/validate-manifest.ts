/**
 * Validation of a manifest, whole: shape, ranges, rules between fields, preset resolution, Merkle root. It lists every issue, changes nothing,
 * never throws, and on success returns its own frozen copy with the policy resolved. Who published the manifest is not asked here.
 */
import { canonicalize } from '../canonical/canonicalize.ts'
import { described, type Issue, report } from '../issues/issue.ts'
import { copyJson } from '../json/copy-json.ts'
import { isJsonObject, member, members } from '../json/json-object.ts'
import type { Manifest } from '../manifest.generated.ts'
import { expandCoordination } from '../preset/expand-coordination.ts'
import { type ManifestLeaf, rootOfBlocks, type Serializer } from '../root/manifest-root.ts'
import { PRESET_NAMES } from '../shape/policy-shape.ts'
import { checkActionRules } from './action-rules.ts'
import { checkCoordinationRules } from './coordination-rules.ts'
import { checkPolicyRules } from './policy-rules.ts'
import { markRootVerified, type RootVerified } from './verified.ts'
import { createWalk, type Walk, walkManifest } from './walk-shape.ts'

/** On failure `issues` holds the errors, then the warnings. */
export type ValidationResult =
  | { readonly ok: true; readonly manifest: RootVerified; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Validates any value. Each issue carries a code, a JSON Pointer, what was found and what is allowed. */
export function validateManifest(value: unknown): ValidationResult {
  const copied = copyJson(value)
  if (!copied.ok) return { ok: false, issues: [copied.issue] }
  const version = member(copied.value, 'manifest_version') === '1.0' ? '1.0' : '1.1'
  const preset = member(member(copied.value, 'policy'), 'preset')
  const walk = createWalk(version, typeof preset === 'string' && PRESET_NAMES.includes(preset))
  const manifest = withResolvedPolicy(copied.value, version)
  walkManifest(walk, manifest)
  checkRules(walk, manifest)
  const leaves = checkRoot(walk, manifest, copied.isOrdered ? JSON.stringify : canonicalize)
  const { errors, warnings } = walk.issues
  if (errors.length > 0 || leaves === undefined) return { ok: false, issues: [...errors, ...warnings] }
  return { ok: true, manifest: markRootVerified(manifest as Manifest, leaves), warnings }
}

/** The frozen copy with the coordination block expanded; a v1.0 manifest is given the empty list of actions it stands for. */
function withResolvedPolicy(manifest: unknown, version: '1.0' | '1.1'): unknown {
  if (!isJsonObject(manifest)) return manifest
  const policy = member(manifest, 'policy')
  const coordination = expandCoordination(member(policy, 'preset'), member(policy, 'coordination'))
  return Object.freeze({
    ...manifest,
    ...(isJsonObject(policy) ? { policy: Object.freeze({ ...policy, coordination }) } : {}),
    ...(version === '1.0' && !Object.hasOwn(manifest, 'actions') ? { actions: Object.freeze([]) } : {}),
  })
}

function checkRules(walk: Walk, manifest: unknown): void {
  const policy = member(manifest, 'policy')
  checkActionRules(walk, manifest)
  checkPolicyRules(walk, policy, member(manifest, 'permissions'))
  walk.path.push('policy', 'coordination')
  checkCoordinationRules(walk, member(policy, 'coordination'))
  walk.path.length = 0
  checkLegacy(walk, manifest)
  checkCids(walk, members(member(manifest, 'provenance'), 'artifact_cids'))
}

/** Version 1.0 binds no actions; what its tools are is reported and enforced by nobody. */
function checkLegacy(walk: Walk, manifest: unknown): void {
  if (walk.version !== '1.0') return
  const actions = members(manifest, 'actions')
  if (actions.length > 0) report(walk.issues, 'ACTIONS_IN_V1_0', ['actions'], actions, 'no actions')
  const tools = members(member(manifest, 'permissions'), 'tool_use').length
  report(
    walk.issues,
    'LEGACY_CLASSIFICATION',
    ['permissions', 'tool_use'],
    described(`${tools} tools`),
    'ActionTypes of version 1.1',
  )
}

function checkCids(walk: Walk, cids: readonly unknown[]): void {
  for (let i = 1; i < cids.length; i += 1) {
    const previous = cids[i - 1]
    const cid = cids[i]
    if (typeof previous !== 'string' || typeof cid !== 'string' || previous <= cid) continue
    report(
      walk.issues,
      'CIDS_NOT_ASCENDING',
      ['provenance', 'artifact_cids', i],
      cid,
      `after ${JSON.stringify(previous)}`,
    )
    return
  }
}

/** Recomputes the root and compares. Undefined where a block is missing, so that there is nothing to compute. */
function checkRoot(walk: Walk, manifest: unknown, serialize: Serializer): readonly ManifestLeaf[] | undefined {
  const [identity, policy, provenance, permissions] = ['identity', 'policy', 'provenance', 'permissions'].map((name) =>
    member(manifest, name),
  )
  if (![identity, policy, provenance, permissions].every(isJsonObject)) return undefined
  const actions = members(manifest, 'actions')
  const version = member(manifest, 'manifest_version') ?? null
  const blocks = { manifest_version: version, identity, policy, provenance, permissions, actions }
  const { root, leaves } = rootOfBlocks(blocks, serialize)
  const claimed = member(manifest, 'merkle_root')
  if (typeof claimed === 'string' && claimed !== root)
    report(walk.issues, 'MERKLE_ROOT_MISMATCH', ['merkle_root'], claimed, root)
  checkDuplicateLeaves(walk, leaves)
  return leaves
}

function checkDuplicateLeaves(walk: Walk, leaves: readonly ManifestLeaf[]): void {
  leaves.forEach((leaf, i) => {
    if (leaf.hash !== leaves[i - 1]?.hash) return
    report(walk.issues, 'DUPLICATE_LEAF', ['actions'], leaf.hash, 'each action once')
  })
}
