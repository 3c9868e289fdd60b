/**
 * The append-only log of texts: group commit into the segments, the tree, the publishing behind. One writer per folder, held by a lock. After a failed
 * write or sync it is poisoned and refuses everything, because what the disk holds is no longer known; opening the log anew finds out. What the texts
 * mean is the business of `log-writer.ts`.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { LogUnavailableError } from '../../worm/audit-log.ts'
import { openCheckpoint } from '../../worm/checkpoint.ts'
import { FRAME_HEADER, sealFrame } from '../../worm/frame.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { makeFolderDurably, readIfPresent, writeDurably } from './durable-file.ts'
import { createPlatformDisk, type LogDisk } from './log-disk.ts'
import type { LogSigner } from './log-key.ts'
import { lockLog } from './log-lock.ts'
import { createPendingBatches, type PendingBatch } from './pending-batch.ts'
import { verifyEd25519 } from './platform-hash.ts'
import { CHECKPOINT_FILE, publishSnapshot, type Snapshot } from './publisher.ts'
import { createSegmentWriter } from './segment-writer.ts'
import { LogDamagedError, recoverSegments } from './segments.ts'
import { createTileBuffer, type TileBuffer } from './tile-buffer.ts'

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
  readonly disk?: LogDisk
  /** Told once, when the writer is poisoned. */
  readonly onPoisoned?: (reason: Error) => void
}

export interface TreeLog {
  /** Entries that are durable. */
  readonly size: number
  readonly poisoned: Error | undefined
  root(): Uint8Array
  /**
   * `makeEntry` is given the entry's number, returns well-formed text of 1 to `MAX_ENTRY_BYTES` bytes of UTF-8 and must not throw. Resolves once they
   * are durable, with the number; `onDurable`, which must not throw either, is told where the entry lies just before.
   */
  append(makeEntry: (seq: number) => string, onDurable?: (place: EntryPlace) => void): Promise<number>
  /** Resolves once a checkpoint covers every entry that was durable at the call. */
  publish(): Promise<void>
  close(): Promise<void>
}

/** The log's verifier key beside it, for convenience. Whoever verifies in earnest pins the key from elsewhere. */
export const VERIFIER_KEY_FILE = 'vkey'
/** While entries come in, publishing takes this part of the disk's time, because every file it syncs holds up a commit. */
const PUBLISHING_SHARE = 0.2
/** So much unpublished, and publishing goes as fast as it can; so much more, and appending waits for it. */
const HURRY_BYTES = 64 << 20
const MAX_UNPUBLISHED_BYTES = 256 << 20
const LONGEST_PAUSE_MS = 25

export async function openTreeLog(options: TreeLogOptions): Promise<TreeLog> {
  makeFolderDurably(options.folder)
  const unlock = lockLog(options.folder)
  try {
    const tiles = createTileBuffer()
    keepVerifierKey(options)
    const size = await recover(options, tiles)
    const log = createTreeLog(options, tiles, size, unlock)
    await log.publish()
    return log
  } catch (error) {
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

/** Rebuilds the tree from the segments and holds it against the last checkpoint, and its tiles against those on disk. */
async function recover(options: TreeLogOptions, tiles: TileBuffer): Promise<number> {
  const published = readOwnCheckpoint(options)
  if (published === undefined && readIfPresent(options.folder, 'tile/0/000') !== undefined) {
    throw new LogDamagedError(CHECKPOINT_FILE, 0, 'the log has full tiles and no checkpoint')
  }
  return recoverSegments(options.folder, published?.size ?? 0, ({ bytes, frames }) => {
    for (const { offset, payload } of frames) {
      const from = offset + FRAME_HEADER
      tiles.append(bytes, from, from + payload.length)
      if (tiles.size === published?.size && !equalBytes(tiles.root(), published.root)) {
        const message = `the segments do not give the root of the checkpoint of ${published.size} entries`
        throw new LogDamagedError(CHECKPOINT_FILE, 0, message)
      }
    }
  })
}

function readOwnCheckpoint(options: TreeLogOptions): { size: number; root: Uint8Array } | undefined {
  const bytes = readIfPresent(options.folder, CHECKPOINT_FILE)
  if (bytes === undefined) return undefined
  const own = noteVerifier(parseVerifierKey(options.signer.verifierKey)!, verifyEd25519)
  const opened = openCheckpoint(bytes, [own], { origin: options.signer.name, signedBy: own })
  if (!opened.ok) throw new LogDamagedError(CHECKPOINT_FILE, 0, opened.fault)
  return opened.checkpoint
}

function createTreeLog(options: TreeLogOptions, tiles: TileBuffer, recoveredSize: number, unlock: () => void): TreeLog {
  const { folder, signer, publishEveryMs = 250, segmentBytes = 8 << 20 } = options
  const disk = options.disk ?? createPlatformDisk()
  const segments = createSegmentWriter(folder, segmentBytes, poison)
  const pending = createPendingBatches()
  let size = recoveredSize
  let nextSeq = recoveredSize
  let committing: Promise<void> | undefined
  let inCommit = false
  const afterCommit: (() => void)[] = []
  let publishing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let takenBytes = 0
  let wanted = 0
  let pacedSize = recoveredSize
  let poisoned: Error | undefined
  let closed = false

  function append(makeEntry: (seq: number) => string, onDurable?: (place: EntryPlace) => void): Promise<number> {
    if (closed || poisoned !== undefined) return Promise.reject(unavailable())
    return new Promise((resolve, reject) => {
      const seq = nextSeq
      pending.add(makeEntry(seq), { seq, onDurable, resolve, reject })
      nextSeq += 1
      committing ??= new Promise((done) => setImmediate(() => commitAll().finally(done)))
    })
  }

  /** One write and one sync for everything that waits, again until nothing does. */
  async function commitAll(): Promise<void> {
    try {
      for (let batch = pending.take(); batch !== undefined; batch = pending.take()) {
        await commitBatch(batch)
        if (tiles.waitingBytes + takenBytes > MAX_UNPUBLISHED_BYTES) await publishDue().catch(() => undefined)
      }
    } finally {
      committing = undefined
    }
  }

  async function commitBatch(batch: PendingBatch): Promise<void> {
    inCommit = true
    try {
      if (poisoned !== undefined) throw poisoned
      await writeBatch(batch)
      size += batch.entries.length
      for (const entry of batch.entries) {
        entry.onDurable?.(entry)
        entry.resolve(entry.seq)
      }
      timer ??= setTimeout(() => void publishDue().catch(() => undefined), publishEveryMs).unref()
    } catch (error) {
      poison(error)
      for (const { reject } of batch.entries) reject(unavailable())
    }
    inCommit = false
    pending.giveBack(batch)
    for (const run of afterCommit.splice(0)) run()
  }

  /** The tree grows while the disk works; nobody sees it before the disk is done, and never if it fails. */
  async function writeBatch({ block, end: bytes, entries }: PendingBatch): Promise<void> {
    const target = segments.roomFor(size, bytes)
    target.batch += 1
    for (const { seq, offset, length } of entries) sealFrame(block, offset - FRAME_HEADER, seq, target.batch, length)
    disk.write(target.file, block.subarray(0, bytes), target.end)
    const synced = disk.sync(target.file, entries.length)
    for (const entry of entries) {
      tiles.append(block, entry.offset, entry.offset + entry.length)
      entry.firstSeq = target.firstSeq
      entry.offset += target.end
    }
    if (synced !== undefined) await synced
    target.end += bytes
  }

  /** Somebody waits for it: no pauses until it is done. */
  async function publish(): Promise<void> {
    wanted += 1
    try {
      await publishDue()
    } finally {
      wanted -= 1
    }
  }

  function publishDue(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    publishing = publishing.then(async () => {
      const snapshot = await takeSnapshot()
      takenBytes = snapshot.files.reduce((sum, file) => sum + file.bytes.length, 0)
      try {
        await publishSnapshot(folder, snapshot, signer, pace)
      } catch (error) {
        poison(error)
        throw error
      }
      takenBytes = 0
    })
    return publishing
  }

  async function pace(tookMs: number): Promise<void> {
    const isQuiet = size === pacedSize
    pacedSize = size
    if (isQuiet || wanted > 0 || tiles.waitingBytes + takenBytes > HURRY_BYTES) return
    await wait(Math.min(LONGEST_PAUSE_MS, tookMs * (1 / PUBLISHING_SHARE - 1)))
  }

  /** Between two commits, when the tree holds what is durable and nothing else. */
  function takeSnapshot(): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      const take = () => {
        if (poisoned !== undefined) reject(unavailable())
        else resolve({ files: tiles.takeFiles(), size, root: tiles.root() })
      }
      if (!inCommit) take()
      else afterCommit.push(take)
    })
  }

  function poison(error: unknown): void {
    if (poisoned !== undefined) return
    poisoned = error instanceof Error ? error : new Error(String(error))
    for (let batch = pending.take(); batch !== undefined; batch = pending.take()) {
      for (const { reject } of batch.entries) reject(unavailable())
    }
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
      else await publishing.catch(() => undefined)
      await segments.close(poisoned === undefined)
    } finally {
      clearTimeout(timer)
      unlock()
    }
  }

  return {
    get size() {
      return size
    },
    get poisoned() {
      return poisoned
    },
    root: () => tiles.root(),
    append,
    publish,
    close,
  }
}
