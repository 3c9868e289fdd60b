/**
 * The published manifest: every field written out, the root computed last. A manifest that its own validator would refuse is a bug of the compiler,
 * since the checker has judged the source.
 */
import { type ActionType, computeRoot, type Manifest, validateManifest } from 'clawql-manifest-validator'
import type { ManifestSource } from '../program/program.ts'
import { invariant } from './invariant.ts'
import { requiredFeatures } from './required-features.ts'

export interface PublishedManifest {
  /** What is written to files, in the order people read it. */
  readonly document: object
  /** The validator's own copy of it. */
  readonly manifest: Manifest
  /** Lower-case hex. */
  readonly root: string
}

/** `actions` ascending by id, `artifactCids` in any order. */
export function publishManifest(
  source: ManifestSource,
  actions: readonly ActionType[],
  artifactCids: readonly string[],
): PublishedManifest {
  const draft = {
    manifest_version: '1.1',
    merkle_root: '',
    identity: source.identity,
    provenance: { artifact_cids: [...new Set(artifactCids)].sort(), ...source.provenance },
    permissions: { tool_use: actions.map((action) => action.id), ...source.permissions },
    policy: { ...source.policy, required_features: requiredFeatures(actions, source.policy) },
    actions,
  }
  const computed = computeRoot(draft)
  invariant(computed.ok, `the emitted manifest ${source.name} has no root: ${issuesText(computed)}`)
  const result = validateManifest({ ...draft, merkle_root: computed.root })
  invariant(result.ok, `the emitted manifest ${source.name} is invalid: ${issuesText(result)}`)
  return { document: { ...draft, merkle_root: computed.root }, manifest: result.manifest, root: computed.root }
}

function issuesText(result: object): string {
  return 'issues' in result ? JSON.stringify(result.issues) : ''
}

/** Two spaces a step, a newline at the end. */
export function printJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
