/**
 * Inclusion and consistency proofs of a tree whose complete nodes can be read (from tiles). First the ranges whose hashes make up the proof, by RFC 6962
 * section 2.1; then each range is folded from complete nodes. Verifying a proof is the manifest validator's.
 */
import type { TreeHash } from './tree-hash.ts'

/** Hash of the complete subtree over leaves [index × 2^level, (index + 1) × 2^level). */
export type ReadNode = (level: number, index: number) => Uint8Array

export function inclusionProof(index: number, size: number, readNode: ReadNode, hash: TreeHash): readonly Uint8Array[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`entry ${index} is not in a tree of ${size}`)
  return inclusionRanges(index, 0, size).map(([from, to]) => rangeHash(from, to, readNode, hash))
}

export function consistencyProof(
  before: number,
  size: number,
  readNode: ReadNode,
  hash: TreeHash,
): readonly Uint8Array[] {
  if (!(before > 0 && before <= size)) throw new RangeError(`a tree of ${before} is no beginning of a tree of ${size}`)
  return subtreeRanges(0, before, size).map(([from, to]) => rangeHash(from, to, readNode, hash))
}

/** The root of the first `to` leaves is the range [0, to). */
export function rangeHash(from: number, to: number, readNode: ReadNode, hash: TreeHash): Uint8Array {
  if (from === to) return hash.empty
  const count = to - from
  const level = Math.log2(count)
  if (Number.isInteger(level) && from % count === 0) return readNode(level, from / count)
  const split = from + largestPowerBelow(count)
  return hash.node(rangeHash(from, split, readNode, hash), rangeHash(split, to, readNode, hash))
}

export type Range = readonly [from: number, to: number]

/** What the path from leaf `index` to the root of [from, to) is joined with, from the leaf upwards. */
export function inclusionRanges(index: number, from: number, to: number): readonly Range[] {
  if (to - from === 1) return []
  const split = from + largestPowerBelow(to - from)
  return index < split
    ? [...inclusionRanges(index, from, split), [split, to]]
    : [...inclusionRanges(index, split, to), [from, split]]
}

/** What joins the subtree [start, end) to the tree of `size`, from the subtree upwards; a beginning of the tree is the subtree that starts with 0. */
export function subtreeRanges(start: number, end: number, size: number): readonly Range[] {
  return rangesWithin(start, end, 0, size, true)
}

/** `whole` says that the verifier knows the root of what is left of the subtree here; otherwise the proof names it. */
function rangesWithin(start: number, end: number, from: number, to: number, whole: boolean): readonly Range[] {
  if (start === from && end === to) return whole ? [] : [[from, to]]
  const split = from + largestPowerBelow(to - from)
  if (end <= split) return [...rangesWithin(start, end, from, split, whole), [split, to]]
  if (start >= split) return [...rangesWithin(start, end, split, to, whole), [from, split]]
  return [...rangesWithin(split, end, split, to, false), [from, split]]
}

/** The largest power of two smaller than `count`, which is at least 2. */
function largestPowerBelow(count: number): number {
  let power = 2 ** (Math.ceil(Math.log2(count)) - 1)
  while (power * 2 < count) power *= 2
  while (power >= count) power /= 2
  return power
}
