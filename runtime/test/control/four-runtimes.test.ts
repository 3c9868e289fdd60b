/** One entrance for all agent runtimes, the Pi extension first: whatever is asked, each is answered as the others are, and no code asks which of them it is. INVARIANT P9 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectControl } from '../../src/node/control/control-client.ts'
import { dataLayout } from '../../src/node/data-layout.ts'
import type { PepReply } from '../../src/pep/pep-reply.ts'
import { NOMINAL, putBreaker } from '../support/breaker-record.ts'
import { kindsOf, openBench, TRANSFER, viewed } from '../support/pep-fixture.ts'

const AGENT_RUNTIMES = ['pi', 'openclaw', 'hermes', 'goose'] as const

/** Everything an agent can meet, over the socket: what was told, what was logged, what ran; without the names that differ by chance. */
async function meetEverything(runtime: string): Promise<readonly string[]> {
  const bench = await openBench({
    handlers: {
      'note.write': () => {
        throw new Error('gone')
      },
    },
  })
  const { sample, pep } = bench
  const client = await connectControl(dataLayout(bench.dataDir).control)
  const told: string[] = []
  const tell = async (what: string, reply: PepReply): Promise<string> => {
    const { instance = '', ...rest } = reply
    const kinds = await kindsOf(bench, instance)
    told.push(
      `${what}: ${JSON.stringify({ ...rest, expires_at_ms: 0 })} ${kinds.join(' ')}`.replaceAll(instance || '-', 'ID'),
    )
    return instance
  }
  const ask = (action: string, input: unknown, token = sample.token()) =>
    client.request({ action, input, token, runtime })
  const spent = sample.token()
  await tell('read', await ask('ledger.get_balance', { account: 'A-1' }, spent))
  await tell('replayed', await ask('ledger.get_balance', { account: 'A-1' }, spent))
  await tell('forged', await ask('ledger.get_balance', { account: 'A-1' }, `${sample.token().slice(0, -4)}AAAA`))
  await tell('another agent’s', await ask('ledger.get_balance', {}, sample.token({ atr: { agent_id: 'other' } })))
  await tell('unknown', await ask('asset.burn', {}))
  await tell('wrong shape', await ask('asset.transfer', { amount: 'much' }))
  await tell('another role', await ask('asset.transfer', TRANSFER, sample.token({ atr: { role: 'intern' } })))
  await tell('forbidden', await ask('asset.transfer', { ...TRANSFER, to: 'A-1' }))
  await tell('no number', await ask('asset.transfer', { ...TRANSFER, amount: Number.POSITIVE_INFINITY }))
  await tell('in doubt', await ask('note.write', { text: 'x' }))
  const staged = await tell('staged', await ask('asset.transfer', TRANSFER))
  const { statement } = viewed(await client.view(staged))
  const sign = (who: string, verb: 'approve' | 'deny' | 'withdraw') => sample.sign(who, verb, statement)
  await tell('approved', await client.approve(sign('officer-1', 'approve')))
  await tell('twice', await client.approve(sign('officer-1', 'approve')))
  await tell('by a machine', await client.approve(sign('robot-1', 'approve')))
  await tell('withdrawn', await client.withdraw(sign('officer-1', 'withdraw')))
  for (const who of ['officer-1', 'officer-2', 'officer-3'])
    await tell('approved', await client.approve(sign(who, 'approve')))
  await tell('too late', await client.deny(sign('officer-4', 'deny')))
  const back = await tell('staged', await ask('asset.transfer', TRANSFER))
  await tell('taken back', await client.cancel({ instance: back, token: sample.token() }))
  await putBreaker(pep.store, { ...NOMINAL, state: 'CONSERVATIVE' })
  await tell('promoted', await ask('note.append', { text: 'x' }))
  await putBreaker(pep.store, {
    ...NOMINAL,
    version: 2,
    state: 'BLIND',
    requires_breakout: true,
    last_blind_version: 2,
  })
  await tell('blind', await ask('note.append', { text: 'x' }))
  await tell('read while blind', await ask('ledger.get_balance', { account: 'A-1' }))
  const shown = viewed(await client.view(staged))
  assert.equal(shown.runtime, runtime)
  told.push(`ran: ${bench.ran.map(({ handler, attempt }) => `${handler} ${attempt}`).join(', ')}`)
  client.close()
  await pep.close()
  return told
}

describe('the four agent runtimes', () => {
  let pi: readonly string[] = []
  for (const runtime of AGENT_RUNTIMES) {
    it(`${runtime} meets everything${runtime === 'pi' ? '' : ' as pi does'}`, async () => {
      const told = await meetEverything(runtime)
      if (runtime === 'pi') pi = told
      assert.equal(told.length, 25)
      assert.deepEqual(told, pi)
    })
  }

  it('any other meets what a program of its own does, and one that is none is refused', async () => {
    assert.deepEqual(await meetEverything('custom'), pi)
    const bench = await openBench()
    for (const runtime of ['Pi', 'pi ', 'pі', '', 'claude', '__proto__']) {
      const reply = await bench.pep.request({
        action: 'ledger.get_balance',
        input: {},
        token: bench.sample.token(),
        runtime,
      })
      assert.equal('code' in reply && reply.code, 'RUNTIME_UNKNOWN', runtime)
    }
    await bench.pep.close()
  })

  it('are named in one place of the sources, which only says which names there are', () => {
    const root = join(import.meta.dirname, '../../src')
    const naming = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && /openclaw|hermes|goose|'pi'/i.test(readFileSync(join(root, file), 'utf8')),
    )
    assert.deepEqual(
      naming.filter((file) => !file.includes('doctor')),
      ['pep/runtimes.ts'],
    )
    assert.equal(readFileSync(join(root, 'pep/runtimes.ts'), 'utf8').match(/openclaw|hermes|goose|'pi'/g)?.length, 4)
  })
})
