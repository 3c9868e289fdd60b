/**
 * What the tiles of a growing log are made of: the entries of the last bundle and, for every tile level, the hashes of the last tile, with full tiles
 * handed out as they fill. Keeps only what is not yet in a full, published tile.
 */
import { formatEntryBundle } from '../../worm/entry-bundle.ts'
import { createMerkleFrontier, type MerkleFrontier } from '../../worm/merkle-frontier.ts'
import { TILE_WIDTH, tilePath } from '../../worm/tile-path.ts'
import type { TreeHash } from '../../worm/tree-hash.ts'

export interface DerivedFile {
  readonly path: string
  readonly bytes: Uint8Array
}

export interface TileBuffer {
  readonly frontier: MerkleFrontier
  append(entry: Uint8Array): void
  /** Every tile and bundle that changed since the last call, full ones first; the partial ones are those of the present size. */
  takeFiles(): readonly DerivedFile[]
}

export function createTileBuffer(hash: TreeHash): TileBuffer {
  const full: DerivedFile[] = []
  const levels: { index: number; hashes: Uint8Array[]; taken: number }[] = []
  let bundle: Uint8Array[] = []
  let bundleIndex = 0
  let bundleTaken = 0

  const frontier = createMerkleFrontier(hash, (treeLevel, _index, node) => {
    if (treeLevel % 8 !== 0) return
    const level = treeLevel / 8
    levels[level] ??= { index: 0, hashes: [], taken: 0 }
    const tile = levels[level]
    tile.hashes.push(node)
    if (tile.hashes.length < TILE_WIDTH) return
    full.push({ path: tilePath({ level, index: tile.index, width: TILE_WIDTH }), bytes: Buffer.concat(tile.hashes) })
    levels[level] = { index: tile.index + 1, hashes: [], taken: 0 }
  })

  return {
    frontier,
    append(entry) {
      frontier.append(hash.leaf(entry))
      bundle.push(entry)
      if (bundle.length < TILE_WIDTH) return
      full.push({
        path: tilePath({ level: 'entries', index: bundleIndex, width: TILE_WIDTH }),
        bytes: formatEntryBundle(bundle),
      })
      bundle = []
      bundleTaken = 0
      bundleIndex += 1
    },
    takeFiles() {
      const files = full.splice(0)
      if (bundle.length > bundleTaken) {
        files.push({
          path: tilePath({ level: 'entries', index: bundleIndex, width: bundle.length }),
          bytes: formatEntryBundle(bundle),
        })
        bundleTaken = bundle.length
      }
      for (const [level, tile] of levels.entries()) {
        if (tile.hashes.length === tile.taken) continue
        files.push({
          path: tilePath({ level, index: tile.index, width: tile.hashes.length }),
          bytes: Buffer.concat(tile.hashes),
        })
        tile.taken = tile.hashes.length
      }
      return files
    },
  }
}
