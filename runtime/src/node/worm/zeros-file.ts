/**
 * A new file that is filled with zeros piece by piece while others sync theirs. Where the file system lets it, past the page cache: such a piece needs neither
 * a sync nor a journal commit of its own, either of which holds up every sync beside it. Elsewhere each piece is synced, so that none stands behind more than one.
 */
import { constants, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

export interface ZerosFile {
  /** The least worth to append at a time, and the most. */
  readonly leastBytes: number
  readonly mostBytes: number
  append(length: number): Promise<void>
  /** Resolves once all of it is durable. */
  finish(): Promise<void>
  close(): Promise<void>
}

const BLOCK_BYTES = 4096
const LEAST_DIRECT_BYTES = 1 << 16
const MOST_DIRECT_BYTES = 1 << 18
const SYNCED_BYTES = 1 << 20

/** Replaces what lies there. `bytes` is how much it will be. Throws what the disk throws. */
export async function createZerosFile(path: string, bytes: number): Promise<ZerosFile> {
  rmSync(path, { force: true })
  const direct = bytes % BLOCK_BYTES === 0 ? await openDirectly(path, bytes) : undefined
  if (direct !== undefined) return { ...appending(direct.file, direct.zeros, false), leastBytes: LEAST_DIRECT_BYTES }
  rmSync(path, { force: true })
  return appending(await open(path, 'wx'), new Uint8Array(SYNCED_BYTES), true)
}

/** Undefined where the file system, or this system, has no such way. */
async function openDirectly(path: string, bytes: number): Promise<{ file: FileHandle; zeros: Uint8Array } | undefined> {
  const { O_DIRECT: direct, O_WRONLY, O_CREAT, O_EXCL } = constants
  let file: FileHandle | undefined
  try {
    if (direct === undefined) return undefined
    const zeros = wholePages()
    file = await open(path, direct | O_WRONLY | O_CREAT | O_EXCL)
    await file.write(zeros, 0, BLOCK_BYTES, 0)
    // The length now: a write that made the file longer would take a fifth longer itself.
    await file.truncate(bytes)
    return { file, zeros }
  } catch {
    // Whatever is wrong beyond that, the ordinary way runs into it again.
    await file?.close()
    return undefined
  }
}

/** Writing past the page cache takes memory that begins with a page. An ordinary buffer does not; one that could grow is given pages of its own. */
function wholePages(): Uint8Array {
  return new Uint8Array(new ArrayBuffer(MOST_DIRECT_BYTES, { maxByteLength: MOST_DIRECT_BYTES }))
}

function appending(file: FileHandle, zeros: Uint8Array, isSynced: boolean): ZerosFile {
  let end = 0
  return {
    leastBytes: zeros.length,
    mostBytes: zeros.length,
    async append(length) {
      for (const to = end + length; end < to; ) {
        const { bytesWritten } = await file.write(zeros, 0, Math.min(zeros.length, to - end), end)
        end += bytesWritten
      }
      if (isSynced) await file.datasync()
    },
    finish: () => file.sync(),
    close: () => file.close(),
  }
}
