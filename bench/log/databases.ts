/**
 * The same job in databases, each in its durable setting: node:sqlite and better-sqlite3 with a write-ahead journal synced at every commit, LMDB with a
 * synced commit. Whoever calls within one turn shares a transaction, so that none pays for a sync per entry where our log does not.
 */
import { hash } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Append, groupCommit } from './group.ts'
import { ENTRIES, printByHand } from './job.ts'

export interface Store {
  readonly append: Append
  readonly close: () => unknown
}

const require = createRequire(import.meta.url)
const SCHEMA = 'CREATE TABLE entries (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, hash BLOB NOT NULL)'
const INSERT = 'INSERT INTO entries VALUES (?, ?, ?)'

export function nodeSqlite(folder: string): Store {
  const database = new DatabaseSync(join(folder, 'node.sqlite'))
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`)
  const insert = database.prepare(INSERT)
  let seq = 0
  const append = groupCommit((group) => {
    database.exec('BEGIN')
    for (const n of group) insert.run(...rowOf(n, seq++))
    database.exec('COMMIT')
  })
  return { append, close: () => database.close() }
}

interface BetterDatabase {
  exec(sql: string): void
  prepare(sql: string): { run(...values: readonly unknown[]): void }
  close(): void
}

export function betterSqlite(folder: string): Store {
  const Database = require('better-sqlite3') as new (path: string) => BetterDatabase
  const database = new Database(join(folder, 'better.sqlite'))
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`)
  const insert = database.prepare(INSERT)
  const begin = database.prepare('BEGIN')
  const commit = database.prepare('COMMIT')
  let seq = 0
  const append = groupCommit((group) => {
    begin.run()
    for (const n of group) insert.run(...rowOf(n, seq++))
    commit.run()
  })
  return { append, close: () => database.close() }
}

interface LmdbDatabase {
  transactionSync(work: () => void): void
  putSync(key: number, value: Buffer): void
  close(): Promise<void>
}

/** The hash goes in front of the entry. `overlappingSync: false` syncs within the commit. */
export function lmdb(folder: string): Store {
  const { open } = require('lmdb') as { open(options: object): LmdbDatabase }
  const options = { path: join(folder, 'lmdb'), encoding: 'binary', keyEncoding: 'uint32', overlappingSync: false }
  const database = open({ ...options, mapSize: 4 * 2 ** 30 })
  let seq = 0
  const append = groupCommit((group) => {
    database.transactionSync(() => {
      for (const n of group) {
        const [key, leaf, digest] = rowOf(n, seq++)
        database.putSync(key, Buffer.concat([digest, leaf]))
      }
    })
  })
  return { append, close: () => database.close() }
}

function rowOf(n: number, seq: number): [seq: number, leaf: Buffer, hash: Buffer] {
  const leaf = Buffer.from(printByHand(ENTRIES[n & 1023]!, seq))
  return [seq, leaf, Buffer.from(hash('sha256', leaf, 'binary'), 'binary')]
}
