/** A value against a type: every refinement at its limits, every message, and input made to harm. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkValue } from '../../src/evaluate/check-value.ts'
import type { Type } from '../../src/program/type.ts'
import { BOOL, binary, field, INT, list, literal, member, record, root, STRING, TIMESTAMP } from './expressions.ts'
import { TRANSFER_CALL, TRANSFER_INPUT, USD } from './treasury.ts'

function accepts(type: Type, ...values: readonly unknown[]): void {
  for (const value of values) assert.equal(checkValue(value, type), undefined)
}

function refuses(type: Type, message: string, ...values: readonly unknown[]): void {
  for (const value of values) assert.deepEqual(checkValue(value, type), { path: '', message }, String(value))
}

describe('checkValue', () => {
  it('judges booleans, whole numbers and numbers without conversion', () => {
    accepts(BOOL, true, false)
    refuses(BOOL, 'expected true or false', 0, 1, 'true', null, undefined, [], {})
    accepts({ kind: 'int', min: 0, max: 10 }, 0, -0, 10, 5.0)
    refuses({ kind: 'int', min: 0, max: 10 }, 'expected a whole number, from 0 to 10', -1, 11, 0.5, '5', 5n, Number.NaN)
    refuses(INT, 'expected a whole number', 2 ** 53, -(2 ** 53), Number.POSITIVE_INFINITY)
    accepts(USD, 0, 0.01, 1e6)
    refuses(USD, 'expected a number of USD, at least 0, with at most 2 decimals', -0.01, 0.001, 1e-7, Number.NaN, '1')
    refuses({ kind: 'float' }, 'expected a number', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN)
  })

  it('counts code points, matches whole strings and refuses ill-formed text first', () => {
    const pair: Type = { kind: 'string', minLength: 2, maxLength: 2 }
    accepts(pair, 'ab', '😀😀', 'a😀')
    refuses(pair, 'expected a string of exactly 2 characters', 'a', '😀', 'abc', 'e\u0301\u0301', 2, null)
    refuses(pair, 'expected well-formed Unicode text', '\ud83d\ud83d', 'a\udc00', '\ud800')
    const id: Type = { kind: 'string', minLength: 0, maxLength: 9, patterns: ['AST-[0-9]+'] }
    accepts(id, 'AST-1')
    assert.ok(checkValue('xAST-1', id) && checkValue('AST-1\n', id) && checkValue('AST-', id))
  })

  it('judges unions, timestamps and durations', () => {
    refuses({ kind: 'enum', values: ['a', 'b'] }, 'expected one of "a", "b"', 'c', 'A', '', 0, '\ud800', ['a'])
    accepts({ kind: 'enum', values: ['a', 'b'] }, 'a', 'b')
    accepts(TIMESTAMP, '2026-01-01T00:00:00Z')
    assert.ok(checkValue('2026-01-01', TIMESTAMP) && checkValue(0, TIMESTAMP))
    accepts({ kind: 'duration' }, '90s', '-0.5s', '0s')
    assert.ok(checkValue('90', { kind: 'duration' }) && checkValue('1h', { kind: 'duration' }))
  })

  it('judges lists: length, then elements, then repetition', () => {
    const distinct = list(STRING, 1, 2, true)
    accepts(distinct, ['a'], ['a', 'b'])
    refuses(distinct, 'expected a list of 1 to 2 distinct elements', [], ['a', 'a'], ['a', 'b', 'c'], {}, 'ab')
    assert.deepEqual(checkValue(['a', 1], distinct), {
      path: '/1',
      message: 'expected a string of at most 64 characters',
    })
    const records = list(record(field('a', INT)), 0, 8, true)
    accepts(records, [{ a: 1 }, { a: 2 }])
    assert.equal(checkValue([{ a: 1 }, { a: 2 }, { a: 1 }], records)?.path, '')
    assert.equal(checkValue([0, -0], list(INT, 0, 2, true))?.path, '')
    // A hole is no element.
    assert.equal(checkValue(new Array(2), list(INT))?.path, '/0')
  })

  it('judges records: fields as declared, then unknown keys in their own order', () => {
    accepts(TRANSFER_INPUT, TRANSFER_CALL, { ...TRANSFER_CALL, memo: undefined })
    const cases: readonly (readonly [unknown, string, string])[] = [
      [{}, '/from_account', 'missing required field'],
      [{ ...TRANSFER_CALL, to_account: undefined }, '/to_account', 'missing required field'],
      [{ ...TRANSFER_CALL, zz: 1, aa: 2 }, '/zz', 'unknown field'],
      [{ ...TRANSFER_CALL, 'a/b~c': 1 }, '/a~1b~0c', 'unknown field'],
      [{ ...TRANSFER_CALL, memo: null }, '/memo', 'expected a string of at most 280 characters'],
      [{ zz: 1, amount: 'x' }, '/from_account', 'missing required field'],
      [{ ...TRANSFER_CALL, memo: '\udfff' }, '/memo', 'expected well-formed Unicode text'],
    ]
    for (const [value, path, message] of cases) assert.deepEqual(checkValue(value, TRANSFER_INPUT), { path, message })
    refuses(TRANSFER_INPUT, 'expected an object', null, undefined, [], 'x', 5, true)
  })

  it('sees own members only', () => {
    const inherited: unknown = Object.create(TRANSFER_CALL)
    assert.equal(checkValue(inherited, TRANSFER_INPUT)?.message, 'missing required field')
    const polluted: unknown = JSON.parse('{"from_account":"A-1","to_account":"A-2","amount":5,"__proto__":{"x":1}}')
    assert.deepEqual(checkValue(polluted, TRANSFER_INPUT), { path: '/__proto__', message: 'unknown field' })
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      assert.equal(checkValue({}, record(field(name, STRING)))?.message, 'missing required field')
      accepts(record(field(name, STRING)), { [name]: 'x' })
    }
  })

  it('finds ill-formed text among the extra members of an open record', () => {
    const open: Type = { ...record(field('a', INT)), open: true }
    accepts(open, { a: 1, b: { c: ['x', { d: null }] } })
    assert.deepEqual(checkValue({ a: 1, b: { c: ['x', '\ud800'] } }, open), {
      path: '/b/c/1',
      message: 'expected well-formed Unicode text',
    })
    assert.equal(checkValue({ a: 1, '\ud800': 1 }, open)?.path, '/\ud800')
    assert.equal(checkValue({ a: 1, b: { '\ud800': 1 } }, open)?.path, '/b/\ud800')
    const cyclic: Record<string, unknown> = { a: 1 }
    cyclic['self'] = cyclic
    accepts(open, cyclic)
    let deep: unknown = '\udfff'
    for (let level = 0; level < 100_000; level++) deep = [deep]
    assert.equal(checkValue({ a: 1, deep }, open)?.message, 'expected well-formed Unicode text')
  })

  it('applies conditions after the shape, at the place of the value', () => {
    const span = record(field('from', INT), field('to', INT))
    const value = root('value', span)
    const ordered: Type = { ...span, where: [binary(member(value, 'from'), '<=', member(value, 'to'))] }
    accepts(ordered, { from: 1, to: 1 })
    refuses(ordered, 'expected an object that meets its condition', { from: 2, to: 1 })
    assert.equal(checkValue({ from: 2 }, ordered)?.message, 'missing required field')
    assert.equal(checkValue([{ from: 2, to: 1 }], list(ordered))?.path, '/0')
    const even: Type = { ...INT, where: [binary(binary(root('value', INT), '%', literal(2), INT), '==', literal(0))] }
    accepts(even, 2, -4, 0)
    assert.ok(checkValue(3, even))
  })

  it('returns a fault or nothing for any value whatever (2,000 random values)', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (value) => {
        const fault = checkValue(value, TRANSFER_INPUT)
        assert.equal(typeof fault?.message, 'string')
      }),
      { numRuns: 2000 },
    )
  })
})
