/**
 * Reads entries from the segments while the writer appends to them: each entry once, in order, up to a number that the writer says is durable. Never looks
 * beyond it, so what it meets there is never an unfinished write.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { FRAME_HEADER, frameEnd, MAX_ENTRY_BYTES } from '../../worm/frame.ts'
import { LogDamagedError, segmentPath } from './segments.ts'

/** The entry is `block[from, to)`, valid during the call, behind the header of its frame, and lies at `offset` of the segment that begins with `firstSeq`. */
export type VisitEntry = (block: Buffer, from: number, to: number, firstSeq: number, offset: number) => void

export interface SegmentFollower {
  /** The entry that comes next. */
  readonly next: number
  /** Visits every entry before `size` that was not visited yet. */
  readTo(size: number, visit: VisitEntry): void
  close(): void
}

const BLOCK_BYTES = 1 << 20

/** Entry `next` is the first of its segment. */
export function createSegmentFollower(folder: string, next: number): SegmentFollower {
  const block = Buffer.allocUnsafe(BLOCK_BYTES + FRAME_HEADER + MAX_ENTRY_BYTES)
  let file: number | undefined
  let path = ''
  let firstSeq = next
  let position = 0

  function readTo(size: number, visit: VisitEntry): void {
    while (next < size) {
      file ??= begin()
      const length = readSync(file, block, 0, block.length, position)
      const end = visitFrames(block.subarray(0, length), size, visit)
      position += end
      // Nothing more of this segment: the next entry begins another one, or is not where it must be.
      if (end === 0 && position > 0) close()
      else if (end === 0) throw new LogDamagedError(path, 0, `entry ${next} is damaged`)
    }
  }

  function visitFrames(bytes: Buffer, size: number, visit: VisitEntry): number {
    let at = 0
    while (next < size) {
      const end = frameEnd(bytes, at, next)
      if (end === undefined) break
      const from = at + FRAME_HEADER
      visit(bytes, from, end, firstSeq, position + from)
      at = end
      next += 1
    }
    return at
  }

  /** The writer may seal, that is rename, the segment meanwhile. */
  function begin(): number {
    position = 0
    firstSeq = next
    for (const active of [true, false]) {
      path = segmentPath(next, active)
      try {
        return openSync(join(folder, path), 'r')
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      }
    }
    throw new LogDamagedError(path, 0, `entry ${next} is missing`)
  }

  function close(): void {
    if (file !== undefined) closeSync(file)
    file = undefined
  }

  return {
    get next() {
      return next
    },
    readTo,
    close,
  }
}
