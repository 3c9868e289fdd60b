/**
 * Files that are there whole or not at all, also after a power loss: the parent is opened first, the bytes go to a temporary file made with O_EXCL, are
 * synced, renamed into place, and the parent is synced. Never writes into an existing file.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Replaces or creates `path`. Errors of the disk are thrown as they come. */
export function writeDurably(path: string, bytes: Uint8Array, mode = 0o644): void {
  const parent = openSync(dirname(path), 'r')
  const temporary = `${path}.tmp-${process.pid}`
  try {
    rmSync(temporary, { force: true })
    const file = openSync(temporary, 'wx', mode)
    try {
      writeFully(file, bytes, 0)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    fsyncSync(parent)
  } finally {
    closeSync(parent)
  }
}

/** `writeSync` may write less than it was given. */
export function writeFully(file: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written)
  }
}

/** Makes the folder and its missing parents, each name durable in its own parent. */
export function makeFolderDurably(path: string): void {
  const first = mkdirSync(path, { recursive: true })
  if (first === undefined) return
  for (let folder = path; ; folder = dirname(folder)) {
    syncFolder(dirname(folder))
    if (folder === first) return
  }
}

export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** The bytes, or undefined when there is no such file. Other errors are thrown. */
export function readIfPresent(...path: readonly [string, ...string[]]): Uint8Array | undefined {
  try {
    return readFileSync(join(...path))
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  }
}
