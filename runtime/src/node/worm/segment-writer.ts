/**
 * Where the next frames go: the active segment, the spare that takes its place when it is full, and the sealing of the one before. Preparing and sealing
 * happen beside the appending, because filling a file with zeros takes as long as a hundred commits.
 */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder, writeFully } from './durable-file.ts'
import { SEGMENT_FOLDER, segmentPath } from './segments.ts'
import { createSpareSegment } from './spare-segment.ts'

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
  /** So many bytes have just been made durable: the pause until the next are written is the time for work beside. */
  pause(bytes: number): void
  /** Ends all work. `seal` makes the active segment final; otherwise it stays as it is, for the next start to make sense of. */
  close(seal: boolean): Promise<void>
}

/** A spare is begun once the active segment is so full, because a log of few entries should never pay for one, and is to be ready when so much of the rest is. */
const PREPARE_AT = 0.1
const READY_AT = 0.9
/** Each spare is twice the segment before, up to this many times the first: a log that fills one fills more, and beginning one costs some syncs of the folder. */
const MOST_TIMES = 8
const GROWTH = 2

/** `onFailure` hears of errors in the work beside. */
export function createSegmentWriter(
  folder: string,
  segmentBytes: number,
  onFailure: (error: unknown) => void,
): SegmentWriter {
  const spare = createSpareSegment(folder, onFailure)
  let begun = 0
  let active: ActiveSegment | undefined
  let sealing: Promise<void> = Promise.resolve()

  function roomFor(seq: number, bytes: number): ActiveSegment {
    if (active !== undefined && active.end + bytes > active.capacity) {
      const full = active
      active = undefined
      sealing = sealing.then(() => sealBeside(folder, full)).catch(onFailure)
    }
    active ??= begin(seq, Math.max(segmentBytes, bytes))
    if (spare.bytes === 0 && active.end + bytes > active.capacity * PREPARE_AT) {
      const left = active.capacity - active.end
      spare.begin(Math.min(active.capacity * GROWTH, segmentBytes * MOST_TIMES), left * READY_AT)
    }
    return active
  }

  /** The first segment is filled here; a later one without a spare grows as it is written, which slows each sync a little but holds up nobody for long. */
  function begin(firstSeq: number, capacity: number): ActiveSegment {
    const path = segmentPath(firstSeq, true)
    begun += 1
    if (spare.isReady && capacity <= spare.bytes) {
      const { bytes } = spare
      spare.take(path)
      syncFolder(join(folder, SEGMENT_FOLDER))
      return { file: openSync(join(folder, path), 'r+'), firstSeq, path, capacity: bytes, end: 0, batch: 0 }
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
    await spare.close()
    await sealing
    if (active === undefined) return
    if (!seal) closeSync(active.file)
    else if (active.end > 0) await sealBeside(folder, active)
    else {
      closeSync(active.file)
      rmSync(join(folder, active.path))
      syncFolder(join(folder, SEGMENT_FOLDER))
    }
  }

  return { roomFor, pause: spare.follow, close }
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
  const names = await open(join(folder, SEGMENT_FOLDER), 'r')
  try {
    await names.sync()
  } finally {
    await names.close()
  }
}
