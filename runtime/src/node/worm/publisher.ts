/**
 * Publishes what derives from the segments: hash tiles, entry bundles, then the signed checkpoint over them. Off the append path. A file that exists is
 * never rewritten: it must be byte-equal, and where it is not the log is damaged and publishing ends.
 */
import { open, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { utf8 } from 'clawql-manifest-validator'
import { equalBytes } from '../../encoding/concat-bytes.ts'
import { formatCheckpoint } from '../../worm/checkpoint.ts'
import { type NoteSigner, signNote } from '../../worm/signed-note.ts'
import { makeFolderDurably, readIfPresent } from './durable-file.ts'
import { LogDamagedError } from './segments.ts'
import type { DerivedFile } from './tile-buffer.ts'

export const CHECKPOINT_FILE = 'checkpoint'
const AT_ONCE = 8

export interface Snapshot {
  readonly files: readonly DerivedFile[]
  readonly size: number
  readonly root: Uint8Array
}

/** Resolves once the checkpoint over the snapshot is durable. */
export async function publishSnapshot(folder: string, snapshot: Snapshot, signer: NoteSigner): Promise<void> {
  const note = await signNote(formatCheckpoint(signer.name, snapshot.size, snapshot.root), signer)
  for (const path of new Set(snapshot.files.map((file) => dirname(file.path)))) makeFolderDurably(join(folder, path))
  const waiting = [...snapshot.files]
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await publishFile(folder, file)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await replaceFile(join(folder, CHECKPOINT_FILE), utf8(note))
}

async function publishFile(folder: string, file: DerivedFile): Promise<void> {
  const present = readIfPresent(folder, file.path)
  if (present === undefined) await replaceFile(join(folder, file.path), file.bytes)
  else if (!equalBytes(present, file.bytes))
    throw new LogDamagedError(file.path, 0, 'the published file differs from the segments')
  if (!file.path.includes('.p/')) await removePartials(join(folder, `${file.path}.p`))
}

/** A full tile takes the place of its partial ones. */
async function removePartials(folder: string): Promise<void> {
  const names = await readdir(folder).catch(ifPresent<readonly string[]>([]))
  for (const name of names) await unlink(join(folder, name))
  if (names.length > 0) await rmdir(folder)
}

/** Turns "there is no such file" into a value; any other error goes on. */
function ifPresent<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise
    throw error
  }
}

/** As `writeDurably`, without holding up the process. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const parent = await open(dirname(path), 'r')
  try {
    const temporary = `${path}.tmp-${process.pid}`
    await unlink(temporary).catch(ifPresent(undefined))
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await parent.sync()
  } finally {
    await parent.close()
  }
}
