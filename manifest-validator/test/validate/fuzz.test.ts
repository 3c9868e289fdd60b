/** Fuzzing: whatever comes in, a bounded answer comes out, and no changed manifest passes under an unchanged root. */
import assert from 'node:assert/strict'
import {
  canonicalize,
  computeRoot,
  ISSUES,
  parseManifest,
  resolvePreset,
  utf8,
  validateManifest,
} from 'clawql-manifest-validator'
import fc from 'fast-check'
import { exampleManifest } from '../../scripts/example-manifest.ts'
import { change } from '../support/change.ts'
import { CHANGED_MANIFEST, POINTERS } from '../support/manifest-generator.ts'

const RUNS = 1500
const ORIGINAL = canonicalize(exampleManifest())

describe(`fuzzing the validator, ${RUNS} runs each`, () => {
  it('any value: an answer in the closed form, never an exception', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        (value) => {
          assertAnswer(value)
          resolvePreset(value, value)
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('the example, changed: refused unless nothing of it changed', () => {
    let accepted = 0
    fc.assert(
      fc.property(CHANGED_MANIFEST, (manifest) => {
        if (!assertAnswer(manifest)) return
        accepted += 1
        assert.equal(canonicalize(manifest), ORIGINAL)
      }),
      { numRuns: RUNS },
    )
    assert.ok(accepted < RUNS / 2)
  })

  it('the example, changed, under its own new root: accepted only in a form that validates again', () => {
    fc.assert(
      fc.property(CHANGED_MANIFEST, (manifest) => {
        const computed = computeRoot(manifest)
        if (!computed.ok) return
        const result = validateManifest({ ...manifest, merkle_root: computed.root })
        if (!result.ok) return
        const again = validateManifest(JSON.parse(JSON.stringify(result.manifest)))
        assert.ok(again.ok)
        assert.equal(again.manifest.merkle_root, result.manifest.merkle_root)
      }),
      { numRuns: RUNS },
    )
  })

  it('the bytes of the example, damaged: never an exception, never accepted with other content', () => {
    const bytes = utf8(JSON.stringify(exampleManifest()))
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    })
    let accepted = 0
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = new Uint8Array(bytes)
        for (const [at, byte] of changes) damaged[at] = byte
        const parsed = parseManifest(damaged)
        if (!parsed.ok || !validateManifest(parsed.value).ok) return
        accepted += 1
        assert.equal(canonicalize(parsed.value), ORIGINAL)
      }),
      { numRuns: RUNS },
    )
    assert.ok(accepted < RUNS / 2)
  })

  it('objects that throw, lie or never end', () => {
    const throwing = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const endless: object = new Proxy(
      {},
      {
        ownKeys: () => ['a'],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
        get: () => endless,
      },
    )
    const wide = new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 32 - 1 : 0) })
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const getter = {
      get policy(): never {
        throw new TypeError('no')
      },
    }
    const cyclic: Record<string, unknown> = {}
    cyclic['policy'] = cyclic
    for (const value of [throwing, endless, revoked.proxy, getter, cyclic, { actions: wide }]) {
      assert.equal(assertAnswer(value), false)
      assert.equal(resolvePreset(value, value).ok, false)
      assert.equal(computeRoot(value).ok, false)
    }
  })

  it('objects that cannot be converted to text or number', () => {
    const stubborn = { toString: 1, valueOf: 1 }
    for (const pointer of POINTERS) {
      const manifest = exampleManifest()
      change(manifest, { pointer, value: stubborn })
      assert.equal(assertAnswer(manifest), false)
    }
  })

  it('names of megabytes, with a thousand findings below them', () => {
    const manifest = exampleManifest()
    const policy = manifest['policy'] as Record<string, unknown>
    policy['purposes'] = { ['n'.repeat(1_000_000)]: Array.from({ length: 2000 }, () => 5) }
    policy['roles'] = { ['r'.repeat(1_000_000)]: 'human' }
    const result = validateManifest(manifest)
    assert.ok(!result.ok)
    assert.ok(JSON.stringify(result.issues).length < 10_000_000)
  })

  it('names and patterns of any length', () => {
    const long = 'a.'.repeat(500_000)
    const manifest = exampleManifest()
    const permissions = manifest['permissions'] as Record<string, unknown>
    permissions['tool_use'] = [`${long}*`, `${'*.'.repeat(500_000)}*`]
    ;(manifest['actions'] as Record<string, unknown>[])[0]!['id'] = `${long}a`
    ;(manifest['identity'] as Record<string, unknown>)['runtime_version'] = `1.0.0-${'1'.repeat(1_000_000)}!`
    ;(manifest['policy'] as Record<string, unknown>)['compatible_policy_version'] = ' || '.repeat(100_000)
    assert.equal(assertAnswer(manifest), false)
  })
})

/** Whether the value was accepted. */
function assertAnswer(value: unknown): boolean {
  const result = validateManifest(value)
  const issues = result.ok ? result.warnings : result.issues
  assert.ok(result.ok || issues.some(({ severity }) => severity === 'error'))
  assert.ok(issues.length <= 2002)
  for (const { code, pointer, message, found } of issues) {
    assert.ok(Object.hasOwn(ISSUES, code))
    assert.ok(pointer === '' || pointer.startsWith('/'))
    assert.ok(found.length <= 500 && message.length > 0)
  }
  return result.ok
}
