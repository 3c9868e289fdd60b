/**
 * The example manifest: valid, and using every field of the shape. The reference pages show changes to it, the schema carries it as its example, and
 * the tests mutate it. Its keys belong to the seeds `seed(1)`, `seed(2)`, …; none is a secret.
 */
import { baseModelMessage, computeRoot, ed25519PublicKey, signEd25519, toBase64 } from 'clawql-manifest-validator'

/** A 32-byte seed: the number in every byte. */
export function seed(number: number): Uint8Array {
  return new Uint8Array(32).fill(number)
}

export function publicKey(number: number): string {
  return toBase64(ed25519PublicKey(seed(number)))
}

export const WEIGHT_HASH = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** Whose key signs the base model. */
export const BASE_MODEL_SEED = 20

/** A fresh copy each time, as plain mutable JSON. */
export function exampleManifest(): Record<string, unknown> {
  built ??= withRoot({ manifest_version: '1.1', merkle_root: '', ...blocks(), actions: [transfer(), balance()] })
  return structuredClone(built)
}

/** Making its keys and its signature takes far longer than copying them. */
let built: Record<string, unknown> | undefined

/** The same manifest with the root it ought to have; unchanged where none can be computed. */
export function withRoot(manifest: Record<string, unknown>): Record<string, unknown> {
  const computed = computeRoot(manifest)
  return computed.ok ? { ...manifest, merkle_root: computed.root } : manifest
}

function blocks(): Record<string, unknown> {
  return {
    identity: {
      agent_id: 'treasury-agent-01',
      runtime: 'pi',
      runtime_version: '1.5.2',
      model_family: 'llama-4',
      coordinator_key_ref: 'hsm://coordinator/2026',
      'x-team': 'treasury',
    },
    provenance: {
      artifact_cids: [
        'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq',
        'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku',
      ],
      build_source: 'git:4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      base_model_weight_hash: WEIGHT_HASH,
      base_model_hsm_signature: toBase64(signEd25519(seed(BASE_MODEL_SEED), baseModelMessage(WEIGHT_HASH))),
    },
    permissions: {
      tool_use: ['asset.transfer_sensitive', 'ledger.get_balance'],
      classification_level: 'restricted',
      processing_purpose: 'settlement',
    },
    policy: policy(),
  }
}

function policy(): Record<string, unknown> {
  return {
    preset: 'finance-compliance-high',
    required_signatures: 2,
    canary_rollout: true,
    rollback_rules: 'policy/rollback-7',
    compatible_policy_version: '^1.1.0',
    coordination: { s_bar: 0.31, kappa: 0.12 },
    purposes: { settlement: ['asset.transfer_ownership', 'ledger.get_balance'] },
    required_features: [
      'context.1',
      'decimals.1',
      'groups.1',
      'measure.1',
      'purposes.1',
      'rate.1',
      'rules.1',
      'scopes.1',
      'ttl.1',
      'waivers.1',
      'where.1',
    ],
    roles: { 'compliance-officer': 'human', 'finance-agent': 'agent' },
    trust: {
      issuers: [{ iss: 'https://id.acme.example', alg: 'EdDSA', kid: '2026-1', public_key: publicKey(1) }],
      approvers: [2, 3, 4].map((n) => ({
        subject: `officer-${n}`,
        roles: ['compliance-officer'],
        public_key: publicKey(n),
      })),
      breakout_signers: [5, 6, 7, 8, 9].map((n) => ({ id: `signer-${n}`, public_key: publicKey(n) })),
      base_model_key_ref: 'hsm://models/llama-4',
    },
  }
}

function transfer(): Record<string, unknown> {
  return {
    id: 'asset.transfer_sensitive',
    version: '1.3.0',
    description: 'Transfer ownership of a sensitive asset between accounts.',
    input_schema: {
      type: 'object',
      properties: {
        from_account: { type: 'string', 'x-claw-where': 'value != "A-0"' },
        to_account: { type: 'string' },
        asset_id: { type: 'string', pattern: '^(?:AST-[0-9]+)$' },
        amount: { type: 'number', minimum: 0, 'x-claw-decimals': 2, 'x-claw-unit': 'USD' },
      },
      required: ['from_account', 'to_account', 'asset_id', 'amount'],
      additionalProperties: false,
      'x-claw-order': ['from_account', 'to_account', 'asset_id', 'amount'],
    },
    output_schema: {
      type: 'object',
      properties: { transaction_id: { type: 'string' }, status: { enum: ['pending', 'confirmed', 'rejected'] } },
      required: ['transaction_id', 'status'],
    },
    context_schema: { type: 'object', properties: { change_window: { type: 'boolean' } }, required: ['change_window'] },
    governance: transferGovernance(),
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
    execution: {
      handler: 'finance.transfer_handler',
      timeout_seconds: 30,
      retry_policy: 'none',
      compensate: 'finance.reverse_transfer',
      idempotent: true,
    },
  }
}

function transferGovernance(): Record<string, unknown> {
  return {
    classification: 'restricted',
    risk_tier: 5,
    requires_approval: true,
    approval_quorum: 3,
    requires_two_phase_commit: true,
    authorized_roles: ['finance-agent', 'compliance-officer'],
    max_impact: { currency: 'USD', value: 1_000_000, measure: 'input.amount' },
    rules: [
      {
        id: 'distinct_accounts',
        kind: 'require',
        cel: 'input.from_account != input.to_account',
        message: 'source and destination accounts must differ',
      },
    ],
    approver_groups: [{ role: 'compliance-officer', min: 3 }],
    approval_ttl_seconds: 7200,
    approval_waivers: [
      { id: 'small_amount', cel: 'input.amount < 100.0', approver_groups: [{ role: 'compliance-officer', min: 1 }] },
    ],
    scopes: ['assets:write'],
    rate: { count: 20, per_seconds: 3600, by: 'claims.agent_id', counting: 'executed' },
  }
}

function balance(): Record<string, unknown> {
  return {
    id: 'ledger.get_balance',
    version: '1.0.0',
    description: 'Current balance of an account.',
    input_schema: { type: 'object', properties: { account: { type: 'string' } }, required: ['account'] },
    output_schema: { type: 'object', properties: { balance: { type: 'number' } }, required: ['balance'] },
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
