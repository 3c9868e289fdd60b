/**
 * Selective disclosure: proof that one ActionType belongs to a root, without the rest of the manifest, and the check of such a proof. The same
 * inclusion proofs as the audit log's.
 */
import { fromHex, toHex } from '../bytes/hex.ts'
import { copyJson } from '../json/copy-json.ts'
import { isJsonObject, member, members } from '../json/json-object.ts'
import type { ActionType, JsonObject } from '../manifest.generated.ts'
import { proveInclusion, verifyInclusion } from '../merkle/proofs.ts'
import { leafHash } from '../merkle/tree.ts'
import { actionLeaf, type ManifestLeaf } from './manifest-root.ts'

/** `leaf` is the ActionLeaf before the 0x00 hash; all hashes hexadecimal, `proof` from the leaf upwards. */
export interface ActionProof {
  readonly leaf: string
  readonly index: number
  readonly size: number
  readonly proof: readonly string[]
}

/** Proof for the action `id` among these leaves (in tree order), or undefined when there is no such action. */
export function proveAction(leaves: readonly ManifestLeaf[], id: string): ActionProof | undefined {
  const index = leaves.findIndex((leaf) => leaf.kind === 'action' && leaf.id === id)
  const leaf = leaves[index]
  if (leaf === undefined) return undefined
  const hashes = leaves.map(({ hash }) => leafHash(fromHex(hash)!))
  return { leaf: leaf.hash, index, size: leaves.length, proof: proveInclusion(hashes, index).map(toHex) }
}

/** Whether exactly this action is bound by `root`: its leaf is recomputed, never taken from the proof alone. Never throws. */
export function verifyAction(action: ActionType | JsonObject, proof: ActionProof, root: string): boolean {
  const copied = copyJson([action, proof])
  if (!copied.ok) return false
  const [ownAction, ownProof] = copied.value as readonly unknown[]
  const index = member(ownProof, 'index')
  const size = member(ownProof, 'size')
  const path = members(ownProof, 'proof').map(hashOf)
  const rootBytes = hashOf(root)
  if (!isJsonObject(ownAction) || typeof index !== 'number' || typeof size !== 'number') return false
  if (rootBytes === undefined || !path.every((hash) => hash !== undefined)) return false
  const leaf = actionLeaf(ownAction as JsonObject)
  return leaf === member(ownProof, 'leaf') && verifyInclusion(leafHash(fromHex(leaf)!), index, size, path, rootBytes)
}

function hashOf(hex: unknown): Uint8Array | undefined {
  const bytes = typeof hex === 'string' ? fromHex(hex) : undefined
  return bytes?.length === 32 ? bytes : undefined
}
