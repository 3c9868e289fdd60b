/** Reads single entries from the segments by their place, for the writer itself and for readers in other processes. */
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { SEGMENT_FOLDER } from './segments.ts'
import type { EntryPlace } from './tree-log.ts'

/** Throws where the segment is gone or too short. A segment may be sealed, that is renamed, at any moment: both names are tried. */
export function readEntryAt(folder: string, place: EntryPlace): Uint8Array {
  const sealed = join(folder, SEGMENT_FOLDER, String(place.firstSeq).padStart(16, '0'))
  const file = openFirst([sealed, `${sealed}.active`, sealed])
  try {
    const bytes = Buffer.alloc(place.length)
    if (readSync(file, bytes, 0, place.length, place.offset) !== place.length) {
      throw new Error(`entry ${place.seq} is not where the index has it`)
    }
    return bytes
  } finally {
    closeSync(file)
  }
}

function openFirst(paths: readonly string[]): number {
  for (const [at, path] of paths.entries()) {
    try {
      return openSync(path, 'r')
    } catch (error) {
      if (at === paths.length - 1) throw error
    }
  }
  throw new Error('no path given')
}
