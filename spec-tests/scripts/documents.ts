/**
 * The manifests that cases start from, written by hand and sealed with the oracle's root: `treasury` uses the optional additions, `plain` none of
 * them, `legacy` is version 1.0, `custom` writes every parameter out. Owns their content; the files under `documents/` are printed from here.
 */
import { testKey } from './oracle/ed25519.ts'
import { type ManifestLike, seal } from './oracle/manifest-root.ts'
import { expandPreset } from './oracle/presets.ts'
import { readings } from './readings-document.ts'

/** Name to sealed manifest. */
export function manifestDocuments(): ReadonlyMap<string, ManifestLike> {
  const documents = {
    treasury: treasury(),
    plain: plain(),
    legacy: legacy(),
    custom: custom(),
    controls: controls(),
    readings: readings(plain()),
  }
  return new Map(Object.entries(documents).map(([name, manifest]) => [name, seal(manifest)]))
}

const IDENTITY = {
  agent_id: 'treasury-agent-01',
  runtime: 'pi',
  runtime_version: '1.5.2',
  model_family: 'llama-4',
  coordinator_key_ref: 'hsm://coordinator/2026',
}

const PROVENANCE = {
  artifact_cids: [
    'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq',
    'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku',
  ],
  build_source: 'git:4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  base_model_weight_hash: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  base_model_hsm_signature: 'c2lnbmF0dXJlIG9mIHRoZSBiYXNlIG1vZGVsIHdlaWdodHM=',
}

const ACCOUNT = { type: 'string', minLength: 1, maxLength: 64, pattern: '^(?:A-[0-9]+)$' }

function transferSensitive() {
  return {
    id: 'asset.transfer_sensitive',
    version: '1.3.0',
    description: 'Transfer ownership of a sensitive asset between accounts.',
    input_schema: {
      type: 'object',
      properties: {
        from_account: ACCOUNT,
        to_account: ACCOUNT,
        asset_id: { type: 'string', minLength: 5, maxLength: 64, pattern: '^(?:AST-[0-9]+)$' },
        amount: { type: 'number', minimum: 0, 'x-claw-unit': 'USD', 'x-claw-decimals': 2 },
        memo: { type: 'string', maxLength: 280 },
      },
      required: ['from_account', 'to_account', 'asset_id', 'amount'],
      additionalProperties: false,
      'x-claw-order': ['from_account', 'to_account', 'asset_id', 'amount', 'memo'],
    },
    output_schema: {
      type: 'object',
      properties: {
        transaction_id: { type: 'string' },
        status: { type: 'string', enum: ['pending', 'confirmed', 'rejected'] },
      },
      required: ['transaction_id', 'status'],
      additionalProperties: false,
      'x-claw-order': ['transaction_id', 'status'],
    },
    governance: {
      classification: 'restricted',
      risk_tier: 5,
      requires_approval: true,
      approval_quorum: 3,
      requires_two_phase_commit: true,
      authorized_roles: ['finance-agent', 'compliance-officer'],
      max_impact: { currency: 'USD', value: 1000000, measure: 'input.amount' },
      rules: [
        {
          id: 'distinct_accounts',
          kind: 'require',
          cel: 'input.from_account != input.to_account',
          message: 'source and destination accounts must differ',
        },
        {
          id: 'unexplained_large',
          kind: 'forbid',
          cel: 'input.amount > 250000.0 && !has(input.memo)',
          message: 'a transfer above 250,000 USD needs a memo',
        },
      ],
      approver_groups: [{ role: 'compliance-officer', min: 3 }],
      approval_ttl_seconds: 7200,
    },
    side_effects: [
      {
        object: 'asset',
        operation: 'transfer_ownership',
        state_transition: 'owned_by:from_account → owned_by:to_account',
        requires_confirmation: true,
        reversible: false,
        instance: 'asset_id',
      },
    ],
    execution: { handler: 'finance.transfer_handler', timeout_seconds: 30, retry_policy: 'none' },
  }
}

function getBalance() {
  return {
    id: 'ledger.get_balance',
    version: '1.0.0',
    description: 'Current balance of an account.',
    input_schema: {
      type: 'object',
      properties: { account: ACCOUNT },
      required: ['account'],
      additionalProperties: false,
      'x-claw-order': ['account'],
    },
    output_schema: {
      type: 'object',
      properties: { balance: { type: 'number' } },
      required: ['balance'],
      additionalProperties: false,
      'x-claw-order': ['balance'],
    },
    governance: {
      classification: 'sensitive',
      risk_tier: 1,
      requires_approval: false,
      requires_two_phase_commit: false,
      authorized_roles: ['finance-agent', 'compliance-officer'],
    },
    side_effects: [],
    execution: { handler: 'ledger.get_balance', timeout_seconds: 5, retry_policy: 'none' },
  }
}

function treasury() {
  return {
    manifest_version: '1.1',
    merkle_root: '',
    identity: IDENTITY,
    provenance: PROVENANCE,
    permissions: {
      tool_use: ['asset.transfer_sensitive', 'ledger.get_balance'],
      classification_level: 'restricted',
      processing_purpose: 'settlement',
    },
    policy: {
      preset: 'finance-compliance-high',
      required_signatures: 2,
      canary_rollout: true,
      rollback_rules: 'policy/rollback-7',
      compatible_policy_version: '^1.1.0',
      coordination: { s_bar: 0.31, kappa: 0.12 },
      purposes: { settlement: ['asset.transfer_ownership', 'ledger.get_balance'] },
      required_features: ['decimals.1', 'groups.1', 'measure.1', 'purposes.1', 'rules.1', 'ttl.1'],
      roles: { 'compliance-officer': 'human', 'finance-agent': 'agent' },
      trust: {
        issuers: [{ iss: 'https://id.acme.example', alg: 'EdDSA', kid: '2026-1', public_key: publicKey(1) }],
        approvers: ['ada', 'bob', 'cyd'].map((name, index) => ({
          subject: `user:${name}`,
          roles: ['compliance-officer'],
          public_key: publicKey(10 + index),
        })),
        breakout_signers: ['ada', 'bob', 'cyd', 'dee', 'eve'].map((id, index) => ({
          id,
          public_key: publicKey(20 + index),
        })),
        base_model_key_ref: 'hsm://models/llama-4',
      },
    },
    actions: [transferSensitive(), getBalance()],
  }
}

/** What someone writes who has read the source document and nothing else. */
function plain() {
  const transfer = transferSensitive()
  const { measure: _measure, ...impact } = transfer.governance.max_impact
  const { rules: _rules, approver_groups: _groups, approval_ttl_seconds: _ttl, ...governance } = transfer.governance
  const effects = transfer.side_effects.map(({ instance: _instance, ...effect }) => effect)
  const text = { type: 'string' }
  return {
    manifest_version: '1.1',
    merkle_root: '',
    identity: { ...IDENTITY, runtime: 'hermes' },
    provenance: PROVENANCE,
    permissions: {
      tool_use: ['asset.transfer_sensitive', 'note.read'],
      classification_level: 'high',
      processing_purpose: 'settlement',
    },
    policy: {
      preset: 'software-dev-balanced',
      required_signatures: 0,
      canary_rollout: false,
      rollback_rules: 'none',
      compatible_policy_version: '>=1.0.0 <2.0.0',
      coordination: { s_bar: 0.2 },
    },
    actions: [
      {
        ...transfer,
        input_schema: {
          type: 'object',
          properties: { from_account: text, to_account: text, asset_id: text, amount: { type: 'number', minimum: 0 } },
          required: ['from_account', 'to_account', 'asset_id', 'amount'],
        },
        output_schema: {
          type: 'object',
          properties: { transaction_id: text, status: { type: 'string', enum: ['pending', 'confirmed', 'rejected'] } },
        },
        governance: { ...governance, max_impact: impact },
        side_effects: effects,
      },
      {
        ...getBalance(),
        id: 'note.read',
        description: 'Read a note.',
        input_schema: { type: 'object', properties: { title: text }, required: ['title'] },
        output_schema: { type: 'object' },
        governance: { ...getBalance().governance, classification: 'standard' },
      },
    ],
  }
}

function legacy() {
  const { actions: _actions, ...rest } = plain()
  const { circuit_breaker_approval_quorum: _quorum, ...breaker } = {
    watchdog_window_seconds: 45,
    signal_absence_threshold: 3,
    full_absence_threshold: 8,
    circuit_breaker_approval_quorum: 2,
  }
  const coordination = { ...expandPreset('software-dev-balanced', { s_bar: 0.2 }), circuit_breaker: breaker }
  return { ...rest, manifest_version: '1.0', policy: { ...rest.policy, preset: 'custom', coordination } }
}

function custom() {
  const base = plain()
  const coordination = { ...expandPreset('research-exploration-high', { s_bar: -0.05, tau: 2.5 }) }
  for (const constant of ['delta_d', 'w_min', 'w_max', 'w_floor_ceiling', 'w_initial']) delete coordination[constant]
  return { ...base, policy: { ...base.policy, preset: 'custom', coordination }, actions: [base.actions[1]!] }
}

/** One action per optional control, each as small as it can be. */
function controls() {
  const text = { type: 'string' }
  const read = getBalance()
  const action = (id: string, properties: object, governance: object, more: object = {}) => ({
    ...read,
    id,
    description: `Shows one control: ${id}.`,
    input_schema: { type: 'object', properties, additionalProperties: false },
    output_schema: { type: 'object' },
    governance: { ...read.governance, classification: 'standard', authorized_roles: ['worker'], ...governance },
    ...more,
  })
  const effect = (operation: string) => ({
    side_effects: [
      { object: 'thing', operation, state_transition: 'any → any', requires_confirmation: false, reversible: false },
    ],
  })
  const approval = { requires_approval: true, approval_quorum: 2, requires_two_phase_commit: true }
  const actions = [
    action('scoped.read', {}, { scopes: ['repo:read', 'repo:list'] }),
    action('limited.declared', { note: text }, { max_impact: { currency: 'EUR', value: 100 } }),
    action('limited.amount', { amount: { type: 'number' } }, { max_impact: { currency: 'EUR', value: 100 } }),
    action(
      'limited.measured',
      { items: { type: 'integer', minimum: 0 } },
      { max_impact: { currency: 'EUR', value: 100, measure: 'input.items * 10.0' } },
    ),
    action(
      'ruled.order',
      { a: { type: 'boolean' }, b: { type: 'boolean' }, c: { type: 'boolean' } },
      {
        rules: [
          { id: 'first_require', kind: 'require', cel: 'input.a', message: 'a must hold' },
          { id: 'first_forbid', kind: 'forbid', cel: 'input.b', message: 'b must not hold' },
          { id: 'second_forbid', kind: 'forbid', cel: 'has(input.c) && input.c', message: 'c must not hold' },
        ],
      },
    ),
    action(
      'ruled.claims',
      { owner: text },
      {
        rules: [
          { id: 'own_things', kind: 'require', cel: 'input.owner == claims.subject', message: 'only what is yours' },
        ],
      },
    ),
    action(
      'ruled.no_boolean',
      { n: { type: 'number' } },
      { rules: [{ id: 'odd_result', kind: 'require', cel: 'input.n', message: 'no boolean' }] },
    ),
    action(
      'thing.change',
      { size: { type: 'number' } },
      {
        ...approval,
        approver_groups: [
          { role: 'owner', min: 1 },
          { role: 'auditor', min: 1 },
        ],
        approval_waivers: [
          { id: 'tiny', cel: 'input.size < 10.0' },
          { id: 'small', cel: 'input.size < 100.0', approver_groups: [{ role: 'owner', min: 1 }] },
        ],
      },
      effect('change'),
    ),
    action('thing.remove', {}, approval, effect('remove')),
    action('thing.touch', {}, {}, effect('touch')),
    action(
      'timed.read',
      {},
      {
        rules: [{ id: 'window_open', kind: 'require', cel: 'context.change_window', message: 'the window is closed' }],
      },
      {
        context_schema: {
          type: 'object',
          properties: { change_window: { type: 'boolean' } },
          required: ['change_window'],
          additionalProperties: false,
        },
      },
    ),
  ]
  return {
    ...plain(),
    permissions: {
      tool_use: actions.map(({ id }) => id).sort(),
      classification_level: 'standard',
      processing_purpose: 'work',
    },
    policy: {
      ...plain().policy,
      purposes: {
        work: ['scoped.*', 'limited.*', 'ruled.*', 'timed.read', 'thing.change', 'thing.remove'],
        rest: ['thing.*'],
      },
      required_features: ['context.1', 'groups.1', 'measure.1', 'purposes.1', 'rules.1', 'scopes.1', 'waivers.1'],
    },
    actions,
  }
}

function publicKey(number: number): string {
  return testKey(Buffer.alloc(32, number)).publicKey.toString('base64')
}
