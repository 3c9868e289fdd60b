/** The treasury's manifest as it is published, written by hand: what a reader without the source has. */
import type { Decision } from 'clawql-manifest-validator'
import { decideManifest } from '../../src/foreign/decide-manifest.ts'

type Json = Record<string, unknown>

const ACCOUNT = { type: 'string', minLength: 1, maxLength: 16, pattern: '^(?:A-[0-9]+)$' }

export const TRANSFER_SCHEMA: Json = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    from_account: ACCOUNT,
    to_account: ACCOUNT,
    amount: { type: 'number', minimum: 0, 'x-claw-unit': 'USD', 'x-claw-decimals': 2 },
    memo: { type: ['string', 'null'], minLength: 0, maxLength: 280 },
    urgent: { type: 'boolean', default: false },
  },
  required: ['from_account', 'to_account', 'amount'],
  additionalProperties: false,
  'x-claw-order': ['from_account', 'to_account', 'amount', 'memo', 'urgent'],
}

export const TRANSFER_ACTION: Json = {
  id: 'asset.transfer_sensitive',
  version: '1.3.0',
  description: 'Transfer ownership of a sensitive asset between accounts.',
  input_schema: TRANSFER_SCHEMA,
  output_schema: { type: 'object' },
  governance: {
    classification: 'restricted',
    risk_tier: 5,
    requires_approval: true,
    approval_quorum: 3,
    requires_two_phase_commit: true,
    authorized_roles: ['finance-agent', 'compliance-officer'],
    max_impact: { currency: 'USD', value: 1_000_000, measure: 'input.amount' },
    approver_groups: [{ role: 'compliance-officer', min: 3 }],
    approval_ttl_seconds: 7200,
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
  },
  side_effects: [
    {
      object: 'asset',
      operation: 'transfer_ownership',
      state_transition: 'owned_by:from_account → owned_by:to_account',
      requires_confirmation: true,
      reversible: false,
    },
  ],
  execution: { handler: 'finance.transfer', timeout_seconds: 30, retry_policy: 'none' },
}

export const BALANCE_ACTION: Json = {
  id: 'ledger.get_balance',
  version: '1.0.0',
  description: 'Current balance of an account.',
  input_schema: {
    type: 'object',
    properties: { account: ACCOUNT },
    required: ['account'],
    additionalProperties: false,
  },
  output_schema: { type: 'object' },
  governance: {
    classification: 'sensitive',
    risk_tier: 1,
    requires_approval: false,
    requires_two_phase_commit: false,
    authorized_roles: ['finance-agent'],
  },
  side_effects: [],
  execution: { handler: 'ledger.get_balance', timeout_seconds: 5, retry_policy: 'none' },
}

export function manifestOf(actions: readonly Json[], policy: Json = {}): Json {
  return {
    manifest_version: '1.1',
    permissions: {
      tool_use: actions.map((action) => action['id']),
      classification_level: 'restricted',
      processing_purpose: 'settlement',
    },
    policy: {
      purposes: { settlement: ['asset.transfer_ownership', 'ledger.*'], audit: ['ledger.get_balance'] },
      required_features: ['decimals.1', 'groups.1', 'measure.1', 'purposes.1', 'rules.1', 'ttl.1'],
      ...policy,
    },
    actions,
  }
}

export const PUBLISHED: Json = manifestOf([TRANSFER_ACTION, BALANCE_ACTION])

/** A decision as it is compared between implementations. */
export function gist(decision: Decision): string {
  if (decision.effect === 'stage') return `stage ${decision.quorum}`
  if (decision.effect === 'allow') return 'allow'
  return decision.rule === undefined ? `deny ${decision.code}` : `deny ${decision.code} ${decision.rule}`
}

/** A read with other governance or another schema, decided about. */
export function decideWith(
  governance: Json,
  given: { input?: unknown; claims: unknown; context?: unknown },
  more: { action?: Json; policy?: Json } = {},
): string {
  const base = BALANCE_ACTION['governance']
  const action = {
    ...BALANCE_ACTION,
    ...more.action,
    governance: { ...(typeof base === 'object' ? base : {}), ...governance },
  }
  const manifest = manifestOf([action], more.policy)
  const context = 'context' in given ? given.context : { now: '2026-01-01T00:00:00Z', facts: {} }
  return gist(
    decideManifest(
      manifest,
      'ledger.get_balance',
      'input' in given ? given.input : { account: 'A-1' },
      given.claims,
      context,
    ),
  )
}
