/** Changes to a log's files that verification must find; for the tests of the day and of the night. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that counts: not the index, which is derived, nor the lock. */
export function filesOfLog(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/sqlite|lock/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

export function kindOfFile(path: string): string {
  if (path.startsWith('wal/')) return 'segment'
  if (path.startsWith('blobs/')) return 'blob'
  if (path === 'vkey') return 'verifier key'
  if (!path.startsWith('tile/')) return path
  return `${path.includes('.p/') ? 'partial' : 'full'} ${path.startsWith('tile/entries') ? 'bundle' : 'tile'}`
}

/** `share` of the way into the file, from 0 to 1. */
export function flipByte(
  folder: string,
  path: string,
  share: number,
  mask: number,
): { readonly at: number; readonly undo: () => void } {
  const whole = readFileSync(join(folder, path))
  const broken = Buffer.from(whole)
  const at = Math.min(whole.length - 1, Math.floor(share * whole.length))
  broken[at]! ^= mask
  writeFileSync(join(folder, path), broken)
  return { at, undo: () => writeFileSync(join(folder, path), whole) }
}
