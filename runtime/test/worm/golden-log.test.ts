/** The golden log of the design: fifteen words whose root and files every implementation must give, byte for byte. */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toBase64 } from 'clawql-manifest-validator'
import { openTreeLog } from '../../src/node/worm/tree-log.ts'
import { appendText, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const WORDS = 'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'.split(' ')
const ROOT = 'rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs='

describe('golden log of fifteen entries', () => {
  it('has the published root, tile, bundle and checkpoint', async () => {
    const folder = temporaryFolder()
    const log = await openTreeLog({ folder, signer: testSigner('example.com/log/testdata'), segmentBytes: 4096 })
    const seqs = await Promise.all(WORDS.map((word) => appendText(log, word)))
    assert.deepEqual(
      seqs,
      WORDS.map((_, seq) => seq),
    )
    const { root } = await log.publish()
    assert.equal(toBase64(root), ROOT)
    await log.close()
    assert.equal(
      readFileSync(join(folder, 'checkpoint'), 'utf8').startsWith(`example.com/log/testdata\n15\n${ROOT}\n\n— `),
      true,
    )
    const bundle = Buffer.concat(WORDS.map((word) => Buffer.from(`\0${String.fromCharCode(word.length)}${word}`)))
    assert.deepEqual(readFileSync(join(folder, 'tile/entries/000.p/15')), bundle)
    assert.equal(readFileSync(join(folder, 'tile/0/000.p/15')).length, 15 * 32)
    assert.deepEqual(readdirSync(join(folder, 'tile')).sort(), ['0', 'entries'])
  })
})
