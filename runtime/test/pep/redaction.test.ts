/** Redaction at the enforcement point: sensitive parts and a host's redactor, in log, store, views, alerts and answers; what happens where it fails. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { createPresidioRedactor } from '../../src/node/redact/presidio-redactor.ts'
import { REDACTION_TIMEOUT_MS } from '../../src/pep/redaction.ts'
import { RedactionUnavailableError, type Redactor } from '../../src/redact/redactor.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import { approveBy, type Bench, openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'
import { type Analyzer, serveAnalyzer } from '../support/presidio-server.ts'

const S = '<SENSITIVE>'
type Block = Readonly<Record<string, unknown>>

/** The sample contract with `from` and `amount` of a transfer, and its `transaction`, sensitive. */
function sensitiveSample(policy: Block = {}): ReturnType<typeof writeSampleContract> {
  return writeSampleContract(temporaryFolder(), (manifest) => ({
    ...manifest,
    policy: { ...(manifest['policy'] as Block), ...policy },
    actions: (manifest['actions'] as readonly Block[]).map((action) => ({
      ...action,
      input_schema: marked(action['input_schema'] as Block, ['from', 'amount']),
      output_schema: marked(action['output_schema'] as Block, ['transaction']),
    })),
  }))
}

function marked(schema: Block, names: readonly string[]): Block {
  const properties = Object.entries(schema['properties'] as Readonly<Record<string, Block>>)
  const changed = properties.map(([name, each]) => [
    name,
    names.includes(name) ? { ...each, 'x-claw-sensitive': true } : each,
  ])
  return { ...schema, properties: Object.fromEntries(changed) }
}

function bytesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
    .join('\n')
}

const write = ({ pep, sample }: Bench, text: unknown = 'x') =>
  pep.request({ action: 'note.write', input: { text }, token: sample.token(), runtime: 'pi' })

describe('sensitive parts of an action', () => {
  it('are in no log, store, view or answer, and reach the handler and the host whole', async () => {
    const settled: unknown[] = []
    const seen: unknown[] = []
    const secret = { from: 'account 99-1', to: 'A-2', amount: 777123 }
    const bench = await openBench(
      {
        settled: ({ output }) => settled.push(output),
        handlers: {
          'finance.transfer': (input) => {
            seen.push(input)
            return { transaction: 'receipt 4711' }
          },
        },
      },
      sensitiveSample(),
    )
    const view = await stageTransfer(bench, secret)
    assert.deepEqual(view.input, { from: S, to: 'A-2', amount: S })
    const reply = await approveBy(bench, view, 3)
    assert.deepEqual([seen, settled], [[secret], [{ transaction: 'receipt 4711' }]])
    assert.deepEqual('output' in reply && reply.output, { transaction: S })
    const denied = await bench.pep.request({
      action: 'asset.transfer',
      input: { ...secret, to: 5 },
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal(denied.outcome, 'denied')
    const shown = JSON.stringify([view, reply, denied, await bench.pep.list({ all: true }), bench.alerts])
    await bench.pep.close()
    for (const text of ['99-1', '777123', '4711'])
      assert.deepEqual([shown.includes(text), bytesBelow(bench.dataDir).includes(text)], [false, false], text)
  })

  it('that a handler repeats in an error, or elsewhere in its output, go as well', async () => {
    const bench = await openBench(
      {
        handlers: {
          'finance.transfer': (input) => {
            throw new Error(`no funds on ${JSON.stringify(input)}`)
          },
        },
      },
      sensitiveSample({ 'x-claw-redact': { fields: ['text'] } }),
    )
    const view = await stageTransfer(bench, { from: 'account 99-1', to: 'A-2', amount: 777123 })
    await approveBy(bench, view, 3)
    const doubt = (await bench.pep.log.history(view.instance)).find(
      ({ event_kind: kind }) => kind === 'ACTION_IN_DOUBT',
    )
    assert.equal(doubt?.payload['message'], `no funds on {"amount":${S},"from":"${S}","to":"A-2"}`)
    await bench.pep.close()

    const echo = await openBench(
      { handlers: { 'note.write': () => ({ note: 'about the tumour, N-1' }) } },
      sensitiveSample({ 'x-claw-redact': { fields: ['text'] } }),
    )
    const reply = await write(echo, 'the tumour')
    const [intent, outcome] = await echo.pep.log.history(reply.instance ?? '')
    assert.deepEqual([intent?.payload['input'], outcome?.payload['output']], [{ text: S }, { note: `about ${S}, N-1` }])
    await echo.pep.close()
  })

  it('by a policy that says more than is understood here: not loaded', async () => {
    for (const block of [{ fields: 'text' }, { fields: [1] }, { fields: [], patterns: [] }, ['text'], true]) {
      await assert.rejects(openBench({}, sensitiveSample({ 'x-claw-redact': block })), { code: 'FEATURE_NOT_ENFORCED' })
    }
  })
})

describe('a host’s redactor', () => {
  const failing: readonly (readonly [string, Redactor['redact']])[] = [
    ['throws', (value) => assert.fail(JSON.stringify(value))],
    ['rejects', (value) => Promise.reject(new Error(JSON.stringify(value)))],
    ['rejects with anything', () => Promise.reject(undefined)],
    ['says what it may', () => Promise.reject(new RedactionUnavailableError('it is down'))],
    ['gives back nothing', () => undefined as never],
    ['gives back what is no JSON', () => new Map() as never],
    ['never answers', () => new Promise<never>(() => undefined)],
  ]
  for (const [what, redact] of failing) {
    it(`that ${what}: nothing runs, nothing is staged, nothing of the input is kept or told`, async () => {
      const clock = {
        nowMs: () => Date.now(),
        after(ms: number, run: () => void) {
          const timer = setTimeout(run, ms === REDACTION_TIMEOUT_MS ? 1 : ms).unref()
          return () => clearTimeout(timer)
        },
      }
      const bench = await openBench({ redactor: { redact }, clock })
      const ask = (action: string, input: unknown) =>
        bench.pep.request({ action, input, token: bench.sample.token(), runtime: 'pi' })
      const replies = [
        await ask('note.write', { text: 'tumour' }),
        await ask('asset.transfer', { ...TRANSFER, from: 'tumour' }),
        await ask('ledger.get_balance', { account: 'tumour' }),
      ]
      for (const reply of replies)
        assert.deepEqual([reply.outcome, 'code' in reply && reply.code], ['refused', 'REDACTION_UNAVAILABLE'])
      // A denial stands whether or not its input can be shown.
      const denied = await ask('note.write', { text: 'tumour', more: 'tumour' })
      const unknown = await ask('tumour', {})
      assert.deepEqual([denied.outcome, unknown.outcome], ['denied', 'denied'])
      const entries = [
        ...(await bench.pep.log.history(denied.instance ?? '')),
        ...(await bench.pep.log.history(unknown.instance ?? '')),
      ]
      assert.deepEqual(
        entries.map(({ payload }) => [payload['action'], 'input' in payload, 'input_digest' in payload]),
        [
          ['note.write', false, true],
          ['<NOT_SHOWN>', false, true],
        ],
      )
      assert.deepEqual([bench.ran, await bench.pep.list({ all: true })], [[], []])
      await bench.pep.close()
      const told = JSON.stringify([replies, bench.alerts]) + bytesBelow(bench.dataDir)
      assert.ok(!told.includes('tumour'))
    })
  }

  it('comes after what is built in, which it cannot undo', async () => {
    const asked: unknown[] = []
    const bench = await openBench({
      redactor: {
        redact: (value, about) => {
          asked.push([about, value])
          return value
        },
      },
    })
    const reply = await write(bench, 'mail ann@mail.example.org')
    assert.deepEqual(asked, [
      [{ action: 'note.write', part: 'input' }, { text: 'mail <EMAIL_ADDRESS>' }],
      [{ action: 'note.write', part: 'output' }, { note: 'N-1' }],
    ])
    const [intent] = await bench.pep.log.history(reply.instance ?? '')
    assert.deepEqual(intent?.payload['input'], { text: 'mail <EMAIL_ADDRESS>' })
    await bench.pep.close()
  })
})

describe('a Presidio analyzer behind the enforcement point', () => {
  let analyzer: Analyzer
  beforeEach(async () => {
    analyzer = await serveAnalyzer()
  })
  afterEach(() => analyzer.close())

  it('redacts what is staged, shown and logged; the handler gets what was asked', async () => {
    const bench = await openBench({ redactor: createPresidioRedactor({ url: analyzer.url }) })
    const view = await stageTransfer(bench, { ...TRANSFER, to: 'Ann Lee' })
    assert.deepEqual(view.input, { ...TRANSFER, to: '<PERSON>' })
    await approveBy(bench, view, 3)
    assert.deepEqual(
      bench.ran.map(({ input }) => input),
      [{ ...TRANSFER, to: 'Ann Lee' }],
    )
    await bench.pep.close()
    assert.ok(!bytesBelow(bench.dataDir).includes('Ann Lee'))
  })

  it('that goes away: refused before anything runs, logged without the output afterwards, and well again when it is back', async () => {
    const bench: Bench = await openBench({
      redactor: createPresidioRedactor({ url: analyzer.url, timeoutMs: 1000 }),
      handlers: {
        'note.write': async () => {
          await analyzer.close()
          return { note: 'for Ann Lee' }
        },
      },
    })
    const executed = await write(bench, 'for Bob Stone')
    assert.deepEqual('output' in executed && executed.output, { note: 'for Ann Lee' }, 'the caller gets its output')
    const [intent, outcome] = await bench.pep.log.history(executed.instance ?? '')
    assert.deepEqual([intent?.payload['input'], outcome?.payload['output']], [{ text: 'for <PERSON>' }, '<NOT_SHOWN>'])
    assert.match(bench.alerts.join(), /output of note\.write is not shown: the analyzer cannot be reached/)

    const refused = await write(bench, 'for Ann Lee')
    assert.deepEqual(
      [refused.outcome, 'message' in refused && refused.message],
      ['refused', 'the input cannot be redacted: the analyzer cannot be reached'],
    )
    const port = Number(new URL(analyzer.url).port)
    analyzer = await serveAnalyzer(port)
    const view = viewed(await bench.pep.view((await stageTransfer(bench)).instance))
    assert.equal(view.status, 'pending')
    await bench.pep.close()
    assert.ok(!bytesBelow(bench.dataDir).includes('Ann Lee') && !bench.alerts.join().includes('Ann'))
  })
})
