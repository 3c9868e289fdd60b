/**
 * Writes what derives from the segments: hash tiles and entry bundles, then the signed checkpoint over them. Many files share one pass of syncs. A file that
 * exists is never rewritten: it must be byte-equal, and where it is not the log is damaged and publishing ends. Runs in the publishing thread and blocks it.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { makeFolderDurably, writeFully } from './durable-file.ts'
import { LogDamagedError } from './segments.ts'
import type { DerivedFile } from './tile-buffer.ts'

export const CHECKPOINT_FILE = 'checkpoint'
/** Each is an open file until it is synced. */
export const FILES_AT_ONCE = 64

/** Returns once every file is durable under its name. Throws `LogDamagedError` and what the disk throws. */
export function publishFiles(folder: string, files: readonly DerivedFile[]): void {
  const missing = files.filter((file) => !isPublished(folder, file))
  for (let at = 0; at < missing.length; at += FILES_AT_ONCE) {
    publishTogether(folder, missing.slice(at, at + FILES_AT_ONCE))
  }
  removePartials(folder, files)
}

/** Throws `LogDamagedError` where a file of that name holds anything else. */
export function isPublished(folder: string, file: DerivedFile): boolean {
  const path = join(folder, file.path)
  if (!existsSync(path)) return false
  if (equalBytes(readFileSync(path), file.bytes)) return true
  throw new LogDamagedError(file.path, 0, 'the published file differs from the segments')
}

/** All written, then all synced, then all renamed, then their folders, opened before anything in them changed, synced. */
function publishTogether(folder: string, files: readonly DerivedFile[]): void {
  const paths = files.map((file) => join(folder, file.path))
  const folders = new Set(paths.map(dirname))
  for (const path of folders) makeFolderDurably(path)
  const open: number[] = []
  try {
    for (const path of folders) open.push(openSync(path, 'r'))
    const written = files.map((file, at) => {
      const descriptor = openNew(temporary(paths[at]!))
      open.push(descriptor)
      writeAndAllocate(descriptor, temporary(paths[at]!), file.bytes)
      return descriptor
    })
    for (const descriptor of written) fsyncSync(descriptor)
    for (const path of paths) renameSync(temporary(path), path)
    for (const descriptor of open.slice(0, folders.size)) fsyncSync(descriptor)
  } finally {
    for (const descriptor of open) closeSync(descriptor)
  }
}

/**
 * A file system that puts off choosing blocks until a file is synced (ext4) pays a journal commit for every such file. It chooses them, and begins to write,
 * when a file that was cut to nothing and written anew is closed, by whichever descriptor; then one commit serves all. Elsewhere this does nothing.
 */
function writeAndAllocate(descriptor: number, path: string, bytes: Uint8Array): void {
  ftruncateSync(descriptor, 0)
  writeFully(descriptor, bytes, 0)
  closeSync(openSync(path, 'r'))
}

/** What an earlier process of the same number left goes first. */
function openNew(path: string): number {
  rmSync(path, { force: true })
  return openSync(path, 'wx')
}

function temporary(path: string): string {
  return `${path}.tmp-${process.pid}`
}

/** Full tiles take the place of their partial ones, once they are durable. */
function removePartials(folder: string, files: readonly DerivedFile[]): void {
  for (const { path } of files) {
    const partials = join(folder, `${path}.p`)
    if (path.includes('.p/') || !existsSync(partials)) continue
    for (const name of readdirSync(partials)) unlinkSync(join(partials, name))
    rmdirSync(partials)
  }
}
