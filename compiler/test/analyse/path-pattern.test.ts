import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createPurposeIndex, purposeReaches } from '../../src/check/path-pattern.ts'

describe('path patterns', () => {
  // INVARIANT L4: a purpose reaches an action only if it permits every effect.
  it('the index answers as asking each purpose does, 300 runs', () => {
    const segment = fc.constantFrom('a', 'b', 'c')
    const name = fc.tuple(segment, segment).map((parts) => parts.join('.'))
    const pattern = fc
      .tuple(fc.constantFrom('a', 'b', '*'), fc.constantFrom('a', 'c', '*'))
      .map((parts) => parts.join('.'))
    const purposes = fc.array(fc.record({ permits: fc.array(pattern, { maxLength: 4 }) }), { maxLength: 5 })
    const actions = fc.record({
      id: name,
      kind: fc.constantFrom('action' as const, 'read' as const),
      effects: fc.array(fc.record({ object: segment, operation: segment }), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(purposes, actions, (all, action) => {
        const expected = all.filter((purpose) => purposeReaches(purpose, action))
        const actual = createPurposeIndex(all)(action)
        assert.deepEqual(new Set(actual), new Set(expected))
        assert.equal(actual.length, expected.length)
      }),
      { numRuns: 300 },
    )
  })
})
