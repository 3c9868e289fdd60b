/**
 * The write-ahead segments on disk: finding them, reading them, recovering the one that was being written, sealing it. Sealed segments hold whole frames
 * and nothing else; the active one is preallocated with zeros. Knows frames, not trees.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Frame, scanFrames } from '../../worm/frame.ts'
import { makeFolderDurably, syncFolder, writeDurably } from './durable-file.ts'

export const SEGMENT_FOLDER = 'wal'
/** Zeros that wait to become a segment; worth nothing after a crash. */
export const SPARE_FILE = 'spare'
const NAME = /^([0-9]{16})(\.active)?$/

export interface SegmentFile {
  readonly firstSeq: number
  readonly active: boolean
  /** From the log's folder. */
  readonly path: string
}

/** The start found bytes it may not repair. `offset` is where, `seq` which entry. */
export class LogDamagedError extends Error {
  override readonly name = 'LogDamagedError'
  readonly path: string
  readonly offset: number
  readonly reason: string
  constructor(path: string, offset: number, reason: string) {
    super(`${path}, offset ${offset}: ${reason}`)
    this.path = path
    this.offset = offset
    this.reason = reason
  }
}

/** From the log's folder. */
export function segmentPath(firstSeq: number, active: boolean): string {
  return join(SEGMENT_FOLDER, `${String(firstSeq).padStart(16, '0')}${active ? '.active' : ''}`)
}

export function listSegments(folder: string): readonly SegmentFile[] {
  const names = readdirSync(join(folder, SEGMENT_FOLDER)).sort()
  const files: SegmentFile[] = []
  for (const name of names) {
    const file = segmentFile(join(SEGMENT_FOLDER, name))
    if (file !== undefined) files.push(file)
  }
  return files
}

/** What a path from the log's folder names; undefined where that is no segment. */
export function segmentFile(path: string): SegmentFile | undefined {
  const match = dirname(path) === SEGMENT_FOLDER ? NAME.exec(basename(path)) : null
  return match === null ? undefined : { firstSeq: Number(match[1]), active: match[2] !== undefined, path }
}

export interface RecoveredSegment {
  /** The whole segment, padding included; the frames' payloads lie in it. */
  readonly bytes: Buffer
  readonly frames: readonly Frame[]
  readonly firstSeq: number
}

/**
 * Hands over every entry of the segments, in order, and returns how many there are, after making the last one sound: its whole frames are copied into a new, synced, sealed file, because after a
 * failed or unfinished sync the page cache may show what the disk does not have. Cuts a torn tail only above `published`.
 */
export function recoverSegments(folder: string, published: number, visit: (segment: RecoveredSegment) => void): number {
  makeFolderDurably(join(folder, SEGMENT_FOLDER))
  rmSync(join(folder, SEGMENT_FOLDER, SPARE_FILE), { force: true })
  let next = 0
  const segments = withoutLeftovers(folder)
  for (const [at, file] of segments.entries()) {
    if (file.firstSeq !== next) {
      throw new LogDamagedError(
        file.path,
        0,
        `the segment begins with entry ${file.firstSeq}, entry ${next} is missing`,
      )
    }
    const bytes = readFileSync(join(folder, file.path))
    const scan = scanFrames(bytes, file.firstSeq)
    const end = file.firstSeq + scan.frames.length
    // Another segment was begun only after everything in this one had been acknowledged.
    const isTorn = file.active && at === segments.length - 1 && end >= published && !scan.acknowledged
    if (scan.damage ? !isTorn : !file.active && scan.end !== bytes.length) {
      throw new LogDamagedError(file.path, scan.end, `entry ${end} is damaged`)
    }
    if (file.active) sealByCopy(folder, file, bytes.subarray(0, scan.end))
    visit({ bytes, frames: scan.frames, firstSeq: file.firstSeq })
    next = end
  }
  if (next < published) {
    throw new LogDamagedError(
      SEGMENT_FOLDER,
      0,
      `the checkpoint covers ${published} entries, the segments hold ${next}`,
    )
  }
  return next
}

/** An active segment whose sealed copy exists was being sealed when the process ended: the copy is whole, the original goes. */
function withoutLeftovers(folder: string): readonly SegmentFile[] {
  const files = listSegments(folder)
  return files.filter((file) => {
    const isLeftover = file.active && files.some((other) => !other.active && other.firstSeq === file.firstSeq)
    if (isLeftover) rmSync(join(folder, file.path))
    return !isLeftover
  })
}

function sealByCopy(folder: string, file: SegmentFile, bytes: Uint8Array): void {
  if (bytes.length > 0) writeDurably(join(folder, file.path.replace(/\.active$/, '')), bytes)
  rmSync(join(folder, file.path))
  syncFolder(join(folder, SEGMENT_FOLDER))
}

/**
 * Every entry that the segments hold, without touching them: for readers beside the writer, and for rebuilding what derives from them. Segments that end
 * before entry `from`, or begin at `to` or later, are passed over.
 */
export function visitSegments(
  folder: string,
  visit: (frames: readonly Frame[], firstSeq: number) => void,
  from = 0,
  to: number = Number.POSITIVE_INFINITY,
): void {
  const files = listSegments(folder)
  for (const [at, file] of files.entries()) {
    const next = files[at + 1]
    if (next !== undefined && next.firstSeq <= from && next.firstSeq > file.firstSeq) continue
    if (file.firstSeq >= to) return
    const bytes = readSegment(folder, file)
    visit(scanFrames(bytes, file.firstSeq).frames, file.firstSeq)
  }
}

/** The writer may seal, that is rename, a segment between the listing and the reading. */
export function readSegment(folder: string, file: SegmentFile): Uint8Array {
  try {
    return readFileSync(join(folder, file.path))
  } catch (error) {
    if (!file.active) throw error
    return readFileSync(join(folder, file.path.replace(/\.active$/, '')))
  }
}
