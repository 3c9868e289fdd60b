/** What tests expect of a governance: an entry that is gone or other is found, one that comes from elsewhere counts, order means nothing. */
import assert from 'node:assert/strict'
import { analyse } from '../../src/analyse.ts'
import { runGovernanceTests } from '../../src/evaluate/run-governance-tests.ts'
import { formatSource } from '../../src/format/format-source.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { door } from '../lint/door.ts'
import { PACKAGES } from '../repository-host.ts'

const MORE = `role owner: human
fn is_large(count: Int(range: 0..9)): Bool = count > 5
`

/** `expected / actual` of every difference; the sources have no errors. */
function differences(governance: string, expected: string, before = ''): readonly string[] {
  const after = `${MORE}test "terms" {\n  expect governance door.close_it {\n    ${expected}\n  }\n}\n`
  const text = door({ input: 'door: String(length: 1..64), count: Int(range: 0..9)', governance, before, after })
  const { diagnostics, program } = analyse(virtualHost({ 'main.claw': text }, PACKAGES))
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  )
  const results = runGovernanceTests(program)
  assert.equal(results.length, 1)
  assert.equal(results[0]?.passed, results[0]?.differences.length === 0)
  return results[0]!.differences.map((difference) => `${difference.expected} / ${difference.actual}`)
}

describe('tests of a governance', () => {
  it('a rate as it is written passes; one that was deleted or is another does not', () => {
    const rate = 'rate: 20 per 1h by claims.agent_id'
    assert.deepEqual(differences(rate, rate), [])
    assert.deepEqual(differences('', rate), [`${rate} / no rate`])
    assert.deepEqual(differences('rate: 2_000 per 90m by claims.subject counting all', rate), [
      `${rate} / rate: 2000 per 1h30m by claims.subject counting all`,
    ])
  })

  it('an approval is compared with its people, its time and its cases', () => {
    const cases = `approval: 1 of boss and 1 of owner within 1h when large: is_large(input.count)
    approval: 1 of boss within 1h`
    assert.deepEqual(differences(cases, cases), [])
    assert.deepEqual(
      differences('approval: 1 of boss and 2 of owner', 'approval: 2 of owner and 1 of boss within 2h'),
      [],
    )
    assert.deepEqual(differences('approval: 1 of owner within 8h', 'approval: 1 of boss within 2h'), [
      'approval: 1 of boss within 2h / approval: 1 of owner within 8h',
    ])
    assert.deepEqual(differences(cases, 'approval: 1 of boss and 1 of owner within 1h'), [
      'approval: 1 of boss and 1 of owner within 1h / approval: 1 of boss and 1 of owner within 1h when large; otherwise 1 of boss',
    ])
  })

  it('entries that are not named are not looked at, and lists have no order', () => {
    assert.deepEqual(
      differences('scopes: ["a:x", "b:y"], rate: 5 per 1h by claims.subject', 'scopes: ["b:y", "a:x"]'),
      [],
    )
    assert.deepEqual(differences('', 'classification: high\n    risk_tier: 5\n    authorized_roles: [boss]'), [
      'classification: high / classification: standard',
      'risk_tier: 5 / risk_tier: 2',
      'authorized_roles: [boss] / authorized_roles: [clerk]',
    ])
  })

  it('what is expected is judged as a governance is', () => {
    const after = `${MORE}test "terms" {
  expect governance door.close_it { rate: 20 per 0s by claims.agent_id }
  expect governance door.close_it { approval: 1 of bos }
  expect governance door.close_it { rates: 5 }
  expect governance door.close { risk_tier: 5 }
}\n`
    const { diagnostics, program } = analyse(virtualHost({ 'main.claw': door({ after }) }, PACKAGES))
    assert.deepEqual(
      diagnostics.map(({ code, message, help }) => [code, message, help]),
      [
        ['CQ4061', 'a rate is per whole seconds, from one second to 365 days, not `0s`', undefined],
        ['CQ2001', 'there is no role `bos` in this module', 'did you mean `boss`?'],
        ['CQ4001', 'the governance of `door.close_it` has no entry `rates`', 'did you mean `rate`?'],
        ['CQ2001', 'there is no action or read `door.close` in this module', 'did you mean `door.close_it`?'],
      ],
    )
    assert.deepEqual(program.governanceTests, [])
  })

  it('`governance` is still the name of a column', () => {
    const after = `fixture clerk: claims { role: clerk, purpose: tidying, classification: standard }
test "column" for (count, governance) in [(1, allow), (2, allow)] {
  given clerk
  call door.close_it { door: "d", count: count }
  expect governance
}\n`
    const text = door({ input: 'door: String(length: 1..64), count: Int(range: 0..9)', after })
    const { diagnostics, program } = analyse(virtualHost({ 'main.claw': text }, PACKAGES))
    assert.deepEqual(diagnostics, [])
    assert.equal(program.tests.length, 2)
  })

  it('has one layout', () => {
    const text = 'test "terms" {\n  expect governance a.b { rate: 5 per 1h by claims.subject }\n}\n'
    const wide = 'test   "terms"{\nexpect governance a.b{rate:5 per 1h by claims.subject}}'
    assert.equal(formatSource(`module a\n\n${wide}`), `module a\n\n${text}`)
  })
})
