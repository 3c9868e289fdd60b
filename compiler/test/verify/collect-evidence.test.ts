/** Evidence: silent where guard and reference agree, loud about every small lie a generated guard could tell, and the same bytes every time. */
import assert from 'node:assert/strict'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { decide } from '../../src/evaluate/decide.ts'
import type { DecisionManifest } from '../../src/evaluate/decision-checks.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import type { Action, Rule } from '../../src/program/program.ts'
import type { Field } from '../../src/program/type.ts'
import { collectAssurance, collectEvidence, type Evidence } from '../../src/verify/collect-evidence.ts'
import type { ModuleExports } from '../../src/verify/compare-translation.ts'
import { has, literal, root } from '../evaluate/expressions.ts'
import { BALANCE, MANIFEST, TRANSFER, TRANSFER_INPUT, TREASURY } from '../evaluate/treasury.ts'
import { publishedRequest } from './evidence-request.ts'

const PUBLISHED = await publishedRequest(TREASURY, MANIFEST)

/** Generated modules as they would be if the compiler had read `actions` instead of the program's. */
function modulesOf(
  actions: readonly Action[],
  under: DecisionManifest,
): { guards: ModuleExports; validators: ModuleExports } {
  const guardOf = (action: Action) => (input: unknown, claims: unknown, context: unknown) =>
    decide(action, under, input, claims, context)
  const table = Object.fromEntries(actions.map((action) => [action.id, guardOf(action)]))
  const validators = actions.map((action) => [
    action.id,
    {
      input: (value: unknown) => checkValue(value, action.input) === undefined,
      output: (value: unknown) => checkValue(value, action.output) === undefined,
      normalizeInput: (value: unknown) => normalize(action.input, value),
      normalizeOutput: (value: unknown) => normalize(action.output, value),
    },
  ])
  const unknown = { effect: 'deny', code: 'UNKNOWN_ACTION', message: 'the manifest has no such action' }
  const dispatch = (id: string, ...rest: [unknown, unknown, unknown]): unknown =>
    Object.hasOwn(table, id) ? table[id]?.(...rest) : unknown
  const guards = Object.assign(Object.create(null), table)
  const actionLeaves = Object.fromEntries(PUBLISHED.leaves)
  return {
    guards: { guards, actionLeaves, decide: dispatch },
    validators: { validators: Object.fromEntries(validators) },
  }
}

const UNDER: DecisionManifest = { permissions: MANIFEST.permissions, purposes: TREASURY.purposes }

function evidenceWith(transfer: Action, under: DecisionManifest = UNDER): Evidence {
  return collectEvidence({ ...PUBLISHED, ...modulesOf([transfer, BALANCE], under) })
}

const { governance, rules } = TRANSFER
const [distinct, unexplained] = rules as readonly [Rule, Rule]
const changedField = (name: string, change: Partial<Field>): Action => ({
  ...TRANSFER,
  input: {
    ...TRANSFER_INPUT,
    fields: TRANSFER_INPUT.fields.map((field) => (field.name === name ? { ...field, ...change } : field)),
  },
})
const changedRule = (rule: Rule): Action => ({
  ...TRANSFER,
  rules: rules.map((one) => (one.name === rule.name ? rule : one)),
})
const governed = (change: Partial<Action['governance']>): Action => ({
  ...TRANSFER,
  governance: { ...governance, ...change },
})
const impact = governance.maxImpact
const usd = { kind: 'float', min: 0, decimals: 2, unit: 'USD' } as const

const LIES: Readonly<Record<string, Action>> = {
  'a role is forgotten': governed({ authorizedRoles: ['finance-agent'] }),
  'a role is added': governed({ authorizedRoles: [...governance.authorizedRoles, 'no-such-role'] }),
  'the classification is one lower': governed({ classification: 'sensitive' }),
  'the classification is one higher': governed({ classification: 'high' }),
  'the impact is not limited': {
    ...TRANSFER,
    governance: Object.fromEntries(
      Object.entries(governance).filter(([key]) => key !== 'maxImpact'),
    ) as Action['governance'],
  },
  'the impact’s limit is a cent higher': governed(
    impact === undefined ? {} : { maxImpact: { ...impact, value: impact.value + 0.01 } },
  ),
  'the impact’s limit is a cent lower': governed(
    impact === undefined ? {} : { maxImpact: { ...impact, value: impact.value - 0.01 } },
  ),
  'the quorum is lower': governed({
    approval: { groups: [{ role: 'compliance-officer', min: 2 }], quorum: 2, ttlSeconds: 7200 },
  }),
  'the time to live differs': governed({
    approval: { groups: [{ role: 'compliance-officer', min: 3 }], quorum: 3, ttlSeconds: 7201 },
  }),
  'the accounts may be the same': { ...TRANSFER, rules: [unexplained] },
  'the memo’s rule is gone': { ...TRANSFER, rules: [distinct] },
  'the memo’s rule is always true': changedRule({ ...unexplained, condition: literal(true) }),
  'the memo’s rule forgets the amount': changedRule({
    ...unexplained,
    condition: {
      kind: 'unary',
      operator: '!',
      operand: has(root('input', TRANSFER_INPUT), 'memo'),
      type: { kind: 'bool' },
    },
  }),
  'a rule has another message': changedRule({ ...distinct, message: 'other' }),
  'a field becomes optional': changedField('to_account', { optional: true }),
  'a field becomes required': changedField('memo', { optional: false }),
  'a length grows by one': changedField('memo', { type: { kind: 'string', minLength: 0, maxLength: 281 } }),
  'a length counts code units': changedField('memo', { type: { kind: 'string', minLength: 0, maxLength: 140 } }),
  'a pattern is forgotten': changedField('from_account', { type: { kind: 'string', minLength: 1, maxLength: 16 } }),
  'a pattern is wider': changedField('from_account', {
    type: { kind: 'string', minLength: 1, maxLength: 16, patterns: ['A-[0-9]*'] },
  }),
  'amounts may be negative': changedField('amount', { type: { kind: 'float', decimals: 2, unit: 'USD' } }),
  'amounts may not be zero': changedField('amount', { type: { ...usd, min: 0.01 } }),
  'a third decimal is let through': changedField('amount', { type: { ...usd, decimals: 3 } }),
  'the default is another': changedField('urgent', { defaultValue: true }),
  'the default is not filled': {
    ...TRANSFER,
    input: { ...TRANSFER_INPUT, fields: TRANSFER_INPUT.fields.map(({ defaultValue: _, ...field }) => field) },
  },
  'null is not removed': changedField('memo', { nullable: false }),
  'unknown fields are let through': { ...TRANSFER, input: { ...TRANSFER_INPUT, open: true } },
}

describe('collectEvidence', () => {
  it('finds no difference where there is none, and counts what it did', () => {
    const evidence = evidenceWith(TRANSFER)
    assert.deepEqual(evidence.mismatches, [])
    assert.deepEqual([evidence.tests.passed, evidence.tests.failed], [2, 0])
    assert.deepEqual(evidence.invariants, [{ name: 'irreversible_needs_two_people', holds: true, brokenBy: [] }])
    const [transfer] = evidence.actions
    assert.ok(transfer !== undefined && transfer.id === TRANSFER.id)
    const { schema, impact: around, rule, claims } = transfer.boundaries
    assert.ok(schema >= 20 && around >= 5 && rule >= 5 && claims >= 20, JSON.stringify(transfer))
    assert.ok(transfer.every_boundary && transfer.samples >= 100 && transfer.decisions > 300, JSON.stringify(transfer))
  })

  for (const [lie, action] of Object.entries(LIES)) {
    it(`notices that ${lie}`, () => {
      assert.notDeepEqual(evidenceWith(action).mismatches, [])
    })
  }

  it('notices another purpose, missing functions and functions that throw', () => {
    const audit = { ...UNDER, permissions: { ...UNDER.permissions, processing_purpose: 'audit' } }
    assert.notDeepEqual(evidenceWith(TRANSFER, audit).mismatches, [])
    const none = collectEvidence({ ...PUBLISHED, guards: {}, validators: {} })
    assert.match(none.mismatches.find(({ part }) => part === 'guard')?.actual ?? '', /there is no function/)
    const parts = new Set(none.mismatches.map((mismatch) => mismatch.part))
    assert.ok(parts.has('guard') && parts.has('dispatch'))
    const { validators } = modulesOf([TRANSFER, BALANCE], UNDER)
    const throwing = {
      guards: {
        [TRANSFER.id]: () => {
          throw new Error('oops')
        },
      },
    }
    const thrown = collectEvidence({ ...PUBLISHED, guards: throwing, validators })
    assert.match(thrown.mismatches.find(({ part }) => part === 'guard')?.actual ?? '', /oops/)
  })

  it('is the same text every time and JSON throughout', () => {
    const text = JSON.stringify(evidenceWith(TRANSFER))
    assert.equal(JSON.stringify(evidenceWith(TRANSFER)), text)
    assert.deepEqual(JSON.parse(text), evidenceWith(TRANSFER))
    const lying = JSON.stringify(evidenceWith(changedField('memo', { nullable: false })))
    assert.ok(lying.isWellFormed())
  })

  it('compares as many more as were asked for, from another seed, and notices lies there too', () => {
    const request = (transfer: Action): Parameters<typeof collectEvidence>[0] => {
      return { ...PUBLISHED, ...modulesOf([transfer, BALANCE], UNDER) }
    }
    const evidence = collectEvidence(request(TRANSFER))
    const assurance = collectAssurance(request(TRANSFER), 5)
    assert.deepEqual(assurance.mismatches, [])
    assert.notEqual(assurance.seed, evidence.seed)
    assert.ok(assurance.pairs.decisions >= 3.5 * evidence.pairs.decisions, JSON.stringify(assurance.pairs))
    assert.deepEqual(collectAssurance(request(TRANSFER), 5), assurance)
    assert.ok(collectAssurance(request(governed({ classification: 'high' })), 2).mismatches.length > 0)
  })

  it('gives an action the same cases whatever stands beside it', async () => {
    const alone = { ...MANIFEST, actions: [TRANSFER.id] }
    const published = await publishedRequest(TREASURY, alone)
    const evidence = collectEvidence({ ...published, ...modulesOf([TRANSFER], UNDER) })
    assert.deepEqual(evidence.actions, [evidenceWith(TRANSFER).actions[0]])
  })
})
