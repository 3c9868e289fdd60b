/**
 * The published bundles in a browser: a real manifest, compiled from the example project, is read, validated, proven and trusted in headless Chromium
 * exactly as in Node, and the conformance suite's cases about Layer 0 get the right answers there.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { toBase64, utf8 } from 'clawql-manifest-validator'
import { build } from 'esbuild'
import { runInChromium } from '../../../scripts/run-in-chromium.ts'
import { ensurePackage } from '../../../scripts/system-packages.ts'
import { withoutPackage } from '../../../scripts/without-package.ts'
import { loadCases } from '../../../spec-tests/src/load-cases.ts'
import { exampleManifest } from '../../scripts/example-manifest.ts'
import { judgeCases, type Verdict } from './conformance-session.ts'
import { publishedBundles } from './published-bundle.ts'
import { session } from './session.ts'
import { treasurySession } from './treasury-session.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

describe('Layer 0 in headless Chromium', () => {
  const chromium = ensurePackage('chromium')
  if (chromium.state === 'unavailable') return withoutPackage(chromium, 'Layer 0 in a browser')

  it('reads, validates, proves and trusts a compiled manifest exactly as Node does', async () => {
    const given = await treasurySession()
    const here = await session(given)
    assert.deepEqual(await runInBrowser(chromium.program, 'session', given), here)
    const { root, included, includedWhenChanged, signatures, tampered, trusted } = here as Record<string, unknown>
    assert.match(String(root), /^[0-9a-f]{64}$/)
    assert.deepEqual([included, includedWhenChanged, signatures], [true, false, [true, false]])
    assert.deepEqual(
      (tampered as { code: string }[]).map(({ code }) => code),
      ['MERKLE_ROOT_MISMATCH'],
    )
    assert.deepEqual(
      (trusted as { signers?: string[] }[]).map((each) => each.signers),
      [[], ['release-1', 'release-2'], undefined],
    )
  })

  it('answers the same about a manifest that uses every field', async () => {
    const given = { ...(await treasurySession()), manifest: toBase64(utf8(JSON.stringify(exampleManifest()))) }
    assert.deepEqual(await runInBrowser(chromium.program, 'session', given), await session(given))
  })

  it('gives the right answer to every case of the conformance suite about Layer 0', async function () {
    const cases = loadCases(join(ROOT, 'spec-tests'))
    const verdict = (await runInBrowser(chromium.program, 'conformance', cases)) as Verdict
    assert.deepEqual(verdict.wrong, [])
    assert.deepEqual(verdict, judgeCases(cases))
    assert.ok(verdict.asked > 1000, `only ${verdict.asked} cases were asked`)
    this.test!.title += `: ${verdict.asked} cases of ${verdict.kinds.length} kinds`
  })
})

/** Session and judge are bundled for the browser; Layer 0 is not: there it is the published files, found by the page's import map. */
async function runInBrowser(program: string, name: 'session' | 'conformance', given: unknown): Promise<unknown> {
  const { index, ed25519 } = publishedBundles()
  const { outputFiles } = await build({
    stdin: {
      contents: `import { session } from './session.ts'
import { judgeCases } from './conformance-session.ts'
const given = await (await fetch('/given.json')).json()
export const result = ${name === 'session' ? 'session(given)' : 'judgeCases(given)'}`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    external: ['clawql-manifest-validator'],
    write: false,
  })
  return runInChromium({
    program,
    files: new Map([
      ['/index.js', index],
      ['/ed25519.js', ed25519],
      ['/entry.js', outputFiles[0]!.text],
      ['/given.json', JSON.stringify(given)],
    ]),
    imports: { 'clawql-manifest-validator': '/index.js', 'clawql-manifest-validator/ed25519': '/ed25519.js' },
    entry: '/entry.js',
  })
}
