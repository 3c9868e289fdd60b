/**
 * Frames of the write-ahead segment: `u32le length | u32le crc32c | u32le batch | u48le seq | payload`, the checksum over all after itself. `batch` counts
 * group commits: a whole frame of a later batch proves that every earlier batch had been synced, so damage before it is damage, not a torn write.
 */
import { crc32c } from './crc32c.ts'

export const FRAME_HEADER = 18
export const MAX_ENTRY_BYTES = 65_535

export interface Frame {
  readonly seq: number
  readonly batch: number
  /** Of the header, in bytes from the start of the segment. */
  readonly offset: number
  readonly payload: Uint8Array
}

/** `end` is where whole frames stop. `damage` says that bytes from there on are not an unwritten tail; `acknowledged` that they had been synced. */
export interface FrameScan {
  readonly frames: readonly Frame[]
  readonly end: number
  readonly damage: boolean
  readonly acknowledged: boolean
}

/** Returns where the frame ends. */
export function writeFrame(target: Uint8Array, at: number, seq: number, batch: number, payload: Uint8Array): number {
  target.set(payload, at + FRAME_HEADER)
  return sealFrame(target, at, seq, batch, payload.length)
}

/** The same for a payload of `length` bytes that stands in its place already. */
export function sealFrame(target: Uint8Array, at: number, seq: number, batch: number, length: number): number {
  putU32(target, at, length)
  putU32(target, at + 8, batch)
  putU32(target, at + 12, seq % 0x1_0000_0000)
  const high = Math.floor(seq / 0x1_0000_0000)
  target[at + 16] = high & 255
  target[at + 17] = high >>> 8
  const end = at + FRAME_HEADER + length
  putU32(target, at + 4, crc32c(target, at + 8, end))
  return end
}

/** Reads a segment that begins with entry `firstSeq`. */
export function scanFrames(bytes: Uint8Array, firstSeq: number): FrameScan {
  const frames: Frame[] = []
  let at = 0
  for (;;) {
    const frame = readFrame(bytes, at, firstSeq + frames.length)
    if (frame === undefined) break
    frames.push(frame)
    at += FRAME_HEADER + frame.payload.length
  }
  const damage = bytes.subarray(at).some((byte) => byte !== 0)
  return {
    frames,
    end: at,
    damage,
    // A search through all that follows; only the segment that was being written asks.
    get acknowledged() {
      return damage && hasLaterBatch(bytes, at, firstSeq + frames.length, lastBatch(frames))
    },
  }
}

function readFrame(bytes: Uint8Array, at: number, seq?: number): Frame | undefined {
  const end = frameEnd(bytes, at, seq)
  if (end === undefined) return undefined
  const payload = bytes.subarray(at + FRAME_HEADER, end)
  return { seq: seqAt(bytes, at), batch: getU32(bytes, at + 8), offset: at, payload }
}

/** Where the whole frame that begins at `at` ends, or undefined: none, a damaged one, or, where `seq` is given, one of another number. */
export function frameEnd(bytes: Uint8Array, at: number, seq?: number): number | undefined {
  if (at + FRAME_HEADER > bytes.length) return undefined
  const length = getU32(bytes, at)
  const end = at + FRAME_HEADER + length
  if (length === 0 || length > MAX_ENTRY_BYTES || end > bytes.length) return undefined
  if (seq !== undefined && seqAt(bytes, at) !== seq) return undefined
  return crc32c(bytes, at + 8, end) === getU32(bytes, at + 4) ? end : undefined
}

function seqAt(bytes: Uint8Array, at: number): number {
  return getU32(bytes, at + 12) + (bytes[at + 16]! | (bytes[at + 17]! << 8)) * 0x1_0000_0000
}

/**
 * Whether a whole frame lies after the damage that belongs to a batch later than the damaged one. The damaged frame belongs at the earliest to the
 * batch of the last whole frame, so two batches later is certain; one batch later is certain when the damage is in that same batch, which the
 * damaged header may still say. Where it is not certain, the tail counts as torn.
 */
function hasLaterBatch(bytes: Uint8Array, from: number, seq: number, batch: number): boolean {
  let damagedBatch = batch + 1
  if (from + FRAME_HEADER <= bytes.length) damagedBatch = Math.max(batch, Math.min(batch + 1, getU32(bytes, from + 8)))
  const lastSeq = seq + Math.ceil((bytes.length - from) / FRAME_HEADER)
  let left = bytes.length * MOST_PASSES
  for (let at = from + 1; at + FRAME_HEADER < bytes.length; at++) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) continue
    const found = seqAt(bytes, at)
    if (found <= seq || found > lastSeq || getU32(bytes, at + 8) <= damagedBatch) continue
    const length = getU32(bytes, at)
    if (length <= MAX_ENTRY_BYTES) left -= length
    // So many headers that lead nowhere are no torn write: somebody made them.
    if (left < 0 || readFrame(bytes, at) !== undefined) return true
  }
  return false
}

/** What looks for whole frames behind damage reads each byte this often at most, whatever lies there. */
const MOST_PASSES = 16

function lastBatch(frames: readonly Frame[]): number {
  return frames.at(-1)?.batch ?? 0
}

function putU32(target: Uint8Array, at: number, value: number): void {
  target[at] = value & 255
  target[at + 1] = (value >>> 8) & 255
  target[at + 2] = (value >>> 16) & 255
  target[at + 3] = value >>> 24
}

function getU32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}
