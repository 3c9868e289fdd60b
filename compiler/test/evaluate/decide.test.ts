/** The decision: the order of the checks, every code and message, and requests made to harm. */
import assert from 'node:assert/strict'
import type { Decision } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { decide } from '../../src/evaluate/decide.ts'
import type { DecisionManifest } from '../../src/evaluate/decision-checks.ts'
import { traceDecision } from '../../src/evaluate/trace-decision.ts'
import type { Action } from '../../src/program/program.ts'
import { binary, field, has, literal, member, record, root, STRING, TIMESTAMP } from './expressions.ts'
import { BALANCE, CLAIMS, CONTEXT, MANIFEST, TRANSFER, TRANSFER_CALL, TREASURY } from './treasury.ts'

const UNDER: DecisionManifest = { permissions: MANIFEST.permissions, purposes: TREASURY.purposes }

const transfer = (input: unknown, ...rest: readonly unknown[]): Decision =>
  decide(TRANSFER, UNDER, input, rest.length > 0 ? rest[0] : CLAIMS, rest.length > 1 ? rest[1] : CONTEXT)

const STAGE = { effect: 'stage', quorum: 3, approverGroups: [{ role: 'compliance-officer', min: 3 }], ttlMs: 7_200_000 }

describe('decide', () => {
  it('stages an action with an approval and allows a read', () => {
    assert.deepEqual(transfer(TRANSFER_CALL), STAGE)
    assert.deepEqual(decide(BALANCE, UNDER, { account: 'A-1' }, CLAIMS, CONTEXT), { effect: 'allow' })
    assert.ok(Object.isFrozen(transfer(TRANSFER_CALL)))
  })

  it('gives each reason with its code and message', () => {
    const denied: readonly (readonly [Decision, Record<string, string>])[] = [
      [
        transfer({ ...TRANSFER_CALL, amount: 'x' }),
        {
          code: 'SCHEMA_INVALID',
          path: '/amount',
          message: 'expected a number of USD, at least 0, with at most 2 decimals',
        },
      ],
      [
        transfer(TRANSFER_CALL, { ...CLAIMS, role: 'x' }),
        { code: 'ROLE_NOT_AUTHORIZED', message: 'the role must be one of finance-agent, compliance-officer' },
      ],
      [
        transfer(TRANSFER_CALL, { ...CLAIMS, purpose: 'audit' }),
        { code: 'PURPOSE_MISMATCH', message: 'the purpose must be settlement' },
      ],
      [
        transfer(TRANSFER_CALL, { ...CLAIMS, classification: 'sensitive' }),
        { code: 'CLASSIFICATION_EXCEEDED', message: 'the clearance must be restricted or higher' },
      ],
      [
        transfer({ ...TRANSFER_CALL, amount: 1_000_000.01 }),
        { code: 'MAX_IMPACT_EXCEEDED', message: 'the impact must not exceed 1000000 USD' },
      ],
      [
        transfer({ ...TRANSFER_CALL, to_account: 'A-1' }),
        { code: 'RULE_VIOLATED', rule: 'distinct_accounts', message: 'source and destination accounts must differ' },
      ],
      [
        transfer({ from_account: 'A-1', to_account: 'A-2', amount: 250_000.01 }),
        { code: 'RULE_VIOLATED', rule: 'unexplained_large', message: 'a transfer above 250,000 USD needs a memo' },
      ],
    ]
    for (const [actual, expected] of denied) {
      assert.deepEqual(actual, { effect: 'deny', ...expected })
      assert.deepEqual(Object.keys(actual).slice(1), Object.keys(expected), 'key order')
    }
    assert.deepEqual(transfer({ ...TRANSFER_CALL, amount: 1_000_000 }), STAGE)
    assert.deepEqual(transfer(TRANSFER_CALL, { ...CLAIMS, classification: 'high' }), STAGE)
  })

  it('reports in the order schema, role, purpose, classification, impact, forbid, require', () => {
    let input: Record<string, unknown> = { from_account: 'A-1', to_account: 'A-1', amount: 2_000_000, extra: 1 }
    let claims: Record<string, unknown> = {}
    const seen: unknown[] = []
    const note = (): void => {
      const decision = transfer(input, claims)
      seen.push(decision.effect === 'deny' ? (decision.rule ?? decision.code) : decision.effect)
    }
    note()
    input = { from_account: 'A-1', to_account: 'A-1', amount: 2_000_000 }
    note()
    claims = { role: 'finance-agent' }
    note()
    claims = { ...claims, purpose: 'settlement' }
    note()
    claims = { ...claims, classification: 'restricted' }
    note()
    input = { ...input, amount: 1_000_000 }
    note()
    input = { ...input, memo: 'm' }
    note()
    input = { ...input, to_account: 'A-2' }
    note()
    assert.deepEqual(seen, [
      'SCHEMA_INVALID',
      'ROLE_NOT_AUTHORIZED',
      'PURPOSE_MISMATCH',
      'CLASSIFICATION_EXCEEDED',
      'MAX_IMPACT_EXCEEDED',
      'unexplained_large',
      'distinct_accounts',
      'stage',
    ])
  })

  it('says so when the manifest’s purpose can never permit the action', () => {
    const expected = {
      effect: 'deny',
      code: 'PURPOSE_MISMATCH',
      message: 'no purpose of this manifest permits asset.transfer_sensitive',
    }
    const audit = { ...UNDER, permissions: { ...UNDER.permissions, processing_purpose: 'audit' } }
    assert.deepEqual(decide(TRANSFER, audit, TRANSFER_CALL, { ...CLAIMS, purpose: 'audit' }, CONTEXT), expected)
    assert.deepEqual(decide(TRANSFER, { ...UNDER, purposes: [] }, TRANSFER_CALL, CLAIMS, CONTEXT), expected)
    assert.equal(decide(BALANCE, audit, { account: 'A-1' }, { ...CLAIMS, purpose: 'audit' }, CONTEXT).effect, 'allow')
  })

  it('fails the check that reads a missing or ill-typed claim (INVARIANT L4)', () => {
    const codes = (claims: unknown): unknown => {
      const decision = transfer(TRANSFER_CALL, claims)
      return decision.effect === 'deny' ? decision.code : decision.effect
    }
    for (const claims of [undefined, null, 5, 'x', [], [CLAIMS], {}]) assert.equal(codes(claims), 'ROLE_NOT_AUTHORIZED')
    for (const role of [undefined, null, 0, ['finance-agent'], { toString: () => 'finance-agent' }, '']) {
      assert.equal(codes({ ...CLAIMS, role }), 'ROLE_NOT_AUTHORIZED')
    }
    assert.equal(codes(Object.create(CLAIMS)), 'ROLE_NOT_AUTHORIZED')
    assert.equal(codes({ ...CLAIMS, purpose: ['settlement'] }), 'PURPOSE_MISMATCH')
    for (const classification of [undefined, 3, 'HIGH', 'constructor', 'length']) {
      assert.equal(codes({ ...CLAIMS, classification }), 'CLASSIFICATION_EXCEEDED')
    }
  })

  it('lets a rule vouch for the claims and the time it reads', () => {
    const claims = root('claims', record(field('agent_id', STRING), field('owner', STRING, { optional: true })))
    const context = root('context', record(field('now', TIMESTAMP)))
    const guarded: Action = {
      ...BALANCE,
      rules: [
        {
          form: 'forbid',
          name: 'not_robot',
          condition: binary(member(claims, 'agent_id'), '==', literal('robot')),
          message: 'no robots',
        },
        {
          form: 'forbid',
          name: 'owned',
          condition: binary(has(claims, 'owner'), '&&', binary(member(claims, 'owner'), '==', literal('x'))),
          message: 'not x',
        },
        {
          form: 'require',
          name: 'in_time',
          condition: binary(member(context, 'now'), '<', literal('2027-01-01T00:00:00Z', TIMESTAMP)),
          message: 'too late',
        },
      ],
    }
    const decideWith = (claimsGiven: unknown, contextGiven: unknown): unknown => {
      const decision = decide(guarded, UNDER, { account: 'A-1' }, claimsGiven, contextGiven)
      return decision.effect === 'deny' ? `${decision.code} ${decision.rule}` : decision.effect
    }
    assert.equal(decideWith(CLAIMS, CONTEXT), 'allow')
    assert.equal(decideWith({ ...CLAIMS, agent_id: 'robot' }, CONTEXT), 'RULE_VIOLATED not_robot')
    for (const agent_id of [undefined, null, 5, '\ud800']) {
      assert.equal(decideWith({ ...CLAIMS, agent_id }, CONTEXT), 'RULE_VIOLATED not_robot')
    }
    assert.equal(decideWith({ ...CLAIMS, owner: 5 }, CONTEXT), 'RULE_VIOLATED owned')
    for (const now of ['2027-01-01T00:00:00Z', '', 'soon', undefined, 0]) {
      assert.equal(decideWith(CLAIMS, { now, facts: {} }), 'RULE_VIOLATED in_time')
    }
    assert.equal(decideWith(CLAIMS, undefined), 'RULE_VIOLATED in_time')
  })

  it('denies where reading throws, with the code of the check that read', () => {
    const throwing = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('no')
        },
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    assert.deepEqual(transfer(throwing), {
      effect: 'deny',
      code: 'SCHEMA_INVALID',
      path: '',
      message: 'the input cannot be read',
    })
    const claims = {
      ...CLAIMS,
      get role(): string {
        throw new Error('no')
      },
    }
    const decision = transfer(TRANSFER_CALL, claims)
    assert.ok(decision.effect === 'deny' && decision.code === 'ROLE_NOT_AUTHORIZED')
  })

  it('never throws and never allows by accident (3,000 random requests)', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    })
    const claims = fc.oneof(anything, fc.record({ role: anything, purpose: anything, classification: anything }))
    fc.assert(
      fc.property(fc.oneof(anything, fc.constant(TRANSFER_CALL)), claims, anything, (input, given, context) => {
        const decision = transfer(input, given, context)
        assert.equal(decision.effect, 'deny')
        assert.deepEqual(traceDecision(TRANSFER, UNDER, input, given, context).decision, decision)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('traceDecision', () => {
  it('shows every check in order, with outcomes also behind the first failure', () => {
    const trace = traceDecision(
      TRANSFER,
      UNDER,
      { ...TRANSFER_CALL, to_account: 'A-1' },
      { ...CLAIMS, role: 'guest' },
      CONTEXT,
    )
    assert.deepEqual(
      trace.checks.map((check) => [check.rule ?? check.check, check.outcome]),
      [
        ['schema', 'passed'],
        ['role', 'failed'],
        ['purpose', 'passed'],
        ['classification', 'passed'],
        ['impact', 'passed'],
        ['unexplained_large', 'passed'],
        ['distinct_accounts', 'failed'],
      ],
    )
    assert.ok(trace.decision.effect === 'deny' && trace.decision.code === 'ROLE_NOT_AUTHORIZED')
    assert.equal(trace.checks[1]?.found, 'guest')
    const values = trace.checks[6]?.observations.map((seen) => [seen.expression.kind, seen.value])
    assert.deepEqual(values, [
      ['field', 'A-1'],
      ['field', 'A-1'],
      ['binary', false],
    ])
  })

  it('skips what an ill-typed input would make meaningless', () => {
    const trace = traceDecision(TRANSFER, UNDER, {}, CLAIMS, CONTEXT)
    assert.deepEqual(
      trace.checks.map((check) => check.outcome),
      ['failed', 'passed', 'passed', 'passed', 'skipped', 'skipped', 'skipped'],
    )
    assert.deepEqual(trace.decision, transfer({}))
  })
})
