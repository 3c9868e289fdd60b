/** Suggestions for misspelt names. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { boundedDistance, nearMiss } from '../../src/text/near-miss.ts'

describe('near miss', () => {
  it('finds the nearest name', () => {
    assert.equal(nearMiss('acount', ['amount', 'account', 'asset']), 'account')
    assert.equal(nearMiss('treasurey-agent', ['treasury-agent', 'finance-agent']), 'treasury-agent')
    assert.equal(nearMiss('usd', ['USD', 'EUR']), 'USD')
    assert.equal(nearMiss('vlaue', ['value']), 'value')
  })

  it('suggests nothing far off, and never the name itself', () => {
    assert.equal(nearMiss('x', ['alpha']), undefined)
    assert.equal(nearMiss('memo', ['amount', 'asset']), undefined)
    assert.equal(nearMiss('memo', ['memo']), undefined)
    assert.equal(nearMiss('memo', []), undefined)
  })

  it('suggests nothing for a name of one or two characters', () => {
    assert.equal(nearMiss('a', ['b', 'ab']), undefined)
    assert.equal(nearMiss('id', ['is', 'ids']), undefined)
    assert.equal(nearMiss('ids', ['id']), 'id')
  })

  it('does not depend on the order of candidates', () => {
    assert.equal(nearMiss('cat', ['car', 'bat']), 'bat')
    assert.equal(nearMiss('cat', ['bat', 'car']), 'bat')
  })

  it('has a distance that is symmetric and exact up to its limit (500 runs)', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, limit) => {
        const exact = boundedDistance(a, b, 20)
        assert.equal(boundedDistance(a, b, limit), Math.min(exact, limit + 1))
        assert.equal(boundedDistance(b, a, limit), boundedDistance(a, b, limit))
        assert.equal(exact === 0, a === b)
      }),
      { numRuns: 500 },
    )
  })
})
