/**
 * Where the next frames go: the active segment, the spare that takes its place when it is full, and the sealing of the one before. Preparing and sealing
 * happen beside the appending, because filling a file with zeros takes as long as a hundred commits.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder, writeFully } from './durable-file.ts'
import { SEGMENT_FOLDER, SPARE_FILE, segmentPath } from './segments.ts'

/** The segment being written. */
export interface ActiveSegment {
  readonly file: number
  readonly firstSeq: number
  readonly path: string
  readonly capacity: number
  /** Where the next frame goes. */
  end: number
  batch: number
}

export interface SegmentWriter {
  /** The segment with room for `bytes` more; a new one begins with entry `seq`. Throws what the disk throws. */
  roomFor(seq: number, bytes: number): ActiveSegment
  /** Ends all work. `seal` makes the active segment final; otherwise it stays as it is, for the next start to make sense of. */
  close(seal: boolean): Promise<void>
}

/** A spare is prepared once the active segment is so full: a log of few entries never pays for one, and at a hundred thousand a second it is ready in time. */
const PREPARE_AT = 0.25
const ZEROS_AT_ONCE = 1 << 20
/** Each spare is twice the segment before, up to this many times the first: a log that fills one fills more, and beginning one costs a sync of the folder. */
const MOST_TIMES = 4
const GROWTH = 2

/** `onFailure` hears of errors in the work beside. */
export function createSegmentWriter(
  folder: string,
  segmentBytes: number,
  onFailure: (error: unknown) => void,
): SegmentWriter {
  let spareBytes = 0
  let begun = 0
  const sparePath = join(folder, SEGMENT_FOLDER, SPARE_FILE)
  let active: ActiveSegment | undefined
  let spareReady = false
  let preparing: Promise<void> | undefined
  let sealing: Promise<void> = Promise.resolve()

  function roomFor(seq: number, bytes: number): ActiveSegment {
    if (active !== undefined && active.end + bytes > active.capacity) {
      const full = active
      active = undefined
      sealing = sealing.then(() => sealBeside(folder, full)).catch(onFailure)
    }
    active ??= begin(seq, Math.max(segmentBytes, bytes))
    if (preparing === undefined && active.end + bytes > active.capacity * PREPARE_AT) {
      spareBytes = Math.min(active.capacity * GROWTH, segmentBytes * MOST_TIMES)
      preparing = prepareSpare(sparePath, spareBytes).then(() => {
        spareReady = true
      }, onFailure)
    }
    return active
  }

  /** The first segment is filled here; a later one without a spare grows as it is written, which slows each sync a little but holds up nobody for long. */
  function begin(firstSeq: number, capacity: number): ActiveSegment {
    const path = segmentPath(firstSeq, true)
    begun += 1
    if (spareReady && capacity <= spareBytes) {
      spareReady = false
      preparing = undefined
      renameSync(sparePath, join(folder, path))
      syncFolder(join(folder, SEGMENT_FOLDER))
      return { file: openSync(join(folder, path), 'r+'), firstSeq, path, capacity: spareBytes, end: 0, batch: 0 }
    }
    const file = openSync(join(folder, path), 'wx+')
    if (begun === 1) {
      writeFully(file, new Uint8Array(capacity), 0)
      fsyncSync(file)
    }
    syncFolder(join(folder, SEGMENT_FOLDER))
    return { file, firstSeq, path, capacity, end: 0, batch: 0 }
  }

  async function close(seal: boolean): Promise<void> {
    await preparing
    await sealing
    rmSync(sparePath, { force: true })
    if (active === undefined) return
    if (!seal) closeSync(active.file)
    else if (active.end > 0) await sealBeside(folder, active)
    else {
      closeSync(active.file)
      rmSync(join(folder, active.path))
      syncFolder(join(folder, SEGMENT_FOLDER))
    }
  }

  return { roomFor, close }
}

/**
 * A whole file of zeros, synced: appending to it changes no metadata, so that a sync is one write to the disk. Synced piece by piece, so that no commit
 * ever stands behind more than one piece.
 */
async function prepareSpare(path: string, capacity: number): Promise<void> {
  rmSync(path, { force: true })
  const file = await open(path, 'wx')
  try {
    const zeros = new Uint8Array(Math.min(capacity, ZEROS_AT_ONCE))
    for (let at = 0; at < capacity; ) {
      const { bytesWritten } = await file.write(zeros, 0, Math.min(zeros.length, capacity - at), at)
      at += bytesWritten
      await file.datasync()
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Cuts the padding and gives the segment its final name. */
async function sealBeside(folder: string, segment: ActiveSegment): Promise<void> {
  closeSync(segment.file)
  const file = await open(join(folder, segment.path), 'r+')
  try {
    await file.truncate(segment.end)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(join(folder, segment.path), join(folder, segmentPath(segment.firstSeq, false)))
  syncFolder(join(folder, SEGMENT_FOLDER))
}
