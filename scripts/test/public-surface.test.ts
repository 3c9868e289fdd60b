/** The public surface of each package against its golden: a change to what users rely on is seen in review. `UPDATE=1` rewrites, never under CI. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publicSurface } from '../public-surface.ts'
import { ROOT } from '../source-tree.ts'

const ENTRIES: Readonly<Record<string, string>> = {
  'clawql-manifest-validator': 'manifest-validator/src/index.ts',
  'clawql-manifest-validator-ed25519': 'manifest-validator/src/ed25519.ts',
  'clawql-hsm-pkcs11': 'manifest-validator/pkcs11/src/index.ts',
  'clawql-compiler': 'compiler/src/index.ts',
  'clawql-compiler-testing': 'compiler/src/testing/index.ts',
  'clawql-runtime': 'runtime/src/index.ts',
  'clawql-runtime-node': 'runtime/src/node/index.ts',
}

describe('public surface', () => {
  for (const [name, entry] of Object.entries(ENTRIES)) {
    it(`${name} exports what its golden says`, () => {
      const golden = join(ROOT, 'scripts', 'test', 'golden', `${name}.txt`)
      const actual = publicSurface(entry)
      if (process.env['UPDATE'] === '1') {
        assert.ok(!process.env['CI'], 'goldens are not rewritten under CI')
        mkdirSync(join(ROOT, 'scripts', 'test', 'golden'), { recursive: true })
        writeFileSync(golden, actual)
      }
      assert.equal(actual, readFileSync(golden, 'utf8'), 'run UPDATE=1 npm test and review the difference')
    })
  }
})
