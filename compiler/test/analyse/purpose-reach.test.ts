import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createPurposeIndex, purposePermits, purposeReaches } from '../../src/program/purpose-reach.ts'

describe('purposes', () => {
  it('lets a star stand for one segment', () => {
    const matches = (pattern: string, name: string): boolean => purposePermits({ permits: [pattern] }, name)
    assert.ok(matches('asset.*', 'asset.freeze') && matches('*.freeze', 'asset.freeze'))
    assert.ok(!matches('asset.*', 'asset') && !matches('asset.*', 'asset.a.b') && !matches('*', 'a.b'))
    assert.ok(!matches('asset.f*', 'asset.freeze') && !matches('', 'a'))
  })

  it('asks for every effect of an action and the id of a read', () => {
    const [transfer, freeze] = ['transfer', 'freeze'].map((operation) => ({ object: 'asset', operation }))
    const two = { id: 'asset.move', kind: 'action' as const, effects: [transfer!, freeze!] }
    const read = { id: 'ledger.balance', kind: 'read' as const, effects: [] }
    assert.ok(!purposeReaches({ permits: ['asset.transfer'] }, two) && purposeReaches({ permits: ['asset.*'] }, two))
    assert.ok(!purposeReaches({ permits: ['ledger.other'] }, read))
    assert.ok(purposeReaches({ permits: ['ledger.balance'] }, read))
  })

  // INVARIANT L4: an action that changes nothing known is within no purpose.
  it('an action without effects is reached by no purpose', () => {
    assert.ok(!purposeReaches({ permits: ['*', '*.*', 'a.b'] }, { id: 'a.b', kind: 'action', effects: [] }))
  })

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
