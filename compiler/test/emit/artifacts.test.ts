/** All artifacts of the treasury example: order, CIDs, root, and that the order of sources never shows. Their text is held by `compile/golden/treasury/4-emit`. */
import assert from 'node:assert/strict'
import { cidOf, parseManifest, utf8, validateManifest } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { parse as parseYaml } from 'yaml'
import { artifactKind } from '../../src/emit/artifact-kind.ts'
import { type ArtifactsRequest, emitArtifacts } from '../../src/emit/emit-artifacts.ts'
import { emitCode } from '../../src/emit/emit-code.ts'
import { traceability } from '../../src/emit/traceability.ts'
import { printYaml } from '../../src/emit/yaml.ts'
import type { Program } from '../../src/program/program.ts'
import { TRANSFER, TREASURY, TREASURY_MANIFEST } from './treasury-program.ts'

const REQUEST: ArtifactsRequest = {
  program: TREASURY,
  manifest: TREASURY_MANIFEST,
  evidence: { tests: { passed: 1, failed: 0 } },
  sources: new Map([['treasury/main.claw', 'module acme.treasury\n']]),
  packages: [{ name: '@acme/std', version: '1.0.0', digest: '00' }],
}
const { artifacts, root } = emitArtifacts(REQUEST)

describe('artifacts of the treasury example', () => {
  it('manifest.json is valid and carries the root', () => {
    const parsed = parseManifest(utf8(artifacts.get('manifest.json')!))
    assert.ok(parsed.ok)
    const result = validateManifest(JSON.parse(artifacts.get('manifest.json')!))
    assert.ok(result.ok)
    assert.equal(result.manifest.merkle_root, root)
    assert.deepEqual(result.warnings, [])
  })

  it('manifest.yaml is the same manifest', () => {
    assert.deepEqual(parseYaml(artifacts.get('manifest.yaml')!), JSON.parse(artifacts.get('manifest.json')!))
  })

  it('the manifest lists the CIDs of generated JavaScript, schemas, layouts, traceability and evidence, ascending', () => {
    const isBound = (path: string): boolean => /\.js$|^schemas\/|^ui\/|^traceability|^evidence/.test(path)
    const expected = [...artifacts]
      .filter(([path]) => isBound(path))
      .map(([, text]) => cidOf(utf8(text)))
      .sort()
    const { provenance } = JSON.parse(artifacts.get('manifest.json')!) as { provenance: { artifact_cids: string[] } }
    assert.deepEqual(provenance.artifact_cids, expected)
    assert.equal(expected.length, 13)
  })

  it('no bound file contains the root', () => {
    for (const [path, text] of artifacts) {
      if (!path.startsWith('manifest.') && path !== 'build.json') assert.ok(!text.includes(root), path)
    }
  })

  it('guards embed the leaves of the actions they enforce', () => {
    for (const leaf of emitCode(TREASURY, TREASURY_MANIFEST).leaves.values())
      assert.ok(artifacts.get('guards.js')!.includes(leaf))
  })

  it('every path belongs to a kind, and --emit keeps the root', () => {
    const only = emitArtifacts({ ...REQUEST, emit: ['guards', 'docs'] })
    assert.equal(only.root, root)
    assert.deepEqual([...new Set([...only.artifacts.keys()].map(artifactKind))], ['guards', 'docs'])
    assert.deepEqual(
      [...only.artifacts],
      [...artifacts].filter(([path]) => only.artifacts.has(path)),
    )
  })

  it('required features are exactly those used', () => {
    const featuresOf = (program: Program): unknown => {
      const text = emitArtifacts({ ...REQUEST, program }).artifacts.get('manifest.json')!
      return (JSON.parse(text) as { policy: { required_features: unknown } }).policy.required_features
    }
    assert.deepEqual(featuresOf(TREASURY), ['decimals.1', 'groups.1', 'measure.1', 'purposes.1', 'rules.1', 'ttl.1'])
    const plain = {
      ...TREASURY,
      actions: TREASURY.actions.map((action) => (action === TRANSFER ? { ...TRANSFER, rules: [] } : action)),
    }
    assert.deepEqual(featuresOf(plain), ['decimals.1', 'groups.1', 'measure.1', 'purposes.1', 'ttl.1'])
  })

  // INVARIANT L10 and L8
  it('the same bytes whatever the order of declarations, sources and packages (50 shuffles)', () => {
    const shuffled = <T>(items: readonly T[]): fc.Arbitrary<readonly T[]> =>
      fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
    const orders = fc.tuple(
      shuffled(TREASURY.actions),
      shuffled(TREASURY.roles),
      shuffled([...TREASURY.origins]),
      shuffled(TREASURY_MANIFEST.actions),
    )
    fc.assert(
      fc.property(orders, ([actions, roles, origins, listed]) => {
        const program = { ...TREASURY, actions, roles, origins: new Map(origins) }
        const again = emitArtifacts({ ...REQUEST, program, manifest: { ...TREASURY_MANIFEST, actions: listed } })
        assert.deepEqual([...again.artifacts], [...artifacts])
      }),
      { numRuns: 50 },
    )
  })

  // INVARIANT L7
  it('traceability: each field has a duty, each test stands with what it shows', () => {
    const traced = JSON.parse(artifacts.get('traceability.json')!) as {
      duties: Record<string, object[]>
      actions: { id: string; fields: Record<string, string[]> }[]
    }
    for (const { fields } of traced.actions) {
      for (const field of Object.keys(fields)) {
        const duties = traced.duties[`actions[].${field.replace(/\[[^\]]*\]/, '[]')}`]
        assert.ok(duties !== undefined && duties.length > 0, field)
      }
    }
    const shown = Object.entries(traced.actions[0]!.fields).filter(([, tests]) => tests.length > 0)
    assert.deepEqual(shown, [['governance.rules[distinct_accounts]', ['an agent cannot pay itself']]])
  })

  it('a field that nothing enforces cannot be emitted', () => {
    const manifest = { ...TREASURY_MANIFEST, policy: { ...TREASURY_MANIFEST.policy, unheard_of: true } }
    assert.throws(
      () => traceability(TREASURY, manifest, emitCode(TREASURY, TREASURY_MANIFEST)),
      /nothing enforces the field policy.unheard_of/,
    )
  })

  it('a manifest its own validator refuses is reported as a bug', () => {
    const manifest = { ...TREASURY_MANIFEST, identity: { ...TREASURY_MANIFEST.identity, runtime: 'nobody' } }
    assert.throws(
      () => emitArtifacts({ ...REQUEST, manifest }),
      /internal error: the emitted manifest treasury-agent is invalid/,
    )
  })
})

describe('YAML of JSON values', () => {
  it('reads back as the same value (2000 values)', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        'true',
        'null',
        'a: b',
        '- x',
        '#',
        '?',
        '=',
        '<<',
        '0x1',
        '1e3',
        '~',
        'yes',
        'a b',
        ' a',
        "it's",
        '"',
        '\n',
      ),
    )
    const leaf = fc.oneof(
      key,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
    )
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(
          key.filter((name) => name !== '__proto__' && name !== '<<'),
          tie('node'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).node
    fc.assert(
      fc.property(value, (original) => assert.deepEqual(parseYaml(printYaml(original)), original)),
      { numRuns: 2000 },
    )
  })
})
