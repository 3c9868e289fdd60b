/**
 * A slice of a log that proves itself: its entries and one proof that together they are in the tree of the checkpoint, where single proofs would take one for
 * each entry. For auditors who get a part of a log. Slices are subtrees: whole bundles are, and so is every beginning of one.
 */
import { openCheckpoint } from '../../worm/checkpoint.ts'
import { createMerkleFrontier } from '../../worm/merkle-frontier.ts'
import { isSubtree, subtreeConsistencyProof, verifySubtreeConsistency } from '../../worm/subtree-proof.ts'
import { TILE_WIDTH } from '../../worm/tile-path.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { platformTreeHash, verifyEd25519 } from './platform-hash.ts'
import { readCheckpoint } from './prove-entry.ts'
import { readBundle, tileReader } from './published-tiles.ts'

export interface LogSlice {
  /** Number of the first entry. */
  readonly start: number
  /** The canonical JSON of each. */
  readonly entries: readonly Uint8Array[]
  /** The subtree consistency proof. */
  readonly hashes: readonly Uint8Array[]
  /** The signed note. */
  readonly checkpoint: string
}

/** Entries [start, end). Throws `RangeError` where they are no subtree under the checkpoint, and as `proveEntry` does. */
export function proveSlice(folder: string, start: number, end: number, verifierKey: string): LogSlice {
  const { note, checkpoint } = readCheckpoint(folder, verifierKey)
  const { size } = checkpoint
  if (start >= end || end > size)
    throw new RangeError(`entries ${start} to ${end} are not under the checkpoint, which has ${size}`)
  const hashes = subtreeConsistencyProof(start, end, size, tileReader(folder, size), platformTreeHash())
  const entries: Uint8Array[] = []
  for (let index = Math.floor(start / TILE_WIDTH); index * TILE_WIDTH < end; index++) {
    const first = index * TILE_WIDTH
    entries.push(...readBundle(folder, index, size).slice(Math.max(0, start - first), end - first))
  }
  const slice = { start, entries, hashes, checkpoint: note }
  if (!verifySlice(slice, verifierKey).ok)
    throw new Error(`entries ${start} to ${end} do not lead to the root of the checkpoint: the log is damaged`)
  return slice
}

export type CheckedSlice =
  | { readonly ok: true; readonly origin: string; readonly start: number; readonly end: number; readonly size: number }
  | { readonly ok: false; readonly fault: string }

/** A slice held against the log's key, without the log. */
export function verifySlice({ start, entries, hashes, checkpoint: note }: LogSlice, verifierKey: string): CheckedSlice {
  const key = parseVerifierKey(verifierKey)
  if (key === undefined) return { ok: false, fault: 'the verifier key cannot be read' }
  const end = start + entries.length
  if (!isSubtree(start, end) || start === end) return { ok: false, fault: 'the entries are no subtree' }
  const verifier = noteVerifier(key, verifyEd25519)
  const opened = openCheckpoint(Buffer.from(note), [verifier], { origin: key.name, signedBy: verifier })
  if (!opened.ok) return { ok: false, fault: `the checkpoint: ${opened.fault}` }
  const { origin, size, root } = opened.checkpoint
  const hash = platformTreeHash()
  const frontier = createMerkleFrontier(hash)
  for (const entry of entries) frontier.append(hash.leaf(entry))
  return verifySubtreeConsistency(start, end, size, frontier.root(), root, hashes, hash)
    ? { ok: true, origin, start, end, size }
    : { ok: false, fault: 'the entries do not lead to the root of the checkpoint' }
}
