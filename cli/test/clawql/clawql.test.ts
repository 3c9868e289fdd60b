/** The `clawql` program as a person uses it: real processes, a served data folder, signed decisions, exit statuses. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectControl, dataLayout, type EmbeddedStore, openEmbeddedStore } from '@clawql/runtime/node'
import { NOMINAL, putBreaker } from '../../../runtime/test/support/breaker-record.ts'
import { seededKey } from '../../../runtime/test/support/seeded-key.ts'
import { eventually, type Program, servedFolder } from './served-folder.ts'

const HANDLERS = `export default {
  'finance.transfer': () => ({ transaction: 'T-1' }), 'ledger.get_balance': () => ({ balance: 7 }),
  'note.append': () => ({ note: 'N' }), 'note.write': () => ({ note: 'N' }), 'note.erase': () => null }`

const served = servedFolder(HANDLERS)
const { folder, data, sample, clawql } = served
const log = dataLayout(data).log
let server: Program

async function stage(): Promise<string> {
  const client = await connectControl(dataLayout(data).control)
  const reply = await client.request({
    action: 'asset.transfer',
    input: { from: 'A', to: 'B', amount: 1 },
    token: sample.token(),
    runtime: 'pi',
  })
  client.close()
  assert.equal(reply.outcome, 'staged')
  return reply.instance ?? ''
}

const decide = (verb: string, id: string, who: string) =>
  clawql('actions', verb, id, '--as', who, '--key', join(folder, `${who}.pem`), '--yes')

describe('clawql', () => {
  before(async () => {
    for (const who of ['officer-1', 'officer-2', 'officer-3', 'requester-1']) {
      writeFileSync(join(folder, `${who}.pem`), seededKey(who).export({ format: 'pem', type: 'pkcs8' }))
    }
    const pkcs8 = seededKey('officer-3').export({ format: 'der', type: 'pkcs8' }).toString('base64')
    writeFileSync(join(folder, 'map.json'), JSON.stringify({ 'officer-3': pkcs8 }))
    server = served.start('serve', '--config', served.config)
    await server.says(/^serving /)
  })
  after(() => served.remove())

  it('lists, shows, approves three times and finds the action executed', async () => {
    const id = await stage()
    assert.match(clawql('actions', 'list').out, new RegExp(`${id} +asset.transfer +pending`))
    const shown = clawql('actions', 'show', id)
    assert.match(clawql('actions', 'show', id.slice(0, 8)).out, new RegExp(`^id +${id}$`, 'm'))
    assert.match(shown.out, /Transfer an asset between accounts\.[\s\S]*0 of 3 \(3 × compliance-officer\)/)
    assert.deepEqual(decide('approve', id, 'officer-1'), { status: 0, out: 'recorded: 1 of 3 approvals\n', err: '' })
    const again = decide('approve', id, 'officer-1')
    assert.deepEqual(
      [again.status, again.out],
      [2, 'refused ALREADY_APPROVED: this person or key has approved already\n'],
    )
    assert.equal(decide('approve', id, 'officer-2').status, 0)
    const last = clawql(
      'actions',
      'approve',
      id,
      '--as',
      'officer-3',
      '--key',
      join(folder, 'map.json'),
      '--yes',
      '--json',
    )
    assert.deepEqual([last.status, JSON.parse(last.out).outcome], [0, 'executed'])
    assert.equal(clawql('actions', 'list').out, 'nothing waits\n')
    assert.match(clawql('actions', 'list', '--all').out, /executed \(WORM_LOGGED\)/)
  })

  it('shows what would not be seen: controls, colours, reading order', async () => {
    const client = await connectControl(dataLayout(data).control)
    const reply = await client.request({
      action: 'asset.transfer',
      input: { from: 'A\u202eB\u0007', to: 'C\u200bD\u009b31m', amount: 1 },
      token: sample.token({ top: { sub: 'desk\u001b[2J' } }),
      runtime: 'pi',
    })
    client.close()
    const shown = clawql('actions', 'show', reply.instance ?? '').out + clawql('actions', 'list').out
    assert.match(shown, /"A\\u\{202e\}B\\u0007"[\s\S]*"C\\u\{200b\}D\\u\{9b\}31m"/)
    assert.match(shown, /desk\\u\{1b\}\[2J/)
    assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/)
    decide('cancel', reply.instance ?? '', 'officer-1')
  })

  it('denies, cancels, and refuses what is not there', async () => {
    const [first, second] = [await stage(), await stage()]
    assert.match(decide('deny', first, 'officer-1').out, /^cancelled .*denied_by_approver/)
    assert.match(decide('cancel', second, 'officer-1').out, /^cancelled .*cancelled_by_operator/)
    const missing = decide('approve', 'nothing', 'officer-1')
    assert.deepEqual([missing.status, missing.out], [2, 'refused UNKNOWN_INSTANCE: there is no such action\n'])
  })

  it('takes back for whoever asked, by a token, looked at or not; another’s does not', async () => {
    const path = join(folder, 'token')
    const cancelBy = (id: string, token: string, ...words: readonly string[]) => {
      writeFileSync(path, `${token}\n`)
      return clawql('actions', 'cancel', id, '--token', path, ...words)
    }
    const first = await stage()
    const stranger = cancelBy(first, sample.token({ top: { sub: 'desk-8' } }))
    assert.deepEqual([stranger.status, /^refused NOT_THE_REQUESTER/.test(stranger.out)], [2, true])
    const own = cancelBy(first.slice(0, 8), sample.token(), '--json')
    assert.deepEqual([own.status, JSON.parse(own.out).reason], [0, 'cancelled_by_requester'])
    assert.match(cancelBy(await stage(), 'nonsense').out, /^refused TOKEN_INVALID/)
    for (const words of [[], ['--as', 'officer-1'], ['--token', path, '--as', 'officer-1']])
      assert.match(clawql('actions', 'cancel', first, ...words).err, /is signed, or comes from whoever asked/)
    assert.match(clawql('actions', 'cancel', first, '--token', 'nowhere').err, /there is no file/)
  })

  it('says clearly how it was called wrongly', async () => {
    const id = await stage()
    const cases = [
      [['actions', 'approve', id], /required option '--as/],
      [['actions', 'approve', id, '--as', 'officer-1', '--key', 'nowhere', '-y'], /the key file cannot be read/],
      [
        ['actions', 'approve', id, '--as', 'officer-1', '--key', join(folder, 'handlers.mjs'), '-y'],
        /is no private key/,
      ],
      [['actions', 'approve', id, '--as', 'officer-1', '--key', join(folder, 'officer-1.pem')], /nobody to ask/],
      [['actions', 'list', '--data', join(folder, 'empty')], /is no data folder/],
      [['actions', 'show', 'abc'], /`abc` is too little of an id\n {2}give 4 characters or more: clawql actions list/],
      [['worm', 'verify', '--log', join(folder, 'empty')], /there is no log/],
      [['worm', 'query', '--last', 'x'], /--last must be a number/],
      [['serve', '--config', 'nowhere'], /the configuration cannot be read/],
      [['fly'], /unknown command/],
    ] as const
    for (const [words, message] of cases) {
      const result = clawql(...words)
      assert.match(result.err, message, words.join(' '))
      assert.equal(result.status, 1)
    }
  })

  it('queries and verifies the log beside the process that writes it', async () => {
    const denied = clawql('worm', 'query', '--kind', 'ACTION_APPROVED', '--json')
    assert.equal(JSON.parse(denied.out).length, 3)
    assert.match(clawql('worm', 'tail', '-n', '1').out, /ACTION_(STAGED|VIEWED)/)
    const result = clawql('worm', 'verify')
    assert.match(result.out, /not established: [\s\S]*are as they were written/)
    assert.equal(result.status, 0)
  })

  it('stops when told, proves an entry, and finds a flipped byte', async () => {
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    assert.match(decide('approve', 'anything', 'officer-1').err, /no process serves/)
    assert.match(clawql('actions', 'list').out, /asset.transfer/)
    const vkey = readFileSync(join(log, 'vkey'), 'utf8').trim()
    const pinned = clawql('worm', 'verify', '--vkey', vkey, '--pin', join(log, 'checkpoint'))
    assert.deepEqual([pinned.status, /not established/.test(pinned.out)], [0, false])
    const proof = clawql('worm', 'prove', '3', '--vkey', vkey)
    assert.match(proof.out, /^c2sp\.org\/tlog-proof@v1\nindex 3\n/)
    assert.match(clawql('worm', 'prove', '999').err, /is not under the checkpoint/)
    const exported = clawql('worm', 'export').out.trim().split('\n')
    assert.deepEqual(
      exported.map((line) => JSON.parse(line).worm_seq),
      exported.map((_, at) => at),
    )

    const path = join(log, 'wal/0000000000000000')
    const bytes = readFileSync(path)
    const offset = bytes.indexOf('"ACTION_APPROVED"')
    bytes[offset + 3]! ^= 1
    writeFileSync(path, bytes)
    const broken = clawql('worm', 'verify', '--json')
    assert.equal(broken.status, 3)
    const [fault] = JSON.parse(broken.out).faults
    assert.deepEqual([fault.path, fault.where, fault.entry], ['wal/0000000000000000', 'segment', 2])
    const refused = clawql('serve', '--config', join(folder, 'clawql.json'))
    assert.match(refused.err, /wal\/0000000000000000, offset [0-9]+: entry 2 is damaged/)
    assert.equal(refused.status, 1)
  })

  it('is healthy: doctor', () => {
    const { status, out } = clawql('doctor', '--json')
    const { ok, checks } = JSON.parse(out)
    assert.deepEqual([status, ok, checks.length], [0, true, 11])
  })

  it('knows its version and its help', () => {
    assert.match(clawql('--version').out, /^[0-9]+\.[0-9]+\.[0-9]+\n$/)
    assert.match(clawql('--help').out, /actions[\s\S]*worm[\s\S]*doctor/)
  })
})

describe('the breaker of `clawql serve`', () => {
  const other = servedFolder(HANDLERS)
  after(() => other.remove())

  const serve = (breaker: unknown) => {
    const members = JSON.parse(readFileSync(other.config, 'utf8'))
    const config = join(other.folder, 'breaker.json')
    writeFileSync(config, JSON.stringify({ ...members, breaker }))
    return other.start('serve', '--log-in-process', '--config', config)
  }
  const codeOf = async () => {
    const client = await connectControl(dataLayout(other.data).control)
    const token = other.sample.token()
    const reply = await client.request({ action: 'note.write', input: { text: 'x' }, token, runtime: 'pi' })
    client.close()
    return 'code' in reply ? reply.code : reply.outcome
  }
  const refresh = (store: EmbeddedStore, version: number) =>
    putBreaker(store, { ...NOMINAL, version, ...(version % 2 === 0 ? { state: 'CONSERVATIVE' } : {}) })

  it('must be written, where it is spoken of; where, how old, all as configured; a version back stays refused over a restart', async () => {
    const path = join(other.folder, 'watchdog.sqlite')
    const missing = serve({ store: 'watchdog.sqlite' })
    assert.equal(await missing.ended, 1)
    assert.match(missing.err(), /breaker\.store: there is no /)
    const store = openEmbeddedStore(path)
    let program = serve({ store: 'watchdog.sqlite' })
    await program.says(/^serving /)
    assert.equal(await codeOf(), 'BREAKER_UNAVAILABLE')
    await refresh(store, 3)
    assert.equal(await codeOf(), 'executed')
    program.child.kill('SIGKILL')
    await program.ended
    await refresh(store, 2)
    program = serve({ store: 'watchdog.sqlite' })
    await program.says(/^serving /)
    assert.equal(await codeOf(), 'WATCHDOG_SYNC_ERROR')
    program.child.kill('SIGKILL')
    await program.ended
    await refresh(store, 5)
    program = serve({ store: 'watchdog.sqlite', conservative_after_ms: 1, blind_after_ms: 1 })
    await program.says(/^serving /)
    await eventually('too old', async () => (await codeOf()) === 'BREAKER_BLIND')
    program.child.kill('SIGTERM')
    await program.ended
    store.close()
  })

  it('is configured in known words alone', async () => {
    const cases = [
      [{ watchdog: 'maybe' }, /breaker\.watchdog is missing or not what it should be/],
      [{ wachdog: 'required' }, /breaker has no member wachdog; there are watchdog, store/],
      [{ blind_after_ms: 0 }, /breaker\.blind_after_ms/],
      [{ conservative_after_ms: 2, blind_after_ms: 1 }, /must not be less/],
      [null, /breaker must be an object/],
    ] as const
    for (const [breaker, message] of cases) {
      const program = serve(breaker)
      assert.equal(await program.ended, 1)
      assert.match(program.err(), message)
    }
    const config = join(other.folder, 'twice.json')
    const text = readFileSync(other.config, 'utf8')
    for (const [changed, message] of [
      [text.replace('{', '{"braker":{},'), /there is no member braker/],
      [text.replace('{', '{"data":"elsewhere",'), /cannot be read: .*key/],
    ] as const) {
      writeFileSync(config, changed)
      const { status, err } = other.clawql('serve', '--config', config)
      assert.deepEqual([status, message.test(err)], [1, true], err)
    }
  })
})

describe('the key sets of `clawql serve`', () => {
  const other = servedFolder(HANDLERS)
  after(() => other.remove())
  const configured = (jwks: unknown): string => {
    const config = join(other.folder, 'jwks-config.json')
    writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(other.config, 'utf8')), jwks }))
    return config
  }

  it('are files beside the configuration, or addresses', async () => {
    const server = other.start(
      'serve',
      '--log-in-process',
      '--config',
      configured({ 'https://id.example': 'keys.json' }),
    )
    await server.says(/^serving /)
    const client = await connectControl(dataLayout(other.data).control)
    const token = other.sample.token()
    const ask = () => client.request({ action: 'ledger.get_balance', input: { account: 'A' }, token, runtime: 'pi' })
    const missing = await ask()
    assert.deepEqual([missing.outcome, 'code' in missing && missing.code], ['refused', 'ISSUER_KEYS_UNAVAILABLE'])
    client.close()
    server.child.kill('SIGKILL')
    await server.ended
    for (const [jwks, message] of [
      [{ 'https://id.example': 7 }, /jwks must map issuers to addresses or files/],
      [['keys.json'], /jwks must map/],
      [{ 'https://other.example': 'keys.json' }, /which the manifest does not trust/],
      [{ 'https://id.example': 'http://id.example/keys' }, /over https/],
    ] as const) {
      const { status, err } = other.clawql('serve', '--log-in-process', '--config', configured(jwks))
      assert.deepEqual([status, message.test(err)], [1, true], err)
    }
  })
})
