/** Sensitive parts by schema: which of a value go, wherever a schema may say so, and that nothing is shown where it cannot be told. */
import assert from 'node:assert/strict'
import type { JsonValue } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { sensitiveParts } from '../../src/redact/sensitive-parts.ts'

const HIDDEN = { 'x-claw-sensitive': true }
const S = '<SENSITIVE>'
const record = (properties: JsonValue, more: object = {}): JsonValue => ({ type: 'object', properties, ...more })

const CASES: readonly (readonly [what: string, schema: JsonValue, value: JsonValue, wanted: JsonValue])[] = [
  ['a field', record({ a: HIDDEN, b: {} }), { a: 'x', b: 'x' }, { a: S, b: 'x' }],
  ['a number, a list, an object, null', record({ a: HIDDEN }), [1, [2], { b: 3 }, null], [1, [2], { b: 3 }, null]],
  ['a whole value', HIDDEN, { a: 1 }, S],
  ['a field that is absent', record({ a: HIDDEN }), {}, {}],
  ['a field of a field', record({ a: record({ b: HIDDEN }) }), { a: { b: 1, c: 2 } }, { a: { b: S, c: 2 } }],
  ['items', { items: HIDDEN }, [1, 'x', {}], [S, S, S]],
  ['items at a place', { prefixItems: [{}, HIDDEN] }, [1, 2, 3], [1, S, 3]],
  ['what a map holds', { additionalProperties: record({ a: HIDDEN }) }, { x: { a: 1 } }, { x: { a: S } }],
  [
    'no named field by the rule for others',
    record({ a: {} }, { additionalProperties: HIDDEN }),
    { a: 1, b: 2 },
    { a: 1, b: S },
  ],
  ['every field a pattern might match', { patternProperties: { '^x-': HIDDEN } }, { a: 1 }, { a: S }],
  ['one alternative is enough', { oneOf: [record({ a: HIDDEN }), record({ a: {} })] }, { a: 1 }, { a: S }],
  ['a nullable field', record({ a: { anyOf: [{}, { type: 'null' }], ...HIDDEN } }), { a: null }, { a: S }],
  ['a branch', { if: {}, else: record({ a: HIDDEN }) }, { a: 1 }, { a: S }],
  ['a definition', { $defs: { k: HIDDEN }, properties: { a: { $ref: '#/$defs/k' } } }, { a: 1 }, { a: S }],
  ['a definition with an odd name', { $defs: { 'a/b~': HIDDEN }, items: { $ref: '#/$defs/a~1b~0' } }, [1], [S]],
  [
    'a definition that names itself',
    { $ref: '#', properties: { a: HIDDEN, b: { $ref: '#' } } },
    { b: { b: { a: 1 } } },
    { b: { b: { a: S } } },
  ],
  [
    'a definition that is not there',
    { properties: { a: { $ref: '#/$defs/none' }, b: HIDDEN } },
    { a: 1, c: 2 },
    { a: S, c: 2 },
  ],
  ['a definition elsewhere', { properties: { a: { $ref: 'other.json' }, b: HIDDEN } }, { a: 1 }, { a: S }],
  ['a reference that moves', { properties: { a: { $dynamicRef: '#x' }, b: HIDDEN } }, { a: 1 }, { a: S }],
  ['a schema that depends on a field', { dependentSchemas: { x: record({ a: HIDDEN }) } }, { a: 1 }, { a: S }],
  ['items that nothing else looks at', { unevaluatedItems: HIDDEN }, [1], [S]],
  ['fields that nothing else looks at', { unevaluatedProperties: HIDDEN }, { a: 1 }, { a: S }],
  ['items of which some must be', { contains: HIDDEN }, [1], [S]],
  ['an object whose names are', { propertyNames: HIDDEN }, { ann: 1 }, S],
  ['a keyword that is no boolean', record({ a: { 'x-claw-sensitive': 'no' } }), { a: 1 }, { a: S }],
  ['a keyword that is false', record({ a: { 'x-claw-sensitive': false } }), { a: 1 }, { a: 1 }],
]

describe('sensitive parts', () => {
  for (const [what, schema, value, wanted] of CASES)
    it(what, () => assert.deepEqual(sensitiveParts(schema, [])?.blot(value), wanted))

  it('are none where no schema and no policy says so', () => {
    assert.equal(sensitiveParts(record({ a: { description: 'x-claw-sensitive' } }), []), undefined)
  })

  it('are the fields that the policy names, wherever they stand', () => {
    const parts = sensitiveParts(true, ['iban', '__proto__'])
    const value = JSON.parse('{"iban":1,"x":[{"iban":{"y":2}}],"iban2":3,"__proto__":{"z":1}}')
    assert.deepEqual(
      JSON.stringify(parts?.blot(value)),
      `{"iban":"${S}","x":[{"iban":"${S}"}],"iban2":3,"__proto__":"${S}"}`,
    )
  })

  it('give the texts to look for elsewhere, the longest first, short ones left out', () => {
    const parts = sensitiveParts(record({ a: HIDDEN }), [])
    assert.deepEqual(parts?.texts({ a: ['12345', { b: 'the secret' }, 'abc', 54321.5, true, null], c: 'not this' }), [
      'the secret',
      '54321.5',
      '12345',
    ])
  })

  it('never leave a sensitive text behind, whatever surrounds it (500 runs)', () => {
    const word = fc.constantFrom('a', 'b', 'c')
    const { value: values } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant('SECRET'),
        fc.array(tie('value')),
        fc.dictionary(word, tie('value')),
      ),
    }))
    const schema = {
      $defs: {
        v: {
          oneOf: [
            { items: { $ref: '#/$defs/v' } },
            { additionalProperties: { $ref: '#/$defs/v' } },
            { type: 'string', ...HIDDEN },
          ],
        },
      },
      $ref: '#/$defs/v',
    }
    fc.assert(
      fc.property(values, (value) => {
        assert.equal(sensitiveParts(schema, [])?.blot(value as JsonValue), S)
        const named = sensitiveParts(true, ['a', 'b', 'c'])?.blot({ a: value as JsonValue })
        assert.deepEqual(named, { a: S })
      }),
      { numRuns: 500 },
    )
  })
})
