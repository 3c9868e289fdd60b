/**
 * Reads entries of a log beside its writer, or without one: by the index as far as it reaches, by the segments beyond. Changes nothing. What it returns
 * has been parsed as strictly as verification does, but is not verified against the tree.
 */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseLeaf } from '../../worm/entry-leaf.ts'
import type { WormEntry } from '../../worm/worm-entry.ts'
import { matches } from './lazy-index.ts'
import { findEntries, INDEX_FILE, type LogFilter } from './log-index.ts'
import { readEntryAt } from './read-segment.ts'
import { visitSegments } from './segments.ts'

export function readLog(folder: string, filter: LogFilter = {}): readonly WormEntry[] {
  const indexed = readIndexed(folder, filter)
  const later: WormEntry[] = []
  visitSegments(
    folder,
    (frames) => {
      for (const frame of frames) {
        if (frame.seq < indexed.size || frame.seq < (filter.fromSeq ?? 0)) continue
        const entry = parsed(frame.payload, frame.seq)
        if (matches(entry, filter)) later.push(entry)
      }
    },
    indexed.size,
  )
  const found = [...indexed.entries, ...later]
  return filter.last === undefined ? found : found.slice(Math.max(0, found.length - filter.last))
}

/** An index that is missing or unreadable reaches to entry 0. */
function readIndexed(
  folder: string,
  filter: LogFilter,
): { readonly entries: readonly WormEntry[]; readonly size: number } {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(join(folder, INDEX_FILE), { readOnly: true, timeout: 5000 })
  } catch {
    return { entries: [], size: 0 }
  }
  try {
    const size = Number(database.prepare('SELECT count(*) AS count FROM entries').get()?.['count'])
    const places = findEntries(database, filter).filter((place) => place.seq < size)
    return { entries: places.map((place) => parsed(readEntryAt(folder, place), place.seq)), size }
  } finally {
    database.close()
  }
}

function parsed(bytes: Uint8Array, seq: number): WormEntry {
  const result = parseLeaf(bytes, seq)
  if ('fault' in result) throw new Error(`entry ${seq} of the log: ${result.fault}`)
  return result.entry
}
