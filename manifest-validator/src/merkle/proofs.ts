/**
 * RFC 6962 inclusion and consistency proofs, made from leaf hashes and checked against roots. Verifying never throws and never builds a tree; sizes
 * and indexes are safe integers.
 */
import { nodeHash, splitPoint, subtreeRoot } from './tree.ts'

/** Audit path of leaf `index` in the tree over `leafHashes`, from the leaf upwards. Throws `RangeError` when there is no such leaf. */
export function proveInclusion(leafHashes: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leafHashes.length) throw new RangeError(`no leaf ${index}`)
  const path: Uint8Array[] = []
  let start = 0
  let end = leafHashes.length
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    if (index < middle) {
      path.push(subtreeRoot(leafHashes, middle, end))
      end = middle
    } else {
      path.push(subtreeRoot(leafHashes, start, middle))
      start = middle
    }
  }
  return path.reverse()
}

/** Proof that the tree over the first `size` leaves is a prefix of the whole. Throws `RangeError` unless 1 ≤ size ≤ number of leaves. */
export function proveConsistency(leafHashes: readonly Uint8Array[], size: number): readonly Uint8Array[] {
  if (!Number.isSafeInteger(size) || size < 1 || size > leafHashes.length)
    throw new RangeError(`no prefix of ${size} leaves`)
  const path: Uint8Array[] = []
  let start = 0
  let end = leafHashes.length
  let isWhole = true
  while (size !== end) {
    const middle = start + splitPoint(end - start)
    if (size <= middle) {
      path.push(subtreeRoot(leafHashes, middle, end))
      end = middle
    } else {
      path.push(subtreeRoot(leafHashes, start, middle))
      start = middle
      isWhole = false
    }
  }
  if (!isWhole) path.push(subtreeRoot(leafHashes, start, end))
  return path.reverse()
}

/** Whether `leafHash` (after the 0x00 hash) is leaf `index` of the tree of `size` leaves with this root (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(
  leafHash: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return false
  if (!areHashes([leafHash, root, ...proof])) return false
  let position = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (isOdd(position) || position === last) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(position) && position !== 0) {
        position = half(position)
        last = half(last)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    position = half(position)
    last = half(last)
  }
  return last === 0 && isEqual(hash, root)
}

/**
 * Whether the tree of `size1` leaves is a prefix of the tree of `size2` (RFC 9162 section 2.1.4.2). False for `size1` 0: everything extends
 * nothing, so such a proof says nothing.
 */
export function verifyConsistency(
  size1: number,
  size2: number,
  root1: Uint8Array,
  root2: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 1 || size1 > size2) return false
  // One tree: nothing is hashed, the roots are compared as they are.
  if (size1 === size2) return areBytes([root1, root2]) && proof.length === 0 && isEqual(root1, root2)
  if (!areHashes([root1, root2, ...proof])) return false
  return foldConsistency(size1, size2, root1, root2, isPowerOfTwo(size1) ? [root1, ...proof] : proof)
}

function foldConsistency(
  size1: number,
  size2: number,
  root1: Uint8Array,
  root2: Uint8Array,
  path: readonly Uint8Array[],
): boolean {
  let position = size1 - 1
  let last = size2 - 1
  while (isOdd(position)) {
    position = half(position)
    last = half(last)
  }
  if (path.length === 0) return false
  let hash1 = path[0]!
  let hash2 = path[0]!
  for (const sibling of path.slice(1)) {
    if (last === 0) return false
    if (isOdd(position) || position === last) {
      hash1 = nodeHash(sibling, hash1)
      hash2 = nodeHash(sibling, hash2)
      while (!isOdd(position) && position !== 0) {
        position = half(position)
        last = half(last)
      }
    } else {
      hash2 = nodeHash(hash2, sibling)
    }
    position = half(position)
    last = half(last)
  }
  return last === 0 && isEqual(hash1, root1) && isEqual(hash2, root2)
}

// Sizes may exceed 32 bits, where bit operations would wrap.
function isOdd(value: number): boolean {
  return value % 2 === 1
}

function half(value: number): number {
  return Math.floor(value / 2)
}

function isPowerOfTwo(value: number): boolean {
  let power = 1
  while (power < value) power *= 2
  return power === value
}

function areBytes(values: readonly unknown[]): values is readonly Uint8Array[] {
  return values.every((value) => value instanceof Uint8Array)
}

function areHashes(values: readonly unknown[]): boolean {
  return areBytes(values) && values.every(({ length }) => length === 32)
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
