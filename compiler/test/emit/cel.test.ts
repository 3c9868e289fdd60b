/** Canonical CEL, case by case: one text for one expression. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Type } from '../../src/program/type.ts'
import { BOOL, binary, field, inputField, inputRoot, literal, record, USD } from './treasury-program.ts'

const INT: Type = { kind: 'int', min: -9, max: 9 }
const TEXT: Type = { kind: 'string', minLength: 0, maxLength: 9 }
const LIST: Type = { kind: 'list', element: INT, minLength: 0, maxLength: 9, unique: false }
const INPUT = record([
  field('n', INT),
  field('f', USD),
  field('a', BOOL),
  field('b', BOOL),
  field('c', BOOL),
  field('s', TEXT),
  field('in', TEXT),
  field('x-id', TEXT, { optional: true }),
  field('list', LIST),
  field('at', { kind: 'timestamp' }),
  field('memo', TEXT, { optional: true }),
])
const at = (name: string): Expr => inputField(INPUT, name)
const n = (value: number): Expr => literal(value, INT)
const not = (operand: Expr): Expr => ({ kind: 'unary', operator: '!', operand, type: BOOL })
const minus = (operand: Expr): Expr => ({ kind: 'unary', operator: '-', operand, type: INT })
const choice = (condition: Expr, whenTrue: Expr, whenFalse: Expr): Expr => ({
  kind: 'conditional',
  condition,
  whenTrue,
  whenFalse,
  type: INT,
})
const all = (body: Expr, range: Expr = at('list')): Expr => ({
  kind: 'quantifier',
  quantifier: 'all',
  range,
  variable: 'x',
  body,
  type: BOOL,
})
const variable = (depth: number): Expr => ({ kind: 'variable', depth, name: 'x', type: INT })
const has = (name: string): Expr => ({ kind: 'has', object: inputRoot(INPUT), field: name, type: BOOL })
const call = (builtin: Extract<Expr, { kind: 'call' }>['builtin'], ...values: readonly Expr[]): Expr => ({
  kind: 'call',
  builtin,
  arguments: values,
  type: INT,
})

const CASES: readonly (readonly [string, Expr])[] = [
  ['input.f > 250000.0', binary(at('f'), '>', literal(250000, USD))],
  ['input.f > 0.1', binary(at('f'), '>', literal(0.1, USD))],
  ['input.f < 1e+21', binary(at('f'), '<', literal(1e21, USD))],
  ['input.f == 0.0', binary(at('f'), '==', literal(-0, USD))],
  ['input.n == -5', binary(at('n'), '==', n(-5))],
  [
    'int(input.n) + 1 > int(input.n) * 2',
    binary(binary(at('n'), '+', n(1), INT), '>', binary(at('n'), '*', n(2), INT)),
  ],
  ['double(input.f) * 2.0 <= 10.0', binary(binary(at('f'), '*', literal(2, USD), USD), '<=', literal(10, USD))],
  ['(int(input.n) + 1) * 2 == 4', binary(binary(binary(at('n'), '+', n(1), INT), '*', n(2), INT), '==', n(4))],
  ['int(input.n) - (1 - 2) == 0', binary(binary(at('n'), '-', binary(n(1), '-', n(2), INT), INT), '==', n(0))],
  ['int(input.n) - 1 - 2 == 0', binary(binary(binary(at('n'), '-', n(1), INT), '-', n(2), INT), '==', n(0))],
  ['-int(input.n) == 1', binary(minus(at('n')), '==', n(1))],
  ['-(-1) == 1', binary(minus(n(-1)), '==', n(1))],
  ['-(int(input.n) + 1) == 1', binary(minus(binary(at('n'), '+', n(1), INT)), '==', n(1))],
  ['!input.a || input.b', binary(at('a'), '=>', at('b'))],
  ['!(input.a && input.b) || input.c', binary(binary(at('a'), '&&', at('b')), '=>', at('c'))],
  ['(input.a || input.b) && input.c', binary(binary(at('a'), '||', at('b')), '&&', at('c'))],
  ['input.a && input.b && input.c', binary(at('a'), '&&', binary(at('b'), '&&', at('c')))],
  ['!!input.a', not(not(at('a')))],
  ['!(input.n == 1)', not(binary(at('n'), '==', n(1)))],
  ['input.a == input.b == input.c', binary(binary(at('a'), '==', at('b')), '==', at('c'))],
  ['input.a == (input.b == input.c)', binary(at('a'), '==', binary(at('b'), '==', at('c')))],
  ['(input.a ? 1 : int(input.n)) + 2 == 3', binary(binary(choice(at('a'), n(1), at('n')), '+', n(2), INT), '==', n(3))],
  ['input.a ? 1 : input.b ? 2 : 3', choice(at('a'), n(1), choice(at('b'), n(2), n(3)))],
  ['input.a ? (input.b ? 1 : 2) : 3', choice(at('a'), choice(at('b'), n(1), n(2)), n(3))],
  ['input.list.all(v1, v1 > 0)', all(binary(variable(0), '>', n(0)))],
  [
    'input.list.all(v1, input.list.all(v2, int(v1) + int(v2) > 0))',
    all(all(binary(binary(variable(1), '+', variable(0), INT), '>', n(0)))),
  ],
  ['has(input.memo)', has('memo')],
  ['"x-id" in input', has('x-id')],
  ['!("x-id" in input)', not(has('x-id'))],
  ['input["x-id"] == input["in"]', binary(at('x-id'), '==', at('in'))],
  [
    'timestamp(input.at) < timestamp("2026-01-01T00:00:00Z")',
    binary(at('at'), '<', literal('2026-01-01T00:00:00Z', { kind: 'timestamp' })),
  ],
  [
    'input.list[int(input.n)] == 1',
    binary({ kind: 'index', object: at('list'), index: at('n'), type: INT }, '==', n(1)),
  ],
  ['size(input.s) <= 5', binary(call('size', at('s')), '<=', n(5))],
  ['input.s.startsWith("a\\"\\\\\\n")', call('startsWith', at('s'), literal('a"\\\n', TEXT))],
  ['input.s.matches("^(?:[0-9]+)$")', call('matches', at('s'), literal('\\d+', TEXT))],
  ['input.n < 3 ? input.n : 3', call('min', at('n'), n(3))],
  [
    'input.s in ["a", "b"]',
    binary(at('s'), 'in', { kind: 'list', elements: [literal('a', TEXT), literal('b', TEXT)], type: LIST }),
  ],
  [
    'claims.subject != input.s',
    binary(
      { kind: 'field', object: { kind: 'root', root: 'claims', type: record([]) }, field: 'subject', type: TEXT },
      '!=',
      at('s'),
    ),
  ],
]

describe('canonical CEL', () => {
  for (const [text, expression] of CASES) {
    it(text, () => assert.equal(printCel(expression), text))
  }
})
