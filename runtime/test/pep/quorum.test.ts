/** Groups and quorum against a brute-force reading of the rule: somehow every place is filled by a person of its own, and there are enough people. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isQuorumComplete } from '../../src/pep/quorum.ts'

const ROLES = ['legal', 'risk', 'ops'] as const

/** Tries every way to give the places away. */
function canFill(places: readonly string[], people: readonly (readonly string[])[]): boolean {
  const [place, ...others] = places
  if (place === undefined) return true
  return people.some((roles, at) => roles.includes(place) && canFill(others, people.toSpliced(at, 1)))
}

describe('the quorum', () => {
  it('needs every group, whoever else agrees', () => {
    const groups = [
      { role: 'legal', min: 1 },
      { role: 'risk', min: 1 },
    ]
    const [legal, risk, both] = [{ roles: ['legal'] }, { roles: ['risk'] }, { roles: ['legal', 'risk'] }]
    assert.equal(isQuorumComplete([legal, legal], groups, 2), false)
    assert.equal(isQuorumComplete([legal, risk], groups, 2), true)
    assert.equal(isQuorumComplete([both], groups, 2), false)
    assert.equal(isQuorumComplete([both, legal], groups, 2), true)
    assert.equal(isQuorumComplete([legal, risk], groups, 3), false)
    assert.equal(isQuorumComplete([legal, risk, { roles: ['ops'] }], groups, 3), false)
    assert.equal(isQuorumComplete([legal, risk, legal], groups, 3), true)
  })

  it('is what trying every way says (2,000 runs)', () => {
    const roles = fc.subarray([...ROLES])
    const groups = fc.uniqueArray(fc.record({ role: fc.constantFrom(...ROLES), min: fc.integer({ min: 1, max: 2 }) }), {
      selector: ({ role }) => role,
      minLength: 1,
    })
    fc.assert(
      fc.property(
        fc.array(roles, { maxLength: 6 }),
        groups,
        fc.integer({ min: 1, max: 6 }),
        (people, asked, quorum) => {
          const eligible = people.filter((held) => asked.some(({ role }) => held.includes(role)))
          const places = asked.flatMap(({ role, min }) => Array.from({ length: min }, () => role))
          const wanted = eligible.length >= quorum && canFill(places, eligible)
          assert.equal(
            isQuorumComplete(
              people.map((held) => ({ roles: held })),
              asked,
              quorum,
            ),
            wanted,
          )
        },
      ),
      { numRuns: 2000 },
    )
  })
})
