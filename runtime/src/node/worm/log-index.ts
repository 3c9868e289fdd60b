/**
 * The index of the log: where each entry lies, by action, session, agent and kind. Derived from the segments and rebuilt whenever it does not fit them, so
 * no entry waits for it, and it takes little room beside itself: what is written ahead of it is bounded.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface IndexedEntry {
  readonly seq: number
  /** From the log's folder; a sealed segment keeps the name without `.active`. */
  readonly firstSeq: number
  /** Of the payload in its segment. */
  readonly offset: number
  readonly length: number
}

export interface IndexRow extends IndexedEntry {
  readonly correlationId: string
  readonly sessionId: string
  readonly agentId: string
  readonly kind: string
}

export interface LogFilter {
  readonly correlationId?: string
  readonly sessionId?: string
  readonly agentId?: string
  readonly kind?: string
  readonly fromSeq?: number
  /** At most so many, the latest ones. */
  readonly last?: number
}

export interface LogIndex {
  /** Entries indexed so far: numbers 0 to `size - 1`. */
  readonly size: number
  /** In order, the next one first. */
  add(rows: readonly IndexRow[]): void
  find(filter: LogFilter): readonly IndexedEntry[]
  close(): void
}

export const INDEX_FILE = 'index.sqlite'

/** So many rows become one transaction, which is written ahead whole. */
const ROWS_AT_ONCE = 512

/**
 * Written ahead: 64 pages, then they go into the file; what a larger transaction took is given back. Synced then and only then, so that a power loss leaves
 * an index which is behind, and never one that hides an entry.
 */
const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 64; PRAGMA journal_size_limit = 262144;
  CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY, correlation_id TEXT NOT NULL, session_id TEXT NOT NULL, agent_id TEXT NOT NULL, kind TEXT NOT NULL,
    first_seq INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS by_correlation ON entries (correlation_id);
  CREATE INDEX IF NOT EXISTS by_session ON entries (session_id);
  CREATE INDEX IF NOT EXISTS by_agent ON entries (agent_id);
  CREATE INDEX IF NOT EXISTS by_kind ON entries (kind)`

/** An index that cannot be read, or `anew`, is thrown away and begun again. */
export function openLogIndex(folder: string, { anew = false }: { readonly anew?: boolean } = {}): LogIndex {
  const path = join(folder, INDEX_FILE)
  try {
    if (!anew) return openIndex(path)
  } catch {
    // An unreadable index is worth nothing and costs nothing: it is rebuilt.
  }
  removeLogIndex(folder)
  return openIndex(path)
}

/** Nobody may have it open. */
export function removeLogIndex(folder: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, INDEX_FILE) + suffix, { force: true })
}

function openIndex(path: string): LogIndex {
  const database = new DatabaseSync(path, { timeout: 5000 })
  database.exec(SCHEMA)
  const counted = database.prepare('SELECT count(*) AS count, coalesce(max(seq) + 1, 0) AS next FROM entries').get()
  if (counted?.['count'] !== counted?.['next']) throw new Error('the index has gaps')
  let size = Number(counted?.['count'])
  const insert = database.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  return {
    get size() {
      return size
    },
    add(rows) {
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) addAtOnce(rows.slice(from, from + ROWS_AT_ONCE))
    },
    find: (filter) => findEntries(database, filter),
    close: () => database.close(),
  }

  function addAtOnce(rows: readonly IndexRow[]): void {
    database.exec('BEGIN')
    try {
      for (const row of rows) {
        const place = [row.firstSeq, row.offset, row.length]
        insert.run(row.seq, row.correlationId, row.sessionId, row.agentId, row.kind, ...place)
      }
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
    size += rows.length
  }
}

export function findEntries(database: DatabaseSync, filter: LogFilter): readonly IndexedEntry[] {
  const conditions = ['seq >= ?']
  const values: (string | number)[] = [filter.fromSeq ?? 0]
  for (const [column, value] of [
    ['correlation_id', filter.correlationId],
    ['session_id', filter.sessionId],
    ['agent_id', filter.agentId],
    ['kind', filter.kind],
  ] as const) {
    if (value === undefined) continue
    conditions.push(`${column} = ?`)
    values.push(value)
  }
  values.push(filter.last ?? -1)
  const rows = database
    .prepare(
      `SELECT seq, first_seq, offset, length FROM entries WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`,
    )
    .all(...values)
  return rows.reverse().map((row) => ({
    seq: Number(row['seq']),
    firstSeq: Number(row['first_seq']),
    offset: Number(row['offset']),
    length: Number(row['length']),
  }))
}
