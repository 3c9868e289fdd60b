/**
 * Entries that wait for the next commit, already in the bytes they will be written in. An entry gets its number when it comes: numbers are given in order,
 * and a batch that fails ends the writer, so no number is ever given twice or left out. One promise stands for a whole batch.
 */
import { FRAME_HEADER, MAX_ENTRY_BYTES, sealFrame } from '../../worm/frame.ts'

/**
 * Writes the entry with this number from `at` on and returns where it ends; negative where there is nothing to write, or no room. Must not append. It is as if
 * it had never been called where it throws, or writes anything but 1 to `MAX_ENTRY_BYTES` bytes.
 */
export type PrintEntry<Entry> = (block: Buffer, at: number, entry: Entry, seq: number) => number

export interface PendingBatch<Note> {
  readonly block: Buffer
  /** Of its first entry. */
  readonly firstSeq: number
  /** Where frame n ends in the block, and the next begins. */
  readonly ends: number[]
  /** What was handed over with entry n. */
  readonly notes: Note[]
  readonly durable: Promise<void>
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

const FULL_BYTES = 1 << 20
const MAX_BYTES_PER_UNIT = 3
const PAGE_BYTES = 4096
const BLOCK_BYTES = FULL_BYTES + FRAME_HEADER + MAX_ENTRY_BYTES * MAX_BYTES_PER_UNIT + PAGE_BYTES

export interface PendingBatches<Note> {
  /** The batch that the entry is in now; undefined where there was none to write. Throws what `print` throws. */
  add<Entry>(print: PrintEntry<Entry>, entry: Entry, seq: number, note: Note): PendingBatch<Note> | undefined
  /** The oldest batch, or undefined when nothing waits. Whoever takes it gives its block back. */
  take(): PendingBatch<Note> | undefined
  giveBack(batch: PendingBatch<Note>): void
}

export function createPendingBatches<Note>(): PendingBatches<Note> {
  const batches: PendingBatch<Note>[] = []
  const blocks: Buffer[] = []

  function add<Entry>(print: PrintEntry<Entry>, entry: Entry, seq: number, note: Note): PendingBatch<Note> | undefined {
    const last = batches.at(-1)
    const open = last !== undefined && batchEnd(last) < FULL_BYTES ? last : undefined
    const block = open?.block ?? blocks.pop() ?? Buffer.allocUnsafe(BLOCK_BYTES)
    const from = (open === undefined ? 0 : batchEnd(open)) + FRAME_HEADER
    const end = print(block, from, entry, seq)
    if (batches.at(-1) !== last || (open !== undefined && batchEnd(open) + FRAME_HEADER !== from)) {
      throw new Error('an entry was appended while another was being printed')
    }
    if (end <= from || end - from > MAX_ENTRY_BYTES) {
      if (open === undefined) blocks.push(block)
      return undefined
    }
    const batch = open ?? begin(block, seq)
    batch.ends.push(end)
    batch.notes.push(note)
    return batch
  }

  function begin(block: Buffer, firstSeq: number): PendingBatch<Note> {
    const { promise: durable, resolve, reject } = Promise.withResolvers<void>()
    const batch = { block, firstSeq, ends: [], notes: [], durable, resolve, reject }
    batches.push(batch)
    return batch
  }

  return {
    add,
    take: () => batches.shift(),
    giveBack({ block }) {
      if (blocks.length < 2) blocks.push(block)
    },
  }
}

/** Where its last frame ends, in bytes. */
export function batchEnd({ ends }: PendingBatch<unknown>): number {
  return ends[ends.length - 1] ?? 0
}

/** Puts a frame around every entry; `batch` is the number of the commit. */
export function sealBatch({ block, ends, firstSeq }: PendingBatch<unknown>, batch: number): void {
  for (let n = 0, at = 0; n < ends.length; n++) {
    at = sealFrame(block, at, firstSeq + n, batch, ends[n]! - at - FRAME_HEADER)
  }
}

/**
 * What to write at `offset` of the segment: the frames, and zeros to the end of their last page, though not beyond `capacity`. The segment holds zeros there
 * already; but a page that is written only in part is read from the disk first, where it is not in memory.
 */
export function bytesToWrite(batch: PendingBatch<unknown>, offset: number, capacity: number): Uint8Array {
  const end = batchEnd(batch)
  const pageEnd = Math.min(Math.ceil((offset + end) / PAGE_BYTES) * PAGE_BYTES, capacity) - offset
  if (pageEnd <= end) return batch.block.subarray(0, end)
  return batch.block.fill(0, end, pageEnd).subarray(0, pageEnd)
}
