/**
 * The append-only log of texts: group commit into the segments, the tree, the publishing behind. One writer per folder, held by a lock. After a failed
 * write or sync it is poisoned and refuses everything, because what the disk holds is no longer known; opening the log anew finds out. What the texts
 * mean is the business of `log-writer.ts`.
 */
import { join } from 'node:path'
import { utf8 } from 'clawql-manifest-validator'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { LogUnavailableError } from '../../worm/audit-log.ts'
import { formatCheckpoint, openCheckpoint } from '../../worm/checkpoint.ts'
import { FRAME_HEADER } from '../../worm/frame.ts'
import { signNote } from '../../worm/signed-note.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import type { Published } from './derived-tree.ts'
import { makeFolderDurably, readIfPresent, writeDurably } from './durable-file.ts'
import { createPlatformDisk, type LogDisk } from './log-disk.ts'
import type { LogSigner } from './log-key.ts'
import { lockLog } from './log-lock.ts'
import {
  batchEnd,
  bytesToWrite,
  createPendingBatches,
  type PendingBatch,
  type PrintEntry,
  sealBatch,
} from './pending-batch.ts'
import { verifyEd25519 } from './platform-hash.ts'
import { CHECKPOINT_FILE } from './publisher.ts'
import { type LogPublisher, openLogPublisher } from './publishing-thread.ts'
import { createSegmentWriter } from './segment-writer.ts'
import { LogDamagedError } from './segments.ts'

/** Where an entry lies: `offset` and `length` of its bytes in the segment that begins with entry `firstSeq`. */
export interface EntryPlace {
  readonly seq: number
  readonly firstSeq: number
  readonly offset: number
  readonly length: number
}

export interface TreeLogOptions {
  readonly folder: string
  readonly signer: LogSigner
  /** How long a durable entry may wait for its checkpoint. Default 250. */
  readonly publishEveryMs?: number
  /** Default 8 MiB. */
  readonly segmentBytes?: number
  /** With more than this unpublished appending waits for publishing. Default 256 MiB. */
  readonly unpublishedBytes?: number
  readonly disk?: LogDisk
  /** Told once, when the writer is poisoned. */
  readonly onPoisoned?: (reason: Error) => void
}

/** Told of each entry once it is durable, with what was handed over with it, just before its `append` resolves; `place` may be kept. Must not throw. */
export type OnDurable<Note> = (note: Note, place: EntryPlace) => void

export interface TreeLog<Note> {
  /** Entries that are durable. */
  readonly size: number
  readonly poisoned: Error | undefined
  /** Entries that the last checkpoint covers. */
  readonly published: number
  /** Resolves with the entry's number once it is durable. Undefined where `print` wrote none: then it is as if this had never been called. */
  append<Entry>(print: PrintEntry<Entry>, entry: Entry, note: Note): Promise<number> | undefined
  /** Resolves once a checkpoint covers every entry that was durable at the call, with what it says. */
  publish(): Promise<Published>
  close(): Promise<void>
}

/** The log's verifier key beside it, for convenience. Whoever verifies in earnest pins the key from elsewhere. */
export const VERIFIER_KEY_FILE = 'vkey'
/** With this part of what may be unpublished waiting, the next step of publishing begins at once. */
const HURRY_SHARE = 1 / 4

export async function openTreeLog<Note = undefined>(
  options: TreeLogOptions,
  onDurable: OnDurable<Note> = () => undefined,
): Promise<TreeLog<Note>> {
  makeFolderDurably(options.folder)
  const unlock = lockLog(options.folder)
  let publisher: LogPublisher | undefined
  try {
    keepVerifierKey(options)
    publisher = await openPublisher(options)
    const log = createTreeLog(options, onDurable, publisher, unlock)
    await log.publish()
    return log
  } catch (error) {
    await publisher?.close().catch(() => undefined)
    unlock()
    throw error
  }
}

function keepVerifierKey({ folder, signer }: TreeLogOptions): void {
  const line = Buffer.from(`${signer.verifierKey}\n`)
  const present = readIfPresent(folder, VERIFIER_KEY_FILE)
  if (present === undefined) writeDurably(join(folder, VERIFIER_KEY_FILE), line)
  else if (!equalBytes(present, line))
    throw new LogDamagedError(VERIFIER_KEY_FILE, 0, 'the log was begun with another signing key')
}

/** The thread that publishes makes the segments sound, and holds the tree and its tiles against the last checkpoint. */
function openPublisher(options: TreeLogOptions): Promise<LogPublisher> {
  const published = readOwnCheckpoint(options)
  if (published === undefined && readIfPresent(options.folder, 'tile/0/000') !== undefined) {
    throw new LogDamagedError(CHECKPOINT_FILE, 0, 'the log has full tiles and no checkpoint')
  }
  return openLogPublisher(options.folder, published)
}

function readOwnCheckpoint(options: TreeLogOptions): Published | undefined {
  const bytes = readIfPresent(options.folder, CHECKPOINT_FILE)
  if (bytes === undefined) return undefined
  const own = noteVerifier(parseVerifierKey(options.signer.verifierKey)!, verifyEd25519)
  const opened = openCheckpoint(bytes, [own], { origin: options.signer.name, signedBy: own })
  if (!opened.ok) throw new LogDamagedError(CHECKPOINT_FILE, 0, opened.fault)
  return { size: opened.checkpoint.size, root: opened.checkpoint.root }
}

function createTreeLog<Note>(
  options: TreeLogOptions,
  onDurable: OnDurable<Note>,
  publisher: LogPublisher,
  unlock: () => void,
): TreeLog<Note> {
  const { folder, signer, publishEveryMs = 250, segmentBytes = 8 << 20, unpublishedBytes = 256 << 20 } = options
  const disk = options.disk ?? createPlatformDisk()
  const segments = createSegmentWriter(folder, segmentBytes, poison)
  const pending = createPendingBatches<Note>()
  let size = publisher.recovered
  let nextSeq = size
  let committing: Promise<void> | undefined
  /** What the last checkpoint covers; nothing at first, so that opening writes one. */
  let published: Published | undefined
  let publishing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let waitingBytes = 0
  let takenBytes = 0
  let poisoned: Error | undefined
  let closed = false

  function append<Entry>(print: PrintEntry<Entry>, entry: Entry, note: Note): Promise<number> | undefined {
    if (closed || poisoned !== undefined) return Promise.reject(unavailable())
    const seq = nextSeq
    const batch = pending.add(print, entry, seq, note)
    if (batch === undefined) return undefined
    nextSeq += 1
    committing ??= new Promise((done) => setImmediate(() => commitAll().finally(done)))
    return batch.durable.then(() => seq)
  }

  /** One write and one sync for everything that waits, again until nothing does. */
  async function commitAll(): Promise<void> {
    try {
      for (let batch = pending.take(); batch !== undefined; batch = pending.take()) {
        await commitBatch(batch)
        while (waitingBytes + takenBytes > unpublishedBytes && poisoned === undefined) {
          await publishNow().catch(() => undefined)
        }
      }
    } finally {
      committing = undefined
    }
  }

  async function commitBatch(batch: PendingBatch<Note>): Promise<void> {
    try {
      if (poisoned !== undefined) throw poisoned
      const segment = await writeBatch(batch)
      size += batch.ends.length
      waitingBytes += batchEnd(batch)
      noteBatch(batch, segment)
      batch.resolve()
      segments.pause(batchEnd(batch))
      publishSoon()
    } catch (error) {
      poison(error)
      batch.reject(unavailable())
    }
    pending.giveBack(batch)
  }

  /** Returns where the batch begins once it is durable there. */
  async function writeBatch(batch: PendingBatch<Note>): Promise<{ firstSeq: number; offset: number }> {
    const bytes = batchEnd(batch)
    const target = segments.roomFor(size, bytes)
    target.batch += 1
    sealBatch(batch, target.batch)
    disk.write(target.file, bytesToWrite(batch, target.end, target.capacity), target.end)
    const synced = disk.sync(target.file)
    if (synced !== undefined) await synced
    const offset = target.end
    target.end += bytes
    return { firstSeq: target.firstSeq, offset }
  }

  function noteBatch({ ends, notes, firstSeq }: PendingBatch<Note>, segment: { firstSeq: number; offset: number }) {
    for (let n = 0, at = 0; n < ends.length; n++) {
      const from = at + FRAME_HEADER
      at = ends[n]!
      const offset = segment.offset + from
      onDurable(notes[n]!, { seq: firstSeq + n, firstSeq: segment.firstSeq, offset, length: at - from })
    }
  }

  /** After a while, or when much waits. Whatever comes while one step runs is the next one's, so no load holds publishing off. */
  function publishSoon(): void {
    if (publishing !== undefined || poisoned !== undefined || size === published?.size) return
    if (waitingBytes > unpublishedBytes * HURRY_SHARE) void publishNow().catch(() => undefined)
    else timer ??= setTimeout(() => void publishNow().catch(() => undefined), publishEveryMs).unref()
  }

  async function publish(): Promise<Published> {
    const wanted = size
    for (;;) {
      if (published !== undefined && published.size >= wanted) return published
      if (poisoned !== undefined) throw unavailable()
      await publishNow()
    }
  }

  function publishNow(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    publishing ??= publishStep().finally(() => {
      publishing = undefined
      publishSoon()
    })
    return publishing
  }

  /** Tiles of everything that is durable now, then the checkpoint over them. */
  async function publishStep(): Promise<void> {
    const upTo = size
    takenBytes = waitingBytes
    waitingBytes = 0
    try {
      const root = await publisher.publishTiles(upTo)
      const note = await signNote(formatCheckpoint(signer.name, upTo, root), signer)
      await publisher.publishCheckpoint(utf8(note))
      published = { size: upTo, root }
      takenBytes = 0
    } catch (error) {
      poison(error)
      throw error
    }
  }

  function poison(error: unknown): void {
    if (poisoned !== undefined) return
    poisoned = error instanceof Error ? error : new Error(String(error))
    for (let batch = pending.take(); batch !== undefined; batch = pending.take()) batch.reject(unavailable())
    options.onPoisoned?.(poisoned)
  }

  function unavailable(): LogUnavailableError {
    const reason = poisoned === undefined ? 'it is closed' : `it could not write: ${poisoned.message}`
    return new LogUnavailableError(`the log takes no entries: ${reason}`)
  }

  async function close(): Promise<void> {
    if (closed) return
    closed = true
    while (committing !== undefined) await committing
    try {
      if (poisoned === undefined) await publish()
      else await publishing?.catch(() => undefined)
      await segments.close(poisoned === undefined)
    } finally {
      clearTimeout(timer)
      await publisher.close().catch(() => undefined)
      unlock()
    }
  }

  return {
    get size() {
      return size
    },
    get published() {
      return published?.size ?? 0
    },
    get poisoned() {
      return poisoned
    },
    append,
    publish,
    close,
  }
}
