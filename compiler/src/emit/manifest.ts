/**
 * The published manifest: every field written out, the root computed last. A manifest that its own validator would refuse is a bug of the compiler,
 * since the checker has judged the source; only how large it gets is known no earlier than here.
 */
import { type ActionType, type Issue, utf8, validateManifest } from 'clawql-manifest-validator'
import type { ManifestSource } from '../program/program.ts'
import { invariant } from './invariant.ts'
import { requiredFeatures } from './required-features.ts'

export interface PublishedManifest {
  /** What is written to files, in the order people read it. */
  readonly document: object
  /** `manifest.json` */
  readonly text: string
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
    merkle_root: NO_ROOT,
    identity: source.identity,
    provenance: { artifact_cids: [...new Set(artifactCids)].sort(), ...source.provenance },
    permissions: { tool_use: actions.map((action) => action.id), ...source.permissions },
    policy: { ...source.policy, required_features: requiredFeatures(actions, source.policy) },
    actions,
  }
  const errors = errorsOf(validateManifest(draft))
  if (errors.length > 0 && errors.every(({ code }) => code === 'TOO_LARGE')) return { problem: TOO_LARGE }
  const root = errors.find(({ code }) => code === 'MERKLE_ROOT_MISMATCH')?.allowed
  invariant(
    root !== undefined && errors.length === 1,
    `the emitted manifest ${source.name} is invalid: ${JSON.stringify(errors)}`,
  )
  const document = { ...draft, merkle_root: root }
  const text = printJson(document)
  if (isLargerThan(MAX_BYTES, text)) return { problem: TOO_LARGE }
  return { document, text, root }
}

/** A root that no manifest has. The validator computes the right one anyway and names it: the manifest is judged and hashed in one pass. */
const NO_ROOT = '0'.repeat(64)

function errorsOf(result: ReturnType<typeof validateManifest>): readonly Issue[] {
  return result.ok ? [] : result.issues.filter(({ severity }) => severity === 'error')
}

/** A code unit is at most three bytes, so that most texts need not be encoded to know. */
function isLargerThan(bytes: number, text: string): boolean {
  return text.length > bytes || (text.length * 3 > bytes && utf8(text).length > bytes)
}

/** Two spaces a step, a newline at the end. */
export function printJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
