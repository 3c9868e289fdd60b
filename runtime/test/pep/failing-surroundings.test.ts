/** The enforcement point with a log, a handler or a store that fails: what runs, what is told, and what the next start makes of it. */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { dataLayout } from '../../src/node/data-layout.ts'
import { writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { writeFully } from '../../src/node/worm/durable-file.ts'
import type { LogDisk } from '../../src/node/worm/log-disk.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { NotAppliedError } from '../../src/pep/ports.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import type { Bench } from '../support/pep-fixture.ts'
import { approveBy, kindsOf, openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'

/** A disk that fails at the given sync and ever after. */
function failingDisk(at: number): LogDisk {
  let syncs = 0
  return {
    write: writeFully,
    sync: () => {
      syncs += 1
      if (syncs >= at) throw new Error('EIO')
    },
  }
}

const write = ({ pep, sample }: Bench) =>
  pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
const append = ({ pep, sample }: Bench) =>
  pep.request({ action: 'note.append', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
const names = (bench: Bench) => bench.ran.map(({ handler }) => handler)

describe('a failing log', () => {
  it('stops what has not run yet: intent not durable, nothing ran (P8)', async () => {
    const bench = await openBench({ logDisk: failingDisk(1) })
    const reply = await write(bench)
    assert.equal('code' in reply && reply.code, 'LOG_UNAVAILABLE')
    assert.deepEqual(names(bench), [])
    await bench.pep.close()
    const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
    const view = viewed(await again.pep.view(reply.instance ?? ''))
    assert.deepEqual([view.status, view.reason], ['cancelled', 'log_unavailable'])
    assert.equal((await kindsOf(again, view.instance)).at(-1), 'ACTION_CANCELLED')
    await again.pep.close()
  })

  it('refuses denials and reads too', async () => {
    const bench = await openBench({ logDisk: failingDisk(1) })
    const read = { action: 'ledger.get_balance', input: { account: 'A' }, runtime: 'pi' }
    for (const token of [bench.sample.token(), bench.sample.token({ atr: { role: 'intern' } })]) {
      const reply = await bench.pep.request({ ...read, token })
      assert.equal('code' in reply && reply.code, 'LOG_UNAVAILABLE')
    }
    assert.deepEqual(names(bench), [])
    await bench.pep.close()
  })

  it('withholds a result whose outcome is not durable, undoes what can be undone, and the next start logs it (D1, P1)', async () => {
    const bench = await openBench({ logDisk: failingDisk(2) })
    const reply = await write(bench)
    assert.equal('code' in reply && reply.code, 'OUTCOME_IN_DOUBT')
    assert.deepEqual(names(bench), ['note.write', 'note.erase'])
    assert.equal(viewed(await bench.pep.view(reply.instance ?? '')).status, 'in_doubt')
    assert.ok(bench.alerts.length > 0)
    await bench.pep.close()
    const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
    const view = viewed(await again.pep.view(reply.instance ?? ''))
    assert.deepEqual([view.status, view.reason, again.ran], ['cancelled', 'compensated', []])
    assert.deepEqual(await kindsOf(again, view.instance), ['ACTION_INTENT', 'ACTION_OUTCOME', 'ACTION_COMPENSATED'])
    await again.pep.close()
    assert.equal(verifyLog(dataLayout(bench.dataDir).log).ok, true)
  })

  for (const [what, thrown] of [
    ['throws', new Error('it cannot be undone')],
    ['says that it applied nothing', new NotAppliedError('it cannot be undone')],
  ] as const) {
    it(`and whose undoing ${what}: in doubt, also after a restart, until a person says what happened (D1)`, async () => {
      let undone = 0
      const bench = await openBench({
        logDisk: failingDisk(2),
        handlers: {
          'note.erase': () => {
            undone += 1
            throw thrown
          },
        },
      })
      const { instance = '', ...reply } = await write(bench)
      assert.equal('code' in reply && reply.code, 'OUTCOME_IN_DOUBT')
      await bench.pep.close()
      for (let start = 0; start < 2; start++) {
        const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
        assert.equal(viewed(await again.pep.view(instance)).status, 'in_doubt')
        assert.deepEqual(again.ran, [])
        await again.pep.close()
      }
      const last = await openBench({ dataDir: bench.dataDir }, bench.sample)
      const { statement } = viewed(await last.pep.view(instance))
      const resolved = await last.pep.resolve(last.sample.sign('officer-1', 'resolve-applied', statement))
      assert.equal('code' in resolved && resolved.code, 'OUTPUT_INVALID')
      assert.equal(viewed(await last.pep.view(instance)).status, 'executed')
      const history = await last.pep.log.history(instance)
      const told = history.map(
        ({ event_kind: kind, payload }) => `${kind} ${payload['applied'] ?? payload['status'] ?? ''}`,
      )
      assert.deepEqual(told.slice(0, 3), ['ACTION_INTENT ', 'ACTION_OUTCOME executed', 'ACTION_COMPENSATED false'])
      assert.equal(undone, 1)
      await last.pep.close()
    })
  }

  it('leaves an irreversible effect in doubt until the next start has logged it', async () => {
    // Staged, viewed, two approvals, the third with its intent: five syncs; the sixth is the outcome's.
    const bench = await openBench({ logDisk: failingDisk(6) })
    const reply = await approveBy(bench, await stageTransfer(bench), 3)
    assert.equal('code' in reply && reply.code, 'OUTCOME_IN_DOUBT')
    assert.deepEqual(names(bench), ['finance.transfer'])
    await bench.pep.close()
    const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
    const view = viewed(await again.pep.view(reply.instance ?? ''))
    assert.deepEqual([view.status, again.ran], ['executed', []])
    assert.equal((await kindsOf(again, view.instance)).at(-1), 'ACTION_OUTCOME')
    await again.pep.close()
  })

  for (let at = 1; at <= 6; at++) {
    it(`failing at sync ${at} of a whole transfer never executes unlogged, and the next start comes clean`, async () => {
      const bench = await openBench({ logDisk: failingDisk(at) })
      const { pep, sample } = bench
      const staged = await pep.request({
        action: 'asset.transfer',
        input: TRANSFER,
        token: sample.token(),
        runtime: 'pi',
      })
      const view = await pep.view(staged.instance ?? '')
      const reply = 'outcome' in view ? view : await approveBy(bench, view, 3)
      assert.notEqual(reply.outcome, 'executed')
      assert.equal(names(bench).length, at === 6 ? 1 : 0)
      await pep.close()
      const again = await openBench({ dataDir: bench.dataDir }, sample)
      const [after] = await again.pep.list({ all: true })
      assert.ok(after !== undefined && ['pending', 'cancelled', 'executed'].includes(after.status))
      assert.equal(after.status === 'executed', at === 6)
      await again.pep.close()
      assert.deepEqual(verifyLog(dataLayout(bench.dataDir).log).faults, [])
    })
  }
})

describe('a failing handler', () => {
  it('that says it applied nothing is tried again where the contract allows, then given up', async () => {
    let calls = 0
    const bench = await openBench({
      clock: {
        nowMs: () => Date.now(),
        after: (ms, run) => clearTimeout.bind(null, setTimeout(run, ms >= 1000 ? 1 : ms)) as () => void,
      },
      handlers: {
        'note.append': () => {
          calls += 1
          if (calls < 3) throw new NotAppliedError('busy')
          return { note: 'N-3' }
        },
      },
    })
    assert.deepEqual((await append(bench)).outcome, 'executed')
    assert.equal(calls, 3)
    calls = -1_000
    const reply = await append(bench)
    assert.equal('code' in reply && reply.code, 'HANDLER_NOT_APPLIED')
    assert.equal(calls, -995)
    await bench.pep.close()
  })

  it('of which nothing is known is tried again only where it is idempotent, five times, each after a longer wait, and is then in doubt', async () => {
    const idempotent = (manifest: Readonly<Record<string, unknown>>) => ({
      ...manifest,
      actions: (manifest['actions'] as { id: string; execution: object }[]).map((action) =>
        action.id === 'note.append'
          ? { ...action, execution: { ...action.execution, idempotent: true, retry_policy: 'exponential' } }
          : action,
      ),
    })
    for (const isIdempotent of [true, false]) {
      const waits: number[] = []
      const keys: string[] = []
      const bench = await openBench(
        {
          clock: {
            nowMs: () => Date.now(),
            after(ms, run) {
              const isRetry = [1000, 2000, 4000, 8000].includes(ms)
              if (isRetry) waits.push(ms)
              const timer = setTimeout(run, isRetry ? 1 : ms).unref()
              return () => clearTimeout(timer)
            },
          },
          handlers: {
            'note.append': (_input, { idempotencyKey }) => {
              keys.push(idempotencyKey)
              throw new Error('the connection is gone')
            },
          },
        },
        writeSampleContract(temporaryFolder(), isIdempotent ? idempotent : undefined),
      )
      const reply = await append(bench)
      assert.equal('code' in reply && reply.code, 'OUTCOME_IN_DOUBT')
      assert.deepEqual(waits, isIdempotent ? [1000, 2000, 4000, 8000] : [])
      assert.deepEqual([keys.length, new Set(keys).size], [isIdempotent ? 5 : 1, 1])
      await bench.pep.close()
      // Neither a restart nor a person's word runs it again.
      const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
      const view = viewed(await again.pep.view(reply.instance ?? ''))
      assert.equal(view.status, 'in_doubt')
      await again.pep.resolve(again.sample.sign('officer-1', 'resolve-not-applied', view.statement))
      assert.deepEqual(again.ran, [])
      await again.pep.close()
    }
  })

  it('says so with another copy of the package as well', async () => {
    const ports = new URL('../../src/pep/ports.ts?another', import.meta.url).href
    const another: { NotAppliedError: typeof NotAppliedError } = await import(ports)
    assert.notEqual(another.NotAppliedError, NotAppliedError)
    const bench = await openBench({
      handlers: {
        'note.write': () => {
          throw new another.NotAppliedError('busy')
        },
      },
    })
    const reply = await bench.pep.request({
      action: 'note.write',
      input: { text: 'x' },
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal('code' in reply && reply.code, 'HANDLER_NOT_APPLIED')
    await bench.pep.close()
  })

  it('of which nothing is known is in doubt, runs no second time, and is resolved by a person', async () => {
    let calls = 0
    const bench = await openBench({
      handlers: {
        'note.append': () => {
          calls += 1
          throw new Error('connection reset')
        },
      },
    })
    const reply = await append(bench)
    assert.equal('code' in reply && reply.code, 'OUTCOME_IN_DOUBT')
    const view = viewed(await bench.pep.view(reply.instance ?? ''))
    assert.deepEqual([view.status, calls], ['in_doubt', 1])
    const wrong = await bench.pep.resolve(bench.sample.sign('officer-1', 'approve', view.statement))
    assert.equal('code' in wrong && wrong.code, 'STATEMENT_INVALID')
    const resolved = await bench.pep.resolve(bench.sample.sign('officer-1', 'resolve-not-applied', view.statement))
    assert.equal(resolved.outcome, 'cancelled')
    await bench.pep.close()
  })

  it('that does not answer in time is in doubt; what it says later ends the doubt', async () => {
    let answer: (value: unknown) => void = () => undefined
    const bench = await openBench({ handlers: { 'note.append': () => new Promise((resolve) => (answer = resolve)) } })
    const reply = await append(bench)
    assert.equal('code' in reply && reply.code, 'OUTCOME_IN_DOUBT')
    answer({ note: 'late' })
    for (let tries = 0; tries < 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      if (viewed(await bench.pep.view(reply.instance ?? '')).status === 'executed') break
    }
    assert.equal(viewed(await bench.pep.view(reply.instance ?? '')).status, 'executed')
    await bench.pep.close()
  })

  it('whose output does not fit ran and is logged; the output is withheld', async () => {
    const bench = await openBench({ handlers: { 'note.append': () => ({ wrong: 1 }) } })
    const reply = await append(bench)
    assert.equal('code' in reply && reply.code, 'OUTPUT_INVALID')
    assert.deepEqual(await kindsOf(bench, reply.instance ?? ''), ['ACTION_INTENT', 'ACTION_OUTCOME'])
    await bench.pep.close()
  })
})

describe('what was staged', () => {
  it('cannot be changed in the store between staging and approval (P7)', async () => {
    const bench = await openBench()
    const { pep, sample } = bench
    const view = await stageTransfer(bench)
    const other = await stageTransfer(bench, { ...TRANSFER, to: 'A-9' })
    const database = new DatabaseSync(dataLayout(bench.dataDir).store)
    const read = (id: string) =>
      JSON.parse(String(database.prepare('SELECT value FROM entries WHERE key = ?').get(`action/${id}`)?.['value']))
    const record = read(view.instance)
    record.request.input_sealed = read(other.instance).request.input_sealed
    database
      .prepare('UPDATE entries SET value = ? WHERE key = ?')
      .run(JSON.stringify(record), `action/${view.instance}`)
    database.close()
    const reply = await pep.approve(sample.sign('officer-1', 'approve', view.statement))
    assert.equal('code' in reply && reply.code, 'ACTION_CHANGED')
    assert.equal(viewed(await pep.view(view.instance)).reason, 'input_changed')
    assert.deepEqual(bench.ran, [])
    await pep.close()
  })

  it('is not the caller’s object any more: later changes reach nothing', async () => {
    const bench = await openBench()
    const input = { ...TRANSFER, to: 'A-2' }
    const view = await stageTransfer(bench, input)
    input.to = 'A-9'
    await approveBy(bench, view, 3)
    assert.deepEqual(bench.ran[0]?.input, TRANSFER)
    await bench.pep.close()
  })

  it('shows neither card nor key to log and view, and gives both to the handler (D21)', async () => {
    const bench = await openBench()
    const input = { from: '4012888888881881', to: 'DE89370400440532013000', amount: 5 }
    const view = await stageTransfer(bench, input)
    assert.deepEqual(view.input, { from: '<CREDIT_CARD>', to: '<IBAN_CODE>', amount: 5 })
    await approveBy(bench, view, 3)
    assert.deepEqual(bench.ran[0]?.input, input)
    const entries = JSON.stringify(readLog(dataLayout(bench.dataDir).log))
    assert.ok(!entries.includes('4012888888881881') && !entries.includes('DE89370400440532013000'))
    const record = await bench.pep.store.get(`action/${view.instance}`)
    assert.ok(!record?.value.includes('4012888888881881'))
    await bench.pep.close()
  })

  it('ends when its time is over, asked or not', async () => {
    let now = Date.now()
    const bench = await openBench({ clock: { nowMs: () => now, after: () => () => undefined } })
    const view = await stageTransfer(bench)
    await approveBy(bench, view, 2)
    now += 7_200_000
    const reply = await bench.pep.approve(
      bench.sample.sign('officer-3', 'approve', view.statement, { expires_at_ms: now + 1000 }),
    )
    assert.equal('code' in reply && reply.code, 'ACTION_EXPIRED')
    assert.deepEqual([viewed(await bench.pep.view(view.instance)).reason, bench.ran], ['ttl_expired', []])
    await bench.pep.close()
  })

  it('survives a restart with its approvals', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    await approveBy(bench, view, 2)
    await bench.pep.close()
    const again = await openBench({ dataDir: bench.dataDir }, bench.sample)
    assert.equal(again.pep.recovered, 1)
    const reply = await again.pep.approve(bench.sample.sign('officer-3', 'approve', view.statement))
    assert.equal(reply.outcome, 'executed')
    await again.pep.close()
  })

  it('takes approvals that come at the same moment exactly once each', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    const replies = await Promise.all(
      ['officer-1', 'officer-2', 'officer-3', 'officer-4'].map((who) =>
        bench.pep.approve(bench.sample.sign(who, 'approve', view.statement)),
      ),
    )
    assert.equal(bench.ran.length, 1)
    assert.ok(replies.some(({ outcome }) => outcome === 'executed'))
    await bench.pep.close()
  })
})

describe('hostile requests', () => {
  it('are refused or denied, never thrown, and run nothing', async () => {
    const bench = await openBench()
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const inputs: unknown[] = [
      undefined,
      null,
      1,
      'x',
      [],
      cyclic,
      new Date(),
      { text: '\ud800' },
      { text: 1n },
      { text: Number.NaN },
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('trap')
          },
        },
      ),
      { toJSON: () => ({ text: 'x' }) },
    ]
    for (const input of inputs) {
      const reply = await bench.pep.request({ action: 'note.write', input, token: bench.sample.token(), runtime: 'pi' })
      assert.equal(reply.outcome, 'denied', String(input))
    }
    for (const action of ['', '__proto__', 'constructor', 'x'.repeat(10_000), 5, null]) {
      const reply = await bench.pep.request({
        action: action as string,
        input: {},
        token: bench.sample.token(),
        runtime: 'pi',
      })
      assert.equal('code' in reply && reply.code, 'UNKNOWN_ACTION', String(action))
    }
    for (const runtime of ['', 'PI', 'toString', undefined]) {
      const reply = await bench.pep.request({
        action: 'note.write',
        input: { text: 'x' },
        token: bench.sample.token(),
        runtime: runtime as string,
      })
      assert.equal('code' in reply && reply.code, 'RUNTIME_UNKNOWN')
    }
    assert.deepEqual(bench.ran, [])
    await bench.pep.close()
  })

  it('statements of any shape are refused, never thrown', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    const good = bench.sample.sign('officer-1', 'approve', view.statement)
    const statements: unknown[] = [
      null,
      [],
      'x',
      {},
      { statement: {}, signature: '' },
      { ...good, extra: 1 },
      { ...good, signature: 'AAAA' },
      { ...good, signature: 5 },
      { ...good, statement: { ...good.statement, extra: 1 } },
      { ...good, statement: { ...good.statement, nonce: 'short' } },
      { ...good, statement: { ...good.statement, quorum: 1.5 } },
      { ...good, statement: { ...good.statement, action_instance_id: 'other' } },
      { ...good, statement: { ...good.statement, verb: 'deny' } },
    ]
    for (const submitted of statements) {
      const reply = await bench.pep.approve(submitted)
      assert.equal(reply.outcome, 'refused', JSON.stringify(submitted))
    }
    assert.equal(viewed(await bench.pep.view(view.instance)).approvals.length, 0)
    await bench.pep.close()
  })
})
