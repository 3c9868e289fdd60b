/** INVARIANT L2 and L3 for numbers: amounts in whole numbers, the two conversions, and what they are in canonical CEL. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import { accepted, refused } from './rule.ts'

const typeOf = (side: string): unknown => {
  const expr = accepted(`${side} == ${side}`)
  assert(expr.kind === 'binary')
  return expr.left.type
}
const cel = (condition: string): string => printCel(accepted(condition))

describe('amounts in whole numbers', () => {
  it('add, subtract and compare in one unit', () => {
    assert.deepEqual(typeOf('input.pence + 5 GBX'), { kind: 'int', min: 5, max: 1_000_005, unit: 'GBX' })
    assert.deepEqual(typeOf('5 GBX - input.pence'), { kind: 'int', min: -999_995, max: 5, unit: 'GBX' })
    assert.deepEqual(typeOf('-input.pence'), { kind: 'int', min: -1_000_000, max: 0, unit: 'GBX' })
    assert.deepEqual(typeOf('max(input.pence, 5 GBX, 7.0 GBX)'), { kind: 'int', min: 7, max: 1_000_000, unit: 'GBX' })
    accepted('input.pence <= 500 GBX && 2 GBX != input.pence && input.pence in [1 GBX, 2 GBX]')
    accepted('has(input.pennies) && input.pence % input.pennies == 0 GBX')
    accepted('(input.flag ? input.pence : 3 GBX) > 2 GBX')
  })

  it('multiply and divide as amounts do', () => {
    assert.deepEqual(typeOf('input.pence * 3'), { kind: 'int', min: 0, max: 3_000_000, unit: 'GBX' })
    assert.deepEqual(typeOf('input.n * 2 GBX'), { kind: 'int', min: 0, max: 20, unit: 'GBX' })
    assert.deepEqual(typeOf('input.pence / 3'), { kind: 'int', min: 0, max: 333_333, unit: 'GBX' })
    assert.deepEqual(typeOf('input.pence / 100 GBX'), { kind: 'int', min: 0, max: 10_000 })
    assert.deepEqual(typeOf('input.pence % 100'), { kind: 'int', min: 0, max: 99, unit: 'GBX' })
    assert.deepEqual(typeOf('input.pence % 100 GBX'), { kind: 'int', min: 0, max: 99, unit: 'GBX' })
  })

  it('do not mix with other units, plain numbers or amounts with fractions', () => {
    refused('«input.pence + input.sen» > 3 GBX', 'CQ3106', 'GBX')
    refused('«input.pence < input.sen»', 'CQ3106')
    refused('input.pence < «3»', 'CQ3107', 'GBX')
    refused('«input.pence < input.n»', 'CQ3106', 'a number without unit')
    refused('«input.pence < 1.5 GBX»', 'CQ3105')
    refused('«input.pence * input.sen» > 3 GBX', 'CQ3108', 'times')
    refused('«input.n / input.sen» > 3', 'CQ3108', 'divided by')
    refused('«input.pence / input.sen» > 3', 'CQ3108')
    refused('«input.n % input.sen» > 3', 'CQ3108')
    refused('«input.usd * input.n» > 3 USD', 'CQ3105', 'double(…)')
    refused('«input.pence == input.usd»', 'CQ3106')
    refused('(«input.flag ? input.pence : input.sen») > 2 GBX', 'CQ3106')
    refused('«max(input.pence, input.sen)» > 2 GBX', 'CQ3106')
  })

  it('are proven to stay in range', () => {
    refused('«input.wide * 2 GBX» > 3 GBX', 'CQ3116')
    refused('input.pence / («input.pence - 1 GBX») > 3', 'CQ3118')
  })
})

describe('conversions', () => {
  it('keep the unit and the range', () => {
    assert.deepEqual(typeOf('double(input.n)'), { kind: 'float', min: 0, max: 10, decimals: 0 })
    assert.deepEqual(typeOf('double(input.pence)'), { kind: 'float', min: 0, max: 1e6, decimals: 0, unit: 'GBX' })
    assert.deepEqual(typeOf('int(input.cents)'), { kind: 'int', min: -10, max: 10 })
    assert.deepEqual(typeOf('int(input.usd)'), { kind: 'int', min: 0, max: 1e6, unit: 'USD' })
    assert.deepEqual(typeOf('int(input.cents * 0.05)'), { kind: 'int', min: 0, max: 0 })
    accepted('input.usd * double(input.n) > 3 USD && double(5) > input.x && int(5) < input.n')
  })

  it('ask for a range that whole numbers have', () => {
    refused('«int(input.free)» > 3', 'CQ3116', '`input.free` has no lower and no upper bound')
    refused('«int(input.unlimited)» > 3 USD', 'CQ3116', 'has no upper bound')
    accepted('input.free > 0.5 && input.free < 10 && int(input.free) + 1 > 3')
    accepted('input.free >= 1 && input.free <= 9e15 && input.n / int(input.free) > 3')
  })

  it('remember what was asked about their result', () => {
    accepted('int(input.x) != 0 && input.n / int(input.x) > 3')
    accepted('double(input.k) != 0 && 1 / double(input.k) < 2')
    refused('input.n / «int(input.x)» > 3', 'CQ3118')
  })

  it('convert what has to be converted, and nothing else', () => {
    refused('double(«input.x») > 3', 'CQ3115', 'takes an `Int`')
    refused('int(«input.n») > 3', 'CQ3115', 'takes a `Float`')
    refused('int(«input.text») > 3', 'CQ3115')
    refused('int(«input.at») > 3', 'CQ3115')
    refused('double(«input.flag») > 3', 'CQ3115')
    refused('«double()» > 3', 'CQ3115')
    refused('«int(input.x, 2)» > 3', 'CQ3115')
    refused('«float»(input.n) > 3', 'CQ3114', 'double(…)')
    refused('«input.x < input.n»', 'CQ3105', 'double(…)')
  })

  it('change and drop units by division and multiplication alone', () => {
    assert.deepEqual(typeOf('input.usd / 1 USD'), { kind: 'float', min: 0, max: 1e6 })
    assert.deepEqual(typeOf('double(input.pence / 1 GBX) / 100'), { kind: 'float', min: 0, max: 1e4 })
    assert.deepEqual(typeOf('input.usd / 1 USD * 0.5 EUR'), { kind: 'float', min: 0, max: 5e5, unit: 'EUR' })
    accepted('input.usd / 1 USD * 0.9 * 1 EUR < input.eur')
  })

  it('are what CEL calls them', () => {
    assert.equal(cel('double(input.n) < input.x'), 'double(int(input.n)) < input.x')
    assert.equal(cel('int(input.cents * 2.5) == input.k'), 'int(double(input.cents) * 2.5) == input.k')
    assert.equal(cel('int(input.usd) / 2 USD < 3'), 'int(double(input.usd)) / 2 < 3')
    assert.equal(cel('input.pence / 1 GBX > 3'), 'int(input.pence) / 1 > 3')
  })
})
