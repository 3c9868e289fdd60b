/** Invariants over a manifest's actions, and whom they blame. */
import assert from 'node:assert/strict'
import { checkInvariants } from '../../src/evaluate/check-invariants.ts'
import { ACTION_RECORD, ACTION_RECORDS } from '../../src/program/action-record.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Action } from '../../src/program/program.ts'
import { binary, call, INT, literal, member, not, quantifier, root, variable } from './expressions.ts'
import { BALANCE, MANIFEST, TRANSFER, TREASURY } from './treasury.ts'

const ACTIONS = root('actions', ACTION_RECORDS)
const each = variable(0, ACTION_RECORD, 'a')

function judge(condition: Expr, actions: readonly Action[] = [TRANSFER, BALANCE]) {
  const manifest = { ...MANIFEST, invariants: [{ name: 'i', condition }] }
  const [result] = checkInvariants({ ...TREASURY, actions, manifests: [manifest] })
  assert.ok(result !== undefined)
  return [result.holds, result.brokenBy]
}

describe('checkInvariants', () => {
  it('holds for the treasury and names the action that breaks it', () => {
    assert.deepEqual(
      checkInvariants(TREASURY).map((result) => [result.manifest, result.invariant.name, result.holds]),
      [['treasury-agent', 'irreversible_needs_two_people', true]],
    )
    const { approval: _approval, ...governance } = TRANSFER.governance
    const condition = MANIFEST.invariants[0]?.condition
    assert.ok(condition !== undefined)
    assert.deepEqual(judge(condition, [{ ...TRANSFER, governance }, BALANCE]), [false, ['asset.transfer_sensitive']])
  })

  it('blames through conjunctions and negated existence, and nobody where no single action is at fault', () => {
    const risky = binary(member(each, 'risk_tier'), '>', literal(3))
    const calm = quantifier('all', ACTIONS, not(risky))
    assert.deepEqual(judge(calm), [false, ['asset.transfer_sensitive']])
    assert.deepEqual(judge(binary(calm, '&&', literal(true))), [false, ['asset.transfer_sensitive']])
    assert.deepEqual(judge(not(quantifier('exists', ACTIONS, risky))), [false, ['asset.transfer_sensitive']])
    assert.deepEqual(judge(binary(call('size', INT, ACTIONS), '>', literal(2))), [false, []])
  })

  it('shows what it looks at of each action that breaks it', () => {
    const risky = binary(member(each, 'risk_tier'), '>', literal(3))
    const large = binary(member(each, 'quorum'), '>', literal(2))
    const condition = quantifier('all', ACTIONS, not(binary(risky, '&&', large)))
    const [result] = checkInvariants({
      ...TREASURY,
      manifests: [{ ...MANIFEST, invariants: [{ name: 'i', condition }] }],
    })
    assert.deepEqual(result?.brokenBy, ['asset.transfer_sensitive'])
    assert.deepEqual(result.values, [{ risk_tier: 5, quorum: 3 }])
  })

  it('sees names, purposes and roles of the actions the manifest lists', () => {
    const permitted = binary(literal('settlement'), 'in', member(each, 'purposes'))
    assert.deepEqual(judge(quantifier('all', ACTIONS, permitted)), [true, []])
    const audited = binary(literal('audit'), 'in', member(each, 'purposes'))
    assert.deepEqual(judge(quantifier('all', ACTIONS, audited)), [false, ['asset.transfer_sensitive']])
    assert.deepEqual(judge(binary(call('size', INT, ACTIONS), '==', literal(1)), [BALANCE]), [true, []])
  })
})
