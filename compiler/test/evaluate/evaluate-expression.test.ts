/** The meaning of each operator and function, at the edges where JavaScript's own would differ. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Environment, evaluateExpression } from '../../src/evaluate/evaluate-expression.ts'
import type { Expr } from '../../src/program/expression.ts'
import {
  BOOL,
  binary,
  call,
  FLOAT,
  field,
  has,
  INT,
  list,
  literal,
  member,
  negative,
  not,
  quantifier,
  record,
  root,
  STRING,
  TIMESTAMP,
  variable,
} from './expressions.ts'

const run = (expression: Expr, environment: Environment = {}): unknown => evaluateExpression(expression, environment)
const numbers = list(INT)

describe('evaluateExpression', () => {
  it('divides whole numbers toward zero and takes remainders with the sign of the dividend', () => {
    const cases = [
      [7, 2, 3, 1],
      [-7, 2, -3, -1],
      [7, -2, -3, 1],
      [-7, -2, 3, -1],
      [1, 3, 0, 1],
      [-1, 3, 0, -1],
    ] as const
    for (const [a, b, quotient, remainder] of cases) {
      assert.equal(Object.is(run(binary(literal(a), '/', literal(b), INT)), quotient), true, `${a}/${b}`)
      assert.equal(Object.is(run(binary(literal(a), '%', literal(b), INT)), remainder), true, `${a}%${b}`)
    }
    assert.equal(run(binary(literal(7, FLOAT), '/', literal(2, FLOAT), FLOAT)), 3.5)
  })

  it('divides exactly over the whole range (2,000 random pairs against BigInt)', () => {
    const safe = fc.maxSafeInteger()
    fc.assert(
      fc.property(
        safe,
        safe.filter((n) => n !== 0),
        (a, b) => {
          assert.equal(run(binary(literal(a), '/', literal(b), INT)), Number(BigInt(a) / BigInt(b)))
          assert.equal(run(binary(literal(a), '%', literal(b), INT)), Number(BigInt(a) % BigInt(b)))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('has no negative zero among whole numbers', () => {
    for (const expression of [
      negative(literal(0)),
      binary(literal(0), '*', literal(-5), INT),
      binary(literal(-4), '%', literal(2), INT),
      binary(literal(0), '/', literal(-3), INT),
    ]) {
      assert.ok(Object.is(run(expression), 0))
    }
  })

  it('compares timestamps as instants, everything else by value', () => {
    const at = record(field('a', TIMESTAMP), field('b', TIMESTAMP))
    const input = root('input', at)
    const same = { input: { a: '2026-01-01T01:00:00+01:00', b: '2026-01-01T00:00:00.000Z' } }
    assert.equal(run(binary(member(input, 'a'), '==', member(input, 'b')), same), true)
    assert.equal(run(binary(member(input, 'a'), '<', member(input, 'b')), same), false)
    const later = { input: { a: '2026-01-01T00:00:00.000000002Z', b: '2026-01-01T00:00:00.000000001Z' } }
    assert.equal(run(binary(member(input, 'a'), '>', member(input, 'b')), later), true)
    assert.equal(run(binary(literal('é'), '==', literal('e\u0301'))), false)
  })

  it('compares lists and records by structure', () => {
    const row = record(field('n', INT), field('m', INT, { optional: true }))
    const both = root('input', record(field('a', row), field('b', row)))
    const equal = binary(member(both, 'a'), '==', member(both, 'b'))
    assert.equal(run(equal, { input: { a: { n: 1, m: 2 }, b: { m: 2, n: 1 } } }), true)
    assert.equal(run(equal, { input: { a: { n: 1 }, b: { n: 1, m: 2 } } }), false)
    const lists = root('input', record(field('a', numbers), field('b', numbers)))
    const same = binary(member(lists, 'a'), '==', member(lists, 'b'))
    assert.equal(run(same, { input: { a: [1, 2], b: [1, 2] } }), true)
    assert.equal(run(same, { input: { a: [1, 2], b: [2, 1] } }), false)
  })

  it('stops where the left side decides', () => {
    const input = root('input', record(field('memo', STRING, { optional: true })))
    const guarded = binary(has(input, 'memo'), '&&', binary(member(input, 'memo'), '==', literal('x')))
    assert.equal(run(guarded, { input: {} }), false)
    assert.equal(
      run(binary(not(has(input, 'memo')), '||', binary(member(input, 'memo'), '==', literal('x'))), { input: {} }),
      true,
    )
    const implied = binary(has(input, 'memo'), '=>', binary(member(input, 'memo'), '==', literal('x')))
    assert.equal(run(implied, { input: {} }), true)
    assert.equal(run(implied, { input: { memo: 'y' } }), false)
  })

  it('takes presence from own members that are not undefined', () => {
    const input = root('input', record(field('toString', STRING, { optional: true })))
    assert.equal(run(has(input, 'toString'), { input: {} }), false)
    assert.equal(run(has(input, 'toString'), { input: { toString: undefined } }), false)
    assert.equal(run(has(input, 'toString'), { input: { toString: 'x' } }), true)
  })

  it('counts code points and searches text', () => {
    assert.equal(run(call('size', INT, literal('a😀b'))), 3)
    assert.equal(run(call('startsWith', BOOL, literal('abc'), literal('ab'))), true)
    assert.equal(run(call('endsWith', BOOL, literal('abc'), literal('bc'))), true)
    assert.equal(run(call('contains', BOOL, literal('abc'), literal('d'))), false)
    assert.equal(run(call('matches', BOOL, literal('abc'), literal('[a-c]+'))), true)
    assert.equal(run(call('matches', BOOL, literal('abcd'), literal('[a-c]+'))), false)
    assert.equal(run(call('min', INT, literal(3), literal(-2), literal(7))), -2)
    assert.equal(run(call('max', INT, literal(3), literal(-2), literal(7))), 7)
  })

  it('quantifies with variables by depth', () => {
    const input = root('input', record(field('rows', list(numbers))))
    const rows = member(input, 'rows')
    const inner = variable(0, INT, 'n')
    const outer = variable(1, numbers, 'row')
    // rows.all(row, row.all(n, n in row && n > 0))
    const body = binary(binary(inner, 'in', outer), '&&', binary(inner, '>', literal(0)))
    const nested = quantifier('all', rows, quantifier('all', variable(0, numbers), body))
    assert.equal(run(nested, { input: { rows: [[1, 2], [3]] } }), true)
    assert.equal(run(nested, { input: { rows: [[1, 0], [3]] } }), false)
    const flat = member(root('input', record(field('ns', numbers))), 'ns')
    const positive = binary(variable(0, INT), '>', literal(0))
    const given = { input: { ns: [1, -1, 2] } }
    assert.equal(run(quantifier('exists', flat, positive), given), true)
    assert.equal(run(quantifier('exists_one', flat, positive), given), false)
    assert.deepEqual(run(quantifier('filter', flat, positive, numbers), given), [1, 2])
    assert.deepEqual(run(quantifier('map', flat, positive, list(BOOL)), given), [true, false, true])
    assert.equal(run(quantifier('all', flat, positive), { input: { ns: [] } }), true)
  })

  it('throws where typing was wrong, so that the caller denies (INVARIANT L3)', () => {
    const input = root('input', record(field('n', INT)))
    for (const broken of [{}, { input: {} }, { input: { n: 'x' } }, { input: null }]) {
      assert.throws(() => run(binary(member(input, 'n'), '>', literal(0)), broken), /INVARIANT L3/)
    }
    assert.throws(() => run(not(literal('true'))), /INVARIANT L3/)
  })
})
