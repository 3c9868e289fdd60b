/**
 * The default store: one SQLite file, shared by the processes of a machine, write-ahead journal with every commit synced. Chosen and measured in
 * docs/decisions/store.md. Cluster stores implement the same port.
 */
import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { KeyValue } from '../../store/key-value.ts'
import { makeFolderDurably } from '../worm/durable-file.ts'

export interface EmbeddedStore extends KeyValue {
  close(): void
}

interface Swap {
  readonly key: string
  readonly expected: number
  readonly value: string | undefined
  readonly resolve: (revision: number | undefined) => void
  readonly reject: (reason: unknown) => void
}

/** How long another process's transaction is waited for; a store that stays locked longer cannot answer. */
const BUSY_MS = 2000

const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value TEXT NOT NULL, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS counter (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO counter VALUES (1, 0)`

/** How often a watcher looks for other processes' changes. */
const WATCH_EVERY_MS = 100

export function openEmbeddedStore(path: string): EmbeddedStore {
  makeFolderDurably(dirname(path))
  // SQLite gives its journals the permissions of the file itself.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: BUSY_MS })
  database.exec(SCHEMA)
  const select = database.prepare('SELECT value, revision FROM entries WHERE key = ?')
  const range = database.prepare(
    'SELECT key, value, revision FROM entries WHERE key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?',
  )
  const begin = database.prepare('BEGIN IMMEDIATE')
  const end = database.prepare('COMMIT')
  const advance = database.prepare('UPDATE counter SET revision = revision + ? RETURNING revision')
  const insert = database.prepare('INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING')
  const update = database.prepare('UPDATE entries SET value = ?, revision = ? WHERE key = ? AND revision = ?')
  const remove = database.prepare('DELETE FROM entries WHERE key = ? AND revision = ?')

  const waiting: Swap[] = []
  let scheduled: NodeJS.Immediate | undefined

  /** One transaction, and so one sync, for everything that waits: all of it is durable, or none of it happened. */
  function commit(): void {
    scheduled = undefined
    const swaps = waiting.splice(0)
    if (swaps.length === 0) return
    try {
      begin.run()
      // One number for each; those of swaps that lose are never given out.
      const first = Number(advance.get(swaps.length)?.['revision']) - swaps.length + 1
      const revisions = swaps.map((one, at) => (swap(one, first + at) ? first + at : undefined))
      if (revisions.every((revision) => revision === undefined)) database.exec('ROLLBACK')
      else end.run()
      for (const [at, { resolve }] of swaps.entries()) resolve(revisions[at])
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK')
      for (const { reject } of swaps) reject(error)
    }
  }

  /** Whether the key had what was expected, and now has the new value. */
  function swap({ key, expected, value }: Swap, revision: number): boolean {
    if (value === undefined && expected === 0) return select.get(key) === undefined
    const { changes } =
      value === undefined
        ? remove.run(key, expected)
        : expected === 0
          ? insert.run(key, value, revision)
          : update.run(value, revision, key, expected)
    return Number(changes) === 1
  }

  return {
    get(key) {
      const row = select.get(key)
      return row === undefined ? undefined : { value: String(row['value']), revision: Number(row['revision']) }
    },
    compareAndSet: (key, expected, value) =>
      new Promise((resolve, reject) => {
        waiting.push({ key, expected, value, resolve, reject })
        scheduled ??= setImmediate(commit)
      }),
    list: async (prefix, { after = '', limit = -1 } = {}) => {
      const rows = range.all(prefix, `${prefix}\u{10ffff}`, after, limit)
      return rows.map((row) => ({
        key: String(row['key']),
        value: String(row['value']),
        revision: Number(row['revision']),
      }))
    },
    watch: (prefix, changed) => watchRevisions(database, prefix, changed),
    close() {
      clearImmediate(scheduled)
      commit()
      database.close()
    },
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
