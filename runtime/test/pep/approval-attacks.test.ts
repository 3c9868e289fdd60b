/** Approvals by those who should not, of what they did not see, too late, twice, or of something changed in between. */
import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { dataLayout } from '../../src/node/data-layout.ts'
import { writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { rawPublicKey } from '../../src/node/worm/log-key.ts'
import { ACTION_PREFIX } from '../../src/pep/action-cell.ts'
import type { ActionView } from '../../src/pep/action-view.ts'
import type { PepReply } from '../../src/pep/pep-reply.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import { approveBy, type Bench, kindsOf, openBench, stageTransfer, TRANSFER, viewed } from '../support/pep-fixture.ts'
import { seededKey } from '../support/seeded-key.ts'

const codeOf = (reply: PepReply) => ('code' in reply ? reply.code : reply.outcome)

async function stagedBy(bench: Bench, who: { top?: object; atr?: object }) {
  const token = bench.sample.token({ top: { ...who.top }, atr: { ...who.atr } })
  const reply = await bench.pep.request({ action: 'asset.transfer', input: TRANSFER, token, runtime: 'pi' })
  return viewed(await bench.pep.view(reply.instance ?? ''))
}

/** Rewrites a record behind the enforcement point's back, as somebody with the store's file could. */
async function tamper(
  bench: Bench,
  instance: string,
  change: (record: Record<string, unknown>) => object,
): Promise<void> {
  const key = ACTION_PREFIX + instance
  const found = (await bench.pep.store.get(key))!
  await bench.pep.store.compareAndSet(key, found.revision, JSON.stringify(change(JSON.parse(found.value))))
}

describe('approvals: one’s own', () => {
  const names: readonly (readonly [string, { top?: object; atr?: object }])[] = [
    ['the requester', { top: { sub: 'officer-1' } }],
    ['the requester in another case', { top: { sub: 'Officer-1' } }],
    ['the requester in full-width letters', { top: { sub: 'ｏfficer-1' } }],
    ['the requester with a blank behind', { top: { sub: 'officer-1 ' } }],
    ['the owner', { atr: { owner: 'officer-1' } }],
    ['the owner in another case', { atr: { owner: 'OFFICER-1' } }],
    ['one delegate of many', { atr: { delegates: ['a', 'b', 'officer-1'] } }],
  ]
  for (const [what, who] of names) {
    it(`${what} is refused`, async () => {
      const bench = await openBench()
      const view = await stagedBy(bench, who)
      assert.equal(
        codeOf(await bench.pep.approve(bench.sample.sign('officer-1', 'approve', view.statement))),
        'SELF_APPROVAL',
      )
      assert.equal(
        codeOf(await bench.pep.cancel(bench.sample.sign('officer-1', 'cancel', view.statement))),
        'SELF_APPROVAL',
      )
      await bench.pep.close()
    })
  }
})

describe('approvals: by others', () => {
  it('a person of another group neither approves nor denies, and whoever is nobody’s approver does nothing', async () => {
    const sample = writeSampleContract(temporaryFolder(), (manifest) => {
      const policy = manifest['policy'] as Record<string, unknown>
      const trust = policy['trust'] as { approvers: readonly Record<string, unknown>[] }
      const approvers = trust.approvers.map((approver) =>
        approver['subject'] === 'requester-1' ? { ...approver, roles: ['auditor'] } : approver,
      )
      const roles = { auditor: 'human', 'compliance-officer': 'human', 'finance-agent': 'agent' }
      return { ...manifest, policy: { ...policy, roles, trust: { ...trust, approvers } } }
    })
    const bench = await openBench({}, sample)
    const view = await stageTransfer(bench)
    for (const verb of ['approve', 'deny'] as const)
      assert.equal(codeOf(await bench.pep[verb](sample.sign('requester-1', verb, view.statement))), 'NOT_AN_APPROVER')
    const stranger = sample.sign('officer-1', 'approve', view.statement, { subject: 'officer-9' })
    assert.equal(codeOf(await bench.pep.approve(stranger)), 'NOT_AN_APPROVER')
    assert.equal(viewed(await bench.pep.view(view.instance)).approvals.length, 0)
    await bench.pep.close()
  })
})

describe('approvals: one person twice', () => {
  it('under two subjects with one key: such a manifest does not load', async () => {
    const oneKey = (name: string): KeyObject => seededKey(name === 'officer-2' ? 'officer-1' : name)
    await assert.rejects(
      async () => openBench({}, writeSampleContract(temporaryFolder(), undefined, oneKey)),
      /PUBLIC_KEY_SHARED/,
    )
  })

  it('under one subject with two keys: such a manifest does not load', async () => {
    const sample = writeSampleContract(temporaryFolder(), (manifest) => {
      const policy = manifest['policy'] as Record<string, unknown>
      const trust = policy['trust'] as { approvers: readonly Record<string, unknown>[] }
      const approvers = trust.approvers.map((approver) =>
        approver['subject'] === 'officer-2' ? { ...approver, subject: 'officer-1' } : approver,
      )
      return { ...manifest, policy: { ...policy, trust: { ...trust, approvers } } }
    })
    await assert.rejects(openBench({}, sample), /DUPLICATE_ITEM at .policy.trust.approvers/)
  })
})

describe('approvals: too late', () => {
  it('after execution, expiry, denial and cancellation nothing is approved, withdrawn or denied any more', async () => {
    let now = Date.now()
    const bench = await openBench({ clock: { nowMs: () => now, after: () => () => undefined } })
    const { pep, sample } = bench
    const [executed, denied, cancelled, expired] = [
      await stageTransfer(bench),
      await stageTransfer(bench),
      await stageTransfer(bench),
      await stageTransfer(bench),
    ]
    await approveBy(bench, executed, 3)
    await pep.deny(sample.sign('officer-1', 'deny', denied.statement))
    await pep.cancel(sample.sign('officer-1', 'cancel', cancelled.statement))
    now += 7_200_000
    assert.equal(viewed(await pep.view(expired.instance)).reason, 'ttl_expired')
    for (const view of [executed, denied, cancelled, expired]) {
      for (const verb of ['approve', 'withdraw', 'deny', 'cancel'] as const) {
        const reply = await pep[verb](sample.sign('officer-4', verb, view.statement, { expires_at_ms: now + 9000 }))
        assert.equal(codeOf(reply), 'NOT_AWAITING_APPROVAL', `${verb} after ${view.instance}`)
      }
      const resolved = sample.sign('officer-4', 'resolve-applied', view.statement, { expires_at_ms: now + 9000 })
      assert.equal(codeOf(await pep.resolve(resolved)), 'NOT_IN_DOUBT')
    }
    assert.equal(bench.ran.length, 1)
    await pep.close()
  })

  it('an approval whose own time ran out while others were awaited does not count', async () => {
    let now = Date.now()
    const bench = await openBench({ clock: { nowMs: () => now, after: () => () => undefined } })
    const view = await stageTransfer(bench)
    const until = (ms: number) => ({ expires_at_ms: now + ms })
    await bench.pep.approve(bench.sample.sign('officer-1', 'approve', view.statement, until(1000)))
    await bench.pep.approve(bench.sample.sign('officer-2', 'approve', view.statement, until(90_000)))
    now += 1000
    const third = await bench.pep.approve(bench.sample.sign('officer-3', 'approve', view.statement, until(90_000)))
    assert.deepEqual([codeOf(third), 'approvals' in third && third.approvals], ['staged', 2])
    assert.deepEqual(bench.ran, [])
    await bench.pep.close()
  })
})

describe('approvals: something changed in between', () => {
  const changes: readonly (readonly [string, (record: Record<string, unknown>) => object, string])[] = [
    ['the sealed input is another', (record) => requestWith(record, { input_sealed: 'A'.repeat(80) }), 'input_changed'],
    ['the sealed input is gone', (record) => requestWith(record, { input_sealed: '' }), 'input_changed'],
    ['the manifest is another', (record) => requestWith(record, { manifest_root: '1'.repeat(64) }), 'action_changed'],
  ]
  for (const [what, change, reason] of changes) {
    it(`${what}: cancelled, nothing runs (P7)`, async () => {
      const bench = await openBench()
      const view = await stageTransfer(bench)
      await tamper(bench, view.instance, change)
      const reply = await bench.pep.approve(bench.sample.sign('officer-1', 'approve', view.statement))
      assert.equal(codeOf(reply), 'ACTION_CHANGED')
      assert.equal(viewed(await bench.pep.view(view.instance)).reason, reason)
      assert.deepEqual(bench.ran, [])
      await bench.pep.close()
    })
  }

  it('the sealed input of another action does not open here', async () => {
    const bench = await openBench()
    const [cheap, dear] = [await stageTransfer(bench), await stageTransfer(bench, { ...TRANSFER, amount: 5_000_000 })]
    const found = (await bench.pep.store.get(ACTION_PREFIX + dear.instance))!
    const { input_sealed: sealed } = JSON.parse(found.value).request
    await tamper(bench, cheap.instance, (record) => requestWith(record, { input_sealed: sealed }))
    assert.equal(codeOf(await approveBy(bench, cheap, 1)), 'ACTION_CHANGED')
    assert.deepEqual(bench.ran, [])
    await bench.pep.close()
  })

  const asked = (record: Record<string, unknown>) => record['request'] as { readonly requester: object }
  const staged: readonly (readonly [string, (record: Record<string, unknown>) => object])[] = [
    ['the quorum', (record) => ({ ...record, quorum: 1 })],
    ['the quorum, raised', (record) => ({ ...record, quorum: 4 })],
    ['who may approve', (record) => ({ ...record, approver_groups: [{ role: 'operator', min: 3 }] })],
    ['how long it waits', (record) => ({ ...record, expires_at_ms: Number(record['expires_at_ms']) + 1 })],
    ['when it was staged', (record) => ({ ...record, staged_at_ms: 0 })],
    ['what Conservative mode did to it', (record) => ({ ...record, conservative_mode_promotion: true })],
    ['who asked', (record) => requestWith(record, { requester: { ...asked(record).requester, subject: 'desk-8' } })],
    [
      'whose delegates may not approve',
      (record) => requestWith(record, { requester: { ...asked(record).requester, delegates: [] } }),
    ],
    ['what approvers are shown', (record) => requestWith(record, { input_redacted: { ...TRANSFER, amount: 1 } })],
    ['the session', (record) => requestWith(record, { session_id: 'another' })],
    ['whose claims it was', (record) => requestWith(record, { claims_hash: '2'.repeat(64) })],
    ['the runtime', (record) => requestWith(record, { runtime: 'goose' })],
  ]
  for (const [what, change] of staged) {
    it(`${what} is rewritten in the store: cancelled, nothing runs (P6, P7)`, async () => {
      const bench = await openBench()
      const view = await stagedBy(bench, { atr: { delegates: ['officer-4'] } })
      await approveBy(bench, view, 2)
      await tamper(bench, view.instance, change)
      for (const officer of ['officer-3', 'officer-4']) {
        const shown = viewed(await bench.pep.view(view.instance))
        const reply = await bench.pep.approve(bench.sample.sign(officer, 'approve', shown.statement))
        assert.notEqual(codeOf(reply), 'executed')
      }
      assert.equal(viewed(await bench.pep.view(view.instance)).reason, 'input_changed')
      assert.deepEqual(bench.ran, [])
      await bench.pep.close()
    })
  }

  it('two staged actions change their places in the file while nobody has it open: neither runs', async () => {
    const first = await openBench()
    const [cheap, dear] = [await stageTransfer(first), await stageTransfer(first, { ...TRANSFER, amount: 5_000_000 })]
    await approveBy(first, cheap, 2)
    await first.pep.close()
    const { store } = dataLayout(first.dataDir)
    const database = new DatabaseSync(store)
    const keys = [ACTION_PREFIX + cheap.instance, ACTION_PREFIX + dear.instance]
    const values = keys.map((key) =>
      String(database.prepare('SELECT value FROM entries WHERE key = ?').get(key)?.['value']),
    )
    const [small, large] = values.map((text) => JSON.parse(text))
    // The whole request of the other one, its digest and its sealed input included.
    const swapped = [
      { ...small, request: large.request },
      { ...large, request: small.request },
    ]
    for (const [at, key] of keys.entries())
      database.prepare('UPDATE entries SET value = ? WHERE key = ?').run(JSON.stringify(swapped[at]), key)
    database.close()
    const bench = await openBench({ dataDir: first.dataDir }, first.sample)
    for (const view of [cheap, dear]) {
      const shown = viewed(await bench.pep.view(view.instance))
      for (const statement of [view.statement, shown.statement]) {
        const reply = await bench.pep.approve(bench.sample.sign('officer-3', 'approve', statement))
        assert.notEqual(codeOf(reply), 'executed')
      }
      assert.equal(viewed(await bench.pep.view(view.instance)).reason, 'input_changed')
    }
    assert.deepEqual(bench.ran, [])
    await bench.pep.close()
  })

  type Approval = Readonly<Record<string, unknown>>
  const written: readonly (readonly [string, (record: Record<string, unknown>, first: Approval) => object])[] = [
    [
      'an approval is written into the store by somebody without the key',
      (record, first) => ({
        ...record,
        approvals: [first, { ...first, subject: 'officer-2', nonce: '22'.repeat(16) }],
      }),
    ],
    [
      'an approval there lives longer than it was signed for',
      (record, first) => ({ ...record, approvals: [{ ...first, expires_at_ms: 9e15 }] }),
    ],
    [
      'an approval there has a role its signer has not',
      (record, first) => ({ ...record, approvals: [{ ...first, roles: ['auditor'] }] }),
    ],
    [
      'an approval there is without its signature',
      (record, { signature: _, ...first }) => ({ ...record, approvals: [first] }),
    ],
    [
      'another handler is written into the store',
      (record) =>
        requestWith(record, {
          execution: { ...(record['request'] as { execution: object }).execution, handler: 'note.erase' },
        }),
    ],
    [
      'the handler is said to be idempotent',
      (record) =>
        requestWith(record, {
          execution: { ...(record['request'] as { execution: object }).execution, idempotent: true },
        }),
    ],
  ]
  for (const [what, change] of written) {
    it(`${what}: cancelled, nothing runs (P6, P7)`, async () => {
      const bench = await openBench()
      const view = await stageTransfer(bench)
      await approveBy(bench, view, 1)
      await tamper(bench, view.instance, (record) => change(record, (record['approvals'] as Approval[])[0]!))
      const reply = await bench.pep.approve(bench.sample.sign('officer-3', 'approve', view.statement))
      assert.equal(codeOf(reply), 'ACTION_CHANGED')
      assert.match(String(viewed(await bench.pep.view(view.instance)).reason), /^(record|input)_changed$/)
      assert.deepEqual(bench.ran, [])
      await bench.pep.close()
    })
  }

  it('the caller’s own object changes after the request: what was asked is what runs', async () => {
    const bench = await openBench()
    const input = { ...TRANSFER }
    const staging = bench.pep.request({ action: 'asset.transfer', input, token: bench.sample.token(), runtime: 'pi' })
    const reply = await staging
    input.amount = 9_999_999
    const view = viewed(await bench.pep.view(reply.instance ?? ''))
    await approveBy(bench, view, 3)
    assert.deepEqual(bench.ran.at(-1)?.input, TRANSFER)
    await bench.pep.close()
  })

  it('a getter and a list with methods of its own are read once', async () => {
    const bench = await openBench()
    let reads = 0
    const input = {
      get text() {
        reads += 1
        return reads === 1 ? 'harmless' : 'harmful'
      },
    }
    const reply = await bench.pep.request({ action: 'note.write', input, token: bench.sample.token(), runtime: 'pi' })
    assert.deepEqual([reply.outcome, bench.ran[0]?.input, reads], ['executed', { text: 'harmless' }, 1])
    const list = Object.assign(['a'], { map: () => ({ text: 'smuggled' }) })
    const denied = await bench.pep.request({
      action: 'note.write',
      input: list,
      token: bench.sample.token(),
      runtime: 'pi',
    })
    assert.equal(codeOf(denied), 'SCHEMA_INVALID')
    await bench.pep.close()
  })
})

describe('hostile input', () => {
  const twins: Record<string, unknown> = {}
  twins['a'] = twins
  twins['b'] = twins
  let deep: unknown = 'x'
  for (let level = 0; level < 10_000; level++) deep = [deep]
  const inputs: readonly (readonly [string, unknown])[] = [
    ['that holds itself twice', twins],
    ['ten thousand levels deep', deep],
    ['of two million characters', { text: 'x'.repeat(1 << 21) }],
    ['of a million values', { text: Array.from({ length: 1 << 20 }, () => 0) }],
    ['with a list of four thousand million places', { text: Object.assign([], { length: 2 ** 32 - 1 }) }],
    ['with a hole', { text: Object.assign(new Array(2), { 1: 'x' }) }],
    ['with an own __proto__', JSON.parse('{"text":"x","__proto__":{"admin":true}}')],
    ['with a constructor', { text: 'x', constructor: { prototype: { admin: true } } }],
  ]
  for (const [what, input] of inputs) {
    it(`${what} is denied, logged, and pollutes nothing`, async () => {
      const bench = await openBench()
      const reply = await bench.pep.request({ action: 'note.write', input, token: bench.sample.token(), runtime: 'pi' })
      assert.equal(codeOf(reply), 'SCHEMA_INVALID')
      assert.deepEqual(await kindsOf(bench, reply.instance ?? ''), ['ACTION_DENIED'])
      assert.equal('admin' in {}, false)
      assert.deepEqual(bench.ran, [])
      await bench.pep.close()
    })
  }

  it('in two Unicode normal forms is two inputs: nobody’s approval of one covers the other', async () => {
    const bench = await openBench()
    const [composed, decomposed] = [
      await stageTransfer(bench, { ...TRANSFER, to: 'Jos\u00e9' }),
      await stageTransfer(bench, { ...TRANSFER, to: 'Jose\u0301' }),
    ]
    assert.notEqual(composed.statement.input_digest, decomposed.statement.input_digest)
    const crossed = bench.sample.sign('officer-1', 'approve', {
      ...composed.statement,
      action_instance_id: decomposed.instance,
    })
    assert.equal(codeOf(await bench.pep.approve(crossed)), 'STATEMENT_MISMATCH')
    await bench.pep.close()
  })
})

function requestWith(record: Record<string, unknown>, changes: object): object {
  return { ...record, request: { ...(record['request'] as object), ...changes } }
}

describe('a store that was rolled back', () => {
  /** What the store had of the action at this moment, put back whenever asked. */
  async function remember(bench: Bench, instance: string): Promise<() => Promise<void>> {
    const kept = (await bench.pep.store.get(ACTION_PREFIX + instance))!.value
    return () => tamper(bench, instance, () => JSON.parse(kept))
  }
  const ends: readonly (readonly [string, (bench: Bench, view: ActionView) => Promise<unknown>])[] = [
    ['ran', ({ pep, sample }, view) => pep.approve(sample.sign('officer-3', 'approve', view.statement))],
    ['was denied', ({ pep, sample }, view) => pep.deny(sample.sign('officer-4', 'deny', view.statement))],
    ['was cancelled', ({ pep, sample }, view) => pep.cancel(sample.sign('officer-4', 'cancel', view.statement))],
    [
      'was taken back by its requester',
      ({ pep, sample }, view) => pep.cancel({ instance: view.instance, token: sample.token() }),
    ],
  ]
  for (const [what, end] of ends) {
    it(`brings back an action that ${what}: the log knows, and nothing runs (P5)`, async () => {
      const bench = await openBench()
      const view = await stageTransfer(bench)
      await approveBy(bench, view, 2)
      const rollBack = await remember(bench, view.instance)
      await end(bench, view)
      const ran = bench.ran.length
      await rollBack()
      for (const officer of ['officer-3', 'officer-4'])
        assert.equal(
          codeOf(await bench.pep.approve(bench.sample.sign(officer, 'approve', view.statement))),
          'ACTION_CHANGED',
        )
      assert.equal(bench.ran.length, ran)
      assert.ok(bench.alerts.some((alert) => alert.includes('another story')))
      await bench.pep.close()
    })
  }

  it('brings back an approval that was withdrawn: the log knows, and nothing runs', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    await approveBy(bench, view, 2)
    const rollBack = await remember(bench, view.instance)
    await bench.pep.withdraw(bench.sample.sign('officer-1', 'withdraw', view.statement))
    await rollBack()
    const third = () => bench.pep.approve(bench.sample.sign('officer-3', 'approve', view.statement))
    assert.equal(codeOf(await third()), 'ACTION_CHANGED')
    assert.deepEqual(bench.ran, [])
    await bench.pep.close()
  })

  it('brings back an approval whose entry the log never had', async () => {
    const bench = await openBench({}, writeSampleContract(temporaryFolder(), undefined, seededKey))
    const view = await stageTransfer(bench)
    await approveBy(bench, view, 1)
    const { statement, signature } = bench.sample.sign('officer-2', 'approve', view.statement)
    await tamper(bench, view.instance, (record) => {
      const [first] = record['approvals'] as [Record<string, unknown>]
      const key = Buffer.from(rawPublicKey(seededKey('officer-2'))).toString('base64')
      const { subject, nonce, expires_at_ms } = statement
      return { ...record, approvals: [first, { ...first, subject, nonce, expires_at_ms, signature, public_key: key }] }
    })
    assert.equal(
      codeOf(await bench.pep.approve(bench.sample.sign('officer-3', 'approve', view.statement))),
      'ACTION_CHANGED',
    )
    assert.deepEqual(bench.ran, [])
    await bench.pep.close()
  })

  it('or a log that cannot be asked: no approval counts, and the action still waits', async () => {
    const bench = await openBench()
    const view = await stageTransfer(bench)
    bench.pep.log.history = () => Promise.reject(new Error('gone'))
    assert.equal(
      codeOf(await bench.pep.approve(bench.sample.sign('officer-1', 'approve', view.statement))),
      'LOG_UNAVAILABLE',
    )
    assert.equal(viewed(await bench.pep.view(view.instance)).phase, 'AWAITING_APPROVAL')
    await bench.pep.close()
  })
})

describe('while an action executes', () => {
  it('nothing is approved, denied, withdrawn, called off or cancelled any more, and it ends as it ends', async () => {
    let finish: (output: unknown) => void = () => undefined
    const answered = new Promise((resolve) => {
      finish = resolve
    })
    let begun: () => void = () => undefined
    const beginning = new Promise<void>((resolve) => {
      begun = resolve
    })
    const bench = await openBench({
      handlers: {
        'finance.transfer': () => {
          begun()
          return answered
        },
      },
    })
    const { pep, sample } = bench
    const view = await stageTransfer(bench)
    await approveBy(bench, view, 2)
    const executing = pep.approve(sample.sign('officer-3', 'approve', view.statement))
    await beginning
    assert.equal(viewed(await pep.view(view.instance)).status, 'executing')
    for (const verb of ['approve', 'deny', 'withdraw', 'cancel'] as const) {
      const reply = await pep[verb](sample.sign('officer-1', verb, view.statement))
      assert.equal(codeOf(reply), 'NOT_AWAITING_APPROVAL', verb)
    }
    assert.equal(codeOf(await pep.cancel({ instance: view.instance, token: sample.token() })), 'NOT_AWAITING_APPROVAL')
    assert.equal(codeOf(await pep.resolve(sample.sign('officer-1', 'resolve-applied', view.statement))), 'NOT_IN_DOUBT')
    finish({ transaction: 'T-1' })
    assert.equal((await executing).outcome, 'executed')
    assert.deepEqual(
      await kindsOf(bench, view.instance).then((kinds) => kinds.filter((kind) => kind.startsWith('ACTION_')).slice(-2)),
      ['ACTION_INTENT', 'ACTION_OUTCOME'],
    )
    await pep.close()
  })
})
