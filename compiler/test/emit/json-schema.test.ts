/** Schemas admit what the reference admits, judged by ajv with our two keywords, on everything JSON can say. */
import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { jsonSchemaOf } from '../../src/emit/json-schema.ts'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { illFormedText } from '../../src/evaluate/ill-formed-text.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import { compileSchema } from '../../src/foreign/compile-schema.ts'
import type { Type } from '../../src/program/type.ts'
import { field, record, TRANSFER, USD } from './treasury-program.ts'
import { anyRecord, anyValueOf } from './type-arbitrary.ts'

const RUNS = 300

describe('JSON Schema of types', () => {
  const cases: readonly (readonly [string, Type, object])[] = [
    ['Bool', { kind: 'bool' }, { type: 'boolean' }],
    ['Int', { kind: 'int', min: 0, max: 10 }, { type: 'integer', minimum: 0, maximum: 10 }],
    [
      'Usd(range: 0..)',
      { ...USD, min: 0 } as Type,
      { type: 'number', minimum: 0, 'x-claw-unit': 'USD', 'x-claw-decimals': 2 },
    ],
    [
      'String with two patterns',
      { kind: 'string', minLength: 0, maxLength: 4, patterns: ['a+', 'aa?'] },
      { type: 'string', maxLength: 4, pattern: '^(?:a+)$', allOf: [{ pattern: '^(?:aa?)$' }] },
    ],
    ['a union of literals', { kind: 'enum', values: ['b', 'a'] }, { type: 'string', enum: ['b', 'a'] }],
    [
      'List',
      { kind: 'list', element: { kind: 'bool' }, minLength: 1, maxLength: 8, unique: true },
      { type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 8, uniqueItems: true },
    ],
    [
      'where',
      {
        kind: 'int',
        min: 0,
        max: 9,
        where: [
          {
            kind: 'binary',
            operator: '!=',
            left: { kind: 'root', root: 'value', type: { kind: 'int', min: 0, max: 9 } },
            right: { kind: 'literal', value: 5, type: { kind: 'int', min: 5, max: 5 } },
            type: { kind: 'bool' },
          },
        ],
      },
      { type: 'integer', minimum: 0, maximum: 9, 'x-claw-where': 'value != 5' },
    ],
    [
      'fields: nullable, default, sensitive, documented',
      record(
        [
          field('a', { kind: 'bool' }, { optional: true, nullable: true, doc: 'An a.' }),
          field('b', { kind: 'bool' }, { defaultValue: false, sensitive: true }),
        ],
        { open: true },
      ),
      {
        type: 'object',
        properties: {
          a: { description: 'An a.', anyOf: [{ type: 'boolean' }, { type: 'null' }] },
          b: { type: 'boolean', default: false, 'x-claw-sensitive': true },
        },
        required: [],
        additionalProperties: true,
        'x-claw-order': ['a', 'b'],
      },
    ],
  ]
  for (const [title, type, schema] of cases) {
    it(title, () => assert.deepEqual(jsonSchemaOf(type), schema))
  }

  it('no schema has a fractional multipleOf', () => {
    assert.doesNotMatch(JSON.stringify(jsonSchemaOf(TRANSFER.input)), /multipleOf/)
  })

  it(`every schema is one of JSON Schema 2020-12 and admits what the reference admits (${String(RUNS)} types, 20 values each)`, () => {
    const meta = new Ajv2020({ strict: false, validateFormats: false })
    const samples = anyRecord
      .filter(isPlainlyNamed)
      .chain((type) => fc.tuple(fc.constant(type), fc.array(anyValueOf(type), { minLength: 20, maxLength: 20 })))
    fc.assert(
      fc.property(samples, ([type, values]) => {
        const schema = jsonSchemaOf(type)
        assert.equal(meta.validateSchema(schema), true)
        const check = compileSchema(schema, new Set(['decimals.1', 'json.1', 'where.1']))
        for (const value of values) {
          const wire = asJson(value)
          if (wire === undefined || illFormedText(wire) !== undefined) continue
          const expected = checkValue(normalize(type, wire), type) === undefined
          assert.equal(check(wire) === undefined, expected, JSON.stringify({ schema, wire }))
        }
      }),
      { numRuns: RUNS },
    )
  })
})

// `__proto__` and the like are names the schema library passes over.
function isPlainlyNamed(type: Type): boolean {
  return !JSON.stringify(type).includes('__proto__')
}

function asJson(value: unknown): unknown {
  try {
    const text = JSON.stringify(value)
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
