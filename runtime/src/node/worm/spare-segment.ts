/**
 * The segment that comes next: a file of zeros, so that appending to it changes no metadata and a sync is one write to the disk. It grows with the appending,
 * each piece in the pause after a commit, and is ready in time because it grows faster. Knows nothing of what segments hold.
 */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SEGMENT_FOLDER, SPARE_FILE } from './segments.ts'
import { createZerosFile, type ZerosFile } from './zeros-file.ts'

export interface SpareSegment {
  /** Of the spare that is being made or ready; 0 when there is none. */
  readonly bytes: number
  readonly isReady: boolean
  /** A spare of so many bytes is to be ready before `within` more bytes are appended. */
  begin(bytes: number, within: number): void
  /** So many bytes have just been made durable: now is the time for what is due. */
  follow(appended: number): void
  /** Moves a spare that is ready to this path, from the log's folder. The folder is not synced. */
  take(path: string): void
  /** Waits for the piece that is being written, then removes it all. */
  close(): Promise<void>
}

/** A group so large takes as long to print as a small piece to write; behind a smaller one there is no pause, and it is rather held up seldom. */
const LARGE_GROUP_BYTES = 1 << 15

/** `onFailure` hears what the disk throws. */
export function createSpareSegment(folder: string, onFailure: (error: unknown) => void): SpareSegment {
  const spare = join(folder, SEGMENT_FOLDER, SPARE_FILE)
  let bytes = 0
  let written = 0
  let due = 0
  let perByte = 0
  let hasPauses = false
  let isReady = false
  let isClosed = false
  let file: ZerosFile | undefined
  let writing: Promise<void> | undefined

  function begin(size: number, within: number): void {
    bytes = size
    perByte = size / within
    written = 0
    due = 0
  }

  function follow(appended: number): void {
    if (bytes === 0 || isReady || isClosed) return
    due = Math.min(bytes, due + appended * perByte)
    hasPauses = appended >= LARGE_GROUP_BYTES
    if (writing !== undefined || !isPieceDue()) return
    writing = writePieces()
      .catch(abandon)
      .catch(onFailure)
      .finally(() => {
        writing = undefined
      })
  }

  function isPieceDue(): boolean {
    if (file === undefined || due === bytes) return true
    return due - written >= (hasPauses ? file.leastBytes : file.mostBytes)
  }

  async function writePieces(): Promise<void> {
    file ??= await createZerosFile(spare, bytes)
    while (written < bytes && isPieceDue() && !isClosed) {
      const left = due === bytes ? bytes - written : Math.floor((due - written) / file.leastBytes) * file.leastBytes
      const piece = Math.min(left, file.mostBytes)
      await file.append(piece)
      written += piece
    }
    if (written < bytes) return
    await file.finish()
    await file.close()
    file = undefined
    isReady = true
  }

  /** What was begun cannot be gone on with: nobody knows how much of the last piece is there. */
  async function abandon(error: unknown): Promise<void> {
    isClosed = true
    onFailure(error)
    const abandoned = file
    file = undefined
    await abandoned?.close()
  }

  return {
    get bytes() {
      return bytes
    },
    get isReady() {
      return isReady
    },
    begin,
    follow,
    take(path) {
      renameSync(spare, join(folder, path))
      isReady = false
      bytes = 0
    },
    async close() {
      isClosed = true
      await writing
      await file?.close()
      rmSync(spare, { force: true })
    },
  }
}
