/**
 * The published bundles in a browser: a real manifest, compiled from the example project, is read, validated, proven and trusted in headless Chromium
 * exactly as in Node, and the conformance suite's cases about Layer 0 get the right answers there.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { compile } from '@clawql/compiler'
import {
  ed25519PublicKey,
  parseManifest,
  RELEASE_PAYLOAD_TYPE,
  releasePayload,
  sealEnvelope,
  signEd25519,
  type TrustAnchor,
  toBase64,
  utf8,
  validateManifest,
} from 'clawql-manifest-validator'
import { build } from 'esbuild'
import { createNodeHost } from '../../../cli/src/node-host.ts'
import { demoSeed } from '../../../scripts/demo-seed.ts'
import { runInChromium } from '../../../scripts/run-in-chromium.ts'
import { ensurePackage } from '../../../scripts/system-packages.ts'
import { withoutPackage } from '../../../scripts/without-package.ts'
import { loadCases } from '../../../spec-tests/src/load-cases.ts'
import { exampleManifest, publicKey, seed } from '../../scripts/example-manifest.ts'
import { judgeCases, type Verdict } from './conformance-session.ts'
import { publishedBundles } from './published-bundle.ts'
import { type Given, session } from './session.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

describe('Layer 0 in headless Chromium', () => {
  const chromium = ensurePackage('chromium')
  if (chromium.state === 'unavailable') return withoutPackage(chromium, 'Layer 0 in a browser')

  it('reads, validates, proves and trusts a compiled manifest exactly as Node does', async () => {
    const given = await treasury()
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
    const given = { ...(await treasury()), manifest: toBase64(utf8(JSON.stringify(exampleManifest()))) }
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

/** The example project as built; trusted by its root, by two release keys, and (wrongly) by keys of which too few have signed. */
async function treasury(): Promise<Given> {
  const compilation = await compile(createNodeHost(join(ROOT, 'examples', 'treasury')))
  const text = compilation.manifests[0]?.artifacts.get('manifest.json')
  assert.ok(text !== undefined, 'examples/treasury does not build')
  const message = utf8('message')
  const signature = signEd25519(seed(1), message)
  const wrong = signature.slice()
  wrong[40]! ^= 1
  return {
    manifest: toBase64(utf8(text)),
    tampered: toBase64(utf8(text.replace('"timeout_seconds": 30', '"timeout_seconds": 31'))),
    action: 'asset.transfer_sensitive',
    modelKeyRef: 'hsm://models/llama-4',
    modelKey: toBase64(ed25519PublicKey(demoSeed('base-model'))),
    anchors: await anchors(text),
    signed: [publicKey(1), toBase64(message), toBase64(signature), toBase64(wrong)],
  }
}

async function anchors(text: string): Promise<readonly TrustAnchor[]> {
  const parsed = parseManifest(utf8(text))
  const result = parsed.ok ? validateManifest(parsed.value) : parsed
  assert.ok(result.ok && 'manifest' in result)
  const envelope = await sealEnvelope(
    RELEASE_PAYLOAD_TYPE,
    releasePayload(result.manifest),
    [1, 2].map((n) => ({ keyid: `release-${n}`, sign: async (message) => signEd25519(seed(n), message) })),
  )
  const keys = [1, 2, 3].map((n) => ({ id: `release-${n}`, public_key: publicKey(n) }))
  return [
    { kind: 'pinned-root', root: result.manifest.merkle_root },
    { kind: 'release-keys', keys, threshold: 2, envelope },
    { kind: 'release-keys', keys, threshold: 3, envelope },
  ]
}

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
