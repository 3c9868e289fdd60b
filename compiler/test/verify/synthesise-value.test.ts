/** Values made from types are of the type; the walk through patterns keeps within lengths; choices are reproducible. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { countCodePoints } from '../../src/evaluate/code-points.ts'
import { matchesPattern } from '../../src/evaluate/matches-pattern.ts'
import type { Type } from '../../src/program/type.ts'
import { boundaryValues } from '../../src/verify/boundary-values.ts'
import { createRandom, seedFor } from '../../src/verify/random.ts'
import { synthesiseText } from '../../src/verify/synthesise-text.ts'
import { synthesiseValue } from '../../src/verify/synthesise-value.ts'
import { types } from './types.ts'

describe('synthesiseValue', () => {
  it('finds a value of any type, and it is of the type (1,000 random types)', () => {
    fc.assert(
      fc.property(types, fc.nat(), (type, seed) => {
        const value = synthesiseValue(type, createRandom(seed))
        assert.notEqual(value, undefined)
        assert.equal(checkValue(value, type), undefined)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives the same value for the same seed and different ones for different seeds', () => {
    const type: Type = { kind: 'string', minLength: 8, maxLength: 16 }
    assert.equal(synthesiseValue(type, createRandom(7)), synthesiseValue(type, createRandom(7)))
    const values = new Set(Array.from({ length: 50 }, (_, seed) => synthesiseValue(type, createRandom(seed))))
    assert.equal(values.size, 50)
    assert.notEqual(seedFor(1, 'a'), seedFor(1, 'b'))
  })

  it('gives nothing where nothing fits', () => {
    const random = createRandom(1)
    assert.equal(
      synthesiseValue({ kind: 'string', minLength: 3, maxLength: 3, patterns: ['a', 'b'] }, random),
      undefined,
    )
    assert.equal(synthesiseValue({ kind: 'string', minLength: 0, patterns: ['('] }, random), undefined)
    const impossible: Type = { kind: 'bool', where: [{ kind: 'literal', value: false, type: { kind: 'bool' } }] }
    assert.equal(synthesiseValue(impossible, random), undefined)
  })
})

describe('synthesiseText', () => {
  it('meets several patterns and lengths at once', () => {
    const random = createRandom(3)
    const limits = { minLength: 6, maxLength: 9, patterns: ['[a-z0-9]+', '.*7.*', 'a.*'] }
    for (let run = 0; run < 200; run++) {
      const made = synthesiseText(limits, random)
      assert.ok(made !== undefined)
      assert.ok(
        limits.patterns.every((pattern) => matchesPattern(pattern, made)),
        made,
      )
      assert.ok(countCodePoints(made) >= 6 && countCodePoints(made) <= 9)
    }
  })

  it('walks long patterns without running away', () => {
    const random = createRandom(4)
    const made = synthesiseText({ minLength: 900, maxLength: 1000, patterns: ['(?:[a-z]{3}-){1,400}[a-z]{3}'] }, random)
    assert.ok(made !== undefined && made.length >= 900 && made.length <= 1000)
  })
})

describe('boundaryValues', () => {
  it('has values on both sides of the limits of any type (500 random types)', () => {
    fc.assert(
      fc.property(types, fc.nat(), (type, seed) => {
        const verdicts = [...boundaryValues(type, createRandom(seed))].map(
          ({ value }) => checkValue(value, type) === undefined,
        )
        assert.ok(verdicts.includes(true) && verdicts.includes(false))
      }),
      { numRuns: 500 },
    )
  })

  it('stands at, just inside and just outside each limit', () => {
    const values = (type: Type): readonly unknown[] =>
      [...boundaryValues(type, createRandom(1))].map(({ value }) => value)
    const usd = values({ kind: 'float', min: 0, max: 100, decimals: 2 })
    for (const value of [-0.01, 0, 0.01, 99.99, 100, 100.01, 0.001]) assert.ok(usd.includes(value), String(value))
    const int = values({ kind: 'int', min: 1, max: 5 })
    for (const value of [0, 1, 2, 4, 5, 6]) assert.ok(int.includes(value), String(value))
    const lengths = new Set(
      values({ kind: 'string', minLength: 5, maxLength: 9, patterns: ['[a-z]+'] }).map((v) =>
        typeof v === 'string' ? v.length : -1,
      ),
    )
    for (const length of [4, 5, 9, 10]) assert.ok(lengths.has(length), String(length))
  })
})
