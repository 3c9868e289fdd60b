/** Handlers that do what no handler should: hang, throw anything, lie about their result, keep it cyclic or huge, change their input. */
import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { dataLayout } from '../../src/node/data-layout.ts'
import { writeFully } from '../../src/node/worm/durable-file.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { type Handler, NotAppliedError } from '../../src/pep/ports.ts'
import { approveBy, type Bench, kindsOf, openBench, stageTransfer, viewed } from '../support/pep-fixture.ts'

const codeOf = (reply: { outcome: string; code?: string }) => reply.code ?? reply.outcome
const write = ({ pep, sample }: Bench) =>
  pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
const withWrite = (handler: Handler) => openBench({ handlers: { 'note.write': handler } })

/** Timers of handlers come due at once, so that nothing waits in real time. */
const hurried = {
  nowMs: () => Date.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, Math.min(ms, 5)).unref()
    return () => clearTimeout(timer)
  },
}

describe('what a handler throws', () => {
  const hostile = Object.create(Error.prototype, {
    message: {
      get() {
        throw new Error('trap')
      },
    },
  })
  const thrown: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'boom'],
    ['a number', 5],
    ['a symbol', Symbol('boom')],
    ['an object without a prototype', Object.create(null)],
    ['an error whose message throws', hostile],
    ['an error that only calls itself NotAppliedError', Object.assign(new Error('no'), { name: 'NotAppliedError' })],
  ]
  for (const [what, value] of thrown) {
    it(`${what}: in doubt, logged, and the runtime lives on`, async () => {
      const bench = await withWrite(() => {
        throw value
      })
      const reply = await write(bench)
      assert.equal(codeOf(reply), 'OUTCOME_IN_DOUBT')
      assert.deepEqual(await kindsOf(bench, reply.instance ?? ''), ['ACTION_INTENT', 'ACTION_IN_DOUBT'])
      assert.equal(viewed(await bench.pep.view(reply.instance ?? '')).status, 'in_doubt')
      await bench.pep.close()
    })
  }
})

const throwing = () => {
  throw new Error('trap')
}

describe('what a handler returns', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = cyclic
  let deep: unknown = 'x'
  for (let level = 0; level < 100; level++) deep = [deep]
  const endless: object = new Proxy(
    { note: 'N' },
    { get: () => endless, getOwnPropertyDescriptor: Reflect.getOwnPropertyDescriptor },
  )
  const results: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['another type', { note: 5 }],
    ['a cycle', cyclic],
    ['a big integer', { note: 1n }],
    ['a lone surrogate', { note: '\ud800' }],
    ['not a number', { note: Number.NaN }],
    ['a hundred levels', deep],
    ['sixteen million characters', { note: 'x'.repeat(1 << 24) }],
    ['a million values', { note: Array.from({ length: 1 << 20 }, () => 0) }],
    ['a proxy without end', endless],
    ['a date', new Date(0)],
    ['an object that prints itself as another', { note: 5, toJSON: () => ({ note: 'N' }) }],
    ['a member that no enumeration shows', Object.defineProperty({}, 'note', { value: 'N', enumerable: false })],
    [
      'an object that throws when read',
      {
        get note() {
          throw new Error('trap')
        },
      },
    ],
  ]
  for (const [what, value] of results) {
    it(`${what}: the effect is logged, the output withheld`, async () => {
      const bench = await openBench({ handlers: { 'note.write': () => value } }, undefined)
      const reply = await write(bench)
      assert.equal(codeOf(reply), 'OUTPUT_INVALID')
      const entries = await bench.pep.log.history(reply.instance ?? '')
      assert.deepEqual(
        entries.map(({ event_kind: kind, payload }) => [kind, payload['output_valid']]),
        [
          ['ACTION_INTENT', undefined],
          ['ACTION_OUTCOME', false],
        ],
      )
      await bench.pep.close()
      assert.deepEqual(verifyLog(dataLayout(bench.dataDir).log).faults, [])
    })
  }

  it('what throws when it is only asked whether it is a promise: as if the handler had thrown', async () => {
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    for (const value of [revoked.proxy, new Proxy({}, new Proxy({}, { get: () => throwing }))]) {
      const bench = await withWrite(() => value)
      const reply = await write(bench)
      assert.equal(codeOf(reply), 'OUTCOME_IN_DOUBT')
      assert.equal(viewed(await bench.pep.view(reply.instance ?? '')).status, 'in_doubt')
      await bench.pep.close()
    }
  })

  it('a proxy that shows another value at each look: read once, so that validator, log and caller see the same', async () => {
    let looks = 0
    const output = new Proxy(
      { note: '' },
      { get: (target, name) => (name === 'note' ? `N-${++looks}` : Reflect.get(target, name)) },
    )
    const settled: unknown[] = []
    const bench = await openBench({
      handlers: { 'note.write': () => output },
      settled: ({ output: told }) => settled.push(told),
    })
    const reply = await write(bench)
    const outcome = (await bench.pep.log.history(reply.instance ?? '')).at(-1)
    const seen = ['output' in reply && reply.output, outcome?.payload['output'], settled[0]]
    assert.deepEqual(seen, [{ note: 'N-1' }, { note: 'N-1' }, { note: 'N-1' }])
    await bench.pep.close()
  })

  it('later changed by the handler: the caller has a copy of its own', async () => {
    const kept = { note: 'N-1' }
    const bench = await withWrite(() => kept)
    const reply = await write(bench)
    kept.note = 'changed'
    assert.deepEqual('output' in reply && reply.output, { note: 'N-1' })
    await bench.pep.close()
  })
})

describe('a handler', () => {
  it('that changes its input changes its own copy: the next attempt gets what was approved', async () => {
    const seen: unknown[] = []
    const bench = await openBench({
      clock: hurried,
      handlers: {
        'note.append': (input) => {
          seen.push(structuredClone(input))
          Object.assign(input as object, { text: 'changed' })
          if (seen.length < 3) throw new NotAppliedError('busy')
          return { note: 'N' }
        },
      },
    })
    const request = { action: 'note.append', input: { text: 'x' }, runtime: 'pi' }
    const reply = await bench.pep.request({ ...request, token: bench.sample.token() })
    assert.equal(reply.outcome, 'executed')
    assert.deepEqual(seen, [{ text: 'x' }, { text: 'x' }, { text: 'x' }])
    await bench.pep.close()
  })

  it('that is called back twice counts once', async () => {
    const bench = await withWrite(
      () =>
        new Promise((resolve, reject) => {
          resolve({ note: 'first' })
          resolve({ note: 'second' })
          reject(new Error('third'))
        }),
    )
    const reply = await write(bench)
    assert.deepEqual('output' in reply && reply.output, { note: 'first' })
    assert.deepEqual(await kindsOf(bench, reply.instance ?? ''), ['ACTION_INTENT', 'ACTION_OUTCOME'])
    await bench.pep.close()
  })

  it('whose thenable answers at once and then throws counts once', async () => {
    const bench = await withWrite(() => ({
      // biome-ignore lint/suspicious/noThenProperty: a hostile thenable is what is tested.
      then(resolve: (value: unknown) => void) {
        resolve({ note: 'first' })
        throw new Error('afterwards')
      },
    }))
    assert.equal((await write(bench)).outcome, 'executed')
    await bench.pep.close()
  })

  it('that never answers leaves a doubt, which a late answer ends', async () => {
    let answer: (value: unknown) => void = () => undefined
    const settled: string[] = []
    const bench = await openBench({
      clock: hurried,
      settled: ({ outcome }) => settled.push(outcome),
      handlers: {
        'note.write': () =>
          new Promise((resolve) => {
            answer = resolve
          }),
      },
    })
    const reply = await write(bench)
    assert.equal(codeOf(reply), 'OUTCOME_IN_DOUBT')
    answer({ note: 'N' })
    while (settled.length === 0) await wait(1)
    assert.equal(viewed(await bench.pep.view(reply.instance ?? '')).status, 'executed')
    assert.deepEqual(await kindsOf(bench, reply.instance ?? ''), ['ACTION_INTENT', 'ACTION_IN_DOUBT', 'ACTION_OUTCOME'])
    await bench.pep.close()
  })

  it('that answers after a person resolved the doubt changes nothing any more', async () => {
    let answer: (value: unknown) => void = () => undefined
    const bench = await openBench({
      clock: hurried,
      handlers: {
        'note.write': () =>
          new Promise((resolve) => {
            answer = resolve
          }),
      },
    })
    const view = viewed(await bench.pep.view((await write(bench)).instance ?? ''))
    await bench.pep.resolve(bench.sample.sign('officer-1', 'resolve-not-applied', view.statement))
    answer({ note: 'N' })
    await wait(20)
    assert.equal(viewed(await bench.pep.view(view.instance)).reason, 'resolved_not_applied')
    await bench.pep.close()
  })

  it('that undoes and never answers leaves the doubt, and the caller an answer', async () => {
    let syncs = 0
    const bench = await openBench({
      clock: hurried,
      logDisk: {
        write: writeFully,
        sync: () => {
          syncs += 1
          if (syncs >= 2) throw new Error('EIO')
        },
      },
      handlers: { 'note.erase': () => new Promise(() => undefined) },
    })
    const reply = await write(bench)
    assert.equal(codeOf(reply), 'OUTCOME_IN_DOUBT')
    assert.equal(viewed(await bench.pep.view(reply.instance ?? '')).status, 'in_doubt')
    await bench.pep.close()
  })
})

describe('two final approvals at once', () => {
  it('execute once, also while the entries of an earlier approval are still on their way (10 runs)', async () => {
    const bench = await openBench()
    for (let run = 0; run < 10; run++) {
      const before = bench.ran.length
      const view = await stageTransfer(bench)
      await approveBy(bench, view, run % 3)
      const replies = await Promise.all(
        ['officer-1', 'officer-2', 'officer-3', 'officer-4'].map((who) =>
          bench.pep.approve(bench.sample.sign(who, 'approve', view.statement)),
        ),
      )
      assert.equal(bench.ran.length, before + 1)
      assert.equal(replies.filter(({ outcome }) => outcome === 'executed').length, 1, JSON.stringify(replies))
      assert.equal(viewed(await bench.pep.view(view.instance)).status, 'executed')
    }
    await bench.pep.close()
  })
})
