/** A disk of its own, so small that it can be filled: a tmpfs, which only root may mount, and not in every container. Says plainly where it cannot. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  readonly folder: string
  /** Takes so much room, or all that is left, until the returned function is called. */
  fill(bytes?: number): () => void
  /** Removes everything on it. */
  empty(): void
  remove(): void
}

export type SmallDiskState =
  | { readonly state: 'mounted'; readonly disk: SmallDisk }
  | { readonly state: 'unavailable'; readonly reason: string }

/** `bytes` of room. With `CI=true` a disk that cannot be had is a failure. */
export function mountSmallDisk(bytes: number): SmallDiskState {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-disk-'))
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) {
    rmdirSync(folder)
    const reason = `no disk can be mounted here: ${(error?.message ?? stderr).trim()}`
    if (process.env['CI'] === 'true') throw new Error(reason)
    return { state: 'unavailable', reason }
  }
  const remove = () => {
    process.off('exit', remove)
    spawnSync('umount', ['-l', folder])
    rmdirSync(folder)
  }
  process.on('exit', remove)
  return {
    state: 'mounted',
    disk: { folder, fill: (wanted) => fill(folder, wanted), empty: () => empty(folder), remove },
  }
}

function fill(folder: string, wanted = Number.POSITIVE_INFINITY): () => void {
  const path = join(folder, 'ballast')
  const page = Buffer.alloc(4096, 1)
  try {
    for (let written = 0; written < wanted; written += page.length) writeFileSync(path, page, { flag: 'a' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
  return () => rmSync(path)
}

function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
}
