/**
 * The RFC 6962 tree hash over entries or leaf hashes. Manifest roots and the audit log's roots are computed by this code alone; it stores nothing.
 */
import { sha256 } from '../bytes/sha256.ts'

/** SHA-256 of nothing: the root of an empty tree. */
export function emptyRoot(): Uint8Array<ArrayBuffer> {
  return sha256(new Uint8Array(0))
}

/** SHA-256(0x00 || entry) */
export function leafHash(entry: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + entry.length)
  bytes.set(entry, 1)
  return sha256(bytes)
}

/** SHA-256(0x01 || left || right), both 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(65)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 33)
  return sha256(bytes)
}

/** Root of the tree whose leaf hashes (after the 0x00 hash, 32 bytes each) are given. Never duplicates a node. */
export function merkleRoot(leafHashes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (leafHashes.length === 0) return emptyRoot()
  return subtreeRoot(leafHashes, 0, leafHashes.length)
}

/** Root over `leafHashes[start, end)`; the range is not empty. */
export function subtreeRoot(leafHashes: readonly Uint8Array[], start: number, end: number): Uint8Array<ArrayBuffer> {
  if (end - start === 1) return new Uint8Array(leafHashes[start]!)
  const middle = start + splitPoint(end - start)
  return nodeHash(subtreeRoot(leafHashes, start, middle), subtreeRoot(leafHashes, middle, end))
}

/** The largest power of two below `size` (at least 2). Arithmetic, not bit operations: sizes may exceed 32 bits. */
export function splitPoint(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}
