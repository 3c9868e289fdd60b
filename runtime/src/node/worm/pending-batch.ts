/**
 * Entries that wait for the next commit, already in the bytes they will be written in. An entry gets its number when it comes: numbers are given in order,
 * and a batch that fails ends the writer, so no number is ever given twice or left out.
 */
import { FRAME_HEADER, MAX_ENTRY_BYTES } from '../../worm/frame.ts'
import type { EntryPlace } from './tree-log.ts'

/** `offset` and `firstSeq` are those of the block until the batch is written, of the segment after. */
export interface PendingEntry {
  readonly seq: number
  firstSeq: number
  offset: number
  length: number
  readonly onDurable: ((place: EntryPlace) => void) | undefined
  readonly resolve: (seq: number) => void
  readonly reject: (reason: Error) => void
}

export interface PendingBatch {
  readonly block: Buffer
  end: number
  readonly entries: PendingEntry[]
}

const FULL_BYTES = 1 << 20
const MAX_BYTES_PER_UNIT = 3
const BLOCK_BYTES = FULL_BYTES + FRAME_HEADER + MAX_ENTRY_BYTES * MAX_BYTES_PER_UNIT

export interface PendingBatches {
  /** Writes the entry's text, of 1 to `MAX_ENTRY_BYTES` bytes of UTF-8, into the batch that is next or behind it, and says in the entry where. */
  add(text: string, entry: PendingEntry): void
  /** The oldest batch, or undefined when nothing waits. Whoever takes it gives its block back. */
  take(): PendingBatch | undefined
  giveBack(batch: PendingBatch): void
}

export function createPendingBatches(): PendingBatches {
  const batches: PendingBatch[] = []
  const blocks: Buffer[] = []
  return {
    add(text, entry) {
      let batch = batches.at(-1)
      if (batch === undefined || batch.end >= FULL_BYTES) {
        batch = { block: blocks.pop() ?? Buffer.allocUnsafe(BLOCK_BYTES), end: 0, entries: [] }
        batches.push(batch)
      }
      const offset = batch.end + FRAME_HEADER
      entry.offset = offset
      entry.length = batch.block.write(text, offset)
      batch.entries.push(entry)
      batch.end = offset + entry.length
    },
    take: () => batches.shift(),
    giveBack({ block }) {
      if (blocks.length < 2) blocks.push(block)
    },
  }
}
