/** `decimals`: digits of the shortest ECMAScript decimal, exponents counted properly. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fractionDigits } from '../../src/types/fraction-digits.ts'

describe('fraction digits', () => {
  it('counts the digits of the shortest decimal', () => {
    const cases: readonly (readonly [number, number])[] = [
      [0, 0],
      [-0, 0],
      [5, 0],
      [0.1, 1],
      [-0.25, 2],
      [1_000_000.01, 2],
      [0.1 + 0.2, 17],
      [1e21, 0],
      [1.5e300, 0],
      [1e-7, 7],
      [1.25e-7, 9],
      [5e-324, 324],
    ]
    for (const [value, digits] of cases) assert.equal(fractionDigits(value), digits, String(value))
  })

  it('agrees with toFixed: n digits are enough, n − 1 are not (2,000 random numbers)', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        const digits = fractionDigits(value)
        if (digits > 100) return
        assert.equal(Number(value.toFixed(digits)), value + 0)
        if (digits > 0) assert.notEqual(Number(value.toFixed(digits - 1)), value)
      }),
      { numRuns: 2000 },
    )
  })
})
