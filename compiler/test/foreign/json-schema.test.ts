/** Judging values by JSON Schema: the keywords where validators go wrong, a second opinion on emitted schemas, and the standard's own suite. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { jsonSchemaOf } from '../../src/emit/json-schema.ts'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { compileSchema } from '../../src/foreign/compile-schema.ts'
import { isExactMultiple } from '../../src/foreign/exact-multiple.ts'
import { resolveUri } from '../../src/foreign/json-schema/uri-reference.ts'
import type { Type } from '../../src/program/type.ts'
import { fractionDigits } from '../../src/types/fraction-digits.ts'
import { boundaryValues } from '../../src/verify/boundary-values.ts'
import { createRandom } from '../../src/verify/random.ts'
import { types } from '../verify/types.ts'
import { JSON_KEYWORD } from './json-keyword.ts'

const NONE: ReadonlySet<string> = new Set()
const FEATURES: ReadonlySet<string> = new Set(['decimals.1', 'json.1', 'where.1'])

function fits(schema: unknown, value: unknown): boolean {
  return compileSchema(schema, NONE)(value) === undefined
}

describe('JSON Schema', () => {
  it('knows what has been evaluated beside unevaluatedItems and unevaluatedProperties', () => {
    const tuple = { prefixItems: [{ type: 'string' }], contains: { type: 'number' }, unevaluatedItems: false }
    assert.ok(fits(tuple, ['a', 1, 2]) && !fits(tuple, ['a', 1, 'b']))
    const closed: unknown = JSON.parse(
      '{"allOf":[{"properties":{"a":true}}],"if":{"required":["b"]},"then":{"properties":{"b":true}},"unevaluatedProperties":false}',
    )
    assert.ok(fits(closed, { a: 1 }) && fits(closed, { a: 1, b: 2 }) && !fits(closed, { a: 1, c: 2 }))
    assert.deepEqual(compileSchema(closed, NONE)({ 'c/d': 1 }), { path: '/c~1d', message: 'unknown field' })
    assert.ok(fits({ not: { properties: { a: true } }, unevaluatedProperties: false }, 5) === false)
  })

  it('sees own members only, whatever they are called', () => {
    const schema = {
      properties: JSON.parse('{"__proto__":{"type":"number"},"toString":{"type":"number"}}'),
      required: ['constructor'],
    }
    assert.ok(!fits(schema, {}) && fits(schema, { constructor: 1 }))
    assert.ok(!fits(schema, JSON.parse('{"constructor":1,"__proto__":"x"}')))
    assert.ok(!fits(schema, { constructor: 1, toString: 'x' }))
    assert.ok(!fits({ additionalProperties: false }, JSON.parse('{"__proto__":1}')))
  })

  it('divides decimals exactly', () => {
    assert.ok(
      isExactMultiple(0.07, 0.01) && isExactMultiple(1.1, 0.1) && isExactMultiple(0, 3) && isExactMultiple(-4.5, 1.5),
    )
    assert.ok(
      !isExactMultiple(0.075, 0.01) &&
        !isExactMultiple(1e308, 7) &&
        !isExactMultiple(5, 0) &&
        !isExactMultiple(Number.NaN, 1),
    )
    assert.ok(isExactMultiple(1e308, 1e-300) && isExactMultiple(5e-324, 5e-324))
  })

  it('follows references within the document and refuses those out of it', () => {
    const tree = {
      $id: 'https://example.com/tree',
      $defs: { node: { $anchor: 'node', properties: { next: { $ref: '#node' } }, additionalProperties: false } },
      $ref: 'tree#/$defs/node',
    }
    assert.ok(fits(tree, { next: { next: {} } }) && !fits(tree, { next: { other: 1 } }))
    for (const $ref of ['https://example.com/x', '#/no/where', '#nothing', 'other.json', 'file:///etc/passwd'])
      assert.throws(() => compileSchema({ $ref }, NONE))
    assert.throws(() => compileSchema({ properties: { a: { $ref: '#/$defs/missing' } } }, NONE), /leads nowhere/)
    const remotes = { 'https://example.com/x': { type: 'string' } }
    assert.equal(compileSchema({ $ref: 'https://example.com/x' }, NONE, remotes)('a'), undefined)
  })

  it('resolves references as RFC 3986 does', () => {
    const base = 'http://a/b/c/d;p?q'
    const cases = {
      'g:h': 'g:h',
      g: 'http://a/b/c/g',
      './g': 'http://a/b/c/g',
      'g/': 'http://a/b/c/g/',
      '/g': 'http://a/g',
      '//g': 'http://g',
      '?y': 'http://a/b/c/d;p?y',
      'g?y': 'http://a/b/c/g?y',
      '': 'http://a/b/c/d;p?q',
      '.': 'http://a/b/c/',
      '..': 'http://a/b/',
      '../..': 'http://a/',
      '../../../g': 'http://a/g',
    }
    for (const [reference, expected] of Object.entries(cases))
      assert.equal(resolveUri(base, reference), expected, reference)
    assert.equal(resolveUri('urn:uuid:x', ''), 'urn:uuid:x')
  })

  it('ends on schemas made to run away', () => {
    const loop = { $ref: '#' }
    assert.ok(!fits(loop, {}))
    const exponential = Array.from({ length: 40 }, (_, index) => [
      `d${index}`,
      { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
    ])
    const bomb = { $defs: { ...Object.fromEntries(exponential), d40: { type: 'object' } }, $ref: '#/$defs/d0' }
    assert.ok(!fits(bomb, {}))
    let deep: Record<string, unknown> = { type: 'object' }
    for (let level = 0; level < 5_000; level++) deep = { properties: { a: deep } }
    assert.throws(() => compileSchema(deep, NONE))
  })

  it('agrees with another validator and with the types on emitted schemas (400 random types)', () => {
    const second = new Ajv2020({
      strict: false,
      strictNumbers: true,
      logger: false,
      validateFormats: false,
      ownProperties: true,
    })
    second.addKeyword({
      keyword: 'x-claw-decimals',
      type: 'number',
      compile: (digits: number) => (value: number) => fractionDigits(value) <= digits,
    })
    second.addKeyword(JSON_KEYWORD)
    const plain = types.filter((type) => !isUnusual(type))
    fc.assert(
      fc.property(plain, fc.nat(), (type, seed) => {
        const schema = jsonSchemaOf(type)
        const [mine, other] = [compileSchema(schema, FEATURES), second.compile(schema)]
        for (const { value } of boundaryValues(type, createRandom(seed))) {
          if (value === undefined || (typeof value === 'string' && !value.isWellFormed())) continue
          const verdict = mine(value) === undefined
          assert.equal(verdict, other(value), JSON.stringify({ schema, value }))
          assert.equal(verdict, checkValue(value, type) === undefined, JSON.stringify({ schema, value }))
        }
      }),
      { numRuns: 400 },
    )
  })
})

// The other validator knows no conditions; nulls and defaults are the normaliser's, what has members is judged through them.
function isUnusual(type: Type): boolean {
  return type.where !== undefined || ['list', 'record', 'map', 'union'].includes(type.kind)
}

const SUITE = '../shared/vectors/json-schema'
/** Cases that fail, each with the reason; one that passes must leave the list. */
const EXPECTED_TO_FAIL: Readonly<Record<string, string>> = {
  'refs to historic drafts are processed as historic drafts': 'other dialects are not read',
  'schema that uses custom metaschema with format-assertion: false': 'formats are annotations',
  'schema that uses custom metaschema with format-assertion: true': 'formats are annotations',
}

interface SuiteCase {
  readonly description: string
  readonly schema: unknown
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[]
}

if (existsSync(SUITE)) {
  describe('the JSON Schema test suite', () => {
    const remotes: Record<string, unknown> = JSON.parse(readFileSync(`${SUITE}/remotes.json`, 'utf8'))
    for (const file of ['required', 'optional']) {
      const lines = readFileSync(`${SUITE}/${file}.jsonl`, 'utf8').trim().split('\n')
      const cases = lines.map((line): SuiteCase => JSON.parse(line))
      const count = cases.reduce((sum, { tests }) => sum + tests.length, 0)
      it(`passes ${file} (${count} values)`, () => {
        for (const { description, schema, tests } of cases) {
          const wrong = tests.filter(({ data, valid }) => {
            try {
              return (compileSchema(schema, NONE, remotes)(data) === undefined) !== valid
            } catch {
              return true
            }
          })
          const expected = EXPECTED_TO_FAIL[description] !== undefined
          assert.equal(
            wrong.length > 0,
            expected,
            `${description}: ${wrong.map((test) => test.description).join(', ')}`,
          )
        }
      })
    }
  })
}
