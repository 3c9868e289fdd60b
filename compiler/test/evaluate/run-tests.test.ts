/** Test blocks: judged under every manifest that lists the action, and what an expectation means. */
import assert from 'node:assert/strict'
import { meets, runTests } from '../../src/evaluate/run-tests.ts'
import type { Program } from '../../src/program/program.ts'
import { CLAIMS, MANIFEST, TRANSFER_CALL, TREASURY } from './treasury.ts'

describe('runTests', () => {
  it('gives one result per test and manifest, with the actual decision', () => {
    const results = runTests(TREASURY)
    assert.deepEqual(
      results.map((result) => [result.test.title, result.manifest, result.passed, result.actual.effect]),
      [
        ['an agent cannot pay itself', 'treasury-agent', true, 'deny'],
        ['a small transfer waits for three people', 'treasury-agent', true, 'stage'],
      ],
    )
  })

  it('judges under each manifest that lists the action', () => {
    const audit = { ...MANIFEST, name: 'audit', permissions: { ...MANIFEST.permissions, processing_purpose: 'audit' } }
    const other = { ...MANIFEST, name: 'other', actions: ['ledger.get_balance'] }
    const results = runTests({ ...TREASURY, manifests: [audit, other, MANIFEST] }, (test) => test.index === 1)
    assert.deepEqual(
      results.map((result) => [result.manifest, result.passed]),
      [
        ['audit', false],
        ['treasury-agent', true],
      ],
    )
  })

  it('judges the actions of a library under the purpose claimed, and an unknown action as unknown', () => {
    const library: Program = { ...TREASURY, manifests: [] }
    assert.deepEqual(
      runTests(library).map((result) => [result.manifest, result.passed]),
      [
        [undefined, true],
        [undefined, true],
      ],
    )
    const lost = runTests({ ...library, actions: [] })
    assert.ok(
      lost.every(
        (result) => !result.passed && result.actual.effect === 'deny' && result.actual.code === 'UNKNOWN_ACTION',
      ),
    )
  })

  it('normalises the input first', () => {
    const base = TREASURY.tests[1]
    assert.ok(base !== undefined)
    const test = { ...base, input: { ...TRANSFER_CALL, memo: null }, claims: CLAIMS }
    assert.equal(runTests({ ...TREASURY, tests: [test] })[0]?.passed, true)
  })

  it('compares what the expectation names and nothing more', () => {
    const deny = { effect: 'deny', code: 'RULE_VIOLATED', rule: 'r', message: 'm' } as const
    const stage = { effect: 'stage', quorum: 3, approverGroups: [], ttlMs: 1 } as const
    assert.ok(
      meets(deny, { effect: 'deny' }) &&
        meets(deny, { effect: 'deny', rule: 'r' }) &&
        meets(deny, { effect: 'deny', code: 'RULE_VIOLATED' }),
    )
    assert.ok(!meets(deny, { effect: 'deny', rule: 'q' }) && !meets(deny, { effect: 'deny', code: 'SCHEMA_INVALID' }))
    assert.ok(meets(stage, { effect: 'stage' }) && meets(stage, { effect: 'stage', quorum: 3 }))
    assert.ok(
      !meets(stage, { effect: 'stage', quorum: 2 }) &&
        !meets(stage, { effect: 'allow' }) &&
        !meets(deny, { effect: 'allow' }),
    )
    assert.ok(meets({ effect: 'allow' }, { effect: 'allow' }))
  })
})
