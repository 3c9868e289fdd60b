/** Random types for properties: small, of every kind and with every refinement, each with members. */
import fc from 'fast-check'
import type { Expr } from '../../src/program/expression.ts'
import type { Field, Type } from '../../src/program/type.ts'
import { createRandom } from '../../src/verify/random.ts'
import { synthesiseValue } from '../../src/verify/synthesise-value.ts'
import { binary, literal, root } from '../evaluate/expressions.ts'

const PATTERNS = [
  '[a-z]+',
  'AST-[0-9]+',
  '(?:a|bc){2,5}',
  '[^0-9]*',
  '\\w{3}(?:-\\d+)?',
  '\\d{4}-\\d{2}',
  '.*x.*',
] as const
const NAMES = ['a', 'b', 'c', 'toString', 'constructor', '__proto__', 'x y', 'in', 'größe'] as const

const bool = fc.constant<Type>({ kind: 'bool' })
const timestamp = fc.constant<Type>({ kind: 'timestamp' })
const duration = fc.constant<Type>({ kind: 'duration' })
const int = fc
  .tuple(fc.maxSafeInteger(), fc.maxSafeInteger())
  .map(([a, b]): Type => ({ kind: 'int', min: Math.min(a, b), max: Math.max(a, b) }))
const float = fc
  .tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(5000), fc.option(fc.nat(6), { nil: undefined }), fc.boolean())
  .map(
    ([min, span, decimals, open]): Type => ({
      kind: 'float',
      min,
      ...(open ? {} : { max: min + span }),
      ...(decimals === undefined ? {} : { decimals }),
    }),
  )
const text = fc
  .tuple(fc.nat(5), fc.nat(20))
  .map(([minLength, more]): Type => ({ kind: 'string', minLength, maxLength: minLength + more }))
const patterned = fc
  .constantFrom(...PATTERNS)
  .map((pattern): Type => ({ kind: 'string', minLength: 0, maxLength: 24, patterns: [pattern] }))
const twice: fc.Arbitrary<Type> = fc.constant({
  kind: 'string',
  minLength: 1,
  maxLength: 9,
  patterns: ['[a-z]+', '.*a.*'],
})
const union = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'pending', 'é', ''), { minLength: 1 })
  .map((values): Type => ({ kind: 'enum', values }))

const SMALL: Type = { kind: 'int', min: -100, max: 100 }
const even: Expr = binary(binary(root('value', SMALL), '%', literal(2, SMALL), SMALL), '==', literal(0, SMALL))
const positive: Expr = binary(root('value', SMALL), '>', literal(0, SMALL))
const conditioned = fc.constantFrom<Type>({ ...SMALL, where: [even] }, { ...SMALL, where: [even, positive] })
const bytes = fc
  .tuple(fc.nat(5), fc.nat(6))
  .map(([minSize, more]): Type => ({ kind: 'bytes', minSize, maxSize: minSize + more }))
const json = fc.integer({ min: 1, max: 60 }).map((maxBytes): Type => ({ kind: 'json', maxBytes }))
const scalars = [bool, bytes, json, int, float, text, patterned, twice, union, timestamp, duration, conditioned]

interface Presence {
  readonly optional: boolean
  readonly nullable: boolean
  readonly defaulted: boolean
  readonly seed: number
}

const presence: fc.Arbitrary<Presence> = fc.record({
  optional: fc.boolean(),
  nullable: fc.boolean(),
  defaulted: fc.boolean(),
  seed: fc.nat(),
})

/** A default is a value of the type; only what may be absent may be null. */
function fieldOf(name: string, type: Type, { optional, nullable, defaulted, seed }: Presence): Field {
  const defaultValue = defaulted ? synthesiseValue(type, createRandom(seed)) : undefined
  // No default is null: the language has none.
  if (defaultValue !== undefined && defaultValue !== null)
    return { name, type, optional: false, nullable, defaultValue }
  return { name, type, optional, nullable: optional && nullable }
}

/** Any type that has members, two levels deep at most. */
export const types: fc.Arbitrary<Type> = fc.letrec<{ type: Type; list: Type; record: Type; map: Type; union: Type }>(
  (tie) => ({
    type: fc.oneof(
      { depthSize: 'small', maxDepth: 2 },
      ...scalars,
      tie('list'),
      tie('record'),
      tie('map'),
      tie('union'),
    ),
    map: fc.tuple(tie('type'), fc.nat(2), fc.nat(3)).map(([element, minSize, more]): Type => {
      return { kind: 'map', element, minSize, maxSize: minSize + more }
    }),
    union: fc
      .tuple(fc.constantFrom('kind', 'toString', 'x y'), fc.array(tie('record'), { minLength: 2, maxLength: 3 }))
      .map(([discriminator, records]): Type => {
        const variants = records.map((record, index) => {
          const tag = `v${String(index)}`
          const type: Type = { kind: 'enum', values: [tag] }
          const others = record.kind === 'record' ? record.fields.filter(({ name }) => name !== discriminator) : []
          const fields: Field[] = [{ name: discriminator, type, optional: false, nullable: false }, ...others]
          return { tag, record: { kind: 'record' as const, open: false, fields } }
        })
        return { kind: 'union', discriminator, variants }
      }),
    list: fc
      .tuple(tie('type'), fc.nat(2), fc.nat(3), fc.boolean())
      .map(([element, minLength, more, distinct]): Type => {
        return {
          kind: 'list',
          element,
          minLength: distinct ? 0 : minLength,
          maxLength: minLength + more,
          unique: distinct,
        }
      }),
    record: fc
      .tuple(
        fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 }),
        fc.array(fc.tuple(tie('type'), presence), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
      )
      .map(([names, members, open]): Type => {
        const fields = members
          .slice(0, names.length)
          .map(([type, has], index) => fieldOf(names[index] ?? '', type, has))
        return { kind: 'record', open, fields }
      }),
  }),
).type
