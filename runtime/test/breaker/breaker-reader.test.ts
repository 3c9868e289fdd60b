/** The breaker as the enforcement point reads it: stale followers, rival and dead Watchdogs, breakouts that nobody authorised, a clock of its own. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type BreakerReaderOptions, createBreakerReader, RECENT_MS } from '../../src/breaker/breaker-reader.ts'
import { BREAKER_KEY } from '../../src/breaker/breaker-state.ts'
import { BreakerHaltedError } from '../../src/pep/breaker-reading.ts'
import type { KeyValue } from '../../src/store/key-value.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { brokenOut, conservative, flushed, flushing, NOMINAL, putBreaker, refresh } from '../support/breaker-record.ts'

const ABSENCE = { windowMs: 1000, absenceMs: 2000, fullAbsenceMs: 4000 }

function reader(store: KeyValue, changes: Partial<BreakerReaderOptions> = {}) {
  const clock = { nowMs: 0 }
  const halts: (readonly [number, number])[] = []
  const made = createBreakerReader(store, {
    absence: ABSENCE,
    monotonicMs: () => clock.nowMs,
    watchdog: 'if-present',
    halted: (seen, read) => halts.push([seen, read]),
    ...changes,
  })
  return { ...made, clock, halts, state: async () => (await made.read()).state }
}

/** A replicated store: `get` asks a follower, which may lag behind. */
function replicated(leader: KeyValue): { readonly store: KeyValue; readonly follower: Map<string, string> } {
  const follower = new Map<string, string>()
  const lagging = async (key: string) => {
    const value = follower.get(key)
    return value === undefined ? leader.get(key) : { value, revision: 1 }
  }
  return { follower, store: { ...leader, get: lagging, getLatest: async (key) => leader.get(key) } }
}

describe('a lower version (D3)', () => {
  it('of a follower is nothing: decisions are made by the leader’s', async () => {
    const leader = createMemoryStore()
    const { store, follower } = replicated(leader)
    await putBreaker(leader, conservative(2))
    follower.set(BREAKER_KEY, JSON.stringify(NOMINAL))
    const { read, halts } = reader(store)
    for (let n = 0; n < 3; n++)
      assert.deepEqual(await read(), { version: 2, state: 'CONSERVATIVE', last_blind_version: 0 })
    assert.deepEqual(halts, [])
  })

  it('told once is asked again, and forgotten where it was stale', async () => {
    const store = createMemoryStore()
    const answers: (string | undefined)[] = []
    const stale: KeyValue = {
      ...store,
      get: async (key) => {
        const value = key === BREAKER_KEY ? answers.shift() : undefined
        return value === undefined ? store.get(key) : { value, revision: 1 }
      },
    }
    await putBreaker(store, conservative(2))
    const { read, halts } = reader(stale)
    await read()
    answers.push(JSON.stringify(NOMINAL))
    assert.equal((await read()).version, 2)
    assert.deepEqual([answers.length, halts.length], [0, 0])
  })

  it('that is confirmed halts for good, and is told once', async () => {
    for (const lower of [JSON.stringify(NOMINAL), undefined]) {
      const store = createMemoryStore()
      await putBreaker(store, conservative(2))
      const { read, recent, halts } = reader(store)
      await read()
      const { revision } = (await store.get(BREAKER_KEY))!
      await store.compareAndSet(BREAKER_KEY, revision, lower)
      await assert.rejects(read(), BreakerHaltedError)
      await putBreaker(store, conservative(9))
      await assert.rejects(read(), BreakerHaltedError)
      assert.equal(recent(), undefined)
      assert.deepEqual(halts, [[2, lower === undefined ? 0 : 1]])
    }
  })

  it('is not one where a later call was only faster', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    let hold: (() => void) | undefined
    let isHeld = false
    const slow: KeyValue = {
      ...store,
      get: async (key) => {
        const found = await store.get(key)
        if (isHeld && key === BREAKER_KEY) {
          isHeld = false
          await new Promise<void>((resolve) => {
            hold = resolve
          })
        }
        return found
      },
    }
    const { read, halts } = reader(slow)
    await read()
    isHeld = true
    const early = read()
    await putBreaker(store, conservative(2))
    assert.equal((await read()).version, 2)
    hold?.()
    assert.equal((await early).version, 2)
    assert.deepEqual(halts, [])
  })
})

describe('a memory of the last record believed (D3)', () => {
  const remembering = (text?: string) => {
    const kept: (string | undefined)[] = [text]
    return { kept, memory: { recall: () => kept.at(-1), remember: (later: string) => void kept.push(later) } }
  }
  const textOf = (state: object) => JSON.stringify(state)

  it('is written before a record is obeyed, once for each', async () => {
    const store = createMemoryStore()
    const { kept, memory } = remembering()
    await putBreaker(store, NOMINAL)
    const { read } = reader(store, { memory })
    for (let n = 0; n < 3; n++) await read()
    await putBreaker(store, conservative(2))
    for (let n = 0; n < 3; n++) await read()
    assert.deepEqual(kept, [undefined, textOf(NOMINAL), textOf(conservative(2))])
  })

  it('that cannot be written leaves the record unbelieved, until it can', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    let isFull = true
    const remember = () => {
      if (isFull) throw new Error('ENOSPC')
    }
    const { read } = reader(store, { memory: { recall: () => undefined, remember } })
    await assert.rejects(read(), /ENOSPC/)
    isFull = false
    assert.equal((await read()).version, 1)
  })

  const later: readonly (readonly [string, object, object | undefined, RegExp | undefined])[] = [
    ['the same', conservative(2), conservative(2), undefined],
    ['one that follows', NOMINAL, conservative(2), undefined],
    ['a lower version', conservative(2), NOMINAL, /from version 2 back to 1/],
    ['none', conservative(2), undefined, /from version 2 back to 0/],
    ['the same version in another form', conservative(2), { ...conservative(2), last_valid_seq: 8 }, /in two forms/],
    ['one that no legal writes lead to', flushing(2), conservative(3), /a Blind is forgotten/],
    ['an earlier Watchdog’s', { ...NOMINAL, writer_epoch: 2 }, conservative(2), /writer_epoch 1 after 2/],
  ]
  for (const [what, before, after, refused] of later) {
    it(`of an earlier process, and in the store ${what}: ${refused === undefined ? 'believed' : 'not believed'}`, async () => {
      const store = createMemoryStore()
      if (after !== undefined) await putBreaker(store, after)
      const { read } = reader(store, { memory: remembering(textOf(before)).memory })
      if (refused !== undefined) await assert.rejects(read(), refused)
      else assert.equal((await read()).version, 2)
    })
  }

  it('that cannot be understood lets no record be believed', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    for (const text of ['', 'x', '{}', textOf({ ...NOMINAL, version: 0.5 })]) {
      const { read } = reader(store, { memory: remembering(text).memory })
      for (let n = 0; n < 2; n++) await assert.rejects(read(), /cannot be believed/)
    }
  })

  it('of a Blind that was broken out of does not spare the breakout’s verification', async () => {
    const store = createMemoryStore()
    await putBreaker(store, brokenOut(4))
    const { memory } = remembering(textOf(brokenOut(4)))
    await assert.rejects(reader(store, { memory }).read(), /does not verify/)
    assert.equal((await reader(store, { memory, verifyBreakout: async () => true }).read()).state, 'NOMINAL')
  })
})

describe('a record out of order (D4)', () => {
  const refused: readonly (readonly [string, object, object | string])[] = [
    ['of an earlier Watchdog', { ...NOMINAL, writer_epoch: 2 }, conservative(2)],
    [
      'outside the relation',
      flushed(4),
      { ...conservative(5), last_blind_version: 3, flushed_at: 1, breakout_entry: 40 },
    ],
    ['of the same version in another form', NOMINAL, conservative(1)],
    ['that cannot be understood', NOMINAL, '{"version":2,"state":"NOMINAL"}'],
  ]
  for (const [what, before, after] of refused) {
    it(`${what} is not believed, and the last one is not either`, async () => {
      const store = createMemoryStore()
      await putBreaker(store, before)
      const { read, halts } = reader(store, { verifyBreakout: async () => true })
      await read()
      await putBreaker(store, after)
      await assert.rejects(read(), /cannot be believed/)
      assert.deepEqual(halts, [])
    })
  }

  it('and two rival Watchdogs: the lower epoch is refused as long as it stands', async () => {
    const store = createMemoryStore()
    const { read } = reader(store)
    await putBreaker(store, { ...NOMINAL, writer_epoch: 1 })
    await read()
    await putBreaker(store, { ...conservative(2), writer_epoch: 2 })
    await read()
    await putBreaker(store, { ...NOMINAL, version: 3, writer_epoch: 1 })
    await assert.rejects(read())
    await putBreaker(store, { ...NOMINAL, version: 3, writer_epoch: 2 })
    assert.equal((await read()).state, 'NOMINAL')
  })
})

describe('the end of a Blind (D4)', () => {
  it('is not believed without a way to verify its breakout', async () => {
    const store = createMemoryStore()
    await putBreaker(store, brokenOut(5))
    await assert.rejects(reader(store).read(), /breakout of log entry 40/)
  })

  it('is believed once the breakout of that very Blind verifies, which is asked once', async () => {
    const asked: (readonly [number, number])[] = []
    const store = createMemoryStore()
    await putBreaker(store, flushed(4))
    let answer: () => Promise<boolean> = async () => false
    const { read, state } = reader(store, {
      verifyBreakout: async (entry, blind) => {
        asked.push([entry, blind])
        return answer()
      },
    })
    assert.equal(await state(), 'BLIND')
    await putBreaker(store, brokenOut(5))
    await assert.rejects(read())
    answer = () => Promise.reject(new Error('no log'))
    await assert.rejects(read())
    answer = async () => true
    assert.deepEqual(await read(), { version: 5, state: 'NOMINAL', last_blind_version: 3 })
    await read()
    assert.deepEqual(asked, [
      [40, 3],
      [40, 3],
      [40, 3],
    ])
  })

  it('with the entry that ended an earlier one is asked again', async () => {
    const store = createMemoryStore()
    const blinds: number[] = []
    const { read } = reader(store, {
      verifyBreakout: async (_entry, blind) => {
        blinds.push(blind)
        return blind === 3
      },
    })
    await putBreaker(store, brokenOut(5))
    await read()
    await putBreaker(store, flushing(6))
    await read()
    await putBreaker(store, brokenOut(8))
    await assert.rejects(read())
    assert.deepEqual(blinds, [3, 6])
  })
})

describe('a Watchdog that is not heard of (D16)', () => {
  it('makes this reader Conservative, then Blind, by its own clock; no transition comes of it', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    await refresh(store, 1)
    const { read, clock } = reader(store)
    const at = async (ms: number) => {
      clock.nowMs = ms
      return read()
    }
    assert.equal((await at(0)).state, 'NOMINAL')
    assert.equal((await at(2000)).state, 'NOMINAL')
    assert.deepEqual(await at(2001), { version: 1, state: 'CONSERVATIVE', last_blind_version: 0 })
    assert.deepEqual(await at(4001), { version: 1, state: 'BLIND', last_blind_version: 0 })
    await refresh(store, 2)
    // It may have risen just after the look at 4,001.
    assert.equal((await at(4100)).state, 'NOMINAL')
    assert.equal((await at(6002)).state, 'CONSERVATIVE')
  })

  it('is not heard of by a number that does not rise, goes back, or is another epoch’s', async () => {
    const store = createMemoryStore()
    await putBreaker(store, { ...NOMINAL, writer_epoch: 2 })
    await refresh(store, 5, 2)
    const { read, clock } = reader(store)
    await read()
    for (const [seq, epoch] of [
      [5, 2],
      [9, 1],
      [9, 3],
      [4, 2],
      [3, 2],
      [2, 2],
      [1, 2],
    ] as const) {
      await refresh(store, seq, epoch)
      clock.nowMs += 1100
      await read()
    }
    assert.equal((await read()).state, 'BLIND')
  })

  it('is not heard of while the enforcement point sleeps: one old sign of life is none', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    await refresh(store, 1)
    const { state, clock } = reader(store)
    await state()
    // Refreshed once after the last look, dead ever since.
    await refresh(store, 2)
    clock.nowMs = 3_600_000
    assert.equal(await state(), 'BLIND')
    await refresh(store, 3)
    clock.nowMs += 10
    assert.equal(await state(), 'NOMINAL')
  })

  it('without any refresh record ages as well; Conservative stays Conservative, Blind stays Blind', async () => {
    for (const [record, states] of [
      [NOMINAL, ['NOMINAL', 'CONSERVATIVE', 'BLIND']],
      [conservative(2), ['CONSERVATIVE', 'CONSERVATIVE', 'BLIND']],
      [flushed(4), ['BLIND', 'BLIND', 'BLIND']],
    ] as const) {
      const store = createMemoryStore()
      await putBreaker(store, record)
      const { state, clock } = reader(store)
      const seen: string[] = []
      for (const ms of [0, 3000, 5000]) {
        clock.nowMs = ms
        seen.push(await state())
      }
      assert.deepEqual(seen, states)
    }
  })

  it('looks by itself, so that a living one is never too old', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    const { watch, state, clock } = reader(store)
    const timers: (() => void)[] = []
    const stop = watch((ms, run) => {
      assert.equal(ms, 250)
      timers.push(run)
      return () => timers.splice(0)
    })
    for (let seq = 1; seq <= 100; seq++) {
      for (let turn = 0; turn < 20; turn++) await undefined
      await refresh(store, seq)
      clock.nowMs += 250
      timers.shift()!()
    }
    for (let turn = 0; turn < 20; turn++) await undefined
    assert.equal(await state(), 'NOMINAL')
    stop()
    assert.deepEqual(timers, [])
  })

  it('whose clock says nothing is taken for dead', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    const { state } = reader(store, { monotonicMs: () => Number.NaN })
    assert.equal(await state(), 'BLIND')
  })
})

describe('no record at all', () => {
  it('is Nominal where none is required, and no state where one is', async () => {
    assert.equal(await reader(createMemoryStore()).state(), 'NOMINAL')
    await assert.rejects(reader(createMemoryStore(), { watchdog: 'required' }).read(), /no Watchdog/)
  })
})

describe('a reading at once', () => {
  const RECORDS = [
    NOMINAL,
    { ...NOMINAL, writer_epoch: 2 },
    conservative(2),
    flushing(2),
    conservative(3),
    flushing(3),
    flushed(4),
  ]
  const events = fc.array(
    fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(...RECORDS, '{}').map((record) => ({ record })) },
      { weight: 1, arbitrary: fc.record({ seq: fc.nat(6), epoch: fc.integer({ min: 1, max: 2 }) }) },
      { weight: 2, arbitrary: fc.constantFrom(0, 1, 400, 1100, 2100).map((ms) => ({ ms })) },
    ),
    { maxLength: 25 },
  )

  it('is what a reader says that always asks and waits, or nothing (400 runs)', async () => {
    let atOnce = 0
    await fc.assert(
      fc.asyncProperty(events, async (happened) => {
        const store = createMemoryStore()
        const [quick, patient] = [reader(store), reader(store)]
        for (const event of happened) {
          if ('record' in event) await putBreaker(store, event.record)
          else if ('seq' in event) await refresh(store, event.seq, event.epoch)
          else for (const { clock } of [quick, patient]) clock.nowMs += event.ms
          const now = quick.readNow()
          if (now !== undefined) atOnce += 1
          const refused = (error: unknown) => String(error)
          assert.deepEqual(now ?? (await quick.read().catch(refused)), await patient.read().catch(refused))
        }
      }),
      { numRuns: 400 },
    )
    assert.ok(atOnce > 400, `${atOnce} readings`)
  })

  it('is none where the store has to be waited for, and asks it no second time', async () => {
    const inner = createMemoryStore()
    await putBreaker(inner, NOMINAL)
    let asked = 0
    let waits = true
    const get: KeyValue['get'] = (key) => {
      asked += 1
      return waits ? Promise.reject(new Error('gone')) : inner.get(key)
    }
    const { read, readNow } = reader({ ...inner, get })
    waits = false
    await read()
    assert.equal(readNow()?.state, 'NOMINAL')
    waits = true
    asked = 0
    assert.equal(readNow(), undefined)
    assert.equal(readNow(), undefined)
    assert.equal(asked, 1)
  })
})

describe('the short memory for reads (D2)', () => {
  it('lasts half a second, and only for those who ask for it', async () => {
    const store = createMemoryStore()
    await putBreaker(store, NOMINAL)
    await refresh(store, 1)
    const { read, recent, clock } = reader(store)
    assert.equal(recent(), undefined)
    await read()
    await putBreaker(store, conservative(2))
    clock.nowMs = RECENT_MS - 1
    assert.equal(recent()?.state, 'NOMINAL')
    assert.equal((await read()).state, 'CONSERVATIVE')
    assert.equal(recent()?.state, 'CONSERVATIVE')
    clock.nowMs += RECENT_MS
    assert.equal(recent(), undefined)
  })

  it('remembers no failure', async () => {
    const store = createMemoryStore()
    await putBreaker(store, '{')
    const { read, recent } = reader(store)
    await assert.rejects(read())
    assert.equal(recent(), undefined)
  })
})
