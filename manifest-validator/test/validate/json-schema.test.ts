/** The published JSON Schema says what the validator says, as far as one field goes. Judged by a stock JSON Schema implementation. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Issue, PRESETS, validateManifest } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { exampleManifest } from '../../scripts/example-manifest.ts'
import { generate } from '../../scripts/generate.ts'
import { change, type Json } from '../support/change.ts'
import { POINTERS } from '../support/manifest-generator.ts'

const text = readFileSync(new URL('../../schema/manifest-1.1.schema.json', import.meta.url), 'utf8')
const accepts = new Ajv2020({ strict: false, allErrors: false }).compile(JSON.parse(text) as object)

/** Codes of what one field's schema can say. */
const STRUCTURAL: ReadonlySet<string> = new Set([
  'WRONG_TYPE',
  'MISSING_FIELD',
  'UNKNOWN_FIELD',
  'TOP_LEVEL_EXTENSION',
  'EMPTY_TEXT',
  'BAD_FORMAT',
  'NOT_IN_LIST',
  'OUT_OF_RANGE',
  'NOT_AN_INTEGER',
  'TOO_FEW_ITEMS',
  'UNSUPPORTED_VERSION',
  'FEATURE_UNKNOWN',
  'ACTIONS_IN_V1_0',
])
/** Formats whose pattern leaves something to a test of its own. */
const BEYOND = /\/(compatible_policy_version|public_key)$/

describe('published JSON Schema', () => {
  it('is up to date, and so is everything else that is generated', () => {
    for (const [path, expected] of generate()) {
      assert.equal(
        readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'),
        expected,
        `${path}: run npm run generate`,
      )
    }
  })

  it('has an identifier, titles, descriptions and an example that it accepts', () => {
    const schema = JSON.parse(text) as Json
    assert.equal(schema['$id'], 'urn:clawql:manifest:1.1')
    assert.ok(accepts((schema['examples'] as unknown[])[0]))
    const properties = schema['properties'] as Record<string, Json>
    for (const [name, property] of Object.entries(properties))
      assert.ok(property['title'] === name && property['description'] !== '')
  })

  it('accepts a resolved manifest and a complete custom one, refuses an incomplete custom one', () => {
    const result = validateManifest(exampleManifest())
    assert.ok(result.ok)
    assert.ok(accepts(JSON.parse(JSON.stringify(result.manifest))))
    const manifest = exampleManifest()
    const policy = manifest['policy'] as Json
    manifest['policy'] = {
      ...policy,
      preset: 'custom',
      coordination: { ...PRESETS['finance-compliance-high'], s_bar: 0.3 },
    }
    assert.ok(accepts(manifest))
    const breaker = PRESETS['finance-compliance-high']!['circuit_breaker'] as Json
    const { circuit_breaker_approval_quorum: _quorum, ...rest } = breaker
    change(manifest, { pointer: '/policy/coordination/circuit_breaker', value: rest })
    const legacy: Json = { ...manifest, manifest_version: '1.0', actions: [] }
    assert.ok(accepts(legacy), 'version 1.0 does not need the quorum')
    assert.ok(!accepts(manifest), 'version 1.1 does')
    change(manifest, { pointer: '/policy/coordination', value: { s_bar: 0.3 } })
    assert.ok(!accepts(manifest))
  })

  it('agrees with the validator on one change at a time', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(0, 1, -1, 0.5, 1e9, '', 'a', [], {}, null, true, '1.0'),
    )
    let refused = 0
    fc.assert(
      fc.property(fc.constantFrom(...POINTERS), fc.option(value, { nil: undefined }), (pointer, replacement) => {
        const manifest = exampleManifest()
        change(manifest, replacement === undefined ? { pointer } : { pointer, value: replacement })
        const result = validateManifest(manifest)
        const issues: readonly Issue[] = result.ok ? [] : result.issues
        const structural = issues.filter(({ code, pointer: at }) => STRUCTURAL.has(code) && !BEYOND.test(at))
        if (issues.some(({ pointer: at }) => BEYOND.test(at)) && structural.length === 0) return
        if (structural.length > 0) refused += 1
        assert.equal(
          accepts(manifest),
          structural.length === 0,
          JSON.stringify({ pointer, replacement, structural, errors: accepts.errors }),
        )
      }),
      { numRuns: 3000 },
    )
    assert.ok(refused > 1000, `${refused} refused`)
  })
})
