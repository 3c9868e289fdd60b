/**
 * One writer per log. The lock is the operating system's, taken through SQLite because Node offers no file lock of its own: it falls with the process,
 * whatever kills it, so a stale lock cannot exist.
 */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export class LogLockedError extends Error {
  override readonly name = 'LogLockedError'
}

/** Returns the release. Throws `LogLockedError` when another writer, in this process or another, holds the log. */
export function lockLog(folder: string): () => void {
  const database = new DatabaseSync(join(folder, 'writer.lock'), { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && /locked|busy/.test(error.message)) {
      throw new LogLockedError(`another process writes to the log in ${folder}`)
    }
    throw error
  }
  return () => database.close()
}
