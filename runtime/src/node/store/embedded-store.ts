/**
 * The default store: one SQLite file, shared by the processes of a machine, write-ahead journal with every commit synced. Chosen and measured in
 * docs/decisions/store.md. Cluster stores implement the same port.
 */
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { KeyValue } from '../../store/key-value.ts'
import { makeFolderDurably } from '../worm/durable-file.ts'

export interface EmbeddedStore extends KeyValue {
  close(): void
}

const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value TEXT NOT NULL, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS counter (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO counter VALUES (1, 0)`

/** How often a watcher looks for other processes' changes. */
const WATCH_EVERY_MS = 100

export function openEmbeddedStore(path: string): EmbeddedStore {
  makeFolderDurably(dirname(path))
  const database = new DatabaseSync(path, { timeout: 5000 })
  database.exec(SCHEMA)
  const select = database.prepare('SELECT value, revision FROM entries WHERE key = ?')
  const range = database.prepare('SELECT key, value, revision FROM entries WHERE key >= ? AND key < ? ORDER BY key')
  const advance = database.prepare('UPDATE counter SET revision = revision + 1 RETURNING revision')
  const upsert = database.prepare(
    'INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = excluded.revision',
  )
  const remove = database.prepare('DELETE FROM entries WHERE key = ?')

  function swap(key: string, expected: number, value: string | undefined): number | undefined {
    database.exec('BEGIN IMMEDIATE')
    try {
      if (Number(select.get(key)?.['revision'] ?? 0) !== expected) {
        database.exec('ROLLBACK')
        return undefined
      }
      const revision = Number(advance.get()?.['revision'])
      if (value === undefined) remove.run(key)
      else upsert.run(key, value, revision)
      database.exec('COMMIT')
      return revision
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    get: async (key) => {
      const row = select.get(key)
      return row === undefined ? undefined : { value: String(row['value']), revision: Number(row['revision']) }
    },
    compareAndSet: async (key, expected, value) => swap(key, expected, value),
    list: async (prefix) => {
      const rows = range.all(prefix, `${prefix}\u{10ffff}`)
      return rows.map((row) => ({
        key: String(row['key']),
        value: String(row['value']),
        revision: Number(row['revision']),
      }))
    },
    watch: (prefix, changed) => watchRevisions(database, prefix, changed),
    close: () => database.close(),
  }
}

/** Polls the highest revision below the prefix and the number of keys: cheap, and the same for this process's changes and for those of others. */
function watchRevisions(database: DatabaseSync, prefix: string, changed: () => void): () => void {
  const state = database.prepare(
    'SELECT max(revision) AS latest, count(*) AS keys FROM entries WHERE key >= ? AND key < ?',
  )
  const read = () => {
    const row = state.get(prefix, `${prefix}\u{10ffff}`)
    return `${String(row?.['latest'])}/${String(row?.['keys'])}`
  }
  let known = read()
  const timer = setInterval(() => {
    const present = read()
    if (present === known) return
    known = present
    changed()
  }, WATCH_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
