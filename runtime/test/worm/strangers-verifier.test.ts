/** A verifier in another language that shares no line with ours must come to the same end about a log our writer made. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toBase64 } from 'clawql-manifest-validator'
import { cosignCheckpoint } from '../../src/node/worm/cosign-checkpoint.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { proveConsistency, proveEntry } from '../../src/node/worm/prove-entry.ts'
import { openTreeLog } from '../../src/node/worm/tree-log.ts'
import { serveWitness } from '../../src/node/worm/witness-server.ts'
import { formatCheckpoint } from '../../src/worm/checkpoint.ts'
import { signNote } from '../../src/worm/signed-note.ts'
import { appendText, submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const VERIFIER = join(import.meta.dirname, '../../../spec-tests/python/verify_log.py')

function verify(...words: readonly string[]): { status: number | null; report: Record<string, unknown> } {
  const { status, stdout, stderr } = spawnSync('python3', [VERIFIER, ...words], { encoding: 'utf8' })
  assert.equal(stderr, '')
  return { status, report: JSON.parse(stdout) }
}

describe('a verifier in Python that shares no line with ours', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  const signer = testSigner('log.example/strangers')
  let witnessKey = ''

  before(async () => {
    const witness = await serveWitness({
      folder: temporaryFolder(),
      name: 'witness.example',
      logs: [signer.verifierKey],
      port: 0,
    })
    witnessKey = witness.verifierKey
    const log = await openLogWriter({ folder, signer, segmentBytes: 1 << 16 })
    const append = (count: number) => Promise.all(Array.from({ length: count }, () => log.append(submission())))
    await append(300)
    await log.publish()
    await cosignCheckpoint(folder, signer.verifierKey, [{ url: witness.url, verifierKey: witnessKey }])
    await append(400)
    await log.close()
    await witness.close()
  })

  it('finds a log of ours in order: checkpoint, tiles, bundles, entries, cosignature, a proof', () => {
    const { entry, proof } = proveEntry(folder, 456, signer.verifierKey)
    const files = temporaryFolder()
    writeFileSync(join(files, 'proof'), proof)
    writeFileSync(join(files, 'entry'), entry)
    const words = ['--witness', witnessKey, '--proof', join(files, 'proof'), join(files, 'entry')]
    const { status, report } = verify(folder, signer.verifierKey, ...words)
    assert.equal(status, 0, JSON.stringify(report))
    assert.deepEqual([report['size'], report['cosigned'], report['proved']], [700, 300, 456])
  })

  it('follows proofs that one size begins another, for every pair of sizes tried, and none that is another', async () => {
    const files = temporaryFolder()
    const file = (name: string) => join(files, name)
    const newer = readFileSync(join(folder, 'checkpoint'))
    writeFileSync(file('newer'), newer)
    const pairs = [
      [1, 700],
      [2, 700],
      [255, 700],
      [256, 700],
      [300, 700],
      [511, 700],
      [512, 700],
      [699, 700],
      [700, 700],
    ] as const
    for (const [from, to] of pairs) {
      const { roots, proof } = proveConsistency(folder, from, to, signer.verifierKey)
      writeFileSync(file('older'), await signedCheckpoint(from, roots[0]))
      writeFileSync(file('proof'), proof.map((hash) => `${toBase64(hash)}\n`).join(''))
      const words = ['--consistency', file('older'), file('newer'), file('proof')]
      const { status, report } = verify(folder, signer.verifierKey, ...words)
      assert.deepEqual([status, report['grown']], [0, [from, to]], JSON.stringify(report))
      const another = Buffer.from(roots[0])
      another[31]! ^= 1
      writeFileSync(file('older'), await signedCheckpoint(from, another))
      assert.equal(verify(folder, signer.verifierKey, ...words).status, 1, `a fork of ${from}`)
    }
    writeFileSync(file('proof'), '')
    const words = ['--consistency', file('newer'), file('older'), file('proof')]
    writeFileSync(
      file('older'),
      await signedCheckpoint(300, proveConsistency(folder, 300, 700, signer.verifierKey).roots[0]),
    )
    assert.match(String(verify(folder, signer.verifierKey, ...words).report['fault']), /the log was cut/)
  })

  const signedCheckpoint = (size: number, root: Uint8Array) =>
    signNote(formatCheckpoint(signer.name, size, root), signer)

  it('refuses another key, a changed entry and a changed tile', () => {
    assert.equal(verify(folder, testSigner('log.example/strangers').verifierKey).status, 1)
    for (const [path, at] of [
      ['tile/entries/001', 5000],
      ['tile/0/001', 77],
      ['tile/1/000.p/2', 33],
      ['checkpoint', 60],
    ] as const) {
      const whole = readFileSync(join(folder, path))
      const broken = Buffer.from(whole)
      broken[at]! ^= 1
      writeFileSync(join(folder, path), broken)
      assert.equal(verify(folder, signer.verifierKey).status, 1, path)
      writeFileSync(join(folder, path), whole)
    }
  })

  it('agrees on the golden log', async () => {
    const words = 'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'.split(' ')
    const golden = temporaryFolder()
    const key = testSigner('example.com/log/testdata')
    const log = await openTreeLog({ folder: golden, signer: key })
    for (const word of words) await appendText(log, word)
    const root = toBase64((await log.publish()).root)
    await log.close()
    assert.deepEqual(verify(golden, key.verifierKey, '--plain').report, {
      origin: 'example.com/log/testdata',
      size: 15,
      root,
    })
  })
})
