/**
 * The append-only log of byte strings: group commit into the segments, the tree, the publishing behind. One writer per folder, held by a lock. After a
 * failed write or sync it is poisoned and refuses everything, because what the disk holds is no longer known; opening the log anew finds out. What the
 * bytes mean is the business of `log-writer.ts`.
 */
import { fdatasync, fdatasyncSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { LogUnavailableError } from '../../worm/audit-log.ts'
import { openCheckpoint } from '../../worm/checkpoint.ts'
import { FRAME_HEADER, type Frame, writeFrame } from '../../worm/frame.ts'
import { noteVerifier, parseVerifierKey } from '../../worm/verifier-key.ts'
import { makeFolderDurably, readIfPresent, writeDurably, writeFully } from './durable-file.ts'
import type { LogSigner } from './log-key.ts'
import { lockLog } from './log-lock.ts'
import { platformTreeHash, verifyEd25519 } from './platform-hash.ts'
import { CHECKPOINT_FILE, publishSnapshot } from './publisher.ts'
import {
  type ActiveSegment,
  LogDamagedError,
  openActiveSegment,
  recoverSegments,
  sealActiveSegment,
} from './segments.ts'
import { createTileBuffer, type TileBuffer } from './tile-buffer.ts'

/** Where an entry lies: `offset` and `length` of its bytes in the segment that begins with entry `firstSeq`. */
export interface EntryPlace {
  readonly seq: number
  readonly firstSeq: number
  readonly offset: number
  readonly length: number
}

/** The two calls that make an entry durable; tests put failing ones here. */
export interface LogDisk {
  write(file: number, bytes: Uint8Array, position: number): void
  sync(file: number): void | Promise<void>
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
  /** Called at the start with every entry there is, segment by segment. */
  readonly recovered?: (frames: readonly Frame[], firstSeq: number) => void
}

export interface TreeLog {
  /** Entries that are durable. */
  readonly size: number
  readonly poisoned: Error | undefined
  root(): Uint8Array
  /** `makeEntry` is given the entry's number, returns its bytes (1 to `MAX_ENTRY_BYTES`) and must not throw. Resolves once they are durable. */
  append(makeEntry: (seq: number) => Uint8Array): Promise<EntryPlace>
  /** Resolves once a checkpoint covers every entry that was durable at the call. */
  publish(): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  readonly makeEntry: (seq: number) => Uint8Array
  readonly resolve: (place: EntryPlace) => void
  readonly reject: (reason: Error) => void
}

/** The log's verifier key beside it, for convenience. Whoever verifies in earnest pins the key from elsewhere. */
export const VERIFIER_KEY_FILE = 'vkey'
const MAX_BATCH_BYTES = 1 << 20

export async function openTreeLog(options: TreeLogOptions): Promise<TreeLog> {
  makeFolderDurably(options.folder)
  const unlock = lockLog(options.folder)
  try {
    const tiles = createTileBuffer(platformTreeHash())
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
  const size = await recoverSegments(options.folder, published?.size ?? 0, async (frames, firstSeq) => {
    for (const frame of frames) {
      tiles.append(frame.payload)
      if (tiles.frontier.size === published?.size && !equalBytes(tiles.frontier.root(), published.root)) {
        throw new LogDamagedError(
          CHECKPOINT_FILE,
          0,
          `the segments do not give the root of the checkpoint of ${published.size} entries`,
        )
      }
    }
    options.recovered?.(frames, firstSeq)
  })
  return size
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
  let size = recoveredSize
  let segment: ActiveSegment | undefined
  let queue: Waiting[] = []
  let committing: Promise<void> | undefined
  let publishing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let poisoned: Error | undefined
  let closed = false

  function append(makeEntry: (seq: number) => Uint8Array): Promise<EntryPlace> {
    if (closed || poisoned !== undefined) return Promise.reject(unavailable())
    return new Promise((resolve, reject) => {
      queue.push({ makeEntry, resolve, reject })
      committing ??= new Promise((done) => setImmediate(() => commitAll().finally(done)))
    })
  }

  /** One write and one sync for everything that waits, again until nothing does. */
  async function commitAll(): Promise<void> {
    try {
      while (queue.length > 0 && poisoned === undefined) await commitBatch()
    } finally {
      committing = undefined
    }
  }

  async function commitBatch(): Promise<void> {
    const taken: Waiting[] = []
    const entries: Uint8Array[] = []
    let bytes = 0
    while (taken.length < queue.length && bytes < MAX_BATCH_BYTES) {
      const waiting = queue[taken.length]!
      taken.push(waiting)
      const entry = waiting.makeEntry(size + entries.length)
      entries.push(entry)
      bytes += FRAME_HEADER + entry.length
    }
    queue = queue.slice(taken.length)
    try {
      const places = await writeBatch(entries, bytes)
      for (const entry of entries) tiles.append(entry)
      size += entries.length
      for (const [at, waiting] of taken.entries()) waiting.resolve(places[at]!)
      timer ??= setTimeout(() => void publish().catch(() => undefined), publishEveryMs).unref()
    } catch (error) {
      poison(error)
      for (const waiting of taken) waiting.reject(unavailable())
    }
  }

  async function writeBatch(entries: readonly Uint8Array[], bytes: number): Promise<readonly EntryPlace[]> {
    const target = roomFor(bytes)
    const block = Buffer.allocUnsafe(bytes)
    const places: EntryPlace[] = []
    target.batch += 1
    let at = 0
    for (const entry of entries) {
      const seq = size + places.length
      places.push({ seq, firstSeq: target.firstSeq, offset: target.end + at + FRAME_HEADER, length: entry.length })
      at = writeFrame(block, at, seq, target.batch, entry)
    }
    disk.write(target.file, block, target.end)
    const synced = disk.sync(target.file)
    if (synced !== undefined) await synced
    target.end += bytes
    return places
  }

  function roomFor(bytes: number): ActiveSegment {
    if (segment !== undefined && segment.end + bytes > segment.capacity) {
      sealActiveSegment(folder, segment)
      segment = undefined
    }
    segment ??= openActiveSegment(folder, size, Math.max(segmentBytes, bytes))
    return segment
  }

  function publish(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    publishing = publishing.then(async () => {
      if (poisoned !== undefined) throw unavailable()
      const snapshot = { files: tiles.takeFiles(), size, root: tiles.frontier.root() }
      try {
        await publishSnapshot(folder, snapshot, signer)
      } catch (error) {
        poison(error)
        throw error
      }
    })
    return publishing
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
      if (poisoned === undefined && segment !== undefined) sealActiveSegment(folder, segment)
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
    root: () => tiles.frontier.root(),
    append,
    publish,
    close,
  }
}

/** Syncing in place spares the way through the thread pool, a third of the time on a fast disk; on a slow one the process must not stand still. */
function createPlatformDisk(): LogDisk {
  const slowMs = 2
  let lastMs = 0
  return {
    write: writeFully,
    sync(file) {
      const start = performance.now()
      if (lastMs < slowMs) {
        fdatasyncSync(file)
        lastMs = performance.now() - start
        return undefined
      }
      return new Promise((resolve, reject) => {
        fdatasync(file, (error) => {
          lastMs = performance.now() - start
          if (error === null) resolve()
          else reject(error)
        })
      })
    },
  }
}
