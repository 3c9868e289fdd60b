/**
 * A lock that one process at a time can hold. It is the operating system's, taken through SQLite because Node offers no file lock of its own: it falls with
 * the process, whatever kills it, so a stale lock cannot exist.
 */
import { DatabaseSync } from 'node:sqlite'

/** Returns the release; undefined when another holder, in this process or another, has it. The file is made when missing. */
export function takeLock(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && /locked|busy/.test(error.message)) return undefined
    throw error
  }
  return () => database.close()
}
