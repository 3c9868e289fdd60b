/** INVARIANT L8 and L10 of the whole pipeline: order, place, time and machine leave no trace in what is built. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type CompiledManifest, compile } from '../../src/compile.ts'
import { ARTIFACT_KINDS, artifactKind } from '../../src/emit/artifact-kind.ts'
import type { VirtualFiles } from '../../src/testing/virtual-host.ts'
import { shuffled } from '../analyse/shuffled.ts'
import { compilingHost, replaced, TREASURY, textOf } from './compiling-host.ts'

const SHUFFLES = 25

async function build(files: VirtualFiles): Promise<CompiledManifest> {
  const { manifests, diagnostics } = await compile(compilingHost(files))
  assert.deepEqual(
    diagnostics.map(({ code, message }) => `${code} ${message}`),
    [],
  )
  const [manifest] = manifests
  assert.ok(manifest !== undefined && manifest.failures.length === 0)
  return manifest
}

/** `build.json` names the digests of source files, so what is written in another file or order is another text there. */
function withoutRecordedSources({ artifacts }: CompiledManifest): readonly (readonly [string, string])[] {
  return [...artifacts].map(([path, text]) =>
    path === 'build.json' ? [path, JSON.stringify({ ...JSON.parse(text), sources: {} })] : [path, text],
  )
}

describe('reproducible builds', () => {
  it('built twice: the same bytes in the same order', async () => {
    const first = await build(TREASURY)
    const second = await build(TREASURY)
    assert.deepEqual([...first.artifacts], [...second.artifacts])
    assert.equal(first.root, second.root)
  })

  it(`files listed and declarations written in any order: the same bytes (${SHUFFLES} shuffles)`, async () => {
    const expected = withoutRecordedSources(await build(TREASURY))
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        assert.deepEqual(withoutRecordedSources(await build(shuffled(TREASURY, seed))), expected)
      }),
      { numRuns: SHUFFLES },
    )
  })

  it('only the order of files: the same bytes, the build record included', async () => {
    const reversed = Object.fromEntries(Object.entries(TREASURY).reverse())
    assert.deepEqual([...(await build(reversed)).artifacts], [...(await build(TREASURY)).artifacts])
  })

  it('files renamed, joined and moved to another directory: the same bytes', async () => {
    const { 'objects.claw': _objects, 'roles.claw': _roles, ...others } = TREASURY
    const objects = textOf(TREASURY, 'objects.claw')
    const joined: VirtualFiles = {
      ...others,
      'zz.claw': `${textOf(TREASURY, 'roles.claw')}\n${objects.slice(objects.indexOf('/// A thing'))}`,
    }
    const expected = withoutRecordedSources(await build(TREASURY))
    assert.deepEqual(withoutRecordedSources(await build(joined)), expected)
    const moved = Object.entries(TREASURY).map(([path, content]) => [
      path.endsWith('.claw') ? `policies/desk/${path}` : path,
      content,
    ])
    assert.deepEqual(withoutRecordedSources(await build(Object.fromEntries(moved))), expected)
  })

  it('no path, no clock and no version of the toolchain in any artifact', async () => {
    const { artifacts } = await build(TREASURY)
    const today = new Date().toISOString().slice(0, 10)
    for (const [path, text] of artifacts) {
      assert.ok(!text.includes(process.cwd()), path)
      assert.ok(!text.includes(today), path)
      assert.doesNotMatch(text, /\b(?:clawqlc|clawql-compiler) v?\d|file:\/\/|node_modules|\b0\.1\.0\b/, path)
      assert.ok(!text.includes('\r') && text.endsWith('\n'), path)
      if (path !== 'build.json') assert.doesNotMatch(text, /\.claw\b/, `${path} names a source file`)
    }
  })

  it('generated files name the modules and the manifest they come from', async () => {
    const { artifacts } = await build(TREASURY)
    const header = '@generated from acme.treasury, manifest treasury-agent'
    for (const name of ['guards', 'validators', 'sdk']) {
      for (const extension of ['ts', 'js', 'd.ts']) {
        assert.ok(artifacts.get(`${name}.${extension}`)?.startsWith(`/** ${header} */\n`), `${name}.${extension}`)
      }
    }
    assert.ok(artifacts.get('manifest.yaml')?.startsWith(`# ${header}\n`))
  })

  it('build.json lists the sources, the key files and the packages, each where it belongs', async () => {
    const { artifacts, root } = await build(TREASURY)
    const record = JSON.parse(artifacts.get('build.json') ?? '')
    const sources = Object.keys(TREASURY).filter((path) => path.endsWith('.claw') || path === 'provenance.yaml')
    assert.deepEqual(Object.keys(record.sources), sources.sort())
    assert.deepEqual(Object.keys(record.files), ['keys/approvers.yaml', 'keys/breakout.yaml', 'keys/issuer.pub'])
    assert.deepEqual(
      record.packages.map(({ name }: { name: string }) => name),
      ['@clawql/presets', '@clawql/stdlib'],
    )
    assert.equal(record.merkle_root, root)
    const digests = [
      ...Object.values(record.sources),
      ...Object.values(record.files),
      ...record.packages.map(({ sha256 }: { sha256: string }) => sha256),
    ]
    for (const digest of digests) assert.match(String(digest), /^[0-9a-f]{64}$/)
    assert.deepEqual(
      Object.keys(record.artifacts),
      [...artifacts.keys()].filter((path) => path !== 'build.json'),
    )
  })

  it('a change of a comment changes the record of sources and nothing else; one of an approval changes the root', async () => {
    const before = await build(TREASURY)
    const commented = await build(replaced(TREASURY, 'types.claw', '// Types', '// The types'))
    assert.deepEqual(withoutRecordedSources(commented), withoutRecordedSources(before))
    assert.notEqual(commented.artifacts.get('build.json'), before.artifacts.get('build.json'))
    const loosened = await build(replaced(TREASURY, 'transfer.claw', 'within 2h', 'within 3h'))
    assert.notEqual(loosened.root, before.root)
  })

  it('asking for some kinds gives the same bytes of these, under the same root', async () => {
    const all = await build(TREASURY)
    for (const kind of ARTIFACT_KINDS) {
      const { manifests } = await compile(compilingHost(TREASURY), { emit: [kind] })
      assert.equal(manifests[0]?.root, all.root)
      assert.deepEqual(
        [...(manifests[0]?.artifacts ?? [])],
        [...all.artifacts].filter(([path]) => artifactKind(path) === kind),
      )
    }
  })
})
