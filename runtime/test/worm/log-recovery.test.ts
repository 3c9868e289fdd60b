/** What survives: a torn write, a failed sync, a second writer, a damaged file. INVARIANT P8 begins here. */
import assert from 'node:assert/strict'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { writeFully } from '../../src/node/worm/durable-file.ts'
import type { LogDisk } from '../../src/node/worm/log-disk.ts'
import { LogLockedError } from '../../src/node/worm/log-lock.ts'
import { type LogWriter, openLogWriter } from '../../src/node/worm/log-writer.ts'
import { LogDamagedError } from '../../src/node/worm/segments.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { LogRefusedError, LogUnavailableError } from '../../src/worm/audit-log.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const signer = testSigner()
const open = (folder: string, disk?: LogDisk): Promise<LogWriter> =>
  openLogWriter({
    folder,
    signer,
    segmentBytes: 1 << 16,
    publishEveryMs: 60_000,
    ...(disk === undefined ? {} : { disk }),
  })

/** The folder as a killed process leaves it: copied while the writer is open. */
async function killedLog(entries: number): Promise<string> {
  const folder = temporaryFolder()
  const log = await open(folder)
  for (let at = 0; at < entries; at++) await log.append(submission({ correlation_id: `action-${at}` }))
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  await log.close()
  return copy
}

describe('recovery of the log', () => {
  it('keeps every acknowledged entry of a killed writer', async () => {
    const folder = await killedLog(20)
    const log = await open(folder)
    assert.equal(log.size, 20)
    assert.equal(await log.append(submission()), 20)
    assert.deepEqual(
      (await log.history('action-7')).map((entry) => entry.worm_seq),
      [7],
    )
    await log.close()
    assert.deepEqual([verifyLog(folder).faults, verifyLog(folder).size], [[], 21])
  })

  it('cuts a torn tail above the checkpoint, whatever its length', async () => {
    const folder = await killedLog(3)
    const path = join(folder, 'wal/0000000000000000.active')
    const whole = readFileSync(path)
    const end = whole.findLastIndex((byte) => byte !== 0) + 1
    const last = whole.subarray(0, end).lastIndexOf('{"agent_id"') - 18
    for (let cut = last + 1; cut < end; cut += 7) {
      const torn = temporaryFolder()
      cpSync(folder, torn, { recursive: true })
      const bytes = Buffer.from(whole)
      bytes.fill(0, cut)
      writeFileSync(join(torn, 'wal/0000000000000000.active'), bytes)
      const log = await open(torn)
      assert.equal(log.size, 2)
      await log.close()
      assert.equal(verifyLog(torn).ok, true)
    }
  })

  it('does not take damage to acknowledged entries for a torn tail', async () => {
    const folder = await killedLog(5)
    const path = join(folder, 'wal/0000000000000000.active')
    const bytes = readFileSync(path)
    bytes[bytes.indexOf('action-1')]! ^= 1
    writeFileSync(path, bytes)
    await assert.rejects(
      open(folder),
      (error) => error instanceof LogDamagedError && /entry 1 is damaged/.test(error.message),
    )
  })

  it('stops at damage below the checkpoint and names file and offset', async () => {
    const folder = await killedLog(2)
    await (await open(folder)).close()
    const path = join(folder, 'wal/0000000000000000')
    const bytes = readFileSync(path)
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(path, bytes)
    await assert.rejects(
      open(folder),
      (error) => error instanceof LogDamagedError && error.path === 'wal/0000000000000000' && error.offset > 0,
    )
  })

  it('rebuilds lost tiles and refuses changed ones', async () => {
    const folder = await killedLog(4)
    await (await open(folder)).close()
    rmSync(join(folder, 'tile'), { recursive: true })
    await (await open(folder)).close()
    assert.equal(verifyLog(folder).ok, true)
    writeFileSync(join(folder, 'tile/0/000.p/4'), Buffer.alloc(128))
    await assert.rejects(open(folder), LogDamagedError)
  })

  it('one writer at a time', async () => {
    const folder = temporaryFolder()
    const log = await open(folder)
    await assert.rejects(open(folder), LogLockedError)
    await log.close()
    await (await open(folder)).close()
  })

  it('refuses an entry that misses a field, with every reason, and writes the next one', async () => {
    const log = await open(temporaryFolder())
    const { session_id: _, ...short } = submission()
    await assert.rejects(log.append({ ...short, payload: [] } as never), (error) => {
      assert.ok(error instanceof LogRefusedError)
      assert.deepEqual(error.faults, ['missing session_id', 'payload must be an object'])
      return true
    })
    await assert.rejects(log.append({ ...submission(), worm_seq: 3 } as never), LogRefusedError)
    await assert.rejects(log.append(submission({ event_kind: 'x-text', payload: { text: '\ud800' } })), LogRefusedError)
    assert.equal(await log.append(submission()), 0)
    await log.close()
  })

  it('moves a large payload to a blob that verification checks', async () => {
    const folder = temporaryFolder()
    const log = await open(folder)
    await log.append(submission({ event_kind: 'x-text', payload: { text: 'x'.repeat(100_000) } }))
    const [entry] = await log.find({})
    const digest = String(entry?.payload['blob_sha256'])
    assert.equal(log.blobs.get(digest)?.length, 100_011)
    await log.close()
    assert.equal(verifyLog(folder).ok, true)
    const path = join(folder, 'blobs', digest.slice(0, 2), digest)
    writeFileSync(path, 'other')
    assert.deepEqual(
      verifyLog(folder).faults.map(({ where, entry: number }) => [where, number]),
      [['blob', 0]],
    )
  })

  it('finds entries by action, session, kind and place, also with the index gone', async () => {
    const folder = temporaryFolder()
    const log = await open(folder)
    for (let at = 0; at < 9; at++) {
      await log.append(
        submission({
          correlation_id: `action-${at % 3}`,
          session_id: `session-${at % 2}`,
          event_kind: at < 4 ? 'x-staged' : 'x-denied',
        }),
      )
    }
    const seqs = async (filter: Parameters<LogWriter['find']>[0], from = log) =>
      (await from.find(filter)).map((entry) => entry.worm_seq)
    assert.deepEqual(await seqs({ correlationId: 'action-1' }), [1, 4, 7])
    assert.deepEqual(await seqs({ sessionId: 'session-1', kind: 'x-staged' }), [1, 3])
    assert.deepEqual(await seqs({ last: 2 }), [7, 8])
    await log.close()
    for (const name of readdirSync(folder)) if (name.startsWith('index.sqlite')) rmSync(join(folder, name))
    const again = await open(folder)
    assert.deepEqual(await seqs({ correlationId: 'action-1', fromSeq: 2 }, again), [4, 7])
    await again.close()
  })
})

describe('the index of a log', () => {
  it('catches up by itself with what it lost, and finds every entry where it is', async () => {
    const folder = temporaryFolder()
    const before = await open(folder)
    const add = (log: LogWriter, count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, at) => log.append(submission({ correlation_id: `action-${at % 100}` }))),
      )
    await add(before, 1_500)
    await before.close()
    for (const name of readdirSync(folder)) if (name.startsWith('index.sqlite')) rmSync(join(folder, name))
    const log = await open(folder)
    await add(log, 10)
    const rows = () => {
      const database = new DatabaseSync(join(folder, 'index.sqlite'), { readOnly: true })
      const counted = database.prepare('SELECT count(*) AS count FROM entries').get()
      database.close()
      return counted?.['count']
    }
    while (rows() !== 1_510) await wait(20)
    await add(log, 10)
    while (rows() !== 1_520) await wait(20)
    const seqs = Array.from({ length: 15 }, (_, at) => 7 + at * 100)
    assert.deepEqual(
      (await log.history('action-7')).map((entry) => entry.worm_seq),
      [...seqs, 1_507, 1_517],
    )
    await log.close()
  })
})

describe('a log whose disk fails', () => {
  for (const broken of ['write', 'sync', 'late sync'] as const) {
    it(`is poisoned by a failed ${broken}: everything waiting is refused, nothing is retried, a new start knows what is there`, async () => {
      const folder = temporaryFolder()
      let failing = false
      let calls = 0
      const fail = () => {
        calls += 1
        throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
      }
      const log = await open(folder, {
        write: (file, bytes, position) => (failing && broken === 'write' ? fail() : writeFully(file, bytes, position)),
        sync: () => {
          if (!failing || broken === 'write') return undefined
          return broken === 'sync' ? fail() : Promise.resolve().then(fail)
        },
      })
      await log.append(submission())
      failing = true
      const waiting = await Promise.allSettled([log.append(submission()), log.append(submission())])
      assert.ok(waiting.every(({ status }) => status === 'rejected'))
      await assert.rejects(log.append(submission()), LogUnavailableError)
      assert.ok(log.poisoned !== undefined)
      assert.equal(calls, 1)
      await log.close()
      const again = await open(folder)
      assert.ok(again.size === 1 || again.size === 3)
      assert.equal(existsSync(join(folder, 'wal/0000000000000000')), true)
      await again.append(submission())
      await again.close()
      assert.equal(verifyLog(folder).ok, true)
    })
  }
})
