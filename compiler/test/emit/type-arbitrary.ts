/** Arbitrary types, and arbitrary values for a type: valid ones, nearly valid ones, and ones that no JSON parser makes. */
import fc from 'fast-check'
import type { Field, RecordType, Type } from '../../src/program/type.ts'
import { BOOL } from './treasury-program.ts'

export const PATTERNS = [
  'AST-[0-9]+',
  '[a-z]{1,40}',
  '(?:ab|cd)*e?',
  '[^x]+',
  'é+',
  '.*',
  '[a-z]+(?:-[a-z]+)*',
  '[😀-😏]+',
  'a|b.',
  '\\d{2}\\w?',
] as const

const NAMES = [
  'a',
  'b',
  'from_account',
  'type',
  'x-id',
  'constructor',
  '__proto__',
  'toString',
  'a/b~c',
  'input',
  'value',
  'key',
  'seen',
  'ß',
]

const scalar: fc.Arbitrary<Type> = fc.oneof(
  fc.constant<Type>(BOOL),
  fc
    .tuple(fc.integer({ min: -50, max: 0 }), fc.integer({ min: 0, max: 60 }))
    .map(([min, max]): Type => ({ kind: 'int', min, max })),
  fc
    .record({
      min: fc.option(fc.constantFrom(-3.5, 0)),
      max: fc.option(fc.constantFrom(10, 1e18)),
      decimals: fc.option(fc.constantFrom(0, 1, 2, 7, 23)),
    })
    .map(
      ({ min, max, decimals }): Type => ({
        kind: 'float',
        ...(min !== null && { min }),
        ...(max !== null && { max }),
        ...(decimals !== null && { decimals }),
      }),
    ),
  fc
    .record({
      min: fc.integer({ min: 0, max: 4 }),
      more: fc.option(fc.integer({ min: 0, max: 8 })),
      pattern: fc.option(fc.constantFrom(...PATTERNS)),
      name: fc.boolean(),
    })
    .map(
      ({ min, more, pattern, name }): Type => ({
        kind: 'string',
        minLength: min,
        ...(more !== null && { maxLength: min + more }),
        ...(pattern !== null && { patterns: [pattern] }),
        ...(name && { name: 'Text' }),
      }),
    ),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'pending', '\n', "it's", '\u2028'), { minLength: 1, maxLength: 4 })
    .map((values): Type => ({ kind: 'enum', values })),
  fc.constant<Type>({ kind: 'enum', values: Array.from({ length: 20 }, (_, index) => `v${String(index)}`) }),
  fc.constant<Type>({ kind: 'timestamp' }),
  fc.constant<Type>({ kind: 'duration' }),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
    .map(([minSize, more]): Type => ({ kind: 'bytes', minSize, maxSize: minSize + more })),
  fc.integer({ min: 1, max: 40 }).map((maxBytes): Type => ({ kind: 'json', maxBytes })),
  // where value > 3
  fc.constant<Type>({
    kind: 'int',
    min: 0,
    max: 9,
    where: [
      {
        kind: 'binary',
        operator: '>',
        left: { kind: 'root', root: 'value', type: { kind: 'int', min: 0, max: 9 } },
        right: { kind: 'literal', value: 3, type: { kind: 'int', min: 3, max: 3 } },
        type: BOOL,
      },
    ],
  }),
)

export const anyRecord: fc.Arbitrary<RecordType> = fc.letrec<{
  type: Type
  record: RecordType
  list: Type
  map: Type
  union: Type
}>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 5 },
    { arbitrary: tie('list'), weight: 1 },
    { arbitrary: tie('record'), weight: 1 },
    { arbitrary: tie('map'), weight: 1 },
    { arbitrary: tie('union'), weight: 1 },
  ),
  list: fc
    .record({
      element: tie('type'),
      min: fc.integer({ min: 0, max: 1 }),
      more: fc.option(fc.integer({ min: 0, max: 3 })),
      unique: fc.boolean(),
    })
    .map(
      ({ element, min, more, unique }): Type => ({
        kind: 'list',
        element,
        minLength: min,
        unique,
        ...(more !== null && { maxLength: min + more }),
      }),
    ),
  map: fc
    .record({
      element: tie('type'),
      min: fc.integer({ min: 0, max: 1 }),
      more: fc.option(fc.integer({ min: 0, max: 3 })),
    })
    .map(
      ({ element, min, more }): Type => ({
        kind: 'map',
        element,
        minSize: min,
        ...(more !== null && { maxSize: min + more }),
      }),
    ),
  union: fc
    .tuple(
      fc.constantFrom('kind', 'type', '__proto__', 'constructor', 'x-id'),
      fc.uniqueArray(fc.constantFrom('card', 'transfer', 'x y', 'constructor'), { minLength: 1, maxLength: 3 }),
      fc.array(tie('record'), { minLength: 3, maxLength: 3 }),
    )
    .map(([discriminator, tags, records]): Type => {
      const variants = tags.map((tag, index) => {
        const others = records[index]!.fields.filter((field) => field.name !== discriminator)
        const type: Type = { kind: 'enum', values: [tag] }
        const first: Field = { name: discriminator, type, optional: false, nullable: false }
        return { tag, record: { kind: 'record' as const, open: false, fields: [first, ...others] } }
      })
      return { kind: 'union', discriminator, variants }
    }),
  record: fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 5 }),
      fc.array(fc.tuple(tie('type'), fc.boolean(), fc.boolean()), { minLength: 5, maxLength: 5 }),
      fc.boolean(),
    )
    .map(
      ([names, types, open]): RecordType => ({
        kind: 'record',
        open,
        fields: names.map(
          (name, index): Field => ({
            name,
            type: types[index]![0],
            optional: types[index]![1],
            nullable: types[index]![2],
          }),
        ),
      }),
    ),
})).record

/** Mostly valid, now and then anything at any level. */
export function anyValueOf(type: Type): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: validValue(type), weight: 14 }, { arbitrary: hostile, weight: 1 })
}

function validValue(type: Type): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'bool':
      return fc.boolean()
    case 'int':
      return fc.oneof(
        fc.integer({ min: type.min, max: type.max }),
        fc.constantFrom<unknown>(type.min - 1, type.max + 1, -0, 0.5),
      )
    case 'float':
      return fc.oneof(
        fc.constantFrom<unknown>(0, 1, 5.25, 0.1, 1e-7, -0, 2.675, 1e17, 123456789.12, type.min ?? -1, type.max ?? 1),
        fc.double({ noNaN: true }),
        fc.integer({ min: 0, max: 1e9 }).map((n) => n / 100),
      )
    case 'string':
      return fc.oneof(
        fc.constantFrom(
          'AST-9',
          'AST-123',
          'ab',
          'abe',
          'e',
          'éé',
          'a-b',
          '12',
          '12x',
          '😀😁',
          'a',
          '',
          'bx',
          '\u2028',
        ),
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '9', '😀', 'é'), maxLength: 24 }),
      )
    case 'enum':
      return fc.constantFrom<unknown>(...type.values, 'other')
    case 'timestamp':
      return fc.constantFrom<unknown>(
        '2026-01-01T00:00:00Z',
        '2024-02-29T23:59:59.123456789+05:30',
        '2023-02-29T00:00:00Z',
        '2026-01-01t00:00:00Z',
        '0000-12-31T23:59:59-01:00',
        '9999-12-31T23:59:59.9-00:01',
        '2026-13-01T00:00:00Z',
        '',
      )
    case 'duration':
      return fc.constantFrom<unknown>(
        '90s',
        '-0.5s',
        '1.1234567890s',
        '315576000000s',
        '315576000000.1s',
        '1m',
        's',
        '-s',
        '1.s',
      )
    case 'bytes':
      return fc.constantFrom<unknown>(
        '',
        'QQ==',
        'QUI=',
        'QUJD',
        'QUJDRA==',
        'QUJDREU=',
        'QR==',
        'QUJ=',
        'Q===',
        'QQ',
        'A-__',
      )
    case 'json':
      return fc.oneof(opaque(3), fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }))
    case 'map':
      return fc
        .tuple(
          fc.uniqueArray(
            fc.tuple(
              fc.constantFrom('a', 'b', '__proto__', 'constructor', '\ud800', '', 'x/y~'),
              fc.oneof({ arbitrary: anyValueOf(type.element), weight: 12 }, fc.constantFrom<unknown>(undefined, null)),
            ),
            { selector: ([key]) => key, minLength: type.minSize, maxLength: (type.maxSize ?? 3) + 1 },
          ),
          made,
        )
        .map(([members, make]) => make(members))
    case 'union':
      return fc.oneof(...type.variants.map((variant) => validValue(variant.record)))
    case 'list':
      return fc.array(anyValueOf(type.element), { minLength: type.minLength, maxLength: (type.maxLength ?? 3) + 1 })
    case 'record':
      return fc
        .tuple(
          fc.tuple(
            ...type.fields.map((field) =>
              fc.oneof(
                { arbitrary: anyValueOf(field.type), weight: 12 },
                { arbitrary: fc.constantFrom<unknown>(undefined, ABSENT, null), weight: field.optional ? 6 : 1 },
              ),
            ),
          ),
          made,
          extra,
        )
        .map(([values, make, more]) =>
          make(
            [...type.fields.map((field, index): [string, unknown] => [field.name, values[index]]), ...more].filter(
              ([, value]) => value !== ABSENT,
            ),
          ),
        )
  }
}

/** JSON, and what looks like it: members of many makes, holes, cycles, instances, negative zeros. */
function opaque(depth: number): fc.Arbitrary<unknown> {
  const leaf = fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    1e21,
    5e-324,
    'é"\\\n\u0001😀',
    '',
    '\ud800',
    undefined,
    NaN,
    new Date(0),
    cyclic,
    new Array(2),
  )
  if (depth === 0) return leaf
  return fc.oneof(
    { arbitrary: leaf, weight: 2 },
    { arbitrary: fc.array(opaque(depth - 1), { maxLength: 3 }), weight: 1 },
    {
      arbitrary: fc
        .tuple(
          fc.uniqueArray(fc.tuple(fc.constantFrom('a', '__proto__', 'toJSON', '\udc00', ''), opaque(depth - 1)), {
            selector: ([key]) => key,
            maxLength: 2,
          }),
          made,
        )
        .map(([members, make]) => make(members)),
      weight: 1,
    },
  )
}

const cyclic: unknown[] = []
cyclic.push(cyclic)

const ABSENT = Symbol('absent')

const extra: fc.Arbitrary<[string, unknown][]> = fc.oneof(
  { arbitrary: fc.constant<[string, unknown][]>([]), weight: 10 },
  {
    arbitrary: fc.array(
      fc.tuple(
        fc.constantFrom('extra', '1', '\ud800', 'e/x~', '__proto__'),
        fc.constantFrom<unknown>(1, 'x', '\udc00', undefined, ['\ud800'], { '\ud800': 1 }),
      ),
      { maxLength: 2 },
    ),
    weight: 1,
  },
)

type Maker = (members: readonly [string, unknown][]) => object

/** Ways to make an object with given members: as JSON does, without a prototype, partly inherited, not enumerable. */
const made: fc.Arbitrary<Maker> = fc.oneof(
  { arbitrary: fc.constant<Maker>((members) => Object.fromEntries(members)), weight: 12 },
  {
    arbitrary: fc.constant<Maker>((members) => Object.setPrototypeOf(Object.fromEntries(members), null) as object),
    weight: 2,
  },
  {
    arbitrary: fc.constant<Maker>(([first, ...rest]) => withPrototype(first === undefined ? [] : [first], rest, true)),
    weight: 1,
  },
  {
    arbitrary: fc.constant<Maker>(([first, ...rest]) => withPrototype(first === undefined ? [] : [first], rest, false)),
    weight: 1,
  },
  { arbitrary: fc.constant<Maker>((members) => defineAll({}, members, false)), weight: 1 },
)

function withPrototype(
  inherited: readonly [string, unknown][],
  own: readonly [string, unknown][],
  enumerable: boolean,
): object {
  return defineAll(Object.create(defineAll({}, inherited, enumerable)) as object, own, true)
}

function defineAll(target: object, members: readonly [string, unknown][], enumerable: boolean): object {
  for (const [name, value] of members)
    Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true })
  return target
}

const hostile: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  undefined,
  true,
  0,
  -0,
  NaN,
  Infinity,
  2 ** 53,
  1e300,
  '',
  '\ud800',
  'x\udc00',
  'a'.repeat(3000),
  '😀'.repeat(40),
  [],
  {},
  [[]],
  [null],
  new Date(0),
  () => 0,
  Symbol('s'),
  10n,
  new Array(5),
  Object.create({ a: 1 }),
)
