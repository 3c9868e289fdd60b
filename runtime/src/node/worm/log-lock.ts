/** One writer per log. */
import { join } from 'node:path'
import { takeLock } from '../exclusive-lock.ts'

export class LogLockedError extends Error {
  override readonly name = 'LogLockedError'
}

/** Returns the release. Throws `LogLockedError` when another writer, in this process or another, holds the log. */
export function lockLog(folder: string): () => void {
  const release = takeLock(join(folder, 'writer.lock'))
  if (release === undefined) throw new LogLockedError(`another process writes to the log in ${folder}`)
  return release
}
