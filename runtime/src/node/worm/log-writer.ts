/**
 * The audit log as components see it: checks each envelope, moves payloads that do not fit out to the blob store, appends, and answers what was written.
 * The index behind `find` is derived; what it points at is read from the segments and checked.
 */
import { join } from 'node:path'
import { canonicalize } from 'clawql-manifest-validator'
import { type AuditLog, LogRefusedError } from '../../worm/audit-log.ts'
import { leafPrefix, leafText } from '../../worm/entry-leaf.ts'
import { MAX_ENTRY_BYTES } from '../../worm/frame.ts'
import { payloadFaults } from '../../worm/payload-faults.ts'
import { printEntry } from '../../worm/print-entry.ts'
import { submissionFaults, type WormEntry, type WormSubmission } from '../../worm/worm-entry.ts'
import { type BlobStore, openBlobStore } from './blob-store.ts'
import { makeFolderDurably } from './durable-file.ts'
import { type IndexKeys, indexKeys, type LazyIndex, openLazyIndex } from './lazy-index.ts'
import type { LogFilter } from './log-index.ts'
import { openTreeLog, type TreeLog, type TreeLogOptions } from './tree-log.ts'

export interface LogWriter extends AuditLog {
  readonly size: number
  /** Entries that the last checkpoint covers. */
  readonly published: number
  readonly poisoned: Error | undefined
  readonly blobs: BlobStore
  find(filter: LogFilter): Promise<readonly WormEntry[]>
  publish(): Promise<void>
  close(): Promise<void>
}

/** Room for `,"worm_seq":9007199254740991}`. */
const SEQ_BYTES = 29
/** Of UTF-8, for one unit of UTF-16. */
const MAX_BYTES_PER_UNIT = 3
export const BLOB_FOLDER = 'blobs'

export async function openLogWriter(options: TreeLogOptions): Promise<LogWriter> {
  makeFolderDurably(options.folder)
  let index: LazyIndex | undefined
  const tree = await openTreeLog<IndexKeys>(options, (keys, place) => index?.note(keys, place))
  try {
    index = openLazyIndex(options.folder)
    return createLogWriter(options.folder, tree, index)
  } catch (error) {
    await tree.close()
    throw error
  }
}

function createLogWriter(folder: string, tree: TreeLog<IndexKeys>, index: LazyIndex): LogWriter {
  const blobs = openBlobStore(join(folder, BLOB_FOLDER))
  const find = async (filter: LogFilter): Promise<readonly WormEntry[]> => index.find(filter, tree.size)
  return {
    get size() {
      return tree.size
    },
    get published() {
      return tree.published
    },
    get poisoned() {
      return tree.poisoned
    },
    blobs,
    append(submission) {
      try {
        if (typeof submission !== 'object' || submission === null)
          throw new LogRefusedError(submissionFaults(submission))
        const keys = indexKeys(submission)
        return tree.append(printEntry, submission, keys) ?? tree.append(printText, prepare(submission, blobs), keys)!
      } catch (error) {
        return Promise.reject(error)
      }
    },
    find,
    history: (correlationId) => find({ correlationId }),
    publish: async () => void (await tree.publish()),
    async close() {
      index.close()
      await tree.close()
    },
  }
}

function printText(block: Buffer, at: number, prefix: string, seq: number): number {
  return at + block.write(leafText(prefix, seq), at)
}

/**
 * What `printEntry` does not take, because it is wrong, large or unusual: the entry as it will stand in the log, but for its number; the payload out of line where
 * it must be. Throws `LogRefusedError`.
 */
function prepare(submission: WormSubmission, blobs: BlobStore): string {
  const faults = submissionFaults(submission)
  if (faults.length > 0) throw new LogRefusedError(faults)
  const payload = printed(submission)
  const prefix = leafPrefix(submission, payload)
  if (fits(prefix)) return prefix
  const bytes = Buffer.from(payload)
  const short = leafPrefix({ ...submission, payload: { blob_sha256: blobs.put(bytes), blob_bytes: bytes.length } })
  if (!fits(short)) throw new LogRefusedError(['the entry does not fit, even without its payload'])
  return short
}

function printed({ event_kind: kind, payload }: WormSubmission): string {
  try {
    const faults = payloadFaults(kind, payload)
    if (faults.length > 0) throw new LogRefusedError(faults)
    return canonicalize(payload)
  } catch (error) {
    if (error instanceof LogRefusedError) throw error
    throw new LogRefusedError([`payload: ${error instanceof Error ? error.message : String(error)}`])
  }
}

function fits(prefix: string): boolean {
  if (prefix.length * MAX_BYTES_PER_UNIT + SEQ_BYTES <= MAX_ENTRY_BYTES) return true
  return Buffer.byteLength(prefix) + SEQ_BYTES <= MAX_ENTRY_BYTES
}
