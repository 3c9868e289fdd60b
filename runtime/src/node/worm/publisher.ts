/**
 * Publishes what derives from the segments: hash tiles, entry bundles, then the signed checkpoint over them. Off the append path. A file that exists is
 * never rewritten: it must be byte-equal, and where it is not the log is damaged and publishing ends.
 */
import { existsSync, readFileSync } from 'node:fs'
import { type FileHandle, open, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { utf8 } from 'clawql-manifest-validator'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { formatCheckpoint } from '../../worm/checkpoint.ts'
import { type NoteSigner, signNote } from '../../worm/signed-note.ts'
import { makeFolderDurably } from './durable-file.ts'
import { LogDamagedError } from './segments.ts'
import type { DerivedFile } from './tile-buffer.ts'

export const CHECKPOINT_FILE = 'checkpoint'
/** Fewer than the threads of the pool: a commit's sync must always find one free. */
const AT_ONCE = 2

/** Called after every file with the time it took; what it waits for is the pace. */
export type Pace = (tookMs: number) => Promise<void>

export interface Snapshot {
  readonly files: readonly DerivedFile[]
  readonly size: number
  readonly root: Uint8Array
}

/** Resolves once the checkpoint over the snapshot is durable. */
export async function publishSnapshot(
  folder: string,
  snapshot: Snapshot,
  signer: NoteSigner,
  pace: Pace,
): Promise<void> {
  const note = await signNote(formatCheckpoint(signer.name, snapshot.size, snapshot.root), signer)
  const folders = new Map<string, DerivedFile[]>()
  for (const file of snapshot.files) {
    const path = dirname(file.path)
    const present = folders.get(path)
    if (present === undefined) folders.set(path, [file])
    else present.push(file)
  }
  for (const [path, files] of folders) {
    makeFolderDurably(join(folder, path))
    await inFolder(join(folder, path), () => publishFiles(folder, files, pace))
  }
  await removePartials(folder, snapshot.files)
  await inFolder(folder, () => replaceFile(join(folder, CHECKPOINT_FILE), utf8(note)))
}

/** The folder is opened before anything in it changes and synced after. */
async function inFolder(path: string, work: () => Promise<void>): Promise<void> {
  const parent: FileHandle = await open(path, 'r')
  try {
    await work()
    await parent.sync()
  } finally {
    await parent.close()
  }
}

async function publishFiles(folder: string, files: readonly DerivedFile[], pace: Pace): Promise<void> {
  const waiting = files[Symbol.iterator]()
  const work = async () => {
    for (const file of waiting) {
      const start = performance.now()
      await publishFile(folder, file)
      await pace(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function publishFile(folder: string, file: DerivedFile): Promise<void> {
  const path = join(folder, file.path)
  if (!existsSync(path)) await replaceFile(path, file.bytes)
  else if (!equalBytes(readFileSync(path), file.bytes))
    throw new LogDamagedError(file.path, 0, 'the published file differs from the segments')
}

/** Full tiles take the place of their partial ones, once they are durable. */
async function removePartials(folder: string, files: readonly DerivedFile[]): Promise<void> {
  for (const { path } of files) {
    const partials = join(folder, `${path}.p`)
    if (path.includes('.p/') || !existsSync(partials)) continue
    for (const name of await readdir(partials)) await unlink(join(partials, name))
    await rmdir(partials)
  }
}

/** As `writeDurably`, without holding up the process, and without the parent's sync, which the caller does once for many. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp-${process.pid}`
  const file = await openNew(temporary)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** What an earlier process of the same number left goes first. */
async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    await unlink(path)
    return await open(path, 'wx')
  }
}
