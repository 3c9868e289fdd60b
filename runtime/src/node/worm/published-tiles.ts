/** Reads the tiles and bundles that a log has published, by their place in the tree, for whoever proves something with them. Throws where one is missing or short. */
import { parseEntryBundle } from '../../worm/entry-bundle.ts'
import { TILE_WIDTH, tileOfNode, tilePath } from '../../worm/tile-path.ts'
import { type ReadNode, rangeHash } from '../../worm/tree-proof.ts'
import { readIfPresent } from './durable-file.ts'
import { platformTreeHash } from './platform-hash.ts'

/** Reads a node from the tile that has it, folding within the tile for levels between two tile levels. */
export function tileReader(folder: string, size: number): ReadNode {
  const hash = platformTreeHash()
  const tiles = new Map<string, Uint8Array>()
  return (level, index) => {
    const { tileLevel, tileIndex, nodeLevel, nodeIndex } = tileOfNode(level, index)
    const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** tileLevel) - tileIndex * TILE_WIDTH)
    const path = tilePath({ level: tileLevel, index: tileIndex, width })
    let bytes = tiles.get(path)
    if (bytes === undefined) {
      bytes = readTile(folder, path)
      tiles.set(path, bytes)
    }
    const present = bytes
    const from = nodeIndex * 2 ** nodeLevel
    return rangeHash(from, from + 2 ** nodeLevel, (below, at) => foldTile(present, below, at, hash.node), hash)
  }
}

/** The entries of a bundle in a log of `size`, as many as it then had. */
export function readBundle(folder: string, index: number, size: number): readonly Uint8Array[] {
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
  const path = tilePath({ level: 'entries', index, width })
  const parsed = parseEntryBundle(readTile(folder, path))
  if (!('entries' in parsed) || parsed.entries.length < width) throw new Error(`${path} is damaged`)
  return parsed.entries.slice(0, width)
}

/** A writer may have replaced a partial tile by a wider one since the checkpoint was read; its beginning is the same. */
function readTile(folder: string, path: string): Uint8Array {
  const bytes = readIfPresent(folder, path) ?? readIfPresent(folder, path.replace(/\.p\/[0-9]+$/, ''))
  if (bytes === undefined) throw new Error(`${path} is missing`)
  return bytes
}

function foldTile(
  bytes: Uint8Array,
  level: number,
  index: number,
  node: (left: Uint8Array, right: Uint8Array) => Uint8Array,
): Uint8Array {
  if (level === 0) {
    const found = bytes.subarray(index * 32, index * 32 + 32)
    if (found.length !== 32) throw new Error('a tile is too short')
    return found
  }
  return node(foldTile(bytes, level - 1, index * 2, node), foldTile(bytes, level - 1, index * 2 + 1, node))
}
