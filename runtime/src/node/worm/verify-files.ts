/**
 * Holds what a log's files contain against what the settled leaves demand, file by file, entry by entry, and names the first byte that differs. Decides
 * nothing about the checkpoint.
 */
import { join } from 'node:path'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { formatEntryBundle } from '../../worm/entry-bundle.ts'
import { parseLeaf } from '../../worm/entry-leaf.ts'
import { createMerkleFrontier } from '../../worm/merkle-frontier.ts'
import { newTiles, TILE_WIDTH, tilePath } from '../../worm/tile-path.ts'
import type { TreeHash } from '../../worm/tree-hash.ts'
import { openBlobStore } from './blob-store.ts'
import type { LogFault, SegmentEntry, SegmentReading, TileFile } from './log-sources.ts'
import { BLOB_FOLDER } from './log-writer.ts'
import type { SettledLeaves } from './settle-leaves.ts'

/** CRC is no proof: an entry of a segment must have the hash that the tree has. */
export function checkSegments(
  size: number,
  segments: SegmentReading,
  settled: SettledLeaves,
  faults: LogFault[],
): void {
  for (let seq = 0; seq < size; seq++) {
    const entry = segments.entries[seq]
    if (entry !== undefined) checkSegmentEntry(seq, entry, settled, faults)
  }
  if (faults.length > 0) checkDropped(segments, settled, faults)
  if (segments.entries.length < size && segments.faults.length === 0) {
    const message = `the checkpoint covers ${size} entries, the segments hold ${segments.entries.length}`
    faults.push({ where: 'segment', path: 'wal', entry: segments.entries.length, message })
  }
}

export function checkSegmentEntry(seq: number, entry: SegmentEntry, settled: SettledLeaves, faults: LogFault[]): void {
  const wanted = settled.entries[seq]
  if (settled.hashes[seq] === undefined || wanted === entry.bytes) return
  if (wanted !== undefined && equalBytes(wanted, entry.bytes)) return
  const offset = entry.offset + firstDifference(entry.bytes, wanted)
  const place = settled.placeOf(entry.bytes)
  const message =
    place === undefined
      ? `entry ${seq} of the segment is not in the tree: it was replaced`
      : `entry ${seq} of the segment is entry ${place} of the tree, out of its place`
  faults.push({ where: 'entry', path: entry.path, offset, entry: seq, message })
}

/** Entries of the tree for which another one stands in the segments, and which stand nowhere else in them. */
function checkDropped(segments: SegmentReading, settled: SettledLeaves, faults: LogFault[]): void {
  const wrong = faults.flatMap((fault) => (fault.where === 'entry' && fault.entry !== undefined ? [fault.entry] : []))
  const held = new Set(wrong.map((seq) => settled.placeOf(segments.entries[seq]?.bytes ?? NOTHING)))
  for (const seq of wrong) {
    const entry = segments.entries[seq]
    if (entry === undefined || held.has(seq) || settled.placeOf(entry.bytes) === undefined) continue
    const message = `entry ${seq} was dropped: no segment holds it`
    faults.push({ where: 'entry', path: entry.path, offset: entry.offset, entry: seq, message })
  }
}

const NOTHING = new Uint8Array(0)

/** Every tile and bundle must be there and hold exactly what the settled leaves give. */
export function checkFiles(
  size: number,
  files: readonly TileFile[],
  settled: SettledLeaves,
  segments: SegmentReading,
  levels: LevelHashes,
  faults: LogFault[],
): void {
  const present = new Set(files.map((file) => file.path))
  for (const tile of newTiles(0, size)) {
    const path = tilePath(tile)
    if (!present.has(path))
      faults.push({ where: tile.level === 'entries' ? 'entry' : 'tile', path, message: 'the file is missing' })
  }
  for (const file of files) checkFile(file, settled, segments, levels, faults)
}

export function checkFile(
  { tile, path, bytes }: TileFile,
  settled: SettledLeaves,
  segments: SegmentReading,
  levels: LevelHashes,
  faults: LogFault[],
): void {
  const from = tile.index * TILE_WIDTH
  if (tile.level === 'entries') {
    checkBundle(path, bytes, from, tile.width, settled, segments, faults)
  } else {
    const hashes = levels[tile.level]?.slice(from, from + tile.width) ?? []
    checkTile(path, bytes, tile.level, from, tile.width, hashes, faults)
  }
}

function checkTile(
  path: string,
  bytes: Uint8Array,
  level: number,
  from: number,
  width: number,
  hashes: readonly (Uint8Array | undefined)[],
  faults: LogFault[],
): void {
  const unit = TILE_WIDTH ** level
  if (bytes.length !== width * 32) {
    faults.push({
      where: 'tile',
      path,
      entry: from * unit,
      message: `the tile has ${bytes.length} bytes, ${width * 32} belong there`,
    })
    return
  }
  for (const [at, wanted] of hashes.entries()) {
    const found = bytes.subarray(at * 32, at * 32 + 32)
    if (wanted === undefined || equalBytes(found, wanted)) continue
    const offset = at * 32 + firstDifference(found, wanted)
    faults.push({
      where: 'tile',
      path,
      offset,
      entry: (from + at) * unit,
      message: `hash ${at} of the tile is not the tree's`,
    })
  }
}

function checkBundle(
  path: string,
  bytes: Uint8Array,
  from: number,
  width: number,
  settled: SettledLeaves,
  segments: SegmentReading,
  faults: LogFault[],
): void {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  for (let seq = from; seq < from + width; seq++) {
    const entry = settled.entries[seq] ?? segments.entries[seq]?.bytes
    if (entry === undefined) {
      faults.push({
        where: 'entry',
        path,
        offset: at,
        entry: seq,
        message: `entry ${seq} cannot be checked: no undamaged copy of it is left`,
      })
      return
    }
    const length = entry.length + 2
    if (!holdsEntry(view, at, entry)) {
      const offset = at + firstDifference(bytes.subarray(at, at + length), formatEntryBundle([entry]))
      const message = `entry ${seq} of the bundle is not the one in the tree`
      faults.push({ where: 'entry', path, offset, entry: seq, message })
    }
    at += length
  }
  if (bytes.length !== at) {
    faults.push({
      where: 'entry',
      path,
      offset: Math.min(at, bytes.length),
      message: `the bundle has ${bytes.length} bytes, ${at} belong there`,
    })
  }
}

function holdsEntry(bundle: Buffer, at: number, entry: Uint8Array): boolean {
  const from = at + 2
  const end = from + entry.length
  if (end > bundle.length || bundle.readUInt16BE(at) !== entry.length) return false
  return bundle.compare(entry, 0, entry.length, from, end) === 0
}

/** Each entry must be a canonical envelope with its own number, and its payload, where it lies outside, must be whole. */
export function checkEntries(
  folder: string,
  settled: SettledLeaves,
  segments: SegmentReading,
  faults: LogFault[],
): void {
  const blobs = openBlobStore(join(folder, BLOB_FOLDER))
  for (let seq = 0; seq < Math.max(settled.entries.length, segments.entries.length); seq++) {
    const bytes = settled.entries[seq] ?? segments.entries[seq]?.bytes
    if (bytes === undefined) continue
    const path = segments.entries[seq]?.path ?? 'tile/entries'
    const parsed = parseLeaf(bytes, seq)
    if ('fault' in parsed) {
      faults.push({ where: 'entry', path, entry: seq, message: `entry ${seq}: ${parsed.fault}` })
      continue
    }
    const digest = parsed.entry.payload['blob_sha256']
    if (typeof digest === 'string') checkBlob(seq, digest, () => blobs.get(digest), faults)
  }
}

export function checkBlob(seq: number, digest: string, read: () => Uint8Array | undefined, faults: LogFault[]): void {
  try {
    if (read() === undefined) throw new Error(`the blob ${digest} is missing`)
  } catch (error) {
    const message = `the payload of entry ${seq}: ${error instanceof Error ? error.message : String(error)}`
    faults.push({ where: 'blob', path: join(BLOB_FOLDER, digest.slice(0, 2), digest), entry: seq, message })
  }
}

/** Of every level that has tiles, by index; unknown where a leaf below is. */
export type LevelHashes = readonly (readonly (Uint8Array | undefined)[])[]

/** Leaves beyond the checkpoint come from the segments. */
export function levelHashes(settled: SettledLeaves, segments: SegmentReading, hash: TreeHash): LevelHashes {
  const levels: (Uint8Array | undefined)[][] = []
  const frontier = createMerkleFrontier(hash, (level, index, node) => {
    if (level % 8 !== 0) return
    levels[level / 8] ??= []
    levels[level / 8]![index] = node
  })
  for (let seq = 0; seq < Math.max(settled.hashes.length, segments.entries.length); seq++) {
    const later = segments.entries[seq]?.bytes
    const leaf = settled.hashes[seq] ?? (later === undefined ? undefined : hash.leaf(later))
    if (leaf === undefined) break
    frontier.append(leaf)
  }
  return levels
}

function firstDifference(found: Uint8Array, wanted: Uint8Array | undefined): number {
  if (wanted === undefined) return 0
  let at = 0
  while (at < found.length && found[at] === wanted[at]) at += 1
  return at
}
