/**
 * The growing tree of the writer and what its tiles are made of: the right edge, the entries of the last bundle and the hashes of the last tile of every
 * level, with full tiles handed out as they fill. Keeps only what is not yet in a full, published tile.
 */
import { hash } from 'node:crypto'
import { TILE_WIDTH, tilePath } from '../../worm/tile-path.ts'

export interface DerivedFile {
  readonly path: string
  readonly bytes: Uint8Array
}

export interface TileBuffer {
  readonly size: number
  root(): Uint8Array
  /** The entry is `block[from, to)`, copied; `from` is at least 1, and the byte before it is borrowed while the leaf is hashed. */
  append(block: Buffer, from: number, to: number): void
  /** Every tile and bundle that filled since the last call. */
  takeFull(): readonly DerivedFile[]
  /** The partial tiles and bundle of the present size, those that changed since the last call. */
  takePartial(): readonly DerivedFile[]
}

const HASH_BYTES = 32
const MAX_LEVELS = 54
const FIRST_BUNDLE_BYTES = 1 << 18

/**
 * Hashes travel as binary (latin1) texts of 32 characters: the platform makes those several times faster than it makes a buffer. `edge` holds, for every bit that
 * is set in the size, the root of that complete subtree.
 */
export function createTileBuffer(): TileBuffer {
  const full: DerivedFile[] = []
  const fill = (file: DerivedFile) => void full.push(file)
  const levels: { index: number; count: number; taken: number; hashes: Buffer }[] = []
  const bundle = createBundle(fill)
  const edge = Buffer.alloc(MAX_LEVELS * HASH_BYTES)
  const pair = Buffer.alloc(1 + 2 * HASH_BYTES)
  pair[0] = 1
  let size = 0

  function append(block: Buffer, from: number, to: number): void {
    const borrowed = block[from - 1]!
    block[from - 1] = 0
    let node = hash('sha256', block.subarray(from - 1, to), 'binary')
    block[from - 1] = borrowed
    keep(0, node)
    let level = 0
    for (let left = size; left % 2 === 1; left = (left - 1) / 2) {
      edge.copy(pair, 1, level * HASH_BYTES, (level + 1) * HASH_BYTES)
      pair.write(node, 1 + HASH_BYTES, 'binary')
      node = hash('sha256', pair, 'binary')
      level += 1
      if (level % 8 === 0) keep(level / 8, node)
    }
    edge.write(node, level * HASH_BYTES, 'binary')
    size += 1
    bundle.append(block, from, to)
  }

  function keep(level: number, node: string): void {
    let tile = levels[level]
    if (tile === undefined) {
      tile = { index: 0, count: 0, taken: 0, hashes: Buffer.allocUnsafe(TILE_WIDTH * HASH_BYTES) }
      levels[level] = tile
    }
    tile.hashes.write(node, tile.count * HASH_BYTES, 'binary')
    tile.count += 1
    if (tile.count < TILE_WIDTH) return
    fill({ path: tilePath({ level, index: tile.index, width: TILE_WIDTH }), bytes: tile.hashes })
    levels[level] = {
      index: tile.index + 1,
      count: 0,
      taken: 0,
      hashes: Buffer.allocUnsafe(TILE_WIDTH * HASH_BYTES),
    }
  }

  function root(): Uint8Array {
    let node: Buffer | undefined
    for (let level = 0, left = size; left > 0; level += 1, left = Math.floor(left / 2)) {
      if (left % 2 === 0) continue
      const subtree = edge.subarray(level * HASH_BYTES, (level + 1) * HASH_BYTES)
      node =
        node === undefined
          ? Buffer.from(subtree)
          : hash('sha256', Buffer.concat([Buffer.of(1), subtree, node]), 'buffer')
    }
    return node ?? hash('sha256', '', 'buffer')
  }

  function takePartial(): readonly DerivedFile[] {
    const files: DerivedFile[] = []
    const partial = bundle.takePartial()
    if (partial !== undefined) files.push(partial)
    for (const [level, tile] of levels.entries()) {
      if (tile.count === tile.taken) continue
      const path = tilePath({ level, index: tile.index, width: tile.count })
      files.push({ path, bytes: Buffer.from(tile.hashes.subarray(0, tile.count * HASH_BYTES)) })
      tile.taken = tile.count
    }
    return files
  }

  return {
    get size() {
      return size
    },
    root,
    append,
    takeFull: () => full.splice(0),
    takePartial,
  }
}

/** The bundle that fills, in the bytes it will be published in. */
function createBundle(fill: (file: DerivedFile) => void): {
  append(block: Buffer, from: number, to: number): void
  takePartial(): DerivedFile | undefined
} {
  let bytes = Buffer.allocUnsafe(FIRST_BUNDLE_BYTES)
  let end = 0
  let index = 0
  let count = 0
  let taken = 0
  return {
    append(block, from, to) {
      const length = to - from
      if (end + 2 + length > bytes.length) bytes = Buffer.concat([bytes.subarray(0, end)], bytes.length * 2 + length)
      bytes[end] = length >>> 8
      bytes[end + 1] = length & 255
      block.copy(bytes, end + 2, from, to)
      end += 2 + length
      count += 1
      if (count < TILE_WIDTH) return
      fill({ path: tilePath({ level: 'entries', index, width: TILE_WIDTH }), bytes: bytes.subarray(0, end) })
      bytes = Buffer.allocUnsafe(FIRST_BUNDLE_BYTES)
      index += 1
      end = count = taken = 0
    },
    takePartial() {
      if (count === taken) return undefined
      taken = count
      return { path: tilePath({ level: 'entries', index, width: count }), bytes: Buffer.from(bytes.subarray(0, end)) }
    },
  }
}
