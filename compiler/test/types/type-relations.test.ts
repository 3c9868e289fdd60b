/** How types relate, held against values: what is assignable admits the values, a join holds both sides. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkValue } from '../../src/evaluate/check-value.ts'
import type { Field, Type } from '../../src/program/type.ts'
import { parseDuration } from '../../src/types/duration.ts'
import { nextAbove, nextBelow } from '../../src/types/interval.ts'
import { durationText, isDurationText, isTimestampText } from '../../src/types/time-text.ts'
import { parseTimestamp } from '../../src/types/timestamp.ts'
import { isAssignable, isSameKind, isSameType, joinTypes } from '../../src/types/type-relations.ts'

const bounds = fc.tuple(fc.integer({ min: -3, max: 6 }), fc.nat(6)).map(([min, span]) => ({ min, max: min + span }))
const lengths = fc.tuple(fc.nat(2), fc.option(fc.nat(2), { nil: undefined })).map(([minLength, span]) => ({
  minLength,
  ...(span === undefined ? {} : { maxLength: minLength + span }),
}))
const scalar: fc.Arbitrary<Type> = fc.oneof(
  fc.constant<Type>({ kind: 'bool' }),
  bounds.map((range): Type => ({ kind: 'int', ...range })),
  fc
    .tuple(bounds, fc.constantFrom({}, { decimals: 0 }, { decimals: 1 }), fc.constantFrom({}, { unit: 'USD' }))
    .map(([range, decimals, unit]): Type => ({ kind: 'float', ...range, ...decimals, ...unit })),
  fc.constant<Type>({ kind: 'float' }),
  fc
    .tuple(lengths, fc.constantFrom({}, { patterns: ['[ab]*'] }, { patterns: ['[ab]*', 'a.*'] }))
    .map(([length, patterns]): Type => ({ kind: 'string', ...length, ...patterns })),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'ab', 'cc'), { minLength: 1, maxLength: 3 })
    .map((values): Type => ({ kind: 'enum', values })),
)
const list = (element: fc.Arbitrary<Type>): fc.Arbitrary<Type> =>
  fc
    .tuple(element, lengths, fc.boolean())
    .map(([of, length, unique]): Type => ({ kind: 'list', element: of, ...length, unique }))
const record = (of: fc.Arbitrary<Type>): fc.Arbitrary<Type> =>
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom('p', 'q'), { maxLength: 2 }),
      fc.array(fc.tuple(of, fc.boolean()), { minLength: 2, maxLength: 2 }),
      fc.boolean(),
    )
    .map(
      ([names, parts, open]): Type => ({
        kind: 'record',
        open,
        fields: names.map(
          (name, index): Field => ({ name, type: parts[index]![0], optional: parts[index]![1], nullable: false }),
        ),
      }),
    )
const type = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: list(scalar) },
  { weight: 1, arbitrary: record(scalar) },
)
const atom = fc.oneof(
  fc.boolean(),
  fc.integer({ min: -4, max: 10 }),
  fc.constantFrom(0.5, 1.25, -0.5, 'a', 'b', 'ab', 'cc', 'ca', '', 'aaaa'),
)
const value = fc.oneof(
  atom,
  fc.array(atom, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('p', 'q', 'r'), atom, { maxKeys: 3 }),
)
const holds = (of: Type, what: unknown): boolean => checkValue(what, of) === undefined

const RUNS = 4000

describe('type relations', () => {
  it(`what is assignable admits every value (${RUNS} pairs, 20 values each)`, () => {
    let related = 0
    fc.assert(
      fc.property(type, type, fc.array(value, { minLength: 20, maxLength: 20 }), (from, to, values) => {
        assert(isAssignable(from, from) && isSameType(from, structuredClone(from)))
        if (isSameType(from, to)) assert(isAssignable(from, to))
        if (!isAssignable(from, to)) return
        related++
        for (const one of values) if (holds(from, one)) assert(holds(to, one), JSON.stringify([from, to, one]))
      }),
      { numRuns: RUNS },
    )
    assert(related > 50, `only ${related} pairs were assignable`)
  })

  it(`a join holds the values of both sides (${RUNS} pairs, 20 values each)`, () => {
    let joined = 0
    fc.assert(
      fc.property(type, type, fc.array(value, { minLength: 20, maxLength: 20 }), (a, b, values) => {
        const join = joinTypes(a, b)
        if (join === undefined) return
        joined++
        assert(isSameKind(a, b), JSON.stringify([a, b]))
        for (const one of values)
          if (holds(a, one) || holds(b, one)) assert(holds(join, one), JSON.stringify([a, b, join, one]))
      }),
      { numRuns: RUNS },
    )
    assert(joined > 50, `only ${joined} pairs had a join`)
  })

  it('names and conditions: a name never matters, a condition always', () => {
    const even: Type = {
      kind: 'int',
      min: 0,
      max: 8,
      where: [{ kind: 'literal', value: true, type: { kind: 'bool' } }],
    }
    const { where: _where, ...bare } = even
    assert(isSameType({ ...even, name: 'A' }, { ...even, name: 'B' }))
    assert(!isSameType(even, bare))
    assert(isAssignable(even, bare) && !isAssignable(bare, even))
  })

  it('neighbouring doubles', () => {
    assert.equal(nextAbove(0), Number.MIN_VALUE)
    assert.equal(nextBelow(0), -Number.MIN_VALUE)
    assert.equal(nextAbove(1), 1 + Number.EPSILON)
    assert.equal(nextBelow(1), 1 - Number.EPSILON / 2)
    assert.equal(nextAbove(-1), -(1 - Number.EPSILON / 2))
    assert.equal(nextAbove(Number.MAX_VALUE), Number.POSITIVE_INFINITY)
    assert.equal(nextAbove(-Number.MIN_VALUE), 0)
  })

  it('texts of times are ones the evaluator reads (2000 runs)', () => {
    const digits = (count: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count })
    const near = fc.tuple(
      fc.constantFrom('2024', '2023', '1900', '0001', '9999'),
      digits(2),
      digits(2),
      digits(2),
      fc.constantFrom('Z', '+01:00', '-24:00', '.5Z', '.1234567891Z', 'z', ''),
    )
    fc.assert(
      fc.property(near, ([year, month, day, hour, rest]) => {
        const text = `${year}-0${month[0]}-${day}T${hour}:00:00${rest}`
        const isRead = parseTimestamp(text) !== undefined
        // At the ends of the calendar a literal is stricter: an offset could lead out of it.
        if (year === '0001' || year === '9999') assert(!isTimestampText(text) || isRead, text)
        else assert.equal(isTimestampText(text), isRead, text)
      }),
      { numRuns: 2000 },
    )
    for (const milliseconds of [0, 1, 1500, 90_000, 86_400_000]) {
      assert(isDurationText(durationText(milliseconds)))
      assert(parseDuration(durationText(milliseconds)) !== undefined)
    }
  })
})
