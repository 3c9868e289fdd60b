/**
 * Generated expressions over one record with bounded, unbounded and optional fields, and inputs for it. Most expressions are well-typed, some
 * are not: the checker sorts them out.
 */
import fc from 'fast-check'
import { checkExpression } from '../../src/check/check-expression.ts'
import type { Reporter } from '../../src/diagnostics/diagnostic.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Field, JsonValue, RecordType, Type, UnionType } from '../../src/program/type.ts'
import type { BinaryOperator, Expression } from '../../src/syntax/tree.ts'
import { intervalOf } from '../../src/types/interval.ts'
import { binary, call, conditional, index, list, member, name, number, text, unary } from './build-node.ts'

const SAFE = Number.MAX_SAFE_INTEGER

const INNER: RecordType = {
  kind: 'record',
  open: false,
  fields: [field('p', { kind: 'int', min: -2, max: 2 }, true), field('q', { kind: 'float', min: 0.5, max: 2 })],
}
const PAYMENT: UnionType = {
  kind: 'union',
  discriminator: 'kind',
  variants: ['x', 'y', 'z'].map((tag, at) => ({
    tag,
    record: {
      kind: 'record',
      open: false,
      fields: [
        field('kind', { kind: 'enum', values: [tag] }),
        field('n', { kind: 'int', min: at, max: at + 2 }),
        ...(at === 0 ? [] : [field('late', { kind: 'int', min: 1, max: 3 }, at === 2)]),
      ],
    },
  })),
}
export const INPUT: RecordType = {
  kind: 'record',
  open: false,
  fields: [
    field('a', { kind: 'int', min: 0, max: 10 }),
    field('b', { kind: 'int', min: -5, max: 5 }),
    field('c', { kind: 'int', min: -SAFE, max: SAFE }),
    field('big', { kind: 'int', min: 0, max: 2 ** 40 }),
    field('o', { kind: 'int', min: 1, max: 3 }, true),
    field('f', { kind: 'float', min: 0, max: 100, decimals: 2 }),
    field('g', { kind: 'float', min: -1, max: 1 }),
    field('h', { kind: 'float' }),
    field('huge', { kind: 'float', min: 0, max: 1e300 }),
    field('w', { kind: 'float', min: -4, max: 4, decimals: 1 }, true),
    field('u', { kind: 'float', min: 0, max: 1000, unit: 'USD' }),
    field('v', { kind: 'float', min: 1, max: 2, unit: 'USD' }, true),
    field('x', { kind: 'int', min: -20, max: 1000, unit: 'GBX' }),
    field('y', { kind: 'int', min: 1, max: 9, unit: 'GBX' }, true),
    field('l', { kind: 'list', element: { kind: 'int', min: 0, max: 4 }, minLength: 1, maxLength: 4, unique: false }),
    field('m', { kind: 'list', element: { kind: 'int', min: -3, max: 3 }, minLength: 0, maxLength: 3, unique: false }),
    field('s', { kind: 'string', minLength: 0, maxLength: 4 }),
    field('e', { kind: 'enum', values: ['low', 'high'] }),
    field('r', INNER, true),
    field('k', { kind: 'map', element: { kind: 'int', min: -3, max: 3 }, minSize: 0, maxSize: 3 }),
    field('p', PAYMENT),
    field('t', { kind: 'timestamp', min: 946_684_800, max: 4_102_444_800 }),
    field('any', { kind: 'timestamp' }),
    field('d', { kind: 'duration', min: -60, max: 86_400 }),
    field('long', { kind: 'duration' }),
    field('z', { kind: 'json', maxBytes: 64 }, true),
  ],
}

function field(of: string, type: Type, optional = false): Field {
  return { name: of, type, optional, nullable: false }
}

// Expressions, mostly well-typed; the checker sorts out the rest.

const path = (of: string): Expression & { kind: 'member' } => member(name('input'), of)
const whole = fc.constantFrom(0, 1, 2, 3, -1, -4, 7, 100, SAFE)
const fraction = fc.constantFrom(0, 0.5, 1.5, -0.25, 3, 1e-3, 1e10, 1e200)
const intLeaf = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'a', 'b', 'c', 'big', 'o').map(path) },
  { weight: 2, arbitrary: whole.map((value) => number(value)) },
  { weight: 1, arbitrary: fc.constant(member(path('r'), 'p')) },
  { weight: 1, arbitrary: fc.constantFrom('l', 'm', 's').map((of) => call(name('size'), path(of))) },
)
const floatLeaf = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('f', 'g', 'f', 'g', 'h', 'huge', 'w').map(path) },
  { weight: 2, arbitrary: fraction.map((value) => number(value)) },
  { weight: 1, arbitrary: fc.constant(member(path('r'), 'q')) },
)
const usdLeaf = fc.oneof(
  fc.constantFrom('u', 'u', 'v').map(path),
  fraction.map((value) => number(value, 'USD')),
)
const penceLeaf = fc.oneof(
  fc.constantFrom('x', 'x', 'y').map(path),
  whole.map((value) => number(value, 'GBX')),
)
const convert = (of: 'int' | 'double', value: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  value.map((operand) => call(name(of), operand))

function ints(depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return intLeaf
  const next = ints(depth - 1)
  return fc.oneof(
    { weight: 3, arbitrary: intLeaf },
    { weight: 5, arbitrary: operation(fc.constantFrom('+', '-', '*', '/', '%'), next, next) },
    { weight: 1, arbitrary: next.map((operand) => unary('-', operand)) },
    { weight: 2, arbitrary: fc.tuple(bools(depth - 1), next, next).map(([c, a, b]) => conditional(c, a, b)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('min', 'max'), next, next).map(([of, a, b]) => call(name(of), a, b)),
    },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('l', 'm'), next).map(([of, at]) => index(path(of), at)) },
    { weight: 2, arbitrary: convert('int', floats(depth - 1)) },
    { weight: 1, arbitrary: operation(fc.constant('/'), pence(depth - 1), pence(depth - 1)) },
  )
}

function floats(depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return floatLeaf
  const next = floats(depth - 1)
  const usd = usdLeaf
  return fc.oneof(
    { weight: 3, arbitrary: floatLeaf },
    { weight: 5, arbitrary: operation(fc.constantFrom('+', '-', '*', '/'), next, next) },
    { weight: 1, arbitrary: operation(fc.constant('/'), usd, usd) },
    { weight: 2, arbitrary: convert('double', ints(depth - 1)) },
    { weight: 1, arbitrary: next.map((operand) => unary('-', operand)) },
    { weight: 2, arbitrary: fc.tuple(bools(depth - 1), next, next).map(([c, a, b]) => conditional(c, a, b)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('min', 'max'), next, next).map(([of, a, b]) => call(name(of), a, b)),
    },
  )
}

function amounts(depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return usdLeaf
  const next = amounts(depth - 1)
  return fc.oneof(
    usdLeaf,
    operation(fc.constantFrom('+', '-'), next, next),
    operation(fc.constantFrom('*', '/'), next, floats(depth - 1)),
  )
}

function pence(depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return penceLeaf
  const next = pence(depth - 1)
  return fc.oneof(
    penceLeaf,
    operation(fc.constantFrom('+', '-', '%'), next, next),
    operation(fc.constantFrom('*', '/', '%'), next, ints(depth - 1)),
    convert('int', operation(fc.constantFrom('*', '/'), convert('double', next), floats(depth - 1))),
  )
}

const instants = fc.constantFrom(
  '0001-01-01T00:00:00Z',
  '1999-12-31T23:59:59.5Z',
  '2026-01-01T00:00:00.25Z',
  '2099-01-01T00:00:00+05:00',
  '9999-12-31T23:59:59.999999999Z',
)
const spans = fc.constantFrom('0s', '90s', '-0.5s', '86400s', '999999999s', '-999999999.999999999s')

function moments(depth: number): fc.Arbitrary<Expression> {
  const leaf = fc.oneof(
    fc.constantFrom('t', 't', 'any').map(path),
    instants.map((of) => call(name('timestamp'), text(of))),
  )
  if (depth === 0) return leaf
  return fc.oneof(
    leaf,
    operation(fc.constantFrom('+', '-'), moments(depth - 1), elapsed(depth - 1)),
    fc.tuple(presence, moments(depth - 1), moments(depth - 1)).map(([c, a, b]) => conditional(c, a, b)),
  )
}

function elapsed(depth: number): fc.Arbitrary<Expression> {
  const leaf = fc.oneof(
    fc.constantFrom('d', 'd', 'long').map(path),
    spans.map((of) => call(name('duration'), text(of))),
  )
  if (depth === 0) return leaf
  return fc.oneof(
    leaf,
    operation(fc.constantFrom('+', '-'), elapsed(depth - 1), elapsed(depth - 1)),
    operation(fc.constant('-'), moments(depth - 1), moments(depth - 1)),
  )
}

const comparison = fc.constantFrom<BinaryOperator>('==', '!=', '<', '<=', '>', '>=')
const presence = fc.oneof(
  fc.constantFrom('o', 'w', 'v', 'r', 'z').map((of) => call(name('has'), path(of))),
  fc.constant(binary('in', text('z'), name('input'))),
  fc.constant(call(name('has'), member(path('r'), 'p'))),
)
const boolLeaf = fc.oneof(
  { weight: 3, arbitrary: presence },
  { weight: 1, arbitrary: fc.constantFrom('low', 'high').map((value) => binary('==', path('e'), text(value))) },
  { weight: 1, arbitrary: fc.constantFrom('l', 'm').map((of) => binary('in', path('a'), path(of))) },
  {
    weight: 1,
    arbitrary: fc
      .array(whole, { minLength: 1, maxLength: 3 })
      .map((of) => binary('in', path('b'), list(of.map((value) => number(value))))),
  },
)

function bools(depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return boolLeaf
  const next = bools(depth - 1)
  const body = fc.tuple(
    fc.constantFrom('l', 'm'),
    fc.constantFrom('all', 'exists', 'exists_one'),
    comparison,
    ints(depth - 1),
  )
  return fc.oneof(
    { weight: 2, arbitrary: boolLeaf },
    { weight: 3, arbitrary: operation(comparison, ints(depth - 1), ints(depth - 1)) },
    { weight: 3, arbitrary: operation(comparison, floats(depth - 1), floats(depth - 1)) },
    { weight: 1, arbitrary: operation(comparison, amounts(depth - 1), amounts(depth - 1)) },
    { weight: 1, arbitrary: operation(comparison, pence(depth - 1), pence(depth - 1)) },
    { weight: 2, arbitrary: operation(comparison, moments(2), moments(2)) },
    { weight: 2, arbitrary: operation(comparison, elapsed(2), elapsed(2)) },
    { weight: 6, arbitrary: operation(fc.constantFrom('&&', '||', '=>'), next, next) },
    { weight: 1, arbitrary: next.map((operand) => unary('!', operand)) },
    { weight: 1, arbitrary: fc.tuple(next, next, next).map(([c, a, b]) => conditional(c, a, b)) },
    {
      weight: 1,
      arbitrary: body.map(([of, quantifier, compare, value]) =>
        call(member(path(of), quantifier), name('x'), binary(compare, binary('/', value, name('x')), value)),
      ),
    },
    {
      weight: 1,
      arbitrary: body.map(([of, quantifier, compare, value]) =>
        call(
          member(path(of), quantifier),
          name('x'),
          binary('=>', binary('!=', name('x'), number(0)), binary(compare, binary('%', value, name('x')), name('x'))),
        ),
      ),
    },
  )
}

const key = fc.constantFrom('u', '__proto__')
const variant = fc.oneof(
  fc
    .tuple(fc.constantFrom<BinaryOperator>('==', '!='), fc.constantFrom('x', 'y', 'z'))
    .map(([compare, tag]) => binary(compare, member(path('p'), 'kind'), text(tag))),
  fc
    .subarray(['x', 'y', 'z'], { minLength: 1, maxLength: 2 })
    .map((tags) => binary('in', member(path('p'), 'kind'), list(tags.map((tag) => text(tag))))),
  fc.constant(call(name('has'), member(path('p'), 'late'))),
)

// Conditions about few things in front of a use that needs them: where facts are joined, turned around and lost.
const guard = fc.oneof(
  fc.constant(call(name('has'), path('o'))),
  fc
    .tuple(comparison, instants)
    .map(([compare, of]) => binary(compare, path('any'), call(name('timestamp'), text(of)))),
  fc.tuple(comparison, spans).map(([compare, of]) => binary(compare, path('long'), call(name('duration'), text(of)))),
  key.map((of) => binary('in', text(of), path('k'))),
  variant,
  variant,
  fc
    .tuple(comparison, fc.constantFrom(0, 1, -1, 3))
    .map(([compare, value]) => binary(compare, path('b'), number(value))),
  fc
    .tuple(comparison, fc.constantFrom(0, 1, 2, 3))
    .map(([compare, value]) => binary(compare, call(name('size'), path('m')), number(value))),
)
const use = fc.constantFrom(
  binary('>', binary('+', path('any'), path('d')), path('t')),
  binary('>', binary('-', path('any'), path('t')), path('d')),
  binary('<', binary('+', path('long'), path('d')), path('d')),
  binary('>', index(path('k'), text('u')), number(0)),
  binary('>', index(path('k'), text('__proto__')), number(0)),
  call(member(path('k'), 'all'), name('x'), binary('<', index(path('k'), name('x')), path('a'))),
  binary('>', binary('/', path('a'), member(path('p'), 'n')), number(1)),
  binary('>', binary('/', path('a'), member(path('p'), 'late')), number(1)),
  call(name('has'), member(path('p'), 'late')),
  binary('==', path('z'), text('x')),
  binary('>', path('o'), number(1)),
  binary('>', binary('/', path('a'), path('b')), number(1)),
  binary('==', binary('%', path('c'), path('b')), number(0)),
  binary('==', index(path('m'), path('b')), number(0)),
  binary('==', index(path('m'), number(1)), number(0)),
)

function guards(depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return guard
  const next = guards(depth - 1)
  return fc.oneof(
    guard,
    next.map((operand) => unary('!', operand)),
    operation(fc.constantFrom('&&', '||', '=>'), next, next),
    fc.tuple(next, next, next).map(([c, a, b]) => conditional(c, a, b)),
  )
}

const guarded = fc.oneof(
  operation(fc.constantFrom('&&', '||', '=>'), guards(3), use),
  fc.tuple(guards(3), use, guard).map(([c, a, b]) => conditional(c, a, b)),
  fc.tuple(guards(3), guard, use).map(([c, a, b]) => conditional(c, a, b)),
)

function operation(
  operator: fc.Arbitrary<BinaryOperator>,
  left: fc.Arbitrary<Expression>,
  right: fc.Arbitrary<Expression>,
): fc.Arbitrary<Expression> {
  return fc.tuple(operator, left, right).map(([of, a, b]) => binary(of, a, b))
}

// Inputs of the record's type, with a liking for its edges.

function anyOf(type: Type): fc.Arbitrary<JsonValue> {
  switch (type.kind) {
    case 'int': {
      const edges = [type.min, type.max, 0, 1, -1].filter((value) => value >= type.min && value <= type.max)
      return fc.oneof(
        fc.constantFrom(...edges),
        fc.integer({ min: Math.max(type.min, -(2 ** 31)), max: Math.min(type.max, 2 ** 31) }),
      )
    }
    case 'float': {
      const { min, max } = intervalOf(type)
      const edges = [min, max, 0, 0.1, -0.1, Number.MIN_VALUE, 1].filter((value) => value >= min && value <= max)
      const any = fc.oneof(fc.constantFrom(...edges), fc.double({ min, max, noNaN: true }))
      const { decimals } = type
      if (decimals === undefined) return any.map((value) => value + 0)
      return any.map((value) => Number(value.toFixed(decimals)) + 0).filter((value) => value >= min && value <= max)
    }
    case 'string':
      return fc.string({ maxLength: type.maxLength ?? 8 })
    case 'enum':
      return fc.constantFrom(...type.values)
    case 'list':
      return fc.array(anyOf(type.element), { minLength: type.minLength, maxLength: type.maxLength ?? 8 })
    case 'timestamp':
      if (type.min === undefined) return instants
      return fc.constantFrom('2000-01-01T00:00:00Z', '2026-06-30T23:59:59.5Z', '2100-01-01T00:00:00Z')
    case 'duration':
      return type.min === undefined ? spans : fc.constantFrom('-60s', '86400s', '0.000000001s', '-0.5s')
    case 'map':
      return fc
        .uniqueArray(fc.tuple(fc.constantFrom('u', '__proto__', 'v', ''), anyOf(type.element)), {
          selector: ([of]) => of,
          maxLength: 3,
        })
        .map((members) => Object.fromEntries(members))
    case 'json':
      return fc.constantFrom<JsonValue>(0, 'x', [null], [1], { a: 1 })
    case 'union':
      return fc.oneof(...type.variants.map((of) => anyOf(of.record)))
    case 'record':
      return fc.record(Object.fromEntries(type.fields.map((of) => [of.name, anyOf(of.type)])), {
        requiredKeys: type.fields.filter((of) => !of.optional).map((of) => of.name),
      })
    default:
      return fc.constant(true)
  }
}

const silent: Reporter = { report: () => undefined }
const SCOPE = {
  file: 'generated.claw',
  root: (of: string) => (of === 'input' ? INPUT : undefined),
  constant: () => undefined,
  word: () => undefined,
  names: () => ['input'],
}

/** Undefined where the expression is refused. */
export function checked(node: Expression): Expr | undefined {
  return checkExpression(node, SCOPE, undefined, silent)
}

export const expression: fc.Arbitrary<Expression> = fc.oneof(
  ints(3),
  floats(3),
  bools(4),
  amounts(2),
  pence(2),
  guarded,
  guarded,
)
export const input: fc.Arbitrary<JsonValue> = anyOf(INPUT)
