/** The breaker's record as a stranger might write it, and which record may follow which. What is not understood in every member is no state (D4, D19). */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type CircuitBreakerState, parseBreakerRefresh, parseBreakerState } from '../../src/breaker/breaker-state.ts'
import { transitionFault } from '../../src/breaker/breaker-transition.ts'
import { brokenOut, conservative, flushed, flushing, NOMINAL } from '../support/breaker-record.ts'

const GOOD: readonly CircuitBreakerState[] = [NOMINAL, conservative(2), flushing(3), flushed(4), brokenOut(5)]

describe('a circuit breaker record', () => {
  it('is read as it was written', () => {
    for (const state of GOOD) assert.deepEqual(parseBreakerState(JSON.stringify(state)), state)
  })

  it('misses no member and has no other one; kv_state_version is the log’s name (D19)', () => {
    for (const name of Object.keys(NOMINAL)) {
      const { [name as keyof CircuitBreakerState]: _, ...rest } = NOMINAL
      assert.equal(parseBreakerState(JSON.stringify(rest)), `${name} is missing or malformed`)
    }
    const { version, ...rest } = NOMINAL
    assert.equal(typeof parseBreakerState(JSON.stringify({ ...rest, kv_state_version: version })), 'string')
    assert.equal(parseBreakerState(JSON.stringify({ ...NOMINAL, kv_state_version: 1 })), 'an unknown member')
  })

  it('is nothing where it is hostile', () => {
    const text = JSON.stringify(NOMINAL)
    const hostile = [
      '',
      '{',
      'null',
      '[]',
      '1',
      text.replace('"version":1', '"version":1,"version":9'),
      text.replace('"version":1', '"version":"1"'),
      text.replace('"version":1', '"version":0'),
      text.replace('"version":1', '"version":-1'),
      text.replace('"version":1', '"version":1.5'),
      text.replace('"version":1', '"version":9007199254740993'),
      text.replace('"version":1', '"version":1e999'),
      text.replace('NOMINAL', 'nominal'),
      text.replace('NOMINAL', 'NOMINAL\\u0000'),
      text.replace('"writer_epoch":1', '"writer_epoch":0'),
      text.replace('{', '{"__proto__":{},'),
      text + ' '.repeat(5000),
      '['.repeat(4000),
      '\ud800',
    ]
    for (const record of hostile) assert.equal(typeof parseBreakerState(record), 'string', record.slice(0, 80))
  })

  it('does not contradict itself', () => {
    const contradictions: readonly CircuitBreakerState[] = [
      { ...NOMINAL, requires_breakout: true },
      { ...flushing(3), requires_breakout: false },
      { ...flushing(3), last_blind_version: 0 },
      { ...flushing(3), last_blind_version: 4 },
      { ...flushing(3), flushed_at: 1 },
      { ...flushed(4), breakout_entry: 1 },
      { ...brokenOut(5), breakout_entry: null },
      { ...brokenOut(5), flushed_at: null },
      { ...NOMINAL, flushed_at: 1 },
      { ...NOMINAL, breakout_entry: 1 },
    ]
    for (const state of contradictions) assert.equal(typeof parseBreakerState(JSON.stringify(state)), 'string')
  })

  it('with random members is a whole state or none (10,000 runs)', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.nat(6),
      fc.constantFrom('NOMINAL', 'CONSERVATIVE', 'BLIND', true, false, null),
    )
    const record = fc.record(Object.fromEntries(Object.keys(NOMINAL).map((name) => [name, value])), {
      requiredKeys: [],
    })
    fc.assert(
      fc.property(record, (members) => {
        const state = parseBreakerState(JSON.stringify(members))
        if (typeof state === 'string') return
        assert.equal(state.requires_breakout, state.state === 'BLIND')
        assert.ok(state.version >= 1 && state.writer_epoch >= 1 && state.last_blind_version <= state.version)
      }),
      { numRuns: 10_000 },
    )
  })

  it('beside it, a refresh is two counts and nothing else', () => {
    assert.deepEqual(parseBreakerRefresh('{"refresh_seq":0,"writer_epoch":1}'), { writer_epoch: 1, refresh_seq: 0 })
    for (const text of [
      '{"refresh_seq":0}',
      '{"refresh_seq":-1,"writer_epoch":1}',
      '{"refresh_seq":0,"writer_epoch":1,"x":1}',
    ])
      assert.equal(typeof parseBreakerRefresh(text), 'string')
  })
})

/** Every record of up to so many writes, each reached by one legal write from the one before: the relation, written down a second time. */
function nextWrites(state: CircuitBreakerState): readonly CircuitBreakerState[] {
  const version = state.version + 1
  const under = (epoch: number) => stepsOf(state).map((to) => ({ ...to, version, writer_epoch: epoch }))
  const takenOver = { ...state, version, writer_epoch: state.writer_epoch + 1 }
  return [takenOver, ...under(state.writer_epoch), ...under(state.writer_epoch + 1)]
}

function stepsOf(state: CircuitBreakerState): readonly CircuitBreakerState[] {
  const blind: CircuitBreakerState = {
    ...flushing(state.version + 1),
    writer_epoch: state.writer_epoch,
  }
  if (state.state === 'NOMINAL') return [blind, { ...state, state: 'CONSERVATIVE' }]
  if (state.state === 'CONSERVATIVE') return [blind, { ...state, state: 'NOMINAL' }]
  if (state.flushed_at === null) return [{ ...state, flushed_at: state.version + 1 }]
  return [{ ...state, state: 'NOMINAL', requires_breakout: false, breakout_entry: state.version + 1 }]
}

describe('a later record', () => {
  it('is one that legal writes lead to, whatever lies in between (all of 6 writes)', function () {
    let pairs = 0
    for (const start of [NOMINAL, conservative(1)]) {
      let reached: readonly CircuitBreakerState[] = [start]
      for (let writes = 1; writes <= 6; writes++) {
        reached = reached.flatMap(nextWrites)
        for (const state of reached) {
          assert.equal(typeof parseBreakerState(JSON.stringify(state)), 'object')
          assert.equal(transitionFault(start, state), undefined, JSON.stringify(state))
          pairs += 1
        }
      }
    }
    this.test!.title += `: ${pairs} pairs`
  })

  it('is none that no path of writes leads to (every record of so many writes, against all paths)', function () {
    const refused = { count: 0 }
    for (const start of [NOMINAL, conservative(1), flushing(1), flushed(2), brokenOut(3)]) {
      let reached: readonly CircuitBreakerState[] = [start]
      for (let writes = 1; writes <= 5; writes++) {
        reached = reached.flatMap(nextWrites)
        const legal = new Set(reached.map(keyOf))
        for (const candidate of candidates(start, start.version + writes)) {
          const fault = transitionFault(start, candidate)
          assert.equal(
            fault === undefined,
            legal.has(keyOf(candidate)),
            `${JSON.stringify(start)} ${JSON.stringify(candidate)}: ${fault}`,
          )
          if (fault !== undefined) refused.count += 1
        }
      }
    }
    this.test!.title += `: ${refused.count} refused`
  })

  const refused: readonly (readonly [string, CircuitBreakerState, CircuitBreakerState])[] = [
    ['of an earlier Watchdog (D4)', { ...NOMINAL, writer_epoch: 2 }, conservative(2)],
    ['that is Nominal again by itself after a Blind', flushed(4), { ...NOMINAL, version: 5 }],
    ['whose Blind ended without its flush', flushing(4), { ...brokenOut(5), last_blind_version: 4 }],
    ['that repeats a state without taking over', NOMINAL, { ...NOMINAL, version: 2 }],
    [
      'whose flush was finished another time',
      flushed(4),
      { ...flushed(4), version: 5, flushed_at: 2, writer_epoch: 2 },
    ],
    ['that forgets a Blind', brokenOut(9), { ...conservative(12) }],
    [
      'whose Blind lies before what was read as Nominal',
      { ...NOMINAL, version: 9 },
      { ...brokenOut(12), last_blind_version: 5 },
    ],
    [
      'that ends a Blind as Conservative',
      flushed(4),
      { ...brokenOut(5), state: 'CONSERVATIVE', last_blind_version: 3 },
    ],
  ]
  for (const [what, from, to] of refused) {
    it(`is none ${what}`, () => assert.notEqual(transitionFault(from, to), undefined))
  }

  it('of a far future is judged in bounded time', () => {
    const far = Number.MAX_SAFE_INTEGER
    assert.equal(transitionFault(NOMINAL, { ...NOMINAL, version: far }), undefined)
    assert.notEqual(transitionFault(NOMINAL, { ...NOMINAL, version: far - 1 }), undefined)
    assert.equal(transitionFault(NOMINAL, flushing(far)), undefined)
  })
})

/** What the relation depends on; epochs only by whether they rose. */
function keyOf({
  state,
  version,
  flushed_at: flushedAt,
  last_blind_version: blind,
  writer_epoch: epoch,
}: CircuitBreakerState): string {
  return [state, version, state === 'BLIND' && flushedAt === null, blind, epoch > 1].join()
}

function* candidates(start: CircuitBreakerState, version: number): Generator<CircuitBreakerState> {
  for (const epoch of [1, 2]) {
    for (let blind = 0; blind <= version; blind++) {
      const base = { ...start, version, writer_epoch: epoch, last_blind_version: blind }
      const isOld = blind === start.last_blind_version
      const flushedAt = isOld ? (start.flushed_at ?? version) : version
      if (blind > 0) {
        const blindState = { ...base, state: 'BLIND' as const, requires_breakout: true, breakout_entry: null }
        if (!(isOld && start.flushed_at !== null)) yield { ...blindState, flushed_at: null }
        if (blind < version) yield { ...blindState, flushed_at: flushedAt }
      }
      for (const state of ['NOMINAL', 'CONSERVATIVE'] as const) {
        yield {
          ...base,
          state,
          requires_breakout: false,
          flushed_at: blind === 0 ? null : flushedAt,
          breakout_entry: blind === 0 ? null : version,
        }
      }
    }
  }
}
