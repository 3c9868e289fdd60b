/**
 * The manifest's Merkle root: domain-separated entries, one per block and one per action, under the RFC 6962 tree hash. Computes; whether a
 * manifest is in order, and whether it claims this root, is judged in `validate/`.
 */
import { toHex } from '../bytes/hex.ts'
import { sha256OfText } from '../bytes/sha256.ts'
import { canonicalize } from '../canonical/canonicalize.ts'
import { member } from '../json/json-object.ts'
import type { ActionType, JsonObject, Manifest, Policy } from '../manifest.generated.ts'
import { leafHash, merkleRoot } from '../merkle/tree.ts'
import { expandCoordination } from '../preset/expand-coordination.ts'

export type LeafKind = 'header' | 'identity' | 'policy' | 'provenance' | 'permissions' | 'action'

/** One entry: `hash` is 64 hexadecimal digits, before the tree's 0x00 hash; `id` is the action's. */
export interface ManifestLeaf {
  readonly kind: LeafKind
  readonly id?: string
  readonly hash: string
}

/** `leaves` in tree order: header, identity, policy, provenance, permissions, then actions ascending by hash. */
export interface ManifestRoot {
  readonly root: string
  readonly leaves: readonly ManifestLeaf[]
}

/** What the leaves bind: JSON values, the policy already resolved. */
export interface Blocks {
  readonly manifest_version: unknown
  readonly identity: unknown
  readonly policy: unknown
  readonly provenance: unknown
  readonly permissions: unknown
  readonly actions: readonly unknown[]
}

/** Writes canonical JSON. Callers that know their values to be in canonical order may pass something faster than `canonicalize`. */
export type Serializer = (value: unknown) => string

/**
 * Root and leaves of a manifest whose shape is known; the preset is expanded first, since PolicyLeaf binds the resolved policy. Throws `TypeError`
 * on what is not JSON: for input that nobody has checked, use `computeRoot`.
 */
export function manifestRoot(manifest: Manifest): ManifestRoot {
  return rootOfBlocks({ ...manifest, policy: resolvedPolicy(manifest.policy), actions: manifest.actions ?? [] })
}

/** `serialize` is for everything but the policy, which has been put together anew. */
export function rootOfBlocks(blocks: Blocks, serialize: Serializer = canonicalize): ManifestRoot {
  const entries = entriesOf(blocks, serialize)
  const root = toHex(merkleRoot(entries.map(({ entry }) => leafHash(entry))))
  return { root, leaves: entries.map(({ leaf }) => leaf) }
}

/** ActionLeaf as hexadecimal: SHA-256("CLAWQL_ACTION_V1" || JCS(action)); architecture 2.3. */
export function actionLeaf(action: ActionType | JsonObject): string {
  return toHex(hashOf('CLAWQL_ACTION_V1', canonicalize(action)))
}

/** The policy as its leaf binds it: named preset, overrides, and the constants the source documents use but do not place. */
export function resolvedPolicy(policy: Policy): Policy {
  return { ...policy, coordination: expandCoordination(policy.preset, policy.coordination) as Policy['coordination'] }
}

interface Entry {
  readonly leaf: ManifestLeaf
  readonly entry: Uint8Array
}

function entriesOf(blocks: Blocks, serialize: Serializer): readonly Entry[] {
  const { manifest_version, identity, policy, provenance, permissions, actions } = blocks
  return [
    blockEntry('header', canonicalize({ manifest_version, action_count: actions.length })),
    blockEntry('identity', serialize(identity)),
    blockEntry('policy', canonicalize(policy)),
    blockEntry('provenance', serialize(provenance)),
    blockEntry('permissions', serialize(permissions)),
    ...actions
      .map((action) => actionEntry(action, serialize(action)))
      .sort((a, b) => (a.leaf.hash < b.leaf.hash ? -1 : a.leaf.hash > b.leaf.hash ? 1 : 0)),
  ]
}

function blockEntry(kind: LeafKind, canonical: string): Entry {
  const entry = hashOf(`CLAWQL_${kind.toUpperCase()}_V1`, canonical)
  return { leaf: Object.freeze({ kind, hash: toHex(entry) }), entry }
}

function actionEntry(action: unknown, canonical: string): Entry {
  const entry = hashOf('CLAWQL_ACTION_V1', canonical)
  const id = member(action, 'id')
  const hash = toHex(entry)
  return {
    leaf: Object.freeze(typeof id === 'string' ? { kind: 'action', id, hash } : { kind: 'action', hash }),
    entry,
  }
}

/** leaf(P, x) = SHA-256(utf8(P) || JCS(x)) */
function hashOf(domain: string, canonical: string): Uint8Array {
  return sha256OfText(domain + canonical)
}
