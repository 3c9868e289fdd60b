/**
 * The manifest's root, computed a second time from the published formulas on node:crypto. For the generator alone: it seals documents and gives the
 * expected roots, leaves and proofs.
 */
import { canonicalText } from './canonical-text.ts'
import { expandPreset, type Settings } from './presets.ts'
import { auditPath, sha256, treeRoot } from './tree.ts'

export interface Leaf {
  readonly kind: string
  readonly id?: string
  readonly hash: string
}

export interface ManifestLike {
  readonly manifest_version?: string
  readonly policy: { readonly preset: string; readonly coordination: Settings; readonly [field: string]: unknown }
  readonly actions?: readonly { readonly id: string }[]
  readonly [block: string]: unknown
}

/** Entries in tree order: header, identity, policy, provenance, permissions, then the actions ascending by hash. */
export function manifestLeaves(manifest: ManifestLike): readonly Leaf[] {
  const { manifest_version = null, policy } = manifest
  const actions: readonly unknown[] = Array.isArray(manifest.actions) ? manifest.actions : []
  const coordination = expandPreset(policy.preset, policy.coordination)
  const entry = (kind: string, value: unknown): string =>
    sha256(`CLAWQL_${kind}_V1`, canonicalText(value)).toString('hex')
  return [
    { kind: 'header', hash: entry('HEADER', { manifest_version, action_count: actions.length }) },
    { kind: 'identity', hash: entry('IDENTITY', manifest['identity']) },
    { kind: 'policy', hash: entry('POLICY', { ...policy, coordination }) },
    { kind: 'provenance', hash: entry('PROVENANCE', manifest['provenance']) },
    { kind: 'permissions', hash: entry('PERMISSIONS', manifest['permissions']) },
    ...actions
      .map((action) => ({ kind: 'action', ...idOf(action), hash: entry('ACTION', action) }))
      .sort((left, right) => (left.hash < right.hash ? -1 : 1)),
  ]
}

/** An action has an id where it has one that is text. */
function idOf(action: unknown): { readonly id?: string } {
  if (typeof action !== 'object' || action === null || !('id' in action)) return {}
  return typeof action.id === 'string' ? { id: action.id } : {}
}

export function manifestRoot(manifest: ManifestLike): string {
  return treeRoot(entriesOf(manifestLeaves(manifest))).toString('hex')
}

export function manifestProof(
  manifest: ManifestLike,
  action: string,
): { leaf: string; index: number; size: number; proof: string[] } {
  const leaves = manifestLeaves(manifest)
  const index = leaves.findIndex((leaf) => leaf.id === action)
  const proof = auditPath(index, entriesOf(leaves)).map((hash) => hash.toString('hex'))
  return { leaf: leaves[index]!.hash, index, size: leaves.length, proof }
}

/** The same manifest with its right root written in. */
export function seal<T extends ManifestLike>(manifest: T): T {
  return { ...manifest, merkle_root: manifestRoot(manifest) }
}

function entriesOf(leaves: readonly Leaf[]): Buffer[] {
  return leaves.map((leaf) => Buffer.from(leaf.hash, 'hex'))
}
