/** The governed action from request to audit log, over real files, tokens and signatures. INVARIANT P2, INVARIANT P7, INVARIANT P9 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { canonicalize, leavesOf } from 'clawql-manifest-validator'
import { dataLayout } from '../../src/node/data-layout.ts'
import { OFFICERS } from '../../src/node/doctor/sample-contract.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { approveBy, kindsOf, openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'

describe('a governed action', () => {
  for (const runtime of ['pi', 'openclaw', 'hermes', 'goose'] as const) {
    it(`of ${runtime}: read, deny, stage, three approvals, execution, one verifiable log (P9)`, async () => {
      const bench = await openBench()
      const { pep, sample, ran } = bench
      const read = await pep.request({
        action: 'ledger.get_balance',
        input: { account: 'A-1' },
        token: sample.token(),
        runtime,
      })
      assert.deepEqual(read, { outcome: 'executed', instance: read.instance, output: { balance: 7 } })
      const denied = await pep.request({
        action: 'asset.transfer',
        input: { ...TRANSFER, to: 'A-1' },
        token: sample.token(),
        runtime,
      })
      assert.deepEqual([denied.outcome, 'rule' in denied && denied.rule], ['denied', 'distinct_accounts'])
      const staged = await pep.request({ action: 'asset.transfer', input: TRANSFER, token: sample.token(), runtime })
      assert.equal(staged.outcome, 'staged')
      const instance = staged.instance ?? ''
      const view = viewed(await pep.view(instance))
      assert.deepEqual([view.phase, view.runtime, view.quorum], ['AWAITING_APPROVAL', runtime, 3])
      assert.equal((await approveBy(bench, view, 2)).outcome, 'staged')
      assert.deepEqual(
        ran.map(({ handler }) => handler),
        ['ledger.get_balance'],
      )
      const executed = await pep.approve(sample.sign('officer-3', 'approve', view.statement))
      assert.deepEqual(executed, { outcome: 'executed', instance, output: { transaction: 'T-1' } })
      assert.deepEqual(ran.at(-1), { handler: 'finance.transfer', key: instance, attempt: 1, input: TRANSFER })
      assert.deepEqual(await kindsOf(bench, instance), [
        'ACTION_STAGED',
        'ACTION_VIEWED',
        'ACTION_APPROVED',
        'ACTION_APPROVED',
        'ACTION_APPROVED',
        'ACTION_INTENT',
        'ACTION_OUTCOME',
      ])
      assert.deepEqual(await kindsOf(bench, denied.instance ?? ''), ['ACTION_DENIED'])
      assert.equal(viewed(await pep.view(instance)).status, 'executed')
      await pep.close()
      const report = verifyLog(dataLayout(bench.dataDir).log, { verifierKey: pep.logKey })
      assert.deepEqual([report.faults, report.size], [[], 10])
    })
  }

  it('is approved by distinct people who did not ask for it (P6)', async () => {
    const bench = await openBench()
    const { pep, sample } = bench
    const token = sample.token({
      top: { sub: 'requester-1' },
      atr: { owner: 'officer-4', delegates: ['officer-3'], role: 'compliance-officer' },
    })
    const staged = await pep.request({ action: 'asset.transfer', input: TRANSFER, token, runtime: 'pi' })
    const view = viewed(await pep.view(staged.instance ?? ''))
    const codeOf = async (subject: string) => {
      const reply = await pep.approve(sample.sign(subject, 'approve', view.statement))
      return reply.outcome === 'refused' ? reply.code : reply.outcome
    }
    assert.equal(await codeOf('requester-1'), 'SELF_APPROVAL')
    assert.equal(await codeOf('officer-4'), 'SELF_APPROVAL')
    assert.equal(await codeOf('officer-3'), 'SELF_APPROVAL')
    assert.equal(await codeOf('robot-1'), 'NOT_AN_APPROVER')
    assert.equal(await codeOf('officer-1'), 'staged')
    assert.equal(await codeOf('officer-1'), 'ALREADY_APPROVED')
    assert.equal((await kindsOf(bench, view.instance)).filter((kind) => kind === 'STATEMENT_REFUSED').length, 5)
    await pep.close()
  })

  it('is staged only when every check let it through: what is denied leaves no record (P2)', async () => {
    const bench = await openBench()
    const { pep, sample, ran } = bench
    const ask = (input: unknown, token: string) =>
      pep.request({ action: 'asset.transfer', input, token, runtime: 'pi' })
    const replies = [
      await ask({ ...TRANSFER, amount: '5' }, sample.token()),
      await ask({ ...TRANSFER, to: 'A-1' }, sample.token()),
      await ask(TRANSFER, sample.token({ atr: { role: 'operator' } })),
      await ask(TRANSFER, sample.token({ atr: { purpose: 'other' } })),
      await ask(TRANSFER, 'no token'),
    ]
    assert.deepEqual(
      replies.map(({ outcome }) => outcome),
      ['denied', 'denied', 'denied', 'denied', 'refused'],
    )
    assert.deepEqual([await pep.list(), ran], [[], []])
    assert.equal((await ask(TRANSFER, sample.token())).outcome, 'staged')
    assert.equal((await pep.list()).length, 1)
    await pep.close()
  })

  it('is ended by one denial, and by a cancellation', async () => {
    const bench = await openBench()
    const { pep, sample, ran } = bench
    for (const verb of ['deny', 'cancel'] as const) {
      const view = await stageTransfer(bench)
      await approveBy(bench, view, 2)
      const ended = await pep[verb](sample.sign('officer-3', verb, view.statement))
      assert.equal(ended.outcome, 'cancelled')
      const late = await pep.approve(sample.sign('officer-4', 'approve', view.statement))
      assert.deepEqual([late.outcome, 'code' in late && late.code], ['refused', 'NOT_AWAITING_APPROVAL'])
    }
    assert.deepEqual(ran, [])
    await pep.close()
  })

  it('loses a withdrawn approval, which cannot be sent again', async () => {
    const bench = await openBench()
    const { pep, sample, ran } = bench
    const view = await stageTransfer(bench)
    const first = sample.sign('officer-1', 'approve', view.statement)
    await pep.approve(first)
    const withdrawn = await pep.withdraw(sample.sign('officer-1', 'withdraw', view.statement))
    assert.deepEqual([withdrawn.outcome, 'approvals' in withdrawn && withdrawn.approvals], ['staged', 0])
    const replayed = await pep.approve(first)
    assert.deepEqual('code' in replayed && replayed.code, 'STATEMENT_REPLAYED')
    for (const officer of OFFICERS.slice(1, 3)) await pep.approve(sample.sign(officer, 'approve', view.statement))
    assert.deepEqual(ran, [])
    assert.equal((await pep.approve(sample.sign('officer-1', 'approve', view.statement))).outcome, 'executed')
    await pep.close()
  })

  it('refuses a statement about anything else than what was staged (P7, D18)', async () => {
    const bench = await openBench()
    const { pep, sample } = bench
    const view = await stageTransfer(bench)
    const other = await stageTransfer(bench, { ...TRANSFER, amount: 6 })
    const changes = [
      { action_leaf: 'a'.repeat(64) },
      { input_digest: other.statement.input_digest },
      { manifest_root: 'b'.repeat(64) },
      { breaker_version: 1 },
      { quorum: 1 },
    ]
    for (const change of changes) {
      const reply = await pep.approve(sample.sign('officer-1', 'approve', view.statement, change))
      assert.deepEqual('code' in reply && reply.code, 'STATEMENT_MISMATCH', JSON.stringify(change))
    }
    const expired = await pep.approve(sample.sign('officer-1', 'approve', view.statement, { expires_at_ms: 1 }))
    assert.equal('code' in expired && expired.code, 'STATEMENT_EXPIRED')
    const forged = sample.sign('officer-2', 'approve', view.statement, { subject: 'officer-1' })
    const reply = await pep.approve(forged)
    assert.equal('code' in reply && reply.code, 'SIGNATURE_INVALID')
    await pep.close()
  })

  it('runs at once without approval, and is written ahead', async () => {
    const bench = await openBench()
    const reply = await bench.pep.request({
      action: 'note.write',
      input: { text: 'x' },
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal(reply.outcome, 'executed')
    assert.deepEqual(await kindsOf(bench, reply.instance ?? ''), ['ACTION_INTENT', 'ACTION_OUTCOME'])
    await bench.pep.close()
  })

  it('names in every entry the contract and the claims it was decided under (D17)', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    await approveBy(bench, view, 3)
    const token = bench.sample.token()
    const denied = await bench.pep.request({ action: 'asset.transfer', input: {}, token, runtime: 'pi' })
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const claims = canonicalize({ subject: payload.sub, ...payload.atr })
    const expected = createHash('sha256').update(`CLAWQL_CLAIMS_V1\0${claims}`).digest('hex')
    const leaf = leavesOf(bench.pep.contract.manifest).find(({ id }) => id === 'asset.transfer')?.hash
    for (const instance of [view.instance, denied.instance ?? '']) {
      const entries = await bench.pep.log.history(instance)
      assert.ok(entries.length > 0)
      for (const { event_kind, action_leaf_hash, claims_hash } of entries)
        assert.deepEqual([action_leaf_hash, claims_hash], [leaf, expected], event_kind)
    }
    await bench.pep.close()
  })
})
