/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first, which is all that appending and the root need. Memory is
 * logarithmic; one append costs two hashes on average.
 */
import type { TreeHash } from './tree-hash.ts'

export interface MerkleFrontier {
  readonly size: number
  append(leafHash: Uint8Array): void
  root(): Uint8Array
}

/** `completed(level, index, hash)` is told every node that will never change again, leaves (level 0) included. */
export function createMerkleFrontier(
  hash: TreeHash,
  completed?: (level: number, index: number, hash: Uint8Array) => void,
): MerkleFrontier {
  const edge: { level: number; hash: Uint8Array }[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    append(leafHash) {
      let level = 0
      let node = leafHash
      completed?.(0, size, node)
      for (let last = edge.at(-1); last !== undefined && last.level === level; last = edge.at(-1)) {
        node = hash.node(last.hash, node)
        edge.pop()
        level += 1
        completed?.(level, Math.floor(size / 2 ** level), node)
      }
      edge.push({ level, hash: node })
      size += 1
    },
    root() {
      if (edge.length === 0) return hash.empty
      return edge.slice(0, -1).reduceRight((right, left) => hash.node(left.hash, right), edge.at(-1)!.hash)
    },
  }
}
