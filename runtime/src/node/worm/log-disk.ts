/** The two calls that make an entry durable, and where they run. Tests put failing ones in their place. */
import { fdatasync, fdatasyncSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { writeFully } from './durable-file.ts'

export interface LogDisk {
  write(file: number, bytes: Uint8Array, position: number): void
  sync(file: number): void | Promise<void>
}

/** A sync that took longer than this must not hold up the process again. */
const SLOW_MS = 2
/** Syncing in place spares the way through the thread pool, a third of the time for one appender on a fast disk. */
export function createPlatformDisk(): LogDisk {
  let lastMs = 0
  return {
    write: writeFully,
    sync(file) {
      const start = performance.now()
      if (lastMs < SLOW_MS) {
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
