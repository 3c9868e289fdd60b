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
import { FRAME_HEADER, MAX_ENTRY_BYTES, sealFrame } from '../../worm/frame.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { makeFolderDurably, readIfPresent, writeDurably } from './durable-file.ts'
import { createPlatformDisk, type LogDisk } from './log-disk.ts'
import type { LogSigner } from './log-key.ts'
import { lockLog } from './log-lock.ts'
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

interface Waiting {
  readonly makeEntry: (seq: number) => string
  readonly onDurable: ((place: EntryPlace) => void) | undefined
  readonly resolve: (seq: number) => void
  readonly reject: (reason: Error) => void
}

/** The log's verifier key beside it, for convenience. Whoever verifies in earnest pins the key from elsewhere. */
export const VERIFIER_KEY_FILE = 'vkey'
const MAX_BATCH_BYTES = 1 << 20
const MAX_BYTES_PER_UNIT = 3
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
  const encoder = new TextEncoder()
  const block = Buffer.allocUnsafe(MAX_BATCH_BYTES + FRAME_HEADER + MAX_ENTRY_BYTES)
  let size = recoveredSize
  let queue: Waiting[] = []
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
      queue.push({ makeEntry, onDurable, resolve, reject })
      committing ??= new Promise((done) => setImmediate(() => commitAll().finally(done)))
    })
  }

  /** One write and one sync for everything that waits, again until nothing does. */
  async function commitAll(): Promise<void> {
    try {
      while (queue.length > 0 && poisoned === undefined) {
        await commitBatch()
        if (tiles.waitingBytes + takenBytes > MAX_UNPUBLISHED_BYTES) await publishDue().catch(() => undefined)
      }
    } finally {
      committing = undefined
    }
  }

  async function commitBatch(): Promise<void> {
    const places: EntryPlace[] = []
    inCommit = true
    const bytes = encodeBatch(places)
    const taken = queue.splice(0, places.length)
    try {
      await writeBatch(bytes, places)
      size += places.length
      for (let at = 0; at < taken.length; at++) {
        const { onDurable, resolve } = taken[at]!
        onDurable?.(places[at]!)
        resolve(places[at]!.seq)
      }
      timer ??= setTimeout(() => void publishDue().catch(() => undefined), publishEveryMs).unref()
    } catch (error) {
      poison(error)
      for (const waiting of taken) waiting.reject(unavailable())
    }
    inCommit = false
    for (const run of afterCommit.splice(0)) run()
  }

  /** The texts of as many as fit, in their places in the block. The rest of each frame follows when the segment is known. */
  function encodeBatch(places: EntryPlace[]): number {
    let at = 0
    for (const waiting of queue) {
      const seq = size + places.length
      const text = waiting.makeEntry(seq)
      if (at > 0 && at + FRAME_HEADER + text.length * MAX_BYTES_PER_UNIT > block.length) break
      const from = at + FRAME_HEADER
      const { written } = encoder.encodeInto(text, block.subarray(from))
      places.push({ seq, firstSeq: 0, offset: from, length: written })
      at = from + written
    }
    return at
  }

  /** The tree grows while the disk works; nobody sees it before the disk is done, and never if it fails. */
  async function writeBatch(bytes: number, places: EntryPlace[]): Promise<void> {
    const target = segments.roomFor(size, bytes)
    const { end } = target
    target.batch += 1
    for (const { seq, offset, length } of places) sealFrame(block, offset - FRAME_HEADER, seq, target.batch, length)
    disk.write(target.file, block.subarray(0, bytes), end)
    const synced = disk.sync(target.file, places.length)
    for (let at = 0; at < places.length; at++) {
      const { seq, offset, length } = places[at]!
      tiles.append(block, offset, offset + length)
      places[at] = { seq, firstSeq: target.firstSeq, offset: end + offset, length }
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
    const refused = queue
    queue = []
    for (const waiting of refused) waiting.reject(unavailable())
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
