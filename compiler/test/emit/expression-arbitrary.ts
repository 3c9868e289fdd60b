/** Arbitrary well-typed expressions over one fixed input record, shaped so that every one evaluates on every value of the record. */
import fc from 'fast-check'
import type { Expr } from '../../src/program/expression.ts'
import type { Type, UnionType } from '../../src/program/type.ts'
import { BOOL, binary, field, inputField, inputRoot, literal, record } from './treasury-program.ts'
import { PATTERNS } from './type-arbitrary.ts'

const INT: Type = { kind: 'int', min: -1000, max: 1000 }
const FLOAT: Type = { kind: 'float', min: -1000, max: 1000 }
const TEXT: Type = { kind: 'string', minLength: 0, maxLength: 12 }
const KIND: Type = { kind: 'enum', values: ['wire', 'card', 'cash'] }
const TIME: Type = { kind: 'timestamp' }
const WAIT: Type = { kind: 'duration' }
const ITEM = record([
  field('price', FLOAT),
  field('count', INT),
  field('name', TEXT),
  field('note', TEXT, { optional: true }),
])
const ITEMS: Type = { kind: 'list', element: ITEM, minLength: 0, maxLength: 4, unique: false }
const INTS: Type = { kind: 'list', element: INT, minLength: 0, maxLength: 5, unique: false }

const BLOB: Type = { kind: 'bytes', minSize: 0, maxSize: 5 }
const LABELS: Type = { kind: 'map', element: INT, minSize: 0, maxSize: 4 }
const TAG: Type = { kind: 'enum', values: ['card', 'transfer'] }
const PAYMENT: UnionType = {
  kind: 'union',
  discriminator: 'kind',
  variants: [
    { tag: 'card', record: record([field('kind', { kind: 'enum', values: ['card'] }), field('fee', INT)]) },
    {
      tag: 'transfer',
      record: record([
        field('kind', { kind: 'enum', values: ['transfer'] }),
        field('fee', FLOAT),
        field('to', TEXT),
        field('note', TEXT, { optional: true }),
      ]),
    },
  ],
}

export const EXPRESSION_INPUT = record([
  field('n', INT),
  field('m', INT),
  field('f', FLOAT),
  field('g', FLOAT),
  field('s', TEXT),
  field('t', TEXT),
  field('in', TEXT),
  field('x-id', TEXT),
  field('kind', KIND),
  field('flag', BOOL),
  field('at', TIME),
  field('until', TIME),
  field('memo', TEXT, { optional: true }),
  field('items', ITEMS),
  field('numbers', INTS),
  field('more', INTS),
  field('blob', BLOB),
  field('wait', WAIT),
  field('labels', LABELS),
  field('pay', PAYMENT),
  field('extra', { kind: 'json', maxBytes: 64 }, { optional: true }),
])

const at = (name: string): Expr => inputField(EXPRESSION_INPUT, name)
const has = (name: string): Expr => ({ kind: 'has', object: inputRoot(EXPRESSION_INPUT), field: name, type: BOOL })
const not = (operand: Expr): Expr => ({ kind: 'unary', operator: '!', operand, type: BOOL })
const call = (builtin: Extract<Expr, { kind: 'call' }>['builtin'], type: Type, ...values: readonly Expr[]): Expr => ({
  kind: 'call',
  builtin,
  arguments: values,
  type,
})

/** Variables in reach, innermost first, with the type of each. */
type Bound = readonly Type[]

function leaves(type: Type, bound: Bound): readonly Expr[] {
  const own = EXPRESSION_INPUT.fields
    .filter((candidate) => candidate.type === type && !candidate.optional)
    .map((candidate) => at(candidate.name))
  const variables = bound.flatMap((variableType, depth): Expr[] => {
    const variable: Expr = { kind: 'variable', depth, name: `x${String(depth)}`, type: variableType }
    if (variableType === type) return [variable]
    if (variableType !== ITEM) return []
    return ITEM.fields
      .filter((member) => member.type === type && !member.optional)
      .map((member): Expr => ({ kind: 'field', object: variable, field: member.name, type }))
  })
  return [...own, ...variables]
}

function numbers(type: typeof INT | typeof FLOAT, bound: Bound, depth: number): fc.Arbitrary<Expr> {
  const constants = type === INT ? fc.integer({ min: -20, max: 20 }) : fc.constantFrom(-2.5, -1, 0, 0.1, 1, 1e-7, 250)
  const leaf = fc.oneof(
    fc.constantFrom(...leaves(type, bound)),
    constants.map((value) => literal(value, type)),
  )
  if (depth === 0) return leaf
  const inner = numbers(type, bound, depth - 1)
  const nonZero = type === INT ? fc.constantFrom(-7, 2, 3) : fc.constantFrom(-0.5, 3, 1e3)
  const arithmetic = fc
    .tuple(inner, fc.constantFrom('+', '-'), inner)
    .map(([a, operator, b]) => binary(a, operator as '+', b, type))
  const scaled = fc
    .tuple(inner, fc.constantFrom('*', '/'), nonZero)
    .map(([a, operator, b]) => binary(a, operator as '*', literal(b, type), type))
  const negated = inner.map((operand): Expr => ({ kind: 'unary', operator: '-', operand, type }))
  const extreme = fc
    .tuple(fc.constantFrom('min', 'max'), inner, inner)
    .map(([builtin, a, b]) => call(builtin as 'min', type, a, b))
  const chosen = fc
    .tuple(conditions(bound, 0), inner, inner)
    .map(([condition, whenTrue, whenFalse]): Expr => ({ kind: 'conditional', condition, whenTrue, whenFalse, type }))
  const whole =
    type === INT
      ? [
          fc.tuple(inner, nonZero).map(([a, b]) => binary(a, '%', literal(b, type), type)),
          texts(bound).map((text) => call('size', type, text)),
          fc.constantFrom(at('items'), at('numbers'), at('blob'), at('labels')).map((list) => call('size', type, list)),
          numbers(FLOAT, bound, 0).map((value) => call('int', type, value)),
        ]
      : [numbers(INT, bound, 0).map((value) => call('double', type, value))]
  return fc.oneof(leaf, arithmetic, scaled, negated, extreme, chosen, ...whole)
}

function texts(bound: Bound): fc.Arbitrary<Expr> {
  return fc.oneof(
    fc.constantFrom(...leaves(TEXT, bound)),
    fc.constantFrom('', 'a', 'AST-9', 'it\'s "x"\n', '😀').map((value) => literal(value, TEXT)),
  )
}

function conditions(bound: Bound, depth: number): fc.Arbitrary<Expr> {
  const order = fc.constantFrom('<', '<=', '>', '>=', '==', '!=') as fc.Arbitrary<'<'>
  const compared = (type: typeof INT): fc.Arbitrary<Expr> =>
    fc
      .tuple(numbers(type, bound, depth), order, numbers(type, bound, depth))
      .map(([a, operator, b]) => binary(a, operator, b))
  const times = fc.oneof(
    fc.constantFrom(at('at'), at('until')),
    fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T01:00:00.5+01:00').map((value) => literal(value, TIME)),
  )
  const waits = fc.oneof(
    fc.constantFrom('0s', '3600s', '-0.5s', '0.000000001s').map((value) => literal(value, WAIT)),
    fc.constant(binary(at('wait'), '+', literal('90.25s', WAIT), WAIT)),
    fc.constant(at('wait')),
  )
  const moments = fc.oneof(
    times,
    fc
      .tuple(times, fc.constantFrom('+', '-'), waits)
      .map(([a, operator, b]): Expr => binary(a, operator as '+', b, TIME)),
    fc.tuple(times, waits).map(([a, b]): Expr => {
      return { kind: 'conditional', condition: at('flag'), whenTrue: binary(b, '+', a, TIME), whenFalse: a, type: TIME }
    }),
  )
  const equality = fc.constantFrom('==', '!=') as fc.Arbitrary<'=='>
  const basic = fc.oneof(
    fc.constantFrom(at('flag'), has('memo'), not(has('memo')), has('extra'), literal(true, BOOL)),
    compared(INT),
    compared(FLOAT),
    fc.tuple(texts(bound), equality, texts(bound)).map(([a, operator, b]) => binary(a, operator, b)),
    fc
      .tuple(fc.constantFrom('wire', 'card'), equality)
      .map(([value, operator]) => binary(at('kind'), operator, literal(value, KIND))),
    fc.tuple(times, order, times).map(([a, operator, b]) => binary(a, operator, b)),
    fc.tuple(moments, order, moments).map(([a, operator, b]) => binary(a, operator, b)),
    fc.tuple(moments, moments, order, waits).map(([a, b, operator, c]) => binary(binary(a, '-', b, WAIT), operator, c)),
    fc.tuple(moments, fc.array(moments, { minLength: 1, maxLength: 2 })).map(([a, elements]) => {
      const type: Type = { kind: 'list', element: TIME, minLength: 0, unique: false }
      return binary(a, 'in', { kind: 'list', elements, type })
    }),
    fc
      .tuple(texts(bound), fc.constantFrom('startsWith', 'endsWith', 'contains'), texts(bound))
      .map(([a, builtin, b]) => call(builtin as 'contains', BOOL, a, b)),
    fc
      .tuple(texts(bound), fc.constantFrom(...PATTERNS))
      .map(([a, pattern]) => call('matches', BOOL, a, literal(pattern, TEXT))),
    fc
      .tuple(texts(bound), fc.uniqueArray(texts(bound), { maxLength: 3 }))
      .map(([a, elements]) =>
        binary(a, 'in', { kind: 'list', elements, type: { kind: 'list', element: TEXT, minLength: 0, unique: false } }),
      ),
    ofMaps(bound),
    ofUnions(bound),
    numbers(INT, bound, depth).map((wanted) => binary(wanted, 'in', at('numbers'))),
    equality.map((operator) => binary(at('numbers'), operator, at('more'))),
    fc.constant(
      binary(
        binary(literal(true, BOOL), '&&', has('memo')),
        '=>',
        binary(
          { kind: 'field', object: inputRoot(EXPRESSION_INPUT), field: 'memo', type: TEXT },
          '==',
          literal('m', TEXT),
        ),
      ),
    ),
  )
  if (depth === 0) return basic
  const inner = conditions(bound, depth - 1)
  return fc.oneof(
    basic,
    inner.map(not),
    fc
      .tuple(inner, fc.constantFrom('&&', '||', '=>', '==', '!='), inner)
      .map(([a, operator, b]) => binary(a, operator as '&&', b)),
    fc.tuple(inner, inner, inner).map(
      ([condition, whenTrue, whenFalse]): Expr => ({
        kind: 'conditional',
        condition,
        whenTrue,
        whenFalse,
        type: BOOL,
      }),
    ),
    quantified(bound, depth - 1),
    filtered(bound, depth - 1),
  )
}

// k in labels, k in labels && labels[k] > n, labels.all(k, labels[k] > n)
function ofMaps(bound: Bound): fc.Arbitrary<Expr> {
  const labels = at('labels')
  const value = (index: Expr): Expr => ({ kind: 'index', object: labels, index, type: INT })
  const key = fc.constantFrom('a', '__proto__', 'constructor', 'x-y').map((name) => literal(name, TEXT))
  const order = fc.constantFrom('<', '>=', '==') as fc.Arbitrary<'<'>
  return fc.oneof(
    texts(bound).map((asked) => binary(asked, 'in', labels)),
    fc
      .tuple(key, order, numbers(INT, bound, 0))
      .map(([asked, operator, limit]) =>
        binary(binary(asked, 'in', labels), '&&', binary(value(asked), operator, limit)),
      ),
    fc
      .tuple(fc.constantFrom('all', 'exists', 'exists_one'), order, numbers(INT, [TEXT, ...bound], 0))
      .map(([quantifier, operator, limit]): Expr => {
        const variable: Expr = { kind: 'variable', depth: 0, name: 'k', type: TEXT }
        const body = binary(value(variable), operator, limit)
        return { kind: 'quantifier', quantifier: quantifier as 'all', range: labels, variable: 'k', body, type: BOOL }
      }),
  )
}

function ofUnions(bound: Bound): fc.Arbitrary<Expr> {
  const pay = at('pay')
  const part = (object: Expr, name: string, type: Type): Expr => ({ kind: 'field', object, field: name, type })
  const only = (index: number): Expr => ({ ...pay, type: { ...PAYMENT, variants: [PAYMENT.variants[index]!] } })
  const is = (tag: string): Expr => binary(part(pay, 'kind', TAG), '==', literal(tag, TAG))
  return fc.oneof(
    texts(bound).map((text) => binary(is('transfer'), '&&', binary(part(only(1), 'to', TEXT), '!=', text))),
    numbers(INT, bound, 0).map((limit) => binary(is('card'), '=>', binary(part(only(0), 'fee', INT), '<', limit))),
    fc.constant<Expr>(binary(is('transfer'), '&&', { kind: 'has', object: only(1), field: 'note', type: BOOL })),
    fc.constant<Expr>(binary(at('blob'), '==', literal('QUI=', BLOB))),
  )
}

function quantified(bound: Bound, depth: number): fc.Arbitrary<Expr> {
  return fc.constantFrom<readonly [string, Type]>(['items', ITEM], ['numbers', INT]).chain(([name, element]) =>
    fc.tuple(fc.constantFrom('all', 'exists', 'exists_one'), conditions([element, ...bound], depth)).map(
      ([quantifier, body]): Expr => ({
        kind: 'quantifier',
        quantifier: quantifier as 'all',
        range: at(name),
        variable: 'x',
        body,
        type: BOOL,
      }),
    ),
  )
}

// size(list.filter(x, …)) and x in list.map(y, …)
function filtered(bound: Bound, depth: number): fc.Arbitrary<Expr> {
  const filter = conditions([ITEM, ...bound], depth).map(
    (body): Expr => ({
      kind: 'quantifier',
      quantifier: 'filter',
      range: at('items'),
      variable: 'x',
      body,
      type: ITEMS,
    }),
  )
  const mapped = numbers(INT, [ITEM, ...bound], depth).map(
    (body): Expr => ({ kind: 'quantifier', quantifier: 'map', range: at('items'), variable: 'x', body, type: INTS }),
  )
  return fc.oneof(
    filter.map((list) => binary(call('size', INT, list), '>', literal(1, INT))),
    mapped.map((list) => binary(at('n'), 'in', list)),
  )
}

/** A condition of some depth. */
export const anyCondition: fc.Arbitrary<Expr> = conditions([], 2)

const text = fc.oneof(
  fc.constantFrom('', 'a', 'AST-9', 'AST-12', 'ab', 'éé', '😀', 'm', 'it\'s "x"\n'),
  fc.string({ maxLength: 6 }),
)
const small = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -1000, max: 1000 }))
const fraction = fc.oneof(
  fc.constantFrom(0, 0.1, -2.5, 1e-7, 250),
  fc.double({ min: -1000, max: 1000, noNaN: true }).map((value) => value + 0),
)
const time = fc.constantFrom(
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000000001Z',
  '2025-12-31T23:30:00-00:30',
  '1970-01-01T00:00:00+05:00',
)

/** A value of the record, normalised. */
export const anyInput: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    n: small,
    m: small,
    f: fraction,
    g: fraction,
    s: text,
    t: text,
    in: text,
    'x-id': text,
    kind: fc.constantFrom('wire', 'card', 'cash'),
    flag: fc.boolean(),
    at: time,
    until: time,
    memo: text,
    items: fc.array(
      fc.record(
        { price: fraction, count: small, name: text, note: text },
        { requiredKeys: ['price', 'count', 'name'], noNullPrototype: true },
      ),
      { maxLength: 4 },
    ),
    numbers: fc.array(small, { maxLength: 5 }),
    more: fc.array(small, { maxLength: 2 }),
    wait: fc.constantFrom('0s', '90s', '-3600s', '0.5s', '-0.000000001s'),
    blob: fc.constantFrom('', 'QQ==', 'QUI=', 'QUJD', 'QUJDRA==', 'QUJDREU='),
    labels: fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', '__proto__', 'toString', 'AST-9', ''), small), {
        selector: ([key]) => key,
        maxLength: 4,
      })
      .map((members) => Object.fromEntries(members)),
    extra: fc.constantFrom<unknown>(0, '', 'text', [null], [], { a: [null] }),
    pay: fc.oneof(
      fc.record({ kind: fc.constant('card'), fee: small }, { noNullPrototype: true }),
      fc.record(
        { kind: fc.constant('transfer'), fee: fraction, to: text, note: text },
        { requiredKeys: ['kind', 'fee', 'to'], noNullPrototype: true },
      ),
    ),
  },
  {
    requiredKeys: [
      'n',
      'm',
      'f',
      'g',
      's',
      't',
      'in',
      'x-id',
      'kind',
      'flag',
      'at',
      'until',
      'items',
      'numbers',
      'more',
      'blob',
      'wait',
      'labels',
      'pay',
    ],
    noNullPrototype: true,
  },
)
