/**
 * The Merkle tree of RFC 6962, straight from its definitions, on node:crypto: roots, audit paths and consistency proofs for the generator. It is
 * kept recursive and slow so that it can be read against section 2.1; nothing else may import it.
 */
import { createHash } from 'node:crypto'

export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** MTH of section 2.1 over entries. */
export function treeRoot(entries: readonly Uint8Array[]): Buffer {
  if (entries.length === 0) return sha256()
  if (entries.length === 1) return leafHash(entries[0]!)
  const k = splitPoint(entries.length)
  return sha256('\u0001', treeRoot(entries.slice(0, k)), treeRoot(entries.slice(k)))
}

export function leafHash(entry: Uint8Array): Buffer {
  return sha256('\u0000', entry)
}

/** PATH(m, D[n]) of section 2.1.1. */
export function auditPath(m: number, entries: readonly Uint8Array[]): Buffer[] {
  if (entries.length === 1) return []
  const k = splitPoint(entries.length)
  return m < k
    ? [...auditPath(m, entries.slice(0, k)), treeRoot(entries.slice(k))]
    : [...auditPath(m - k, entries.slice(k)), treeRoot(entries.slice(0, k))]
}

/** PROOF(m, D[n]) of section 2.1.2, 0 < m <= n. */
export function consistencyProof(m: number, entries: readonly Uint8Array[]): Buffer[] {
  return subProof(m, entries, true)
}

function subProof(m: number, entries: readonly Uint8Array[], isWhole: boolean): Buffer[] {
  if (m === entries.length) return isWhole ? [] : [treeRoot(entries)]
  const k = splitPoint(entries.length)
  return m <= k
    ? [...subProof(m, entries.slice(0, k), isWhole), treeRoot(entries.slice(k))]
    : [...subProof(m - k, entries.slice(k), false), treeRoot(entries.slice(0, k))]
}

/** The largest power of two below `n`. */
function splitPoint(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}
