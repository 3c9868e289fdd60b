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

  it('suggests nothing where hundreds are alike, and still finds the one that is unlike them', () => {
    const alike = Array.from({ length: 1_000 }, (_, index) => `rule-${String(index).padStart(4, '0')}`)
    assert.equal(nearMiss('rule-00x0', alike), undefined)
    assert.equal(nearMiss('acount', [...alike, 'account']), 'account')
  })

  it('does not depend on the order of candidates', () => {
    assert.equal(nearMiss('cat', ['car', 'bat']), 'bat')
    assert.equal(nearMiss('cat', ['bat', 'car']), 'bat')
  })

  it('has the distance that the definition gives, whatever both begin and end with (2,000 runs)', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
    fc.assert(
      fc.property(word, word, word, word, (before, a, b, after) => {
        const [left, right] = [before + a + after, before + b + after]
        assert.equal(boundedDistance(left, right, 40), definition(left, right))
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives the same name as the definition over all candidates (500 runs)', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 3, maxLength: 9 })
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 12 }), (name, candidates) => {
        const limit = Math.min(3, Math.max(1, Math.floor(name.length / 3)))
        const ranked = candidates
          .filter((candidate) => candidate !== name)
          .map((candidate) => ({ candidate, distance: definition(name, candidate) }))
          .filter(({ distance }) => distance <= limit)
          .sort((x, y) => x.distance - y.distance || (x.candidate < y.candidate ? -1 : 1))
        assert.equal(nearMiss(name, candidates), ranked[0]?.candidate)
      }),
      { numRuns: 500 },
    )
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

/** Optimal string alignment, written down as it is defined. */
function definition(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const known = new Map<string, number>()
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const key = `${i} ${j}`
    const found = known.get(key)
    if (found !== undefined) return found
    const same = a[i - 1] === b[j - 1] ? 0 : 1
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
    const least = Math.min(
      at(i - 1, j) + 1,
      at(i, j - 1) + 1,
      at(i - 1, j - 1) + same,
      swapped ? at(i - 2, j - 2) + 1 : 99,
    )
    known.set(key, least)
    return least
  }
  return at(a.length, b.length)
}
