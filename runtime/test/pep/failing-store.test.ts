/** A store that fails at any of its writes, is locked, damaged or overfull: nothing runs twice, nothing is told that is not so, the next start comes clean. */
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { BREAKER_KEY } from '../../src/breaker/breaker-state.ts'
import { dataLayout } from '../../src/node/data-layout.ts'
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { ACTION_PREFIX, parseRecord } from '../../src/pep/action-cell.ts'
import { MAX_LISTED } from '../../src/pep/list-actions.ts'
import type { KeyValue } from '../../src/store/key-value.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { approveBy, type Bench, openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'

/** Fails at the given write and ever after; `written` decides whether the failing write itself took place all the same. */
function failingStore(inner: KeyValue, at: number, written: boolean): KeyValue {
  let writes = 0
  return {
    ...inner,
    get: (key) => (writes >= at ? Promise.reject(new Error('EIO')) : inner.get(key)),
    async compareAndSet(key, expected, value) {
      writes += 1
      if (writes === at && written) await inner.compareAndSet(key, expected, value)
      if (writes >= at) throw new Error('EIO')
      return inner.compareAndSet(key, expected, value)
    },
  }
}

/** A whole transfer: as far as it gets. */
async function transfer(bench: Bench): Promise<{ readonly told: boolean }> {
  const { pep, sample } = bench
  const reply = await pep.request({ action: 'asset.transfer', input: TRANSFER, token: sample.token(), runtime: 'pi' })
  const view = await pep.view(reply.instance ?? '')
  if ('outcome' in view) return { told: false }
  return { told: (await approveBy(bench, view, 3)).outcome === 'executed' }
}

describe('a store that fails', () => {
  const WRITES = 11
  for (const written of [false, true]) {
    it(`at each of ${WRITES} writes of a transfer, ${written ? 'having' : 'not having'} written: nothing twice, nothing untrue`, async () => {
      let ran = 0
      for (let at = 1; at <= WRITES + 1; at++) {
        const inner = createMemoryStore()
        const first = await openBench({ store: failingStore(inner, at, written) })
        const { told } = await transfer(first)
        await first.pep.close()
        const again = await openBench({ store: inner, dataDir: first.dataDir }, first.sample)
        assert.equal(again.ran.length, 0, `write ${at}: recovery ran a handler`)
        assert.ok(first.ran.length <= 1)
        ran += first.ran.length
        const [view] = await again.pep.list({ all: true })
        const status = view?.status ?? 'never'
        const allowed =
          first.ran.length === 1 ? ['in_doubt', 'executed'] : ['never', 'pending', 'cancelled', 'in_doubt']
        assert.ok(allowed.includes(status), `write ${at}: ${status} after ${first.ran.length} runs`)
        if (told) assert.equal(status, 'executed', `write ${at}: told as executed`)
        await again.pep.close()
        assert.deepEqual(verifyLog(dataLayout(first.dataDir).log).faults, [])
      }
      assert.ok(ran >= 2, 'no failure came after the handler had run')
    })
  }

  it('locked by another process, refuses what needs it, runs nothing, and works again afterwards', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    const other = new DatabaseSync(dataLayout(bench.dataDir).store)
    other.exec('BEGIN IMMEDIATE')
    const reply = await bench.pep.approve(bench.sample.sign('officer-1', 'approve', view.statement))
    assert.equal('code' in reply && reply.code, 'STORE_UNAVAILABLE')
    other.exec('ROLLBACK')
    other.close()
    assert.equal((await approveBy(bench, view, 3)).outcome, 'executed')
    assert.equal(bench.ran.length, 1)
    await bench.pep.close()
  })

  it('overfull, refuses and runs nothing', async () => {
    const bench = await openBench()
    const database = new DatabaseSync(dataLayout(bench.dataDir).store)
    database.exec(
      "BEGIN IMMEDIATE; CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END; COMMIT",
    )
    const reply = await bench.pep.request({
      action: 'note.write',
      input: { text: 'x' },
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal('code' in reply && reply.code, 'REPLAY_STORE_UNAVAILABLE')
    assert.deepEqual(bench.ran, [])
    database.exec('DROP TRIGGER full')
    database.close()
    await bench.pep.close()
  })

  it('that is no store, or holds a damaged record, stops the start, says where, and leaves the log free', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    await bench.pep.close()
    const { store: path } = dataLayout(bench.dataDir)
    const store = openEmbeddedStore(path)
    const key = ACTION_PREFIX + view.instance
    const kept = (await store.get(key))!
    const damaged = (await store.compareAndSet(key, kept.revision, kept.value.slice(0, 100)))!
    await assert.rejects(openBench({ dataDir: bench.dataDir }, bench.sample), new RegExp(`damaged at ${key}`))
    await store.compareAndSet(key, damaged, kept.value)
    store.close()
    const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
    assert.equal(viewed(await again.pep.view(view.instance)).status, 'pending')
    await again.pep.close()
    for (const name of [`${path}-wal`, `${path}-shm`]) rmSync(name, { force: true })
    writeFileSync(
      path,
      'this is no database, it only lies where one should be, and is long enough to be looked at twice',
    )
    await assert.rejects(openBench({ dataDir: bench.dataDir }, bench.sample), /not a database/)
    rmSync(path)
    await (await openBench({ dataDir: bench.dataDir }, bench.sample)).pep.close()
  })

  it('whose breaker record is damaged counts as blind', async () => {
    for (const value of [
      '',
      '{',
      'null',
      '[]',
      '{"version":1}',
      '{"version":-1,"state":"NOMINAL"}',
      '{"version":1,"state":"nominal"}',
    ]) {
      const bench = await openBench()
      await bench.pep.store.compareAndSet(BREAKER_KEY, 0, value)
      const reply = await bench.pep.request({
        action: 'note.write',
        input: { text: 'x' },
        token: bench.sample.token(),
        runtime: 'pi',
      })
      assert.equal('code' in reply && reply.code, 'BREAKER_UNAVAILABLE', value)
      await bench.pep.close()
    }
  })
})

describe('ten thousand staged actions', () => {
  it('are listed in bounded pages, taken over by the next start, and forgotten once they are over and old', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    await bench.pep.close()
    const store = openEmbeddedStore(dataLayout(bench.dataDir).store)
    const record = parseRecord((await store.get(ACTION_PREFIX + view.instance))!.value)
    const name = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
    const over = {
      ...record,
      phase: 'WORM_LOGGED',
      owed: [],
      ended_at_ms: 1,
      outcome: { status: 'executed', output_valid: true },
    }
    const copies = Array.from({ length: 10_000 }, (_, n) => ({ ...(n % 10 === 0 ? over : record), instance: name(n) }))
    await Promise.all(copies.map((copy) => store.compareAndSet(ACTION_PREFIX + copy.instance, 0, JSON.stringify(copy))))
    store.close()

    const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
    assert.equal(again.pep.recovered, 9001)
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await again.pep.list(after === undefined ? {} : { after })
      assert.ok(page.length <= MAX_LISTED)
      if (page.length === 0) break
      seen.push(...page.map(({ instance }) => instance))
      after = seen.at(-1)
    }
    assert.equal(new Set(seen).size, 9001)
    assert.deepEqual(
      (await again.pep.list({ limit: 3, after: name(4) })).map(({ instance }) => instance),
      [name(5), name(6), name(7)],
    )
    assert.equal((await again.pep.list({ all: true, limit: 1_000_000 })).length, MAX_LISTED)
    // The thousand that were over long ago went with the start.
    const left = await again.pep.view(name(0))
    assert.equal('code' in left && left.code, 'UNKNOWN_INSTANCE')
    await again.pep.close()
  })
})
