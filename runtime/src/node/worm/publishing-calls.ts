/** What a log's writer asks of the publishing thread and what comes back: shapes that can be copied between threads, and errors that survive it. */
import type { Published } from './derived-tree.ts'
import { LogDamagedError } from './segments.ts'

export type PublishingCall =
  | { readonly method: 'open'; readonly folder: string; readonly published: Published | undefined }
  | { readonly method: 'publishTiles'; readonly size: number }
  | { readonly method: 'publishCheckpoint'; readonly note: Uint8Array }
  | { readonly method: 'close' }

/** `log` tells the logs of one process apart. */
export type PublishingRequest = { readonly id: number; readonly log: number; readonly call: PublishingCall }

/** `result`: of `open` the entries found, of `publishTiles` the root. */
export type PublishingReply =
  | { readonly id: number; readonly result: number | Uint8Array | undefined }
  | { readonly id: number; readonly error: CopiedError }

export type CopiedError =
  | { readonly path: string; readonly offset: number; readonly reason: string }
  | { readonly message: string; readonly code: string | undefined }

export function copyError(error: unknown): CopiedError {
  if (error instanceof LogDamagedError) return { path: error.path, offset: error.offset, reason: error.reason }
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  return { message: error instanceof Error ? error.message : String(error), code }
}

export function restoreError(copied: CopiedError): Error {
  if ('reason' in copied) return new LogDamagedError(copied.path, copied.offset, copied.reason)
  return Object.assign(new Error(copied.message), copied.code === undefined ? {} : { code: copied.code })
}
