/**
 * Which hash every leaf of a log has, out of three witnesses that may each be wrong: the segments, the entry bundles and the lowest tiles. The signed
 * checkpoint decides between them; without it, what two agree on stands.
 */
import { toBase64 } from 'clawql-manifest-validator'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import type { Checkpoint } from '../../worm/checkpoint.ts'
import { createMerkleFrontier } from '../../worm/merkle-frontier.ts'
import type { TreeHash } from '../../worm/tree-hash.ts'
import {
  bundledEntries,
  type LogFault,
  type SegmentReading,
  type TileFile,
  tiledHashes,
  widestTiles,
} from './log-sources.ts'
import { CHECKPOINT_FILE } from './publisher.ts'

/** Per entry: its leaf hash as far as it could be established, and bytes that give it. */
export interface SettledLeaves {
  readonly hashes: readonly (Uint8Array | undefined)[]
  readonly entries: readonly (Uint8Array | undefined)[]
  /** The number under which the tree has these bytes; undefined where it has them nowhere. */
  placeOf(entry: Uint8Array): number | undefined
}

/**
 * Which of the three witnesses gives the root of the checkpoint is right about every leaf. Where none does, what two of them agree on stands, and the
 * checkpoint is reported beside the entries they disagree on.
 */
export function settleLeaves(
  size: number,
  checkpoint: Checkpoint | undefined,
  segments: SegmentReading,
  files: readonly TileFile[],
  hash: TreeHash,
  faults: LogFault[],
): SettledLeaves {
  const widest = widestTiles(files)
  const bundled = bundledEntries(widest, size)
  const tiled = tiledHashes(widest, size)
  const fromSegments = leafHashes(size, (seq) => segments.entries[seq]?.bytes, hash)
  const fromBundles = leafHashes(size, (seq) => bundled[seq], hash)
  const witnesses = [tiled, fromSegments, fromBundles]
  const isRight = (hashes: readonly (Uint8Array | undefined)[]) =>
    checkpoint !== undefined && sameRoot(hashes, size, checkpoint.root, hash)
  let hashes = witnesses.find(isRight)
  if (hashes === undefined) {
    hashes = Array.from({ length: size }, (_, seq) => agreed(witnesses.map((witness) => witness[seq])))
    if (checkpoint !== undefined && !isRight(hashes)) {
      const message = `neither tiles nor bundles nor segments give the root of ${size} entries`
      faults.push({ where: 'checkpoint', path: CHECKPOINT_FILE, message })
    }
  }
  const entries = hashes.map((wanted, seq) => {
    if (same(fromSegments[seq], wanted)) return segments.entries[seq]?.bytes
    return same(fromBundles[seq], wanted) ? bundled[seq] : undefined
  })
  return { hashes, entries, placeOf: placesIn(hashes, hash) }
}

/** Made when it is first asked: a sound log never asks. */
function placesIn(hashes: readonly (Uint8Array | undefined)[], hash: TreeHash): SettledLeaves['placeOf'] {
  let places: Map<string, number> | undefined
  return (entry) => {
    places ??= new Map(hashes.flatMap((leaf, seq) => (leaf === undefined ? [] : [[toBase64(leaf), seq]])))
    return places.get(toBase64(hash.leaf(entry)))
  }
}

function leafHashes(
  size: number,
  entryOf: (seq: number) => Uint8Array | undefined,
  hash: TreeHash,
): readonly (Uint8Array | undefined)[] {
  return Array.from({ length: size }, (_, seq) => {
    const entry = entryOf(seq)
    return entry === undefined ? undefined : hash.leaf(entry)
  })
}

export function sameRoot(
  hashes: readonly (Uint8Array | undefined)[],
  size: number,
  root: Uint8Array,
  hash: TreeHash,
): boolean {
  const frontier = createMerkleFrontier(hash)
  for (let seq = 0; seq < size; seq++) {
    const leaf = hashes[seq]
    if (leaf === undefined) return false
    frontier.append(leaf)
  }
  return equalBytes(frontier.root(), root)
}

function agreed(votes: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  return votes.find((vote, at) => votes.some((other, elsewhere) => elsewhere !== at && same(vote, other)))
}

function same(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  return left !== undefined && right !== undefined && equalBytes(left, right)
}
