/**
 * Where tiles and entry bundles lie (C2SP tlog-tiles): names from coordinates and back, and which tiles a tree of a given size has. Numbers are
 * safe integers; a path beyond them is refused, not rounded.
 */
export const TILE_WIDTH = 256

export interface Tile {
  readonly level: number | 'entries'
  readonly index: number
  /** Hashes or entries in it, 1 to 256; 256 is a full tile. */
  readonly width: number
}

export function tilePath(tile: Tile): string {
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`
  return `tile/${tile.level}/${indexPath(tile.index)}${partial}`
}

/** Groups of three digits, all but the last prefixed `x`: 1234067 is `x001/x234/067`. */
export function indexPath(index: number): string {
  let digits = String(index)
  while (digits.length % 3 !== 0) digits = `0${digits}`
  const groups = digits.match(/.../g)!
  return groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/')
}

const PATH = /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** Undefined for any other spelling than the one `tilePath` prints. */
export function parseTilePath(path: string): Tile | undefined {
  const match = PATH.exec(path)
  if (match === null) return undefined
  const index = Number(match[2]!.replaceAll(/[x/]/g, ''))
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3])
  if (!Number.isSafeInteger(index) || indexPath(index) !== match[2]) return undefined
  if (match[3] !== undefined && width >= TILE_WIDTH) return undefined
  return { level: match[1] === 'entries' ? 'entries' : Number(match[1]), index, width }
}

/** Every tile of a tree of `size` entries that a tree of `before` did not have in that width: hash tiles of all levels, then entry bundles. */
export function newTiles(before: number, size: number): readonly Tile[] {
  const tiles: Tile[] = []
  for (let level = 0; ; level++) {
    const unit = TILE_WIDTH ** level
    const nodes = Math.floor(size / unit)
    if (nodes === 0) break
    tiles.push(...newTilesOfLevel(level, Math.floor(before / unit), nodes))
  }
  tiles.push(...newTilesOfLevel('entries', before, size))
  return tiles
}

function newTilesOfLevel(level: number | 'entries', before: number, nodes: number): readonly Tile[] {
  if (nodes === before) return []
  const tiles: Tile[] = []
  for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < nodes; index++) {
    tiles.push({ level, index, width: Math.min(TILE_WIDTH, nodes - index * TILE_WIDTH) })
  }
  return tiles
}

/** The tile that holds a tree node, and which node of the tile's own small tree it is: level 8 of the tree is level 0 of the tiles above. */
export function tileOfNode(
  treeLevel: number,
  treeIndex: number,
): { tileLevel: number; tileIndex: number; nodeLevel: number; nodeIndex: number } {
  const nodeLevel = treeLevel % 8
  const nodesPerTile = 2 ** (8 - nodeLevel)
  return {
    tileLevel: Math.floor(treeLevel / 8),
    tileIndex: Math.floor(treeIndex / nodesPerTile),
    nodeLevel,
    nodeIndex: treeIndex % nodesPerTile,
  }
}

/** The bundles that hold `count` entries from `from` in a log of `size`, cut at its end. `partial` 0 is a full bundle. */
export function entryBundleRange(
  from: number,
  count: number,
  size: number,
): readonly { index: number; partial: number; first: number; count: number }[] {
  const end = Math.min(from + count, size)
  const ranges: { index: number; partial: number; first: number; count: number }[] = []
  for (let at = from; at < end; ) {
    const index = Math.floor(at / TILE_WIDTH)
    const stop = Math.min(end, (index + 1) * TILE_WIDTH)
    const partial = (index + 1) * TILE_WIDTH <= size ? 0 : size % TILE_WIDTH
    ranges.push({ index, partial, first: at % TILE_WIDTH, count: stop - at })
    at = stop
  }
  return ranges
}
