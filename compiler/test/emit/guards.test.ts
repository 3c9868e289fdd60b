/** What guards of the treasury example decide, reason and order included, and what they never do. INVARIANT L4 */
import assert from 'node:assert/strict'
import { emitCode } from '../../src/emit/emit-code.ts'
import { createGeneratedModule } from '../../src/emit/generated-module.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Action, ManifestSource, Program, Rule } from '../../src/program/program.ts'
import { CLAIMS_RECORD, CONTEXT_RECORD } from '../../src/types/claims-record.ts'
import { type AnyFunction, functionIn, loadModule } from './load-module.ts'
import {
  BALANCE,
  BOOL,
  binary,
  field,
  inputField,
  literal,
  record,
  TRANSFER,
  TREASURY,
  TREASURY_MANIFEST,
} from './treasury-program.ts'

const INPUT = { from_account: 'A-1', to_account: 'A-2', asset_id: 'AST-9', amount: 5, memo: 'm' }
const CLAIMS = {
  subject: 's',
  agent_id: 'a',
  role: 'finance-agent',
  purpose: 'settlement',
  classification: 'restricted',
  scope: [],
  session_id: 'x',
}
const CONTEXT = { now: '2026-01-01T00:00:00Z', facts: {} }
const STAGE = { effect: 'stage', quorum: 3, approverGroups: [{ role: 'compliance-officer', min: 3 }], ttlMs: 7_200_000 }

const invalid = (path: string, message: string): object => ({ effect: 'deny', code: 'SCHEMA_INVALID', path, message })
const role = {
  effect: 'deny',
  code: 'ROLE_NOT_AUTHORIZED',
  message: 'the role must be one of finance-agent, compliance-officer',
}
const purpose = { effect: 'deny', code: 'PURPOSE_MISMATCH', message: 'the purpose must be settlement' }
const clearance = {
  effect: 'deny',
  code: 'CLASSIFICATION_EXCEEDED',
  message: 'the clearance must be restricted or higher',
}
const impact = { effect: 'deny', code: 'MAX_IMPACT_EXCEEDED', message: 'the impact must not exceed 1000000 USD' }
const memo = {
  effect: 'deny',
  code: 'RULE_VIOLATED',
  rule: 'unexplained_large',
  message: 'a transfer above 250,000 USD needs a memo',
}
const distinct = {
  effect: 'deny',
  code: 'RULE_VIOLATED',
  rule: 'distinct_accounts',
  message: 'source and destination accounts must differ',
}
const unknown = { effect: 'deny', code: 'UNKNOWN_ACTION', message: 'the manifest has no such action' }
const ill = 'expected well-formed Unicode text'

function without(name: string): object {
  return Object.fromEntries(Object.entries(INPUT).filter(([key]) => key !== name))
}

const DECISIONS: readonly (readonly [string, unknown, unknown, object])[] = [
  ['a valid call', INPUT, CLAIMS, STAGE],
  ['no memo', without('memo'), CLAIMS, STAGE],
  ['an undefined memo is absent', { ...INPUT, memo: undefined }, CLAIMS, STAGE],
  ['an object without a prototype', Object.assign(Object.create(null), INPUT), CLAIMS, STAGE],
  ['a higher clearance', INPUT, { ...CLAIMS, classification: 'high' }, STAGE],
  ['the limit itself', { ...INPUT, amount: 1_000_000 }, CLAIMS, STAGE],
  ['no object', null, CLAIMS, invalid('', 'expected an object')],
  ['a list', [INPUT], CLAIMS, invalid('', 'expected an object')],
  ['a missing field', without('to_account'), CLAIMS, invalid('/to_account', 'missing required field')],
  [
    'a field set to undefined',
    { ...INPUT, to_account: undefined },
    CLAIMS,
    invalid('/to_account', 'missing required field'),
  ],
  [
    'an inherited field',
    Object.setPrototypeOf(without('amount'), { amount: 5 }),
    CLAIMS,
    invalid('/amount', 'missing required field'),
  ],
  [
    'an inherited field that cannot be enumerated',
    Object.setPrototypeOf(without('amount'), Object.defineProperty({}, 'amount', { value: 5 })),
    CLAIMS,
    invalid('/amount', 'missing required field'),
  ],
  ['an unknown field', { ...INPUT, extra: 1 }, CLAIMS, invalid('/extra', 'unknown field')],
  ['an unknown field with a slash', { ...INPUT, 'a/b~': 1 }, CLAIMS, invalid('/a~1b~0', 'unknown field')],
  [
    'an own __proto__',
    JSON.parse(JSON.stringify(INPUT).replace('{', '{"__proto__":1,')),
    CLAIMS,
    invalid('/__proto__', 'unknown field'),
  ],
  [
    'empty text',
    { ...INPUT, from_account: '' },
    CLAIMS,
    invalid('/from_account', 'expected a string of 1 to 64 characters'),
  ],
  ['64 characters beyond the first plane', { ...INPUT, from_account: '😀'.repeat(64) }, CLAIMS, STAGE],
  [
    '65 of them',
    { ...INPUT, from_account: '😀'.repeat(65) },
    CLAIMS,
    invalid('/from_account', 'expected a string of 1 to 64 characters'),
  ],
  ['a lone surrogate', { ...INPUT, from_account: '\ud800' }, CLAIMS, invalid('/from_account', ill)],
  ['a lone surrogate in a pattern', { ...INPUT, asset_id: 'AST-9\udc00' }, CLAIMS, invalid('/asset_id', ill)],
  [
    'a pattern not met',
    { ...INPUT, asset_id: 'AST-x' },
    CLAIMS,
    invalid('/asset_id', 'expected a string of 5 to 64 characters matching r"AST-[0-9]+"'),
  ],
  [
    'a negative amount',
    { ...INPUT, amount: -0.01 },
    CLAIMS,
    invalid('/amount', 'expected a number of USD, at least 0, with at most 2 decimals'),
  ],
  [
    'three decimals',
    { ...INPUT, amount: 0.001 },
    CLAIMS,
    invalid('/amount', 'expected a number of USD, at least 0, with at most 2 decimals'),
  ],
  [
    'not a number',
    { ...INPUT, amount: Number.NaN },
    CLAIMS,
    invalid('/amount', 'expected a number of USD, at least 0, with at most 2 decimals'),
  ],
  [
    'infinity',
    { ...INPUT, amount: Infinity },
    CLAIMS,
    invalid('/amount', 'expected a number of USD, at least 0, with at most 2 decimals'),
  ],
  [
    'null is not absent for a guard',
    { ...INPUT, memo: null },
    CLAIMS,
    invalid('/memo', 'expected a string of at most 280 characters'),
  ],
  [
    'a member that throws when it is read',
    Object.defineProperty({ ...INPUT }, 'amount', { enumerable: true, get: () => assert.fail('read') }),
    CLAIMS,
    invalid('', 'the input cannot be read'),
  ],
  [
    'an inherited fault before an own one',
    Object.setPrototypeOf({ ...without('to_account'), amount: 'x' }, { to_account: 'A-2' }),
    CLAIMS,
    invalid('/to_account', 'missing required field'),
  ],
  ['no claims', INPUT, undefined, role],
  ['claims that are a list', INPUT, [CLAIMS], role],
  ['another role', INPUT, { ...CLAIMS, role: 'intern' }, role],
  ['a role that is no text', INPUT, { ...CLAIMS, role: ['finance-agent'] }, role],
  ['another purpose', INPUT, { ...CLAIMS, purpose: 'marketing' }, purpose],
  ['a lower clearance', INPUT, { ...CLAIMS, classification: 'sensitive' }, clearance],
  ['a clearance that is none', INPUT, { ...CLAIMS, classification: 'RESTRICTED' }, clearance],
  ['above the limit', { ...INPUT, amount: 1_000_000.01 }, CLAIMS, impact],
  ['large without a memo', { ...without('memo'), amount: 250_000.01 }, CLAIMS, memo],
  ['large, exactly at the bound', { ...without('memo'), amount: 250_000 }, CLAIMS, STAGE],
  ['equal accounts', { ...INPUT, to_account: 'A-1' }, CLAIMS, distinct],
  [
    'schema before role',
    { ...INPUT, amount: 'x' },
    undefined,
    invalid('/amount', 'expected a number of USD, at least 0, with at most 2 decimals'),
  ],
  ['role before purpose', INPUT, { ...CLAIMS, role: 'x', purpose: 'x' }, role],
  ['purpose before clearance', INPUT, { ...CLAIMS, purpose: 'x', classification: 'x' }, purpose],
  ['clearance before impact', { ...INPUT, amount: 2e6 }, { ...CLAIMS, classification: 'x' }, clearance],
  ['impact before rules', { ...without('memo'), amount: 2e6 }, CLAIMS, impact],
  [
    'forbid before require, whichever is written first',
    { ...without('memo'), amount: 300_000, to_account: 'A-1' },
    CLAIMS,
    memo,
  ],
]

async function guardOf(
  action: Action,
  manifest: ManifestSource = TREASURY_MANIFEST,
  program: Program = TREASURY,
): Promise<AnyFunction> {
  const only = { ...manifest, actions: [action.id] }
  const { guards } = emitCode({ ...program, actions: [action] }, only)
  const decide = functionIn(await loadModule(guards.js), 'decide')
  return (input, claims, context) => decide(action.id, input, claims, context)
}

function claim(name: string): Expr {
  const type = CLAIMS_RECORD.fields.find((candidate) => candidate.name === name)!.type
  return { kind: 'field', object: { kind: 'root', root: 'claims', type: CLAIMS_RECORD }, field: name, type }
}

describe('guards of the treasury example', () => {
  let exports: Record<string, unknown>
  before(async () => {
    exports = await loadModule(emitCode(TREASURY, TREASURY_MANIFEST).guards.js)
  })

  for (const [title, input, claims, expected] of DECISIONS) {
    it(title, () => {
      const decision = functionIn(exports, 'guardAssetTransferSensitive')(input, claims, CONTEXT)
      assert.deepEqual(decision, expected)
      assert.deepEqual(Object.keys(decision as object), Object.keys(expected))
      assert.ok(Object.isFrozen(decision))
      assert.deepEqual(functionIn(exports, 'decide')('asset.transfer_sensitive', input, claims, CONTEXT), expected)
    })
  }

  it('a read is allowed at once', () => {
    assert.deepEqual(functionIn(exports, 'guardLedgerGetBalance')({ account: 'A-1' }, CLAIMS, CONTEXT), {
      effect: 'allow',
    })
  })

  for (const id of ['', 'ledger', 'constructor', '__proto__', 'toString', 5, null, undefined, {}]) {
    it(`the action ${String(id)} is unknown`, () =>
      assert.deepEqual(functionIn(exports, 'decide')(id, INPUT, CLAIMS, CONTEXT), unknown))
  }

  it('the tables are frozen, inherit nothing and hold exactly the actions', () => {
    for (const name of ['guards', 'actionLeaves']) {
      const table = exports[name] as object
      assert.equal(Object.getPrototypeOf(table), null)
      assert.ok(Object.isFrozen(table))
      assert.deepEqual(Object.keys(table), TREASURY_MANIFEST.actions)
    }
  })

  it('a decision is the same object every time, so that none is allocated', () => {
    const guard = functionIn(exports, 'guardAssetTransferSensitive')
    assert.equal(guard(INPUT, CLAIMS, CONTEXT), guard({ ...INPUT }, { ...CLAIMS }, CONTEXT))
    assert.equal(guard({ ...INPUT, amount: -1 }, CLAIMS, CONTEXT), guard({ ...INPUT, amount: -1 }, CLAIMS, CONTEXT))
  })

  it('survives a polluted Object.prototype', () => {
    const guard = functionIn(exports, 'guardAssetTransferSensitive')
    const prototype = Object.prototype as { memo?: string }
    try {
      prototype.memo = 'inherited'
      assert.deepEqual(guard({ ...without('memo'), amount: 300_000 }, CLAIMS, CONTEXT), memo)
    } finally {
      delete prototype.memo
    }
  })
})

describe('guards in other places', () => {
  it('an action that no purpose of the manifest permits is always denied', async () => {
    const guard = await guardOf(BALANCE, {
      ...TREASURY_MANIFEST,
      permissions: { classification_level: 'high', processing_purpose: 'none' },
    })
    const message = 'no purpose of this manifest permits ledger.get_balance'
    assert.deepEqual(guard({ account: 'A' }, { ...CLAIMS, purpose: 'none' }, CONTEXT), {
      effect: 'deny',
      code: 'PURPOSE_MISMATCH',
      message,
    })
  })

  it('a purpose permits by pattern, one segment a star', async () => {
    const permitting = (permits: readonly string[]): Program => ({
      ...TREASURY,
      purposes: [{ name: 'settlement', title: '', permits }],
    })
    for (const [pattern, effect] of [
      ['ledger.*', 'allow'],
      ['*.get_balance', 'allow'],
      ['*', 'deny'],
      ['ledger.*.x', 'deny'],
    ] as const) {
      const guard = await guardOf(BALANCE, TREASURY_MANIFEST, permitting([pattern]))
      assert.equal((guard({ account: 'A' }, CLAIMS, CONTEXT) as { effect: string }).effect, effect, pattern)
    }
  })

  const owner: Rule = {
    form: 'forbid',
    name: 'own_account',
    message: 'not your own',
    condition: binary(
      { kind: 'has', object: { kind: 'root', root: 'claims', type: CLAIMS_RECORD }, field: 'owner', type: BOOL },
      '&&',
      binary(claim('owner'), '==', inputField(BALANCE.input, 'account')),
    ),
  }
  const now: Rule = {
    form: 'require',
    name: 'in_time',
    message: 'too late',
    condition: binary(
      {
        kind: 'field',
        object: { kind: 'root', root: 'context', type: CONTEXT_RECORD },
        field: 'now',
        type: { kind: 'timestamp' },
      },
      '<',
      literal('2026-06-01T00:00:00Z', { kind: 'timestamp' }),
    ),
  }
  const denied = (rule: Rule): object => ({
    effect: 'deny',
    code: 'RULE_VIOLATED',
    rule: rule.name,
    message: rule.message,
  })
  const cases: readonly (readonly [string, object, unknown, object])[] = [
    ['an optional claim may be absent', CLAIMS, CONTEXT, { effect: 'allow' }],
    ['a claim that is read', { ...CLAIMS, owner: 'A' }, CONTEXT, denied(owner)],
    ['an ill-typed claim fails the check that reads it', { ...CLAIMS, owner: 5 }, CONTEXT, denied(owner)],
    ['an ill-formed claim too', { ...CLAIMS, owner: '\ud800' }, CONTEXT, denied(owner)],
    ['a context that is read', CLAIMS, { now: '2026-07-01T00:00:00Z' }, denied(now)],
    ['a missing context', CLAIMS, undefined, denied(now)],
    ['an ill-typed time', CLAIMS, { now: 'soon' }, denied(now)],
  ]
  for (const [title, claims, context, expected] of cases) {
    it(title, async () => {
      const guard = await guardOf({ ...BALANCE, rules: [now, owner] })
      assert.deepEqual(guard({ account: 'A' }, claims, context), expected)
    })
  }

  it('more fields than a number has bits, and more than are compared one by one', async () => {
    for (const count of [24, 25, 31, 61, 95]) {
      const names = Array.from({ length: count }, (_, index) => `f${String(index)}`)
      const input = record(names.map((name, index) => field(name, BOOL, { optional: index % 3 === 0 })))
      const guard = await guardOf({ ...BALANCE, input })
      const full = Object.fromEntries(names.map((name) => [name, true]))
      assert.deepEqual(guard(full, CLAIMS, CONTEXT), { effect: 'allow' })
      assert.deepEqual(guard({ ...full, extra: 1 }, CLAIMS, CONTEXT), invalid('/extra', 'unknown field'))
      const { f0: _, ...rest } = full
      assert.deepEqual(guard(rest, CLAIMS, CONTEXT), { effect: 'allow' })
      const { f1: __, ...fewer } = full
      assert.deepEqual(guard(fewer, CLAIMS, CONTEXT), invalid('/f1', 'missing required field'))
    }
  })

  it('two ids that give one name stay two functions', () => {
    const twins = [
      { ...BALANCE, id: 'a.b_c' },
      { ...BALANCE, id: 'a_b.c' },
    ]
    const { guards } = emitCode(
      { ...TREASURY, actions: twins },
      { ...TREASURY_MANIFEST, actions: twins.map(({ id }) => id) },
    )
    assert.match(guards.js, /function guardABC\(/)
    assert.match(guards.js, /function guardABC2\(/)
  })

  it('what actions share is written once, and what differs in its words alone is not shared', async () => {
    const amount = (unit: string) => record([field('amount', { kind: 'float', decimals: 2, min: 0, unit })])
    const paying = (id: string, unit: string): Action => ({
      ...BALANCE,
      id,
      input: record([field('of', amount(unit))]),
    })
    const actions = [paying('a.usd', 'USD'), paying('b.eur', 'EUR'), paying('c.usd', 'USD')]
    const ids = actions.map(({ id }) => id)
    const { guards } = emitCode({ ...TREASURY, actions }, { ...TREASURY_MANIFEST, actions: ids })
    const decide = functionIn(await loadModule(guards.js), 'decide')
    const reason = (unit: string): object =>
      invalid('/of/amount', `expected a number of ${unit}, at least 0, with at most 2 decimals`)
    assert.deepEqual(
      ids.map((id) => decide(id, { of: { amount: -1 } }, CLAIMS, CONTEXT)),
      [reason('USD'), reason('EUR'), reason('USD')],
    )
    assert.equal(guards.js.match(/^function faultOf\w+\(value, from\)/gm)?.length, 2)
    assert.equal(guards.js.match(/the role must be one of/g)?.length, 1)
  })

  it('no text of a policy can leave its literal or its comment', async () => {
    const hostile = "*/ alert(1) /* ' \\ ${x} ` \u2028\n</script>"
    const action: Action = {
      ...TRANSFER,
      description: hostile,
      rules: TRANSFER.rules.map((rule) => ({ ...rule, message: hostile })),
    }
    const guard = await guardOf(action)
    const decision = guard({ ...INPUT, to_account: 'A-1' }, CLAIMS, CONTEXT) as { message: string }
    assert.equal(decision.message, hostile)
  })

  it('a module-level name is never given twice', () => {
    const module = createGeneratedModule(['a'])
    assert.deepEqual([module.unique('a'), module.unique('a'), module.unique('isRecord')], ['a2', 'a3', 'isRecord2'])
  })
})
