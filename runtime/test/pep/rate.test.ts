/** Rate limits: a place is taken before anything runs, given back by what did not run, and never one run too many, whoever calls and whatever dies. */
import assert from 'node:assert/strict'
import type { Rate } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { type SampleContract, writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { portableCrypto } from '../../src/pep/pep-crypto.ts'
import { NotAppliedError } from '../../src/pep/ports.ts'
import { RATE_PREFIX, rateKey, reconcilePlaces, settlePlace, takePlace } from '../../src/pep/rate-counter.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import { approveBy, type Bench, kindsOf, openBench, stageTransfer, TRANSFER } from '../support/pep-fixture.ts'

const RATE: Rate = { count: 2, per_seconds: 60, by: 'claims.subject', counting: 'executed' }

function limited(action: string, rate: Rate): SampleContract {
  return writeSampleContract(temporaryFolder(), (manifest) => ({
    ...manifest,
    policy: { ...(manifest['policy'] as object), required_features: ['groups.1', 'rate.1', 'ttl.1'] },
    actions: (manifest['actions'] as readonly Record<string, unknown>[]).map((type) =>
      type['id'] === action ? { ...type, governance: { ...(type['governance'] as object), rate } } : type,
    ),
  }))
}

/** A clock that only the test moves. */
function clockAt(start: number) {
  const clock = { now: start, nowMs: () => clock.now, after: () => () => undefined }
  return clock
}

const write = ({ pep, sample }: Bench, sub = 'desk-7', text: unknown = 'x') =>
  pep.request({ action: 'note.write', input: { text }, token: sample.token({ top: { sub } }), runtime: 'pi' })
const codeOf = (reply: { outcome: string; code?: string }) => reply.code ?? reply.outcome

describe('a rate limit', () => {
  it('denies the call after the last, in the log, for that caller alone, until the window has passed', async () => {
    const clock = clockAt(Date.now())
    const bench = await openBench({ clock }, limited('note.write', RATE))
    assert.deepEqual(
      [codeOf(await write(bench)), codeOf(await write(bench)), codeOf(await write(bench))],
      ['executed', 'executed', 'LIMIT_EXCEEDED'],
    )
    const denied = await write(bench)
    assert.deepEqual(
      [denied.outcome, 'message' in denied && denied.message],
      ['denied', 'at most 2 in 60 seconds for each claims.subject'],
    )
    assert.deepEqual(await kindsOf(bench, denied.instance ?? ''), ['ACTION_DENIED'])
    assert.equal(codeOf(await write(bench, 'desk-8')), 'executed')
    clock.now += 59_999
    assert.equal(codeOf(await write(bench)), 'LIMIT_EXCEEDED')
    clock.now += 1
    assert.equal(codeOf(await write(bench)), 'executed')
    await bench.pep.close()
  })

  it('lets no more through than it says when sixteen call at once', async () => {
    const bench = await openBench({}, limited('note.write', { ...RATE, count: 5 }))
    const replies = await Promise.all(Array.from({ length: 16 }, () => write(bench)))
    assert.equal(replies.filter(({ outcome }) => outcome === 'executed').length, 5)
    assert.equal(bench.ran.length, 5)
    await bench.pep.close()
  })

  it('counts what was executed: a denied call and a handler that applied nothing give their place back', async () => {
    let applies = false
    const handlers = {
      'note.write': () => {
        if (!applies) throw new NotAppliedError('busy')
        return { note: 'N' }
      },
    }
    const bench = await openBench({ handlers }, limited('note.write', { ...RATE, count: 1 }))
    assert.equal(codeOf(await write(bench, 'desk-7', 5)), 'SCHEMA_INVALID')
    assert.equal(codeOf(await write(bench)), 'HANDLER_NOT_APPLIED')
    applies = true
    assert.equal(codeOf(await write(bench)), 'executed')
    assert.equal(codeOf(await write(bench)), 'LIMIT_EXCEEDED')
    await bench.pep.close()
  })

  it('counting all, takes denied calls into account', async () => {
    const bench = await openBench({}, limited('note.write', { ...RATE, counting: 'all' }))
    assert.deepEqual(
      [codeOf(await write(bench, 'desk-7', 5)), codeOf(await write(bench)), codeOf(await write(bench))],
      ['SCHEMA_INVALID', 'executed', 'LIMIT_EXCEEDED'],
    )
    await bench.pep.close()
  })

  it('holds the place of what waits or is in doubt however long, and moves it to when it ran', async () => {
    const clock = clockAt(Date.now())
    const bench = await openBench({ clock }, limited('asset.transfer', { ...RATE, count: 1, by: 'input.from' }))
    const transfer = async () =>
      codeOf(
        await bench.pep.request({
          action: 'asset.transfer',
          input: TRANSFER,
          token: bench.sample.token(),
          runtime: 'pi',
        }),
      )
    const view = await stageTransfer(bench)
    clock.now += 120_000
    assert.equal(await transfer(), 'LIMIT_EXCEEDED')
    assert.equal((await approveBy(bench, view, 3)).outcome, 'executed')
    clock.now += 59_999
    assert.equal(await transfer(), 'LIMIT_EXCEEDED')
    clock.now += 1
    const second = await stageTransfer(bench)
    await bench.pep.cancel(bench.sample.sign('officer-1', 'cancel', second.statement))
    assert.equal(await transfer(), 'staged')
    await bench.pep.close()
  })

  it('that has nobody to count by denies', async () => {
    const bench = await openBench({}, limited('note.write', { ...RATE, by: 'claims.owner' }))
    const reply = await write(bench)
    assert.deepEqual(
      [codeOf(reply), 'message' in reply && reply.message],
      ['LIMIT_EXCEEDED', 'claims.owner, by which this action is counted, is missing'],
    )
    assert.equal(
      rateKey(portableCrypto, 'a', { ...RATE, by: 'claims.constructor.name' }, { claims: {}, input: 0 }),
      undefined,
    )
    await bench.pep.close()
  })

  it('survives a process that died: what may have run counts, what did not gives back', async () => {
    const bench = await openBench({}, limited('note.write', { ...RATE, count: 3 }))
    const reply = await write(bench)
    const key = (await bench.pep.store.list(RATE_PREFIX))[0]?.key ?? ''
    const taken = { atMs: Date.now(), held: true }
    // Died before its record was written; and one that ended, whose counter was never told.
    assert.ok(await takePlace(bench.pep.store, key, { ...RATE, count: 3 }, { instance: 'unknown', ...taken }))
    await bench.pep.close()
    const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
    const [window] = await again.pep.store.list(RATE_PREFIX)
    const places = JSON.parse(window?.value ?? '').places as readonly { instance: string; held: boolean }[]
    assert.deepEqual(
      places.map(({ instance, held }) => [instance, held]),
      [
        [reply.instance, false],
        ['unknown', false],
      ],
    )
    await again.pep.close()
  })

  it('is refused a size that cannot be counted', async () => {
    const sample = limited('note.write', { ...RATE, count: 10_001 })
    await assert.rejects(openBench({}, sample), { code: 'FEATURE_NOT_ENFORCED' })
  })
})

describe('the rate counter beside a naive model', () => {
  const MOVE = fc.oneof(
    fc.record({ move: fc.constant('take' as const), after: fc.nat(40_000) }),
    fc.record({
      move: fc.constant('settle' as const),
      which: fc.nat(30),
      fate: fc.constantFrom('ran' as const, 'did not run' as const),
    }),
    fc.constant({ move: 'reconcile' as const }),
  )
  it('never has more runs in any window than it says (500 runs)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(MOVE, { maxLength: 40 }), async (count, moves) => {
        const store = createMemoryStore()
        const rate = { ...RATE, count }
        const open: string[] = []
        const ranAt: number[] = []
        const fates = new Map<string, { fate: 'ran' | 'did not run'; atMs: number }>()
        let now = 1_000_000
        for (const [n, move] of moves.entries()) {
          if (move.move === 'take') {
            now += move.after
            const free = open.length + ranAt.filter((at) => at > now - 60_000).length < count
            const taken = await takePlace(store, 'rate/k', rate, { instance: `i${n}`, atMs: now, held: true })
            assert.equal(taken, free)
            if (taken) open.push(`i${n}`)
          } else if (move.move === 'settle' && open.length > 0) {
            const [instance = ''] = open.splice(move.which % open.length, 1)
            fates.set(instance, { fate: move.fate, atMs: now })
            if (move.fate === 'ran') ranAt.push(now)
            await settlePlace(store, 'rate/k', instance, move.fate, now)
          } else if (move.move === 'reconcile') {
            await reconcilePlaces(store, now, async (instance) => fates.get(instance) ?? { fate: 'undecided' })
          }
        }
        for (const at of ranAt) assert.ok(ranAt.filter((other) => other > at - 60_000 && other <= at).length <= count)
      }),
      { numRuns: 500 },
    )
  })
})
