/**
 * Proofs about a slice of a log instead of all before it (draft-ietf-plants-merkle-tree-certs, section 4): that an entry is in the slice, that the slice is in
 * the tree. One proof takes the place of one for each entry, which is what an export of a few entries out of many needs. Verifying never throws.
 */
import { verifyInclusion } from 'clawql-manifest-validator'
import { equalBytes } from '../encoding/concat-bytes.ts'
import type { TreeHash } from './tree-hash.ts'
import { inclusionRanges, type Range, type ReadNode, rangeHash, subtreeRanges } from './tree-proof.ts'

/** Whether leaves [start, end) have a root of their own: `start` is a multiple of the smallest power of two that holds them all. */
export function isSubtree(start: number, end: number): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) return false
  let width = 1
  while (width < end - start) width *= 2
  return start % width === 0
}

/** Of leaf `index` under the root of [start, end). Throws `RangeError` where there is no such leaf or subtree. */
export function subtreeInclusionProof(
  index: number,
  start: number,
  end: number,
  readNode: ReadNode,
  hash: TreeHash,
): readonly Uint8Array[] {
  if (!isSubtree(start, end) || !(index >= start && index < end)) {
    throw new RangeError(`entry ${index} is in no subtree from ${start} to ${end}`)
  }
  return hashesOf(inclusionRanges(index, start, end), readNode, hash)
}

/** Of [start, end) in a tree of `size`. Throws `RangeError` where that is no subtree of it. */
export function subtreeConsistencyProof(
  start: number,
  end: number,
  size: number,
  readNode: ReadNode,
  hash: TreeHash,
): readonly Uint8Array[] {
  if (!isSubtree(start, end) || end > size) {
    throw new RangeError(`${start} to ${end} is no subtree of a tree of ${size}`)
  }
  return start === end ? [] : hashesOf(subtreeRanges(start, end, size), readNode, hash)
}

/** Whether `leafHash` is leaf `index` of the subtree [start, end) with this root. */
export function verifySubtreeInclusion(
  leafHash: Uint8Array,
  index: number,
  start: number,
  end: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  return isSubtree(start, end) && verifyInclusion(leafHash, index - start, end - start, proof, root)
}

/** Whether the subtree [start, end) with root `slice` is part of the tree of `size` leaves with this root. An empty one is part of every tree. */
export function verifySubtreeConsistency(
  start: number,
  end: number,
  size: number,
  slice: Uint8Array,
  root: Uint8Array,
  proof: readonly Uint8Array[],
  hash: TreeHash,
): boolean {
  if (!isSubtree(start, end) || !Number.isSafeInteger(size) || end > size) return false
  if (start === end) return proof.length === 0 && equalBytes(slice, hash.empty)
  // The whole tree: nothing is hashed, the roots are compared as they are.
  if (end - start === size) return proof.length === 0 && equalBytes(slice, root)
  if ([slice, root, ...proof].some((digest) => digest.length !== 32)) return false
  let [first, last, whole] = [start, end - 1, size - 1]
  const rise = () => {
    first = Math.floor(first / 2)
    last = Math.floor(last / 2)
    whole = Math.floor(whole / 2)
  }
  // Up to where the slice's right edge leaves its own complete subtrees: everything below is in the slice's root already.
  if (last === whole) while (first !== last) rise()
  else while (first !== last && last % 2 === 1) rise()
  const path = first === last ? [slice, ...proof] : proof
  if (path.length === 0) return false
  let [inSlice, inTree] = [path[0]!, path[0]!]
  for (const sibling of path.slice(1)) {
    if (whole === 0) return false
    if (last % 2 === 1 || last === whole) {
      if (first < last) inSlice = hash.node(sibling, inSlice)
      inTree = hash.node(sibling, inTree)
      while (last % 2 === 0 && last > 0) rise()
    } else inTree = hash.node(inTree, sibling)
    rise()
  }
  return whole === 0 && equalBytes(inSlice, slice) && equalBytes(inTree, root)
}

function hashesOf(ranges: readonly Range[], readNode: ReadNode, hash: TreeHash): readonly Uint8Array[] {
  return ranges.map(([from, to]) => rangeHash(from, to, readNode, hash))
}
