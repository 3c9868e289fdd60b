/**
 * The audit log as components see it: checks each envelope, moves payloads that do not fit out to the blob store, appends, and answers what was written.
 * The index behind `find` is derived; what it points at is read from the segments and checked.
 */
import { join } from 'node:path'
import { canonicalize, utf8 } from 'clawql-manifest-validator'
import { type AuditLog, LogRefusedError } from '../../worm/audit-log.ts'
import { leafPrefix, leafText, parseLeaf } from '../../worm/entry-leaf.ts'
import { FRAME_HEADER, type Frame, MAX_ENTRY_BYTES } from '../../worm/frame.ts'
import { submissionFaults, type WormEntry, type WormSubmission } from '../../worm/worm-entry.ts'
import { type BlobStore, openBlobStore } from './blob-store.ts'
import { makeFolderDurably } from './durable-file.ts'
import { type LogFilter, type LogIndex, openLogIndex } from './log-index.ts'
import { readEntryAt } from './read-segment.ts'
import { visitSegments } from './segments.ts'
import { type EntryPlace, openTreeLog, type TreeLog, type TreeLogOptions } from './tree-log.ts'

export interface LogWriter extends AuditLog {
  readonly size: number
  readonly poisoned: Error | undefined
  readonly blobs: BlobStore
  find(filter: LogFilter): Promise<readonly WormEntry[]>
  publish(): Promise<void>
  close(): Promise<void>
}

/** Room for `,"worm_seq":9007199254740991}`. */
const SEQ_BYTES = 29
export const BLOB_FOLDER = 'blobs'

export async function openLogWriter(options: Omit<TreeLogOptions, 'recovered'>): Promise<LogWriter> {
  makeFolderDurably(options.folder)
  let index = openLogIndex(options.folder)
  const indexFrames = (frames: readonly Frame[], firstSeq: number) => {
    const missing = frames.filter((frame) => frame.seq >= index.size)
    index.add(missing.map((frame) => ({ entry: entryOf(frame.payload, frame.seq), place: placeOf(frame, firstSeq) })))
  }
  try {
    const tree = await openTreeLog({ ...options, recovered: indexFrames })
    if (index.size > tree.size) {
      index.close()
      index = openLogIndex(options.folder, { anew: true })
      visitSegments(options.folder, indexFrames)
    }
    return createLogWriter(options.folder, tree, index)
  } catch (error) {
    index.close()
    throw error
  }
}

function createLogWriter(folder: string, tree: TreeLog, index: LogIndex): LogWriter {
  const unindexed: { entry: WormEntry; place: EntryPlace }[] = []
  const blobs = openBlobStore(join(folder, BLOB_FOLDER))
  const fillIndex = () => index.add(unindexed.splice(0))
  const find = (filter: LogFilter): Promise<readonly WormEntry[]> => {
    fillIndex()
    return Promise.resolve(index.find(filter).map((place) => entryOf(readEntryAt(folder, place), place.seq)))
  }
  return {
    get size() {
      return tree.size
    },
    get poisoned() {
      return tree.poisoned
    },
    blobs,
    async append(submission) {
      const { entry, prefix } = prepare(submission, blobs)
      const place = await tree.append((seq) => Buffer.from(leafText(prefix, seq)))
      unindexed.push({ entry: { ...entry, worm_seq: place.seq }, place })
      if (unindexed.length >= 1024) fillIndex()
      return place.seq
    },
    find,
    history: (correlationId) => find({ correlationId }),
    publish: () => tree.publish(),
    async close() {
      await tree.close()
      fillIndex()
      index.close()
    },
  }
}

/** The entry as it will stand in the log, payload out of line where it must be. Throws `LogRefusedError`. */
function prepare(submission: WormSubmission, blobs: BlobStore): { entry: WormSubmission; prefix: string } {
  const faults = submissionFaults(submission)
  if (faults.length > 0) throw new LogRefusedError(faults)
  const prefix = printed(submission)
  if (fits(prefix)) return { entry: submission, prefix }
  const payload = utf8(canonicalize(submission.payload))
  const entry = { ...submission, payload: { blob_sha256: blobs.put(payload), blob_bytes: payload.length } }
  const short = printed(entry)
  if (!fits(short)) throw new LogRefusedError(['the entry does not fit, even without its payload'])
  return { entry, prefix: short }
}

function printed(entry: WormSubmission): string {
  try {
    return leafPrefix(entry)
  } catch (error) {
    throw new LogRefusedError([`payload: ${error instanceof Error ? error.message : String(error)}`])
  }
}

function fits(prefix: string): boolean {
  return Buffer.byteLength(prefix) + SEQ_BYTES <= MAX_ENTRY_BYTES
}

function placeOf(frame: Frame, firstSeq: number): EntryPlace {
  return { seq: frame.seq, firstSeq, offset: frame.offset + FRAME_HEADER, length: frame.payload.length }
}

function entryOf(bytes: Uint8Array, seq: number): WormEntry {
  const parsed = parseLeaf(bytes, seq)
  if ('fault' in parsed) throw new Error(`entry ${seq} of the log: ${parsed.fault}`)
  return parsed.entry
}
