/** A guard and host functions that misbehave, although the manifest names their bytes: nothing is let through that the manifest wants approved. */
import assert from 'node:assert/strict'
import type { Decision } from 'clawql-manifest-validator'
import { loadContract } from '../../src/node/artifacts/load-contract.ts'
import { writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { createAesSealer } from '../../src/node/pep/aes-sealer.ts'
import type { ActionRecord } from '../../src/pep/action-record.ts'
import { createPep } from '../../src/pep/create-pep.ts'
import { portableCrypto } from '../../src/pep/pep-crypto.ts'
import type { Handler, PepPorts } from '../../src/pep/ports.ts'
import { defaultRedactor } from '../../src/redact/redactor.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { temporaryFolder } from '../support/log-fixture.ts'
import { TRANSFER } from '../support/pep-fixture.ts'

const CLAIMS = {
  subject: 'desk-7',
  agent_id: 'sample-agent',
  role: 'finance-agent',
  purpose: 'settlement',
  scope: [],
  classification: 'restricted',
  session_id: 's',
} as const

async function pepWith(decide: () => Decision, changes: Partial<PepPorts> = {}) {
  const sample = writeSampleContract(temporaryFolder())
  const contract = await loadContract({
    artifactsDir: sample.artifactsDir,
    trust: { pinnedRoot: sample.pinnedRoot },
    hsm: sample.hsm,
  })
  const ran: string[] = []
  const kinds: string[] = []
  const store = createMemoryStore()
  let ids = 0
  const pep = createPep(
    { ...contract, decide },
    {
      store,
      log: {
        append: async ({ event_kind: kind }) => kinds.push(kind),
        history: async () => [],
      },
      claims: { verify: async () => ({ claims: CLAIMS }) },
      breaker: { read: async () => ({ version: 0, state: 'NOMINAL', last_blind_version: 0 }) },
      sealer: createAesSealer(new Uint8Array(32)),
      redactor: defaultRedactor,
      crypto: portableCrypto,
      clock: { nowMs: () => 1_800_000_000_000, after: () => () => undefined },
      newId: () => `00000000-0000-4000-8000-${String(ids++).padStart(12, '0')}`,
      handlers: new Map<string, Handler>([
        ['finance.transfer', () => ran.push('finance.transfer')],
        ['note.write', () => ({ note: 'N' })],
      ]),
      alert: () => undefined,
      facts: () => ({}),
      settled: () => undefined,
      ...changes,
    },
  )
  return { pep, ran, kinds, store }
}

const GROUPS = [{ role: 'compliance-officer', min: 1 }]
const lying: readonly (readonly [string, unknown])[] = [
  ['allows what needs approval', { effect: 'allow' }],
  ['asks for one approval of three', { effect: 'stage', quorum: 1, approverGroups: GROUPS, ttlMs: 1000 }],
  ['asks for none', { effect: 'stage', quorum: 0, approverGroups: [], ttlMs: 1000 }],
  ['asks for no number', { effect: 'stage', quorum: Number.NaN, approverGroups: GROUPS, ttlMs: 1000 }],
  ['asks nobody', { effect: 'stage', quorum: 3, approverGroups: [], ttlMs: 1000 }],
  ['waits for ever', { effect: 'stage', quorum: 3, approverGroups: GROUPS, ttlMs: Number.POSITIVE_INFINITY }],
  ['says something else', { effect: 'ALLOW' }],
  ['says nothing', undefined],
  ['says no object', 'allow'],
]

describe('a guard that', () => {
  for (const [what, decision] of lying) {
    it(`${what} is not believed`, async () => {
      const { pep, ran, kinds, store } = await pepWith(() => decision as Decision)
      const reply = await pep.request({ action: 'asset.transfer', input: TRANSFER, token: '', runtime: 'pi' })
      assert.deepEqual([reply.outcome, 'code' in reply && reply.code], ['denied', 'RULE_ERROR'])
      assert.deepEqual([ran, kinds, await store.list('action/')], [[], ['ACTION_DENIED'], []])
    })
  }

  it('throws denies', async () => {
    const { pep, kinds } = await pepWith(() => {
      throw new Error('boom')
    })
    const reply = await pep.request({ action: 'asset.transfer', input: TRANSFER, token: '', runtime: 'pi' })
    assert.deepEqual(['code' in reply && reply.code, kinds], ['RULE_ERROR', ['ACTION_DENIED']])
  })
})

describe('a host', () => {
  const note = { action: 'note.write', input: { text: 'x' }, token: '', runtime: 'pi' }
  const allow = (): Decision => ({ effect: 'allow' })

  it('whose facts throw denies', async () => {
    const { pep } = await pepWith(allow, {
      facts: () => {
        throw new Error('no facts')
      },
    })
    const reply = await pep.request(note)
    assert.equal('code' in reply && reply.code, 'RULE_ERROR')
  })

  it('whose sealer fails keeps nothing, and the refusal is in the log without what it said', async () => {
    const stage = (): Decision => ({ effect: 'stage', quorum: 3, approverGroups: GROUPS, ttlMs: 1000 })
    const fail = () => Promise.reject(new Error('the key is hunter2'))
    const { pep, kinds, store } = await pepWith(stage, { sealer: { seal: fail, open: fail } })
    const reply = await pep.request({ action: 'asset.transfer', input: TRANSFER, token: '', runtime: 'pi' })
    assert.deepEqual(
      ['code' in reply && reply.code, 'message' in reply && reply.message],
      ['STORE_UNAVAILABLE', 'the input cannot be sealed'],
    )
    assert.deepEqual([kinds, await store.list('action/')], [['REQUEST_REFUSED'], []])
  })

  it('whose answer about the runtime changes with each look is taken at its first word', async () => {
    const { pep, kinds } = await pepWith(allow)
    let looks = 0
    const twofold = {
      ...note,
      get runtime() {
        looks += 1
        return looks === 1 ? 'made up' : 'pi'
      },
    }
    const reply = await pep.request(twofold)
    assert.deepEqual(['code' in reply && reply.code, kinds], ['RUNTIME_UNKNOWN', ['REQUEST_REFUSED']])
  })

  it('that throws when told of the end changes nothing about it', async () => {
    const alerts: string[] = []
    const { pep, store } = await pepWith(allow, {
      alert: (message) => alerts.push(message),
      settled: () => {
        throw new Error('told too much')
      },
    })
    assert.equal((await pep.request(note)).outcome, 'executed')
    const [entry] = await store.list('action/')
    assert.equal((JSON.parse(entry?.value ?? '') as ActionRecord).phase, 'WORM_LOGGED')
    assert.match(alerts.join(), /told too much/)
  })

  it('that calls with anything at all gets an answer', async () => {
    const { pep } = await pepWith(allow)
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('trap')
        },
      },
    )
    for (const args of [undefined, null, 5, 'x', [], {}, trap, { ...note, runtime: trap }])
      assert.ok(['refused', 'denied'].includes((await pep.request(args as never)).outcome))
    for (const id of [undefined, null, {}, '', '../x', 'a'.repeat(100_000)])
      assert.equal('outcome' in (await pep.view(id as never)), true)
  })
})
