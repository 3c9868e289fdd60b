/**
 * Everything a log's folder holds, read without trusting any of it: the entries of the segments, of the bundles, and the hashes of the lowest tiles.
 * Three witnesses of the same entries, for `verify-log.ts` to hold against each other.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEntryBundle } from '../../worm/entry-bundle.ts'
import { FRAME_HEADER, scanFrames } from '../../worm/frame.ts'
import { parseTilePath, TILE_WIDTH, type Tile, tilePath } from '../../worm/tile-path.ts'
import { listSegments, readSegment, SEGMENT_FOLDER, type SegmentFile } from './segments.ts'

export interface LogFault {
  readonly where: 'checkpoint' | 'entry' | 'tile' | 'segment' | 'blob' | 'key'
  /** From the log's folder. */
  readonly path: string
  /** Bytes from the start of that file. */
  readonly offset?: number
  /** Number of the entry at fault, or of the first one. */
  readonly entry?: number
  readonly message: string
}

export interface SegmentEntry {
  readonly bytes: Uint8Array
  readonly path: string
  readonly offset: number
}

export interface SegmentReading {
  /** By number; holes where a segment is damaged. */
  readonly entries: readonly (SegmentEntry | undefined)[]
  readonly faults: readonly LogFault[]
  readonly notes: readonly string[]
}

export function readSegments(folder: string): SegmentReading {
  const entries: (SegmentEntry | undefined)[] = []
  const faults: LogFault[] = []
  const notes: string[] = []
  const segments = hasFolder(folder, SEGMENT_FOLDER) ? listSegments(folder) : []
  for (const [at, file] of segments.entries()) {
    if (file.firstSeq !== entries.length && faults.length === 0) faults.push(misplaced(file, entries.length))
    const isLast = at === segments.length - 1
    const reading = readOneSegment(file, readSegment(folder, file), isLast)
    for (const [within, entry] of reading.entries.entries()) entries[file.firstSeq + within] = entry
    faults.push(...reading.faults)
    notes.push(...reading.notes)
  }
  return { entries, faults, notes }
}

function misplaced({ path, firstSeq }: SegmentFile, next: number): LogFault {
  const message =
    firstSeq > next
      ? `entries ${next} to ${firstSeq - 1} are missing`
      : `entries ${firstSeq} to ${next - 1} are there twice: the segment before has them too`
  return { where: 'segment', path, entry: Math.min(next, firstSeq), message }
}

/** One segment by itself; its `entries` count from its own first. Only the last one may end in an unfinished write. */
export function readOneSegment(file: SegmentFile, bytes: Uint8Array, isLast: boolean): SegmentReading {
  const { path, firstSeq } = file
  const scan = scanFrames(bytes, firstSeq)
  const entries = scan.frames.map((frame) => ({ bytes: frame.payload, path, offset: frame.offset + FRAME_HEADER }))
  const broken = firstSeq + scan.frames.length
  if (file.active && isLast && scan.damage && !scan.acknowledged) {
    const note = `${path}, offset ${scan.end}: an unfinished write after entry ${broken - 1}, cut at the next start`
    return { entries, faults: [], notes: [note] }
  }
  if (!scan.damage && (file.active || scan.end === bytes.length)) return { entries, faults: [], notes: [] }
  const message = `entry ${broken} is damaged`
  return { entries, faults: [{ where: 'segment', path, offset: scan.end, entry: broken, message }], notes: [] }
}

export interface TileFile {
  readonly tile: Tile
  readonly path: string
  readonly bytes: Uint8Array
}

/** Every file below `tile/` that has a tile's name, and the paths of those that have not. */
export function readTileFiles(folder: string): { files: readonly TileFile[]; strangers: readonly string[] } {
  const files: TileFile[] = []
  const strangers: string[] = []
  if (!hasFolder(folder, 'tile')) return { files, strangers }
  for (const entry of readdirSync(join(folder, 'tile'), { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1)
    const tile = parseTilePath(path)
    if (tile === undefined) strangers.push(path)
    else files.push({ tile, path, bytes: readFileSync(join(folder, path)) })
  }
  return { files: files.sort((left, right) => (left.path < right.path ? -1 : 1)), strangers: strangers.sort() }
}

/** The widest present file of a tile, read from what `readTileFiles` found. */
export function widestTiles(files: readonly TileFile[]): ReadonlyMap<string, TileFile> {
  const widest = new Map<string, TileFile>()
  for (const file of files) {
    const key = tilePath({ ...file.tile, width: TILE_WIDTH })
    const known = widest.get(key)
    if (known === undefined || known.tile.width < file.tile.width) widest.set(key, file)
  }
  return widest
}

/** Entries of the bundles up to `size`, by number; holes where a bundle is missing or cannot be read on. */
export function bundledEntries(
  widest: ReadonlyMap<string, TileFile>,
  size: number,
): readonly (Uint8Array | undefined)[] {
  const entries: (Uint8Array | undefined)[] = []
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const file = widest.get(tilePath({ level: 'entries', index, width: TILE_WIDTH }))
    if (file === undefined) continue
    const parsed = parseEntryBundle(file.bytes)
    if ('brokenAt' in parsed) continue
    for (const [at, entry] of parsed.entries.entries()) entries[index * TILE_WIDTH + at] = entry
  }
  return entries
}

/** Leaf hashes of the level 0 tiles up to `size`, by number. */
export function tiledHashes(widest: ReadonlyMap<string, TileFile>, size: number): readonly (Uint8Array | undefined)[] {
  const hashes: (Uint8Array | undefined)[] = []
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const file = widest.get(tilePath({ level: 0, index, width: TILE_WIDTH }))
    if (file === undefined) continue
    for (let at = 0; (at + 1) * 32 <= file.bytes.length; at++) {
      hashes[index * TILE_WIDTH + at] = file.bytes.subarray(at * 32, at * 32 + 32)
    }
  }
  return hashes
}

function hasFolder(folder: string, name: string): boolean {
  try {
    readdirSync(join(folder, name))
    return true
  } catch {
    return false
  }
}
