/**
 * A disk of its own that can be stopped for a while: nobody who writes to it gets an answer, nor can be killed, until it goes on. A file system in a file,
 * which only root may mount, and not in every container. Says plainly where it cannot.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FreezingDisk {
  readonly folder: string
  /** Until the returned function is called. */
  freeze(): () => void
  remove(): void
}

export type FreezingDiskState =
  | { readonly state: 'mounted'; readonly disk: FreezingDisk }
  | { readonly state: 'unavailable'; readonly reason: string }

/** With `CI=true` a disk that cannot be had is a failure. */
export function mountFreezingDisk(bytes: number): FreezingDiskState {
  const own = mkdtempSync(join(tmpdir(), 'clawql-freeze-'))
  const [image, folder] = [join(own, 'image'), mkdtempSync(join(tmpdir(), 'clawql-frozen-'))]
  writeFileSync(image, '')
  truncateSync(image, bytes)
  let isFrozen = false
  const thaw = (): void => {
    if (isFrozen) demand('fsfreeze', '--unfreeze', folder)
    isFrozen = false
  }
  const forget = (): void => {
    rmdirSync(folder)
    rmSync(own, { recursive: true, force: true })
  }
  try {
    demand('mkfs.ext4', '-q', '-F', image)
    demand('mount', '-o', 'loop', image, folder)
  } catch (error) {
    forget()
    const reason = error instanceof Error ? error.message : String(error)
    if (process.env['CI'] === 'true') throw new Error(`a file system of its own cannot be mounted: ${reason}`)
    return { state: 'unavailable', reason }
  }
  const disk: FreezingDisk = {
    folder,
    freeze() {
      demand('fsfreeze', '--freeze', folder)
      isFrozen = true
      return thaw
    },
    remove() {
      thaw()
      demand('umount', '--lazy', folder)
      forget()
    },
  }
  return { state: 'mounted', disk }
}

function demand(program: string, ...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr.trim()}`)
}
