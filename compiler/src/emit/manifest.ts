/**
 * The published manifest: every field written out, the root computed last. A manifest that its own validator would refuse is a bug of the compiler,
 * since the checker has judged the source; only how large it gets is known no earlier than here.
 */
import { type ActionType, computeRoot, type Manifest, utf8, validateManifest } from 'clawql-manifest-validator'
import type { ManifestSource } from '../program/program.ts'
import { invariant } from './invariant.ts'
import { requiredFeatures } from './required-features.ts'

export interface PublishedManifest {
  /** What is written to files, in the order people read it. */
  readonly document: object
  /** `manifest.json` */
  readonly text: string
  /** The validator's own copy of it. */
  readonly manifest: Manifest
  /** Lower-case hex. */
  readonly root: string
}

/** Layer 0's limit, which holds for the printed text as well. */
const MAX_BYTES = 8 * 1024 * 1024
const TOO_LARGE = 'the manifest would be larger than 8 MiB: divide its actions among several manifests'

export interface Unpublishable {
  /** One line for the author. */
  readonly problem: string
}

/** `actions` ascending by id, `artifactCids` in any order. */
export function publishManifest(
  source: ManifestSource,
  actions: readonly ActionType[],
  artifactCids: readonly string[],
): PublishedManifest | Unpublishable {
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
  if (isTooLarge(computed)) return { problem: TOO_LARGE }
  invariant(computed.ok, `the emitted manifest ${source.name} has no root: ${issuesText(computed)}`)
  const result = validateManifest({ ...draft, merkle_root: computed.root })
  invariant(result.ok, `the emitted manifest ${source.name} is invalid: ${issuesText(result)}`)
  const document = { ...draft, merkle_root: computed.root }
  const text = printJson(document)
  if (isLargerThan(MAX_BYTES, text)) return { problem: TOO_LARGE }
  return { document, text, manifest: result.manifest, root: computed.root }
}

/** A code unit is at most three bytes, so that most texts need not be encoded to know. */
function isLargerThan(bytes: number, text: string): boolean {
  return text.length > bytes || (text.length * 3 > bytes && utf8(text).length > bytes)
}

function isTooLarge(result: ReturnType<typeof computeRoot>): boolean {
  return 'issues' in result && result.issues.every(({ code }) => code === 'TOO_LARGE')
}

function issuesText(result: object): string {
  return 'issues' in result ? JSON.stringify(result.issues) : ''
}

/** Two spaces a step, a newline at the end. */
export function printJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
