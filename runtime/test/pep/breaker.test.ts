/** What the circuit breaker does to a governed action, over a real store and log: promotion, refusal, a halt, age, and the moment it is read at. INVARIANT P3 */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createBreakerReader } from '../../src/breaker/breaker-reader.ts'
import { BREAKER_KEY } from '../../src/breaker/breaker-state.ts'
import { dataLayout } from '../../src/node/data-layout.ts'
import type { PepOptions } from '../../src/node/open-pep.ts'
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import type { PepReply } from '../../src/pep/pep-reply.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { brokenOut, conservative, flushed, flushing, NOMINAL, putBreaker, refresh } from '../support/breaker-record.ts'
import { approveBy, type Bench, openBench, stageTransfer, viewed } from '../support/pep-fixture.ts'

const write = ({ pep, sample }: Bench) =>
  pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
const read = ({ pep, sample }: Bench) =>
  pep.request({ action: 'ledger.get_balance', input: { account: 'A' }, token: sample.token(), runtime: 'pi' })
const codeOf = (reply: PepReply): string => ('code' in reply ? reply.code : reply.outcome)
const names = ({ ran }: Bench) => ran.map(({ handler }) => handler)

/** A runtime whose breaker ages by a clock of the test’s. */
async function openAging(changes: Partial<PepOptions> = {}) {
  const store = createMemoryStore()
  const clock = { nowMs: 0 }
  const breaker = createBreakerReader(store, {
    absence: { windowMs: 1000, absenceMs: 2000, fullAbsenceMs: 4000 },
    monotonicMs: () => clock.nowMs,
    watchdog: 'if-present',
    verifyBreakout: async () => true,
  })
  return { bench: await openBench({ store, breaker, ...changes }), store, clock }
}

describe('Conservative', () => {
  it('stages what needed no approval, for good (P3, D22)', async () => {
    const bench = await openBench()
    await putBreaker(bench.pep.store, conservative(1))
    const reply = await write(bench)
    assert.equal(reply.outcome, 'staged')
    const view = viewed(await bench.pep.view(reply.instance ?? ''))
    assert.deepEqual([view.conservative_mode_promotion, view.approver_groups[0]?.role], [true, 'operator'])
    await putBreaker(bench.pep.store, { ...NOMINAL, version: 2 })
    assert.deepEqual(names(bench), [])
    const approved = await approveBy(bench, view, view.quorum)
    assert.equal(approved.outcome, 'executed')
    await bench.pep.close()
  })

  it('is called kv_state_version in the log, version nowhere (D19)', async () => {
    const bench = await openBench()
    await putBreaker(bench.pep.store, conservative(7))
    const { instance = '' } = await write(bench)
    const [entry] = await bench.pep.log.history(instance)
    assert.deepEqual(
      [entry?.event_kind, entry?.payload['kv_state_version'], entry?.payload['version']],
      ['ACTION_STAGED', 7, undefined],
    )
    await bench.pep.close()
  })
})

describe('Blind', () => {
  it('refuses every request but reads and every confirmation, flushed or not, also when it is over again (P4, D2)', async () => {
    const bench = await openBench({ verifyBreakout: async () => true })
    const [first, second] = [await stageTransfer(bench), await stageTransfer(bench)]
    for (const blind of [flushing(1), flushed(2)]) {
      await putBreaker(bench.pep.store, blind)
      assert.equal(codeOf(await write(bench)), 'BREAKER_BLIND')
      assert.equal((await read(bench)).outcome, 'executed')
    }
    const blind = await bench.pep.approve(bench.sample.sign('officer-1', 'approve', first.statement))
    assert.equal(codeOf(blind), 'BREAKER_BLIND')
    await putBreaker(bench.pep.store, brokenOut(3))
    const later = await bench.pep.approve(bench.sample.sign('officer-1', 'approve', second.statement))
    assert.equal(codeOf(later), 'BREAKER_BLIND')
    assert.equal(viewed(await bench.pep.view(second.instance)).reason, 'blind_mode_transition')
    assert.equal((await write(bench)).outcome, 'executed')
    await bench.pep.close()
  })

  it('is not over because a record says so: without a verified breakout nothing but reads goes on (D4)', async () => {
    const bench = await openBench()
    await putBreaker(bench.pep.store, flushed(2))
    assert.equal(codeOf(await write(bench)), 'BREAKER_BLIND')
    await putBreaker(bench.pep.store, brokenOut(3))
    assert.equal(codeOf(await write(bench)), 'BREAKER_UNAVAILABLE')
    assert.equal((await read(bench)).outcome, 'executed')
    assert.deepEqual(names(bench), ['ledger.get_balance'])
    await bench.pep.close()
  })
})

describe('a breaker that cannot be read', () => {
  it('lets nothing but reads through, and loses no action that waits', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    await putBreaker(bench.pep.store, '{"version":1}')
    assert.equal(codeOf(await write(bench)), 'BREAKER_UNAVAILABLE')
    assert.equal((await read(bench)).outcome, 'executed')
    assert.equal(codeOf(await approveBy(bench, view, 1)), 'BREAKER_UNAVAILABLE')
    assert.equal(viewed(await bench.pep.view(view.instance)).phase, 'AWAITING_APPROVAL')
    await putBreaker(bench.pep.store, NOMINAL)
    assert.equal((await approveBy(bench, view, 3)).outcome, 'executed')
    await bench.pep.close()
  })

  it('where a Watchdog is required, is one without a record', async () => {
    const bench = await openBench({ watchdog: 'required' })
    assert.equal(codeOf(await write(bench)), 'BREAKER_UNAVAILABLE')
    await putBreaker(bench.pep.store, NOMINAL)
    assert.equal((await write(bench)).outcome, 'executed')
    await bench.pep.close()
  })
})

describe('a breaker that went back (D3)', () => {
  it('halts: nothing is let through, not even a read; the log and an alert say so once', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    await putBreaker(bench.pep.store, conservative(2))
    assert.equal((await write(bench)).outcome, 'staged')
    await putBreaker(bench.pep.store, NOMINAL)
    assert.equal(codeOf(await write(bench)), 'WATCHDOG_SYNC_ERROR')
    assert.equal(codeOf(await read(bench)), 'WATCHDOG_SYNC_ERROR')
    assert.equal(codeOf(await approveBy(bench, view, 1)), 'WATCHDOG_SYNC_ERROR')
    await putBreaker(bench.pep.store, { ...NOMINAL, version: 5 })
    assert.equal(codeOf(await read(bench)), 'WATCHDOG_SYNC_ERROR')
    assert.deepEqual(names(bench), [])
    const logged = readLog(dataLayout(bench.dataDir).log, { kind: 'WATCHDOG_SYNC_ERROR' })
    const entries = logged.map(({ payload }) => payload)
    assert.deepEqual(entries, [{ seen_version: 2, read_version: 1 }])
    assert.equal(bench.alerts.filter((alert) => alert.includes('back to 1')).length, 1)
    await bench.pep.close()
  })

  it('before this process began is known from what the last one believed: it halts, until somebody removes that', async () => {
    const first = await openBench()
    await putBreaker(first.pep.store, conservative(4))
    const view = viewed(await first.pep.view((await write(first)).instance ?? ''))
    await first.pep.close()
    const store = openEmbeddedStore(dataLayout(first.dataDir).store)
    await putBreaker(store, { ...NOMINAL, version: 2 })
    store.close()
    const again = () => openBench({ dataDir: first.dataDir }, first.sample)
    for (let start = 0; start < 2; start++) {
      const bench = await again()
      assert.equal(codeOf(await write(bench)), 'WATCHDOG_SYNC_ERROR')
      assert.equal(codeOf(await read(bench)), 'WATCHDOG_SYNC_ERROR')
      assert.equal(codeOf(await approveBy(bench, view, 1)), 'WATCHDOG_SYNC_ERROR')
      assert.deepEqual(names(bench), [])
      await bench.pep.close()
    }
    rmSync(dataLayout(first.dataDir).breakerSeen)
    const bench = await again()
    // What the action was staged under was later than this: an old record confirms nothing.
    assert.equal(codeOf(await approveBy(bench, view, 1)), 'BREAKER_UNAVAILABLE')
    assert.equal(viewed(await bench.pep.view(view.instance)).phase, 'AWAITING_APPROVAL')
    assert.equal((await write(bench)).outcome, 'executed')
    await bench.pep.close()
  })

  it('by the loss of its whole store while no process ran halts as well', async () => {
    const first = await openBench()
    await putBreaker(first.pep.store, NOMINAL)
    assert.equal((await write(first)).outcome, 'executed')
    await first.pep.close()
    const { store } = dataLayout(first.dataDir)
    for (const path of [store, `${store}-wal`, `${store}-shm`]) rmSync(path, { force: true })
    const bench = await openBench({ dataDir: first.dataDir }, first.sample)
    assert.equal(codeOf(await write(bench)), 'WATCHDOG_SYNC_ERROR')
    await bench.pep.close()
  })

  it('whose memory is damaged, or cannot be written, lets nothing but reads through', async () => {
    const first = await openBench()
    const { breakerSeen } = dataLayout(first.dataDir)
    await putBreaker(first.pep.store, NOMINAL)
    await first.pep.close()
    writeFileSync(breakerSeen, '{"version":4')
    const bench = await openBench({ dataDir: first.dataDir }, first.sample)
    assert.equal(codeOf(await write(bench)), 'BREAKER_UNAVAILABLE')
    assert.equal((await read(bench)).outcome, 'executed')
    rmSync(breakerSeen)
    assert.equal((await write(bench)).outcome, 'executed')
    assert.equal(readFileSync(breakerSeen, 'utf8'), JSON.stringify(NOMINAL))
    rmSync(breakerSeen)
    mkdirSync(breakerSeen)
    await putBreaker(bench.pep.store, conservative(2))
    assert.equal(codeOf(await write(bench)), 'BREAKER_UNAVAILABLE')
    assert.equal((await read(bench)).outcome, 'executed')
    rmSync(breakerSeen, { recursive: true })
    assert.equal((await write(bench)).outcome, 'staged')
    await bench.pep.close()
  })

  it('is looked for in the store that the Watchdog writes to, where that is another one', async () => {
    const breakerStore = createMemoryStore()
    const bench = await openBench({ breakerStore, watchdog: 'required' })
    await putBreaker(bench.pep.store, NOMINAL)
    assert.equal(codeOf(await write(bench)), 'BREAKER_UNAVAILABLE')
    await putBreaker(breakerStore, flushing(1))
    assert.equal(codeOf(await write(bench)), 'BREAKER_BLIND')
    await bench.pep.close()
  })
})

describe('a Watchdog that died (D16)', () => {
  it('is given less time by a host that says so, never more, and none by what is no number', async () => {
    const cases = [
      [{ absenceMs: -1 }, 'staged'],
      [{ absenceMs: -1, fullAbsenceMs: -1 }, 'BREAKER_BLIND'],
      [{ fullAbsenceMs: Number.NaN }, 'BREAKER_BLIND'],
      [{ absenceMs: 1e12, fullAbsenceMs: 1e12 }, 'executed'],
    ] as const
    for (const [absence, expected] of cases) {
      const bench = await openBench({ absence })
      await putBreaker(bench.pep.store, NOMINAL)
      assert.equal(codeOf(await write(bench)), expected)
      await bench.pep.close()
    }
  })

  it('tightens what is asked anew; what waits is neither flushed nor confirmed until it lives again', async () => {
    const { bench, store, clock } = await openAging()
    await putBreaker(store, NOMINAL)
    await refresh(store, 1)
    const view = await stageTransfer(bench)
    clock.nowMs = 2001
    assert.equal((await write(bench)).outcome, 'staged')
    clock.nowMs = 4001
    assert.equal(codeOf(await write(bench)), 'BREAKER_BLIND')
    assert.equal(codeOf(await approveBy(bench, view, 1)), 'BREAKER_BLIND')
    assert.equal(viewed(await bench.pep.view(view.instance)).phase, 'AWAITING_APPROVAL')
    assert.equal((await store.get(BREAKER_KEY))?.value, JSON.stringify(NOMINAL))
    await refresh(store, 2)
    assert.equal((await approveBy(bench, view, 3)).outcome, 'executed')
    await bench.pep.close()
  })
})

describe('the moment the breaker is read at (D2)', () => {
  it('is now for everything but reads', async () => {
    const { bench, store } = await openAging()
    await putBreaker(store, NOMINAL)
    await read(bench)
    await putBreaker(store, flushing(2))
    assert.equal(codeOf(await write(bench)), 'BREAKER_BLIND')
    await bench.pep.close()
  })

  it('is again after the record of a staged action is written', async () => {
    const store = createMemoryStore()
    const bench = await openBench({
      store: {
        ...store,
        compareAndSet: async (key, expected, value) => {
          const revision = await store.compareAndSet(key, expected, value)
          if (key.startsWith('action/') && expected === 0) await putBreaker(store, flushing(1))
          return revision
        },
      },
    })
    const reply = await bench.pep.request({
      action: 'asset.transfer',
      input: { from: 'A-1', to: 'A-2', amount: 5 },
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal(codeOf(reply), 'BREAKER_BLIND')
    assert.equal(viewed(await bench.pep.view(reply.instance ?? '')).reason, 'blind_mode_transition')
    await bench.pep.close()
  })
})
