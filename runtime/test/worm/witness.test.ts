/** The witness as others meet it, over HTTP: what it cosigns, what it refuses and why, what it remembers. */
import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cosignCheckpoint, WitnessRefusedError } from '../../src/node/worm/cosign-checkpoint.ts'
import { LogLockedError } from '../../src/node/worm/log-lock.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { verifyLog } from '../../src/node/worm/verify-log.ts'
import { type ServedWitness, serveWitness } from '../../src/node/worm/witness-server.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const signer = testSigner('log.example/witnessed')
const state = temporaryFolder()
const serve = (folder = state, name = 'witness.example') =>
  serveWitness({ folder, name, logs: [signer.verifierKey], port: 0 })

async function grow(folder: string, entries: number): Promise<string> {
  const log = await openLogWriter({ folder, signer })
  await Promise.all(Array.from({ length: entries }, () => log.append(submission())))
  await log.close()
  return folder
}

describe('the witness', () => {
  const folder = temporaryFolder()
  let witness: ServedWitness
  const address = (served: ServedWitness) => ({ url: served.url, verifierKey: served.verifierKey })
  const cosign = (log: string) => cosignCheckpoint(log, signer.verifierKey, [address(witness)])
  const post = async (body: string, path = '/add-checkpoint') => {
    const response = await fetch(new URL(path, witness.url), { method: 'POST', body })
    return [response.status, (await response.text()).trim(), response.headers.get('content-type')]
  }

  before(async () => {
    witness = await serve()
  })
  after(() => witness.close())

  it('cosigns a log that grows, and verification takes its word', async () => {
    assert.equal(await cosign(await grow(folder, 3)), 3)
    assert.equal(await cosign(folder), 3)
    assert.equal(await cosign(await grow(folder, 300)), 303)
    const verifierKey = signer.verifierKey
    const witnesses = { verifierKeys: [witness.verifierKey], threshold: 1 }
    const report = verifyLog(folder, { verifierKey, witnesses })
    assert.deepEqual([report.faults, report.notEstablished], [[], []])
    const stranger = { verifierKeys: [testSigner('other.example').verifierKey], threshold: 1 }
    assert.match(verifyLog(folder, { verifierKey, witnesses: stranger }).faults[0]!.message, /0 of 1 witnesses/)
  })

  it('asks for as many witnesses as the policy says', async () => {
    const second = await serve(temporaryFolder(), 'second.example')
    await cosignCheckpoint(folder, signer.verifierKey, [address(witness), address(second)])
    await second.close()
    const keys = [witness.verifierKey, second.verifierKey, testSigner('third.example').verifierKey]
    const check = (threshold: number) =>
      verifyLog(folder, { verifierKey: signer.verifierKey, witnesses: { verifierKeys: keys, threshold } })
    assert.equal(check(2).ok, true)
    assert.match(check(3).faults[0]!.message, /2 of 3 witnesses/)
  })

  it('refuses a fork, a rewritten log of the same size and a log that was cut, each in its own words', async () => {
    const refused = async (log: string, status: number, words: RegExp) =>
      assert.rejects(cosign(log), (error) => {
        assert.ok(error instanceof WitnessRefusedError)
        assert.deepEqual([error.status, words.test(error.message)], [status, true], error.message)
        return true
      })
    await refused(await grow(temporaryFolder(), 320), 422, /consistency proof/)
    await refused(await grow(temporaryFolder(), 303), 409, /another log of 303 entries/)
    await refused(await grow(temporaryFolder(), 7), 409, /it has seen 303 entries, this log has 7: the log was cut/)
  })

  it('answers what the protocol says to what it cannot take', async () => {
    const note = readFileSync(join(folder, 'checkpoint'), 'utf8')
    assert.deepEqual(await post('old 0\n'), [400, 'malformed request', 'text/plain; charset=utf-8'])
    assert.deepEqual(await post(`old 1\n\n${note}`), [409, '303', 'text/x.tlog.size'])
    assert.equal((await post(`old 304\n\n${note}`))[0], 400)
    assert.equal((await post(`old 303\n\n${note.replace('log.example/witnessed\n', 'log.example/other\n')}`))[0], 404)
    assert.equal((await post(`old 303\n\n${note.replace('\n303\n', '\n304\n')}`))[0], 403)
    assert.equal((await post(`old 303\n\n${note}`, '/elsewhere'))[0], 404)
    assert.equal((await post(`old 303\n\n${note}`))[0], 200)
  })

  it('remembers over a restart, keeps one process per state, and stops at a damaged memory', async () => {
    await assert.rejects(serve(), LogLockedError)
    await witness.close()
    witness = await serve()
    await assert.rejects(cosign(await grow(temporaryFolder(), 320)), /consistency proof/)
    const damaged = temporaryFolder()
    cpSync(state, damaged, { recursive: true })
    for (const name of readdirSync(join(damaged, 'seen'))) writeFileSync(join(damaged, 'seen', name), 'nothing\n')
    const other = await serve(damaged)
    await assert.rejects(cosignCheckpoint(folder, signer.verifierKey, [address(other)]), /damaged/)
    await other.close()
  })
})
