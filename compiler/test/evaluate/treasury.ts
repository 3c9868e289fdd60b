/** A small treasury as a program: one action with rules, impact and approval, one read, a manifest, an invariant and tests. */

import { ACTION_RECORD, ACTION_RECORDS } from '../../src/program/action-record.ts'
import type { Action, ManifestSource, Program } from '../../src/program/program.ts'
import type { RecordType, Type } from '../../src/program/type.ts'
import {
  BOOL,
  binary,
  field,
  has,
  literal,
  member,
  not,
  quantifier,
  record,
  root,
  STRING,
  variable,
} from './expressions.ts'

export const USD: Type = { kind: 'float', min: 0, decimals: 2, unit: 'USD', name: 'Usd' }
const ACCOUNT: Type = { kind: 'string', minLength: 1, maxLength: 16, patterns: ['A-[0-9]+'] }

export const TRANSFER_INPUT: RecordType = record(
  field('from_account', ACCOUNT),
  field('to_account', ACCOUNT),
  field('amount', USD),
  field('memo', { kind: 'string', minLength: 0, maxLength: 280 }, { optional: true, nullable: true }),
  field('urgent', BOOL, { optional: true, defaultValue: false }),
)

const INPUT = root('input', TRANSFER_INPUT)
const amount = member(INPUT, 'amount')

export const TRANSFER: Action = {
  kind: 'action',
  id: 'asset.transfer_sensitive',
  version: '1.3.0',
  description: 'Transfer ownership of a sensitive asset between accounts.',
  input: TRANSFER_INPUT,
  output: record(field('transaction_id', STRING), field('status', { kind: 'enum', values: ['pending', 'confirmed'] })),
  governance: {
    classification: 'restricted',
    riskTier: 5,
    authorizedRoles: ['finance-agent', 'compliance-officer'],
    approval: { groups: [{ role: 'compliance-officer', min: 3 }], quorum: 3, ttlSeconds: 7200 },
    maxImpact: { measure: amount, value: 1_000_000, currency: 'USD' },
  },
  rules: [
    {
      form: 'require',
      name: 'distinct_accounts',
      condition: binary(member(INPUT, 'from_account'), '!=', member(INPUT, 'to_account')),
      message: 'source and destination accounts must differ',
    },
    {
      form: 'forbid',
      name: 'unexplained_large',
      condition: binary(binary(amount, '>', literal(250_000, USD)), '&&', not(has(INPUT, 'memo'))),
      message: 'a transfer above 250,000 USD needs a memo',
    },
  ],
  effects: [
    {
      object: 'asset',
      operation: 'transfer_ownership',
      instance: 'from_account',
      from: { state: 'owned_by', arguments: ['from_account'] },
      to: { state: 'owned_by', arguments: ['to_account'] },
      requiresConfirmation: true,
      reversible: false,
    },
  ],
  execution: { handler: 'finance.transfer', timeoutSeconds: 30, retryPolicy: 'none' },
}

export const BALANCE: Action = {
  kind: 'read',
  id: 'ledger.get_balance',
  version: '1.0.0',
  description: 'Current balance of an account.',
  input: record(field('account', ACCOUNT)),
  output: record(field('balance', USD)),
  governance: { classification: 'sensitive', riskTier: 1, authorizedRoles: ['finance-agent'] },
  rules: [],
  effects: [],
  execution: { handler: 'ledger.get_balance', timeoutSeconds: 5, retryPolicy: 'none' },
}

const each = variable(0, ACTION_RECORD, 'a')

export const MANIFEST: ManifestSource = {
  name: 'treasury-agent',
  identity: { agent_id: 'treasury-agent-01' },
  permissions: { classification_level: 'restricted', processing_purpose: 'settlement' },
  policy: {},
  provenance: { build_source: 'x', base_model_weight_hash: 'x', base_model_hsm_signature: 'x' },
  actions: ['asset.transfer_sensitive', 'ledger.get_balance'],
  invariants: [
    {
      name: 'irreversible_needs_two_people',
      condition: quantifier(
        'all',
        root('actions', ACTION_RECORDS),
        binary(not(member(each, 'reversible')), '=>', binary(member(each, 'quorum'), '>=', literal(2))),
      ),
    },
  ],
  files: {},
}

export const CLAIMS = {
  subject: 'u-1',
  agent_id: 'agent-1',
  role: 'finance-agent',
  purpose: 'settlement',
  scope: [],
  classification: 'restricted',
  session_id: 's-1',
} as const

export const TRANSFER_CALL = { from_account: 'A-1', to_account: 'A-2', amount: 5, memo: 'm' } as const

export const CONTEXT = { now: '2026-01-01T00:00:00Z', facts: {} } as const

export const TREASURY: Program = {
  roles: [
    { name: 'compliance-officer', nature: 'human' },
    { name: 'finance-agent', nature: 'agent' },
  ],
  purposes: [
    { name: 'settlement', title: 'Settle customer trades', permits: ['asset.transfer_ownership', 'ledger.*'] },
    { name: 'audit', title: 'Look only', permits: ['ledger.get_balance'] },
  ],
  objects: [],
  actions: [TRANSFER, BALANCE],
  presets: [],
  manifests: [MANIFEST],
  governanceTests: [],
  tests: [
    {
      title: 'an agent cannot pay itself',
      module: 'acme.treasury',
      file: 'treasury.claw',
      index: 0,
      action: 'asset.transfer_sensitive',
      input: { ...TRANSFER_CALL, to_account: 'A-1' },
      claims: CLAIMS,
      facts: {},
      expectations: [{ effect: 'deny', rule: 'distinct_accounts' }],
    },
    {
      title: 'a small transfer waits for three people',
      module: 'acme.treasury',
      file: 'treasury.claw',
      index: 1,
      action: 'asset.transfer_sensitive',
      input: TRANSFER_CALL,
      claims: CLAIMS,
      facts: {},
      expectations: [{ effect: 'stage' }, { effect: 'stage', quorum: 3 }],
    },
  ],
  origins: new Map(),
}
