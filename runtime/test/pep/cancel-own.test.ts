/** Taking back one's own request, by a token, over the channel that every runtime has; the result reaches the host for the requester. */
import assert from 'node:assert/strict'
import { connectControl } from '../../src/node/control/control-client.ts'
import { dataLayout } from '../../src/node/data-layout.ts'
import type { Settlement } from '../../src/pep/ports.ts'
import { approveBy, kindsOf, openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'

const codeOf = (reply: { outcome: string; code?: string }) => reply.code ?? reply.outcome

describe('one’s own request', () => {
  for (const runtime of ['pi', 'openclaw', 'hermes', 'goose'] as const) {
    it(`of ${runtime}: viewed, voted, the vote withdrawn, taken back by its requester, told to the host, logged`, async () => {
      const settled: Settlement[] = []
      const bench = await openBench({ settled: (settlement) => settled.push(settlement) })
      const channel = await connectControl(dataLayout(bench.dataDir).control)
      const { sample } = bench
      const staged = await channel.request({
        action: 'asset.transfer',
        input: TRANSFER,
        token: sample.token(),
        runtime,
      })
      const { instance = '' } = staged
      const view = viewed(await channel.view(instance))
      assert.deepEqual(viewed(await channel.view(instance)), view, 'viewing is idempotent')
      assert.equal((await channel.approve(sample.sign('officer-1', 'approve', view.statement))).outcome, 'staged')
      const withdrawn = await channel.withdraw(sample.sign('officer-1', 'withdraw', view.statement))
      assert.deepEqual([withdrawn.outcome, 'approvals' in withdrawn && withdrawn.approvals], ['staged', 0])
      const cancelled = await channel.cancel({ instance, token: sample.token() })
      assert.deepEqual(cancelled, { outcome: 'cancelled', instance, reason: 'cancelled_by_requester' })
      assert.deepEqual(settled, [{ instance, action: 'asset.transfer', outcome: 'cancelled' }])
      assert.equal((await kindsOf(bench, instance)).at(-1), 'ACTION_CANCELLED')
      assert.equal(
        codeOf(await channel.approve(sample.sign('officer-2', 'approve', view.statement))),
        'NOT_AWAITING_APPROVAL',
      )
      assert.deepEqual(bench.ran, [])
      channel.close()
      await bench.pep.close()
    })
  }

  it('can be taken back before anybody has looked at it', async () => {
    const bench = await openBench()
    const { instance = '' } = await bench.pep.request({
      action: 'asset.transfer',
      input: TRANSFER,
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal((await bench.pep.cancel({ instance, token: bench.sample.token() })).outcome, 'cancelled')
    await bench.pep.close()
  })

  it('is nobody else’s to take back: another subject, an old, used, forged or wrong token; each is logged', async () => {
    const bench = await openBench()
    const { pep, sample } = bench
    const { instance } = await stageTransfer(bench)
    const used = sample.token()
    await pep.request({ action: 'ledger.get_balance', input: { account: 'A' }, token: used, runtime: 'pi' })
    const now = Math.floor(Date.now() / 1000)
    const cases: readonly (readonly [string, string])[] = [
      [sample.token({ top: { sub: 'desk-8' } }), 'NOT_THE_REQUESTER'],
      [sample.token({ top: { sub: 'DESK-7' } }), 'NOT_THE_REQUESTER'],
      [sample.token({ atr: { agent_id: 'other-agent' } }), 'AGENT_MISMATCH'],
      [sample.token({ top: { aud: 'other' } }), 'TOKEN_INVALID'],
      [sample.token({ top: { iat: now - 900, exp: now - 600 } }), 'TOKEN_EXPIRED'],
      [sample.token({ header: { alg: 'none' } }), 'TOKEN_INVALID'],
      [used, 'TOKEN_REPLAYED'],
      ['', 'TOKEN_INVALID'],
    ]
    for (const [token, code] of cases) assert.equal(codeOf(await pep.cancel({ instance, token })), code)
    const kinds = await kindsOf(bench, instance)
    assert.equal(kinds.filter((kind) => kind === 'STATEMENT_REFUSED').length, cases.length)
    assert.equal(viewed(await pep.view(instance)).status, 'pending')
    await pep.close()
  })

  it('cannot be taken back once it has run, and what is no cancellation is refused', async () => {
    const bench = await openBench()
    const { pep, sample } = bench
    const view = await stageTransfer(bench)
    await approveBy(bench, view, 3)
    const { instance } = view
    assert.equal(codeOf(await pep.cancel({ instance, token: sample.token() })), 'NOT_AWAITING_APPROVAL')
    assert.equal(codeOf(await pep.cancel({ instance: 'none', token: sample.token() })), 'UNKNOWN_INSTANCE')
    for (const submitted of [
      { instance, token: 5 },
      { instance, token: '', statement: {} },
      { token: '' },
      null,
      'cancel',
    ])
      assert.equal(codeOf(await pep.cancel(submitted)), 'STATEMENT_INVALID')
    await pep.close()
  })
})
