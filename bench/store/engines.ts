/**
 * The embedded store's job over three engines, each in its durable setting and reachable from several processes: read one key, and swap keys by revision in
 * one synced transaction. The first is what `openEmbeddedStore` does, without its promises.
 */
import { createRequire } from 'node:module'
import { DatabaseSync } from 'node:sqlite'

export interface Read {
  readonly value: string
  readonly revision: number
}

export interface Swap {
  readonly key: string
  readonly expected: number
  readonly value: string
}

export interface Engine {
  get(key: string): Read | undefined
  /** One durable transaction; per swap the new revision, or undefined where another writer was first. */
  swap(swaps: readonly Swap[]): readonly (number | undefined)[]
  close(): unknown
}

export const ENGINES = ['node:sqlite', 'better-sqlite3', 'LMDB', 'LMDB, a new snapshot for each read'] as const
export type EngineName = (typeof ENGINES)[number]

export function openEngine(name: EngineName, path: string): Engine {
  if (name === 'LMDB') return openLmdb(path, false)
  if (name === 'LMDB, a new snapshot for each read') return openLmdb(path, true)
  return overSqlite(name === 'node:sqlite' ? new DatabaseSync(path, { timeout: 2000 }) : openBetter(path))
}

const require = createRequire(import.meta.url)

interface SqlStatement {
  get(...values: readonly (string | number)[]): unknown
  run(...values: readonly (string | number)[]): unknown
}

interface SqlDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqlStatement
  close(): unknown
}

function openBetter(path: string): SqlDatabase {
  const Database = require('better-sqlite3') as new (path: string, options: object) => SqlDatabase
  return new Database(path, { timeout: 2000 })
}

const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value TEXT NOT NULL, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS counter (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO counter VALUES (1, 0)`

function overSqlite(database: SqlDatabase): Engine {
  database.exec(SCHEMA)
  const select = database.prepare('SELECT value, revision FROM entries WHERE key = ?')
  const advance = database.prepare('UPDATE counter SET revision = revision + 1 RETURNING revision')
  const upsert = database.prepare(
    'INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = excluded.revision',
  )
  const get = (key: string) => select.get(key) as Read | undefined
  return {
    get,
    swap(swaps) {
      database.exec('BEGIN IMMEDIATE')
      const revisions = swaps.map(({ key, expected, value }) => {
        if ((get(key)?.revision ?? 0) !== expected) return undefined
        const { revision } = advance.get() as { revision: number }
        upsert.run(key, value, revision)
        return revision
      })
      database.exec('COMMIT')
      return revisions
    },
    close: () => database.close(),
  }
}

interface LmdbDatabase {
  get(key: string): string | undefined
  resetReadTxn(): void
  putSync(key: string, value: string): unknown
  transactionSync<T>(work: () => T): T
  close(): Promise<void>
}

/** Revision and value stand in one text; the counter is a key of its own. `overlappingSync: false` syncs within the commit. */
function openLmdb(path: string, isFresh: boolean): Engine {
  const { open } = require('lmdb') as { open(options: object): LmdbDatabase }
  const database = open({ path, encoding: 'string', overlappingSync: false })
  const get = (key: string): Read | undefined => {
    // The package keeps one snapshot for all reads of a while.
    if (isFresh) database.resetReadTxn()
    const text = database.get(key)
    if (text === undefined) return undefined
    const at = text.indexOf(' ')
    return { revision: Number(text.slice(0, at)), value: text.slice(at + 1) }
  }
  return {
    get,
    swap: (swaps) =>
      database.transactionSync(() =>
        swaps.map(({ key, expected, value }) => {
          if ((get(key)?.revision ?? 0) !== expected) return undefined
          const revision = Number(database.get('\u0001counter') ?? 0) + 1
          database.putSync('\u0001counter', String(revision))
          database.putSync(key, `${revision} ${value}`)
          return revision
        }),
      ),
    close: () => database.close(),
  }
}
