/**
 * Proofs out of a log's tiles: that an entry is under the checkpoint, that one tree begins another. Whoever checks them needs neither the log nor this
 * program. Proofs are only handed out after they have been checked here.
 */
import { leafHash, utf8, verifyConsistency, verifyInclusion } from 'clawql-manifest-validator'
import { type Checkpoint, openCheckpoint } from '../../worm/checkpoint.ts'
import { TILE_WIDTH } from '../../worm/tile-path.ts'
import { formatTlogProof, parseTlogProof } from '../../worm/tlog-proof.ts'
import { consistencyProof, inclusionProof, rangeHash } from '../../worm/tree-proof.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { readIfPresent } from './durable-file.ts'
import { platformTreeHash, verifyEd25519 } from './platform-hash.ts'
import { readBundle, tileReader } from './published-tiles.ts'
import { CHECKPOINT_FILE } from './publisher.ts'

export interface EntryProof {
  /** The canonical JSON of the entry. */
  readonly entry: Uint8Array
  /** The C2SP tlog-proof. */
  readonly proof: string
}

/** Throws where the log cannot prove it: no checkpoint by this key, no such entry under it, a tile that does not fit. */
export function proveEntry(folder: string, seq: number, verifierKey: string): EntryProof {
  const { note, checkpoint } = readCheckpoint(folder, verifierKey)
  if (!Number.isSafeInteger(seq) || seq < 0 || seq >= checkpoint.size) {
    throw new RangeError(`entry ${seq} is not under the checkpoint, which has ${checkpoint.size}`)
  }
  const hashes = inclusionProof(seq, checkpoint.size, tileReader(folder, checkpoint.size), platformTreeHash())
  const entry = readBundle(folder, Math.floor(seq / TILE_WIDTH), checkpoint.size)[seq % TILE_WIDTH]!
  if (!verifyInclusion(leafHash(entry), seq, checkpoint.size, hashes, checkpoint.root)) {
    throw new Error(`entry ${seq} does not lead to the root of the checkpoint: the log is damaged`)
  }
  return { entry, proof: formatTlogProof({ index: seq, hashes, checkpoint: note }) }
}

export interface SizesProof {
  readonly to: number
  /** Of the smaller tree and of the larger. */
  readonly roots: readonly [Uint8Array, Uint8Array]
  readonly proof: readonly Uint8Array[]
}

/** That the first `before` entries are the beginning of the first `size`, by default of all that the checkpoint covers. */
export function proveConsistency(
  folder: string,
  before: number,
  size: number | undefined,
  verifierKey: string,
): SizesProof {
  const { checkpoint } = readCheckpoint(folder, verifierKey)
  const to = size ?? checkpoint.size
  if (!(before > 0 && before <= to && to <= checkpoint.size))
    throw new RangeError(`sizes must rise from 1 to ${checkpoint.size}`)
  const hash = platformTreeHash()
  const read = tileReader(folder, checkpoint.size)
  const proof = consistencyProof(before, to, read, hash)
  const roots = [rangeHash(0, before, read, hash), rangeHash(0, to, read, hash)] as const
  if (!verifyConsistency(before, to, roots[0], roots[1], proof))
    throw new Error('the tiles contradict each other: the log is damaged')
  return { to, roots, proof }
}

export type CheckedProof =
  | { readonly ok: true; readonly origin: string; readonly index: number; readonly size: number }
  | { readonly ok: false; readonly fault: string }

/** A C2SP tlog-proof held against an entry's bytes and the log's key, without the log. */
export function verifyTlogProof(text: string, entry: Uint8Array, verifierKey: string): CheckedProof {
  const key = parseVerifierKey(verifierKey)
  if (key === undefined) return { ok: false, fault: 'the verifier key cannot be read' }
  const proof = parseTlogProof(text)
  if (proof === undefined) return { ok: false, fault: 'the file is no tlog-proof' }
  const verifier = noteVerifier(key, verifyEd25519)
  const opened = openCheckpoint(utf8(proof.checkpoint), [verifier], { origin: key.name, signedBy: verifier })
  if (!opened.ok) return { ok: false, fault: `the checkpoint: ${opened.fault}` }
  const { origin, size, root } = opened.checkpoint
  return verifyInclusion(leafHash(entry), proof.index, size, proof.hashes, root)
    ? { ok: true, origin, index: proof.index, size }
    : { ok: false, fault: 'the entry does not lead to the root of the checkpoint' }
}

/** The checkpoint that the log has published, by its own key. Throws where there is none. */
export function readCheckpoint(folder: string, verifierKey: string): { note: string; checkpoint: Checkpoint } {
  const key = parseVerifierKey(verifierKey)
  if (key === undefined) throw new Error('the verifier key cannot be read')
  const bytes = readIfPresent(folder, CHECKPOINT_FILE)
  if (bytes === undefined) throw new Error(`${folder} has no checkpoint`)
  const verifier = noteVerifier(key, verifyEd25519)
  const opened = openCheckpoint(bytes, [verifier], { origin: key.name, signedBy: verifier })
  if (!opened.ok) throw new Error(`the checkpoint: ${opened.fault}`)
  return { note: Buffer.from(bytes).toString('utf8'), checkpoint: opened.checkpoint }
}
