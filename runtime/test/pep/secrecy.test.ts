/** Secrets stay out of the log, the store, views, alerts and files that others may read: inputs, denied ones too, outputs, errors and made-up names. */
import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dataLayout } from '../../src/node/data-layout.ts'
import { NotAppliedError } from '../../src/pep/ports.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import { approveBy, openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'

const SECRETS = [
  'ann.secret@mail.example.org',
  '4012888888881881',
  'DE89370400440532013000',
  `ghp_${'s3cr3t'.repeat(7)}`,
]
const ALL = SECRETS.join(' ')

/** Every byte of every file below, as text. */
function bytesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
    .join('\n')
}

describe('secrets', () => {
  it('are nowhere in the data folder, in no view, no alert and no refusal', async () => {
    const shown: unknown[] = []
    const settled: unknown[] = []
    const bench = await openBench({
      settled: ({ output }) => settled.push(output),
      handlers: {
        'note.write': () => {
          throw new Error(`failed with ${ALL}`)
        },
        'note.append': () => {
          throw new NotAppliedError(`${'x'.repeat(990)} ${ALL}`)
        },
        'finance.transfer': () => ({ transaction: ALL }),
      },
    })
    const { pep, sample } = bench
    const ask = async (action: string, input: unknown) => {
      const reply = await pep.request({ action, input, token: sample.token(), runtime: 'pi' })
      if (reply.outcome !== 'executed') shown.push(reply)
      if (reply.instance !== undefined) shown.push(await pep.view(reply.instance))
    }
    await ask('note.write', { text: ALL })
    await ask('note.append', { text: ALL })
    // Denied: for its type, its role, a name nobody declared; an action and a runtime that are no names at all.
    await ask('note.write', { text: 5, other: ALL })
    await ask('asset.transfer', { ...TRANSFER, [`x ${ALL}`]: 1 })
    await ask(ALL, {})
    shown.push(await pep.request({ action: 'note.write', input: { text: ALL }, token: ALL, runtime: ALL }))
    const view = await stageTransfer(bench, { ...TRANSFER, from: ALL })
    shown.push(view)
    const executed = await approveBy(bench, view, 3)
    shown.push(executed)
    assert.deepEqual(settled.at(-1), { transaction: ALL }, 'the host gets the real output, for the requester')
    shown.push(viewed(await pep.view(view.instance)), await pep.list({ all: true }), bench.alerts)
    const token = sample.token()
    await pep.request({ action: 'ledger.get_balance', input: { account: 'A' }, token, runtime: 'pi' })
    await pep.close()
    const everything = bytesBelow(bench.dataDir)
    const told = JSON.stringify(shown.filter((reply) => !JSON.stringify(reply).includes('"path"')))
    for (const secret of [...SECRETS, token.split('.')[2]!]) {
      assert.ok(!everything.includes(secret), `${secret} is on disk`)
      assert.ok(!told.includes(secret), `${secret} was shown`)
    }
    assert.ok(everything.includes('<EMAIL_ADDRESS>') && everything.includes('ACTION_DENIED'))
  })

  it('waiting for approval are sealed, and gone from the record once it is over', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    const [before] = await bench.pep.store.list('action/')
    assert.ok(JSON.parse(before?.value ?? '').request.input_sealed.length > 40)
    await approveBy(bench, view, 3)
    const [after] = await bench.pep.store.list('action/')
    assert.equal(JSON.parse(after?.value ?? '').request.input_sealed, '')
    await bench.pep.close()
  })

  it('lie in files and folders that only their owner may open', async () => {
    const folder = join(temporaryFolder(), 'deep', 'data')
    const bench = await openBench({ dataDir: folder })
    await stageTransfer(bench)
    const layout = dataLayout(folder)
    for (const path of [folder, layout.log, join(folder, 'keys')])
      assert.equal(statSync(path).mode & 0o777, 0o700, path)
    for (const path of [layout.store, `${layout.store}-wal`, layout.logKey, layout.sealingKey, layout.control])
      assert.equal(statSync(path).mode & 0o077, 0, path)
    await bench.pep.close()
    chmodSync(layout.sealingKey, 0o644)
    await assert.rejects(openBench({ dataDir: folder }, bench.sample), /is open to others/)
  })

  it('that a host’s redactor fails on are left out, and the outcome is logged all the same', async () => {
    let fails = false
    const redact = (value: unknown) => {
      if (fails) throw new Error('the analyser is gone')
      return value as never
    }
    const bench = await openBench({
      redactor: { redact },
      handlers: {
        'note.write': () => {
          fails = true
          return { note: ALL }
        },
      },
    })
    const reply = await bench.pep.request({
      action: 'note.write',
      input: { text: 'x' },
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal(reply.outcome, 'executed')
    const outcome = (await bench.pep.log.history(reply.instance ?? '')).at(-1)
    assert.deepEqual([outcome?.event_kind, outcome?.payload['output']], ['ACTION_OUTCOME', '<NOT_SHOWN>'])
    const refused = await bench.pep.request({
      action: 'note.write',
      input: { text: ALL },
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal(refused.outcome, 'refused', 'an input that cannot be shown is not asked about')
    await bench.pep.close()
  })
})

describe('somebody nobody knows', () => {
  it('who writes a secret where the name goes leaves none in the log; a known name stays', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    const signed = bench.sample.sign('officer-1', 'approve', view.statement)
    for (const subject of ['card 4111111111111111', 'ann@mail.example', 'x'.repeat(1000)])
      await bench.pep.approve({ ...signed, statement: { ...signed.statement, subject } })
    await bench.pep.deny(bench.sample.sign('robot-1', 'deny', view.statement))
    const refused = (await bench.pep.log.history(view.instance)).filter(
      ({ event_kind: kind }) => kind === 'STATEMENT_REFUSED',
    )
    assert.deepEqual(
      refused.map(({ payload }) => payload['subject']),
      ['card <CREDIT_CARD>', '<EMAIL_ADDRESS>', 'x'.repeat(256), 'robot-1'],
    )
    await bench.pep.close()
  })
})
