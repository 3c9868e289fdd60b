/** Validation as a whole: what it returns, what it accepts, and that it finds everything at once. */
import assert from 'node:assert/strict'
import {
  COORDINATION_DEFAULTS,
  isRootVerified,
  PRESETS,
  parseManifest,
  resolvePreset,
  utf8,
  validateManifest,
} from 'clawql-manifest-validator'
import { exampleManifest, withRoot } from '../../scripts/example-manifest.ts'
import { changedManifest, type Json } from '../support/change.ts'

const issuesOf = (value: unknown): readonly (readonly [string, string])[] => {
  const result = validateManifest(value)
  return result.ok ? [] : result.issues.map(({ code, pointer }) => [code, pointer] as const)
}

describe('validateManifest', () => {
  it('accepts the example without a warning', () => {
    const result = validateManifest(exampleManifest())
    assert.ok(result.ok)
    assert.deepEqual(result.warnings, [])
  })

  it('returns a deeply frozen copy of its own, the policy resolved', () => {
    const original = exampleManifest()
    const result = validateManifest(original)
    assert.ok(result.ok)
    assert.ok(isRootVerified(result.manifest))
    assertFrozen(result.manifest)
    assert.equal(result.manifest.policy.coordination.nsv_crit, 0.35)
    assert.equal(result.manifest.policy.coordination.kappa, 0.12)
    assert.equal(result.manifest.policy.coordination.memory.fidelity_floor, 0.75)
    ;(original['identity'] as Json)['agent_id'] = 'changed afterwards'
    assert.equal(result.manifest.identity.agent_id, 'treasury-agent-01')
    assert.ok(!isRootVerified(structuredClone(result.manifest)))
    assert.ok(!isRootVerified({ ...result.manifest }))
  })

  it('leaves the caller’s object as it was', () => {
    const original = exampleManifest()
    const before = JSON.stringify(original)
    validateManifest(original)
    assert.equal(JSON.stringify(original), before)
    assert.ok(!Object.isFrozen(original) && !Object.isFrozen(original['policy']))
  })

  it('reads each property once, so a value cannot change between check and use', () => {
    let reads = 0
    const manifest = exampleManifest()
    Object.defineProperty(manifest['permissions'] as Json, 'classification_level', {
      enumerable: true,
      get: () => (reads++ === 0 ? 'restricted' : 'high'),
    })
    const result = validateManifest(manifest)
    assert.ok(result.ok)
    assert.equal(reads, 1)
    assert.equal(result.manifest.permissions.classification_level, 'restricted')
  })

  it('finds all issues, not the first', () => {
    const manifest = changedManifest(
      { pointer: '/identity/runtime', value: 'abacus' },
      { pointer: '/policy/coordination/kappa', value: 2 },
      { pointer: '/policy/coordination/eta', value: 1 },
      { pointer: '/permissions/processing_purpose' },
      { pointer: '/actions/1/governance/risk_tier', value: 9 },
      { pointer: '/actions/1/surprise', value: 1 },
      { pointer: '/extra', value: 1 },
    )
    assert.deepEqual([...issuesOf(manifest)].sort(), [
      ['MERKLE_ROOT_MISMATCH', '/merkle_root'],
      ['MISSING_FIELD', '/permissions/processing_purpose'],
      ['NOT_IN_LIST', '/identity/runtime'],
      ['OUT_OF_RANGE', '/actions/1/governance/risk_tier'],
      ['OUT_OF_RANGE', '/policy/coordination/eta'],
      ['OUT_OF_RANGE', '/policy/coordination/kappa'],
      ['UNKNOWN_FIELD', '/actions/1/surprise'],
      ['UNKNOWN_FIELD', '/extra'],
    ])
  })

  it('refuses what is no object, without further ado', () => {
    for (const value of [null, 1, 'x', [], true]) assert.deepEqual(issuesOf(value), [['WRONG_TYPE', '']])
    for (const value of [undefined, () => 1, Symbol('s'), 1n]) assert.deepEqual(issuesOf(value), [['NOT_JSON', '']])
  })

  it('takes extensions inside every block and nowhere else', () => {
    const blocks = [
      '/identity',
      '/provenance',
      '/permissions',
      '/policy',
      '/policy/coordination',
      '/policy/trust',
      '/actions/0',
      '/actions/0/governance',
      '/actions/0/side_effects/0',
      '/actions/0/execution',
    ]
    for (const block of blocks)
      assert.deepEqual(issuesOf(changedManifest({ pointer: `${block}/x-note`, value: { any: [1] } })), [], block)
    assert.deepEqual(issuesOf(changedManifest({ pointer: '/x-note', value: 1 })), [['TOP_LEVEL_EXTENSION', '/x-note']])
    for (const name of ['x-', 'X-note', 'xnote']) {
      assert.deepEqual(issuesOf(changedManifest({ pointer: `/identity/${name}`, value: 1 })), [
        ['UNKNOWN_FIELD', `/identity/${name}`],
      ])
    }
  })

  it('does not take prototype members for fields', () => {
    assert.deepEqual(issuesOf(changedManifest({ pointer: '/identity/__proto__', value: {} })), [
      ['UNKNOWN_FIELD', '/identity/__proto__'],
    ])
    assert.deepEqual(issuesOf(changedManifest({ pointer: '/policy/preset', value: 'constructor' })).slice(0, 1), [
      ['NOT_IN_LIST', '/policy/preset'],
    ])
  })

  it('a misspelt preset is one issue, not thirty', () => {
    const codes = issuesOf(changedManifest({ pointer: '/policy/preset', value: 'finance-complience-high' })).map(
      ([code]) => code,
    )
    assert.deepEqual([...codes].sort(), ['MERKLE_ROOT_MISMATCH', 'NOT_IN_LIST'])
  })

  it('accepts a manifest written from the source document alone', () => {
    const manifest = withRoot(sourceManifest())
    const result = validateManifest(manifest)
    assert.ok(result.ok, JSON.stringify(issuesOf(manifest)))
  })

  it('requires exactly the features that are used', () => {
    const uses: Readonly<Record<string, Json>> = {
      'context.1': { context_schema: { type: 'object' } },
      'decimals.1': { input_schema: { type: 'object', properties: { a: { type: 'number', 'x-claw-decimals': 2 } } } },
      'json.1': { input_schema: { type: 'object', properties: { a: { 'x-claw-json': 64 } } } },
      'where.1': { output_schema: { type: 'object', $defs: { a: { 'x-claw-where': 'true' } } } },
    }
    const governed: Readonly<Record<string, Json>> = {
      'groups.1': { approver_groups: [{ role: 'operator', min: 3 }] },
      'ttl.1': { approval_ttl_seconds: 60 },
      'waivers.1': { approval_waivers: [{ id: 'w', cel: 'true' }] },
      'rules.1': { rules: [{ id: 'r', kind: 'forbid', cel: 'false', message: 'never' }] },
      'scopes.1': { scopes: ['a:b'] },
      'rate.1': { rate: { count: 1, per_seconds: 1, by: 'claims.subject', counting: 'all' } },
      'measure.1': { max_impact: { currency: 'USD', value: 1, measure: 'input.amount' } },
    }
    const cases: readonly (readonly [string, Json])[] = [
      ...Object.entries(uses).map(([feature, fields]) => [feature, withAction(fields)] as const),
      ...Object.entries(governed).map(([feature, fields]) => [feature, withAction({}, fields)] as const),
      [
        'purposes.1',
        { ...sourceManifest(), policy: { ...(sourceManifest()['policy'] as Json), purposes: { settlement: [] } } },
      ],
    ]
    for (const [feature, manifest] of cases) {
      const policy = manifest['policy'] as Json
      assert.deepEqual(issuesOf(withRoot(manifest)), [['FEATURE_NOT_DECLARED', '/policy/required_features']], feature)
      const declared = withRoot({ ...manifest, policy: { ...policy, required_features: [feature] } })
      assert.deepEqual(issuesOf(declared), [], feature)
    }
  })

  it('a property or a constant that looks like a keyword is no feature', () => {
    const schema = {
      type: 'object',
      properties: { 'x-claw-where': { type: 'string' } },
      const: { 'x-claw-decimals': 2 },
    }
    assert.deepEqual(issuesOf(withRoot(withAction({ input_schema: schema }))), [])
  })

  it('resolves every preset, and custom only when complete', () => {
    for (const [name, table] of Object.entries(PRESETS)) {
      assert.ok(resolvePreset(name, { s_bar: 0.3 }).ok)
      const missing = resolvePreset(name, {})
      assert.ok(!missing.ok && missing.issues.map(({ pointer }) => pointer).join() === '/coordination/s_bar')
      const custom = resolvePreset('custom', { ...table, s_bar: 0.3 })
      assert.ok(custom.ok)
      for (const field of Object.keys(table)) {
        const { [field]: _, ...rest } = table
        const incomplete = resolvePreset('custom', { ...rest, s_bar: 0.3 })
        assert.ok(
          !incomplete.ok &&
            incomplete.issues.every(
              ({ code, pointer }) => code === 'MISSING_FIELD' && pointer.startsWith(`/coordination/${field}`),
            ),
        )
      }
    }
    assert.deepEqual(Object.keys(COORDINATION_DEFAULTS), [
      'memory',
      'delta_d',
      'w_min',
      'w_max',
      'w_floor_ceiling',
      'w_initial',
    ])
  })

  it('never takes a value from another preset, nor from a prototype', () => {
    for (const name of ['', 'toString', '__proto__', 'Custom', 5, null, undefined, {}]) {
      const result = resolvePreset(name, { s_bar: 0.3 })
      assert.ok(!result.ok && result.issues[0]?.pointer === '/preset')
    }
  })

  it('a roundtrip through bytes is the same manifest', () => {
    const parsed = parseManifest(utf8(JSON.stringify(exampleManifest())))
    assert.ok(parsed.ok)
    const result = validateManifest(parsed.value)
    assert.ok(result.ok && result.manifest.merkle_root === exampleManifest()['merkle_root'])
  })
})

describe('version 1.0', () => {
  const legacy = (): Json => {
    const { actions: _, ...manifest } = sourceManifest()
    return { ...manifest, manifest_version: '1.0' }
  }

  it('is accepted without actions, which stand as an empty list', () => {
    for (const manifest of [legacy(), { ...legacy(), actions: [] }]) {
      const result = validateManifest(withRoot(manifest))
      assert.ok(result.ok)
      assert.deepEqual(result.manifest.actions, [])
      assert.deepEqual(
        result.warnings.map(({ code }) => code),
        ['LEGACY_CLASSIFICATION'],
      )
    }
  })

  it('has another root than the same manifest as 1.1', () => {
    assert.notEqual(
      withRoot(legacy())['merkle_root'],
      withRoot({ ...legacy(), manifest_version: '1.1', actions: [] })['merkle_root'],
    )
  })

  it('may leave circuit_breaker_approval_quorum out under custom, and nothing else', () => {
    const table = structuredClone(PRESETS['finance-compliance-high']!) as unknown as {
      circuit_breaker: Json
      memory: Json
    }
    delete table.circuit_breaker['circuit_breaker_approval_quorum']
    const custom = { ...table, s_bar: 0.3 }
    assert.ok(resolvePreset('custom', custom, '1.0').ok)
    assert.ok(!resolvePreset('custom', custom, '1.1').ok)
    delete table.memory['fidelity_low_threshold']
    assert.ok(!resolvePreset('custom', custom, '1.0').ok)
  })

  it('carries no actions', () => {
    const manifest = withRoot({ ...sourceManifest(), manifest_version: '1.0' })
    assert.ok(issuesOf(manifest).some(([code]) => code === 'ACTIONS_IN_V1_0'))
  })

  it('1.1 without actions is refused, with an empty list accepted', () => {
    const { actions: _, ...manifest } = sourceManifest()
    assert.deepEqual(issuesOf(withRoot(manifest)), [['MISSING_FIELD', '/actions']])
    assert.deepEqual(issuesOf(withRoot({ ...manifest, actions: [] })), [])
  })
})

/** Only what the architecture document has, section 2.5. */
function sourceManifest(): Json {
  const example = exampleManifest()
  const [transfer] = structuredClone(example['actions']) as Json[]
  const governance = transfer!['governance'] as Json
  for (const name of ['rules', 'approver_groups', 'approval_ttl_seconds', 'approval_waivers', 'scopes', 'rate'])
    delete governance[name]
  governance['max_impact'] = { currency: 'USD', value: 1_000_000 }
  const { context_schema: _, ...action } = transfer!
  const policy = structuredClone(example['policy']) as Json
  for (const name of ['purposes', 'required_features', 'roles', 'trust']) delete policy[name]
  return {
    ...example,
    policy,
    actions: [
      {
        ...action,
        input_schema: {
          type: 'object',
          properties: { from_account: { type: 'string' }, amount: { type: 'number', minimum: 0 } },
          required: ['from_account', 'amount'],
        },
        execution: { handler: 'finance.transfer_handler', timeout_seconds: 30, retry_policy: 'none' },
        side_effects: [
          {
            object: 'asset',
            operation: 'transfer_ownership',
            state_transition: 'a → b',
            requires_confirmation: true,
            reversible: false,
          },
        ],
      },
    ],
  }
}

function withAction(fields: Json, governance: Json = {}): Json {
  const manifest = sourceManifest()
  const [action] = manifest['actions'] as Json[]
  return {
    ...manifest,
    actions: [{ ...action, ...fields, governance: { ...(action!['governance'] as Json), ...governance } }],
  }
}

function assertFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  assert.ok(Object.isFrozen(value))
  for (const each of Object.values(value)) assertFrozen(each)
}
