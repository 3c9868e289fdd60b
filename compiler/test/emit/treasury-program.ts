/**
 * The treasury example of the language's documentation as a program, and one with everything that types and expressions can say. Written out by hand,
 * so that the emitters' tests depend on no earlier phase.
 */
import type { Expr } from '../../src/program/expression.ts'
import type { Action, ManifestSource, Program } from '../../src/program/program.ts'
import type { Field, RecordType, Type } from '../../src/program/type.ts'

export const BOOL: Type = { kind: 'bool' }
export const ACCOUNT_ID: Type = { kind: 'string', minLength: 1, maxLength: 64, name: 'AccountId' }
export const ASSET_ID: Type = { kind: 'string', minLength: 5, maxLength: 64, patterns: ['AST-[0-9]+'], name: 'AssetId' }
export const USD: Type = { kind: 'float', decimals: 2, unit: 'USD', name: 'Usd' }
const STATUS: Type = { kind: 'enum', values: ['pending', 'confirmed', 'rejected'] }

export function field(name: string, type: Type, more: Partial<Field> = {}): Field {
  return { name, type, optional: false, nullable: false, ...more }
}

export function record(fields: readonly Field[], more: Partial<RecordType> = {}): RecordType {
  return { kind: 'record', open: false, fields, ...more }
}

const INPUT = record([
  field('from_account', ACCOUNT_ID, { doc: 'Account that owns the asset now.' }),
  field('to_account', ACCOUNT_ID),
  field('asset_id', ASSET_ID),
  field('amount', { ...USD, min: 0 }),
  field('memo', { kind: 'string', minLength: 0, maxLength: 280 }, { optional: true, ui: { widget: 'textarea' } }),
])

export function inputRoot(type: RecordType): Expr {
  return { kind: 'root', root: 'input', type }
}

/** `input.NAME` of the record. */
export function inputField(type: RecordType, name: string): Expr {
  const found = type.fields.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no field ${name}`)
  return { kind: 'field', object: inputRoot(type), field: name, type: found.type }
}

export function literal(value: boolean | number | string, type: Type): Expr {
  return { kind: 'literal', value, type }
}

export function binary(
  left: Expr,
  operator: Extract<Expr, { kind: 'binary' }>['operator'],
  right: Expr,
  type: Type = BOOL,
): Expr {
  return { kind: 'binary', operator, left, right, type }
}

const AMOUNT = inputField(INPUT, 'amount')
const HAS_MEMO: Expr = { kind: 'has', object: inputRoot(INPUT), field: 'memo', type: BOOL }

export const TRANSFER: Action = {
  kind: 'action',
  id: 'asset.transfer_sensitive',
  version: '1.3.0',
  description: 'Transfer ownership of a sensitive asset between accounts.',
  input: INPUT,
  output: record([field('transaction_id', { kind: 'string', minLength: 0 }), field('status', STATUS)]),
  governance: {
    classification: 'restricted',
    riskTier: 5,
    authorizedRoles: ['finance-agent', 'compliance-officer'],
    approval: { groups: [{ role: 'compliance-officer', min: 3 }], quorum: 3, ttlSeconds: 7200 },
    maxImpact: { measure: AMOUNT, value: 1_000_000, currency: 'USD' },
  },
  rules: [
    {
      form: 'require',
      name: 'distinct_accounts',
      condition: binary(inputField(INPUT, 'from_account'), '!=', inputField(INPUT, 'to_account')),
      message: 'source and destination accounts must differ',
    },
    {
      form: 'forbid',
      name: 'unexplained_large',
      condition: binary(binary(AMOUNT, '>', literal(250_000, USD)), '&&', {
        kind: 'unary',
        operator: '!',
        operand: HAS_MEMO,
        type: BOOL,
      }),
      message: 'a transfer above 250,000 USD needs a memo',
    },
  ],
  effects: [
    {
      object: 'asset',
      operation: 'transfer_ownership',
      instance: 'asset_id',
      from: { state: 'owned_by', arguments: ['from_account'] },
      to: { state: 'owned_by', arguments: ['to_account'] },
      requiresConfirmation: true,
      reversible: false,
    },
  ],
  execution: { handler: 'finance.transfer_handler', timeoutSeconds: 30, retryPolicy: 'none' },
}

export const BALANCE: Action = {
  kind: 'read',
  id: 'ledger.get_balance',
  version: '1.0.0',
  description: 'Current balance of an account.',
  input: record([field('account', ACCOUNT_ID)]),
  output: record([field('balance', USD)]),
  governance: { classification: 'sensitive', riskTier: 1, authorizedRoles: ['finance-agent', 'compliance-officer'] },
  rules: [],
  effects: [],
  execution: { handler: 'ledger.get_balance', timeoutSeconds: 5, retryPolicy: 'none' },
}

const COORDINATION = {
  nsv_crit: 0.35,
  sgdop_eigenvalue_floor: 1e-5,
  s_bar: 0.31,
  gamma: 0.05,
  eta: 0.02,
  tau: 0.3,
  kappa: 0.12,
  lambda_d: 0.05,
  d_crit: 0.7,
  d_crit_hysteresis: 0.02,
  w_consistency: 5,
  variance_ceiling: 0.15,
  enable_contribution_isolation: true,
  fingerprint_ttl_hours: 6,
  fingerprint_confidence_floor: 0.97,
  pruning_context_threshold: 0.7,
  pruning_retain_turns: 20,
  max_distillation_depth: 2,
  circuit_breaker: {
    watchdog_window_seconds: 30,
    signal_absence_threshold: 2,
    full_absence_threshold: 4,
    circuit_breaker_approval_quorum: 3,
  },
  breakout_authorization: { required_signers: 3, total_signers: 5 },
  memory: {
    fidelity_high_threshold: 0.95,
    fidelity_low_threshold: 0.85,
    retention_days_standard: 30,
    retention_days_extended: 60,
    retention_days_maximum: 90,
    fidelity_floor: 0.75,
  },
  delta_d: 0.05,
  w_min: 0.1,
  w_max: 1,
  w_floor_ceiling: 0.6,
  w_initial: 0.5,
}

export const TREASURY_MANIFEST: ManifestSource = {
  name: 'treasury-agent',
  identity: {
    agent_id: 'treasury-agent-01',
    runtime: 'pi',
    runtime_version: '1.5.2',
    model_family: 'llama-4',
    coordinator_key_ref: 'hsm://coordinator/2026',
  },
  permissions: { classification_level: 'restricted', processing_purpose: 'settlement' },
  policy: {
    preset: 'finance-compliance-high',
    required_signatures: 2,
    canary_rollout: true,
    rollback_rules: 'policy/rollback-7',
    compatible_policy_version: '^1.1.0',
    coordination: COORDINATION,
    purposes: { settlement: ['asset.transfer_ownership', 'ledger.get_balance'] },
    roles: { 'compliance-officer': 'human', 'finance-agent': 'agent' },
  },
  provenance: {
    build_source: 'worktree:main',
    base_model_weight_hash: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    base_model_hsm_signature: 'c2lnbmF0dXJl',
  },
  actions: ['asset.transfer_sensitive', 'ledger.get_balance'],
  invariants: [],
  files: { 'keys/approvers.yaml': '4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865' },
  doc: 'The treasury desk.',
}

export const TREASURY: Program = {
  roles: [
    { name: 'compliance-officer', nature: 'human' },
    { name: 'finance-agent', nature: 'agent', doc: 'Moves money and title for the treasury desk.' },
  ],
  purposes: [
    {
      name: 'settlement',
      title: 'Settle customer trades',
      permits: ['asset.transfer_ownership', 'ledger.get_balance'],
    },
  ],
  objects: [
    {
      name: 'asset',
      states: [
        { name: 'owned_by', arity: 1 },
        { name: 'frozen', arity: 0 },
      ],
      operations: [
        { name: 'transfer_ownership', from: 'owned_by', to: 'owned_by' },
        { name: 'freeze', from: 'owned_by', to: 'frozen' },
      ],
      doc: 'A thing with an owner.',
    },
  ],
  actions: [TRANSFER, BALANCE],
  presets: [],
  manifests: [TREASURY_MANIFEST],
  governanceTests: [],
  tests: [
    {
      title: 'an agent cannot pay itself',
      module: 'acme.treasury',
      file: 'treasury/main.claw',
      index: 0,
      action: 'asset.transfer_sensitive',
      input: { from_account: 'A-1', to_account: 'A-1', asset_id: 'AST-9', amount: 5, memo: 'm' },
      claims: { role: 'finance-agent', purpose: 'settlement', classification: 'restricted' },
      facts: {},
      expectations: [{ effect: 'deny', rule: 'distinct_accounts' }],
    },
  ],
  origins: new Map([
    [
      'action:asset.transfer_sensitive',
      { file: 'treasury/main.claw', module: 'acme.treasury', span: { start: 0, end: 1 } },
    ],
    ['action:ledger.get_balance', { file: 'treasury/main.claw', module: 'acme.treasury', span: { start: 0, end: 1 } }],
    ['manifest:treasury-agent', { file: 'treasury/main.claw', module: 'acme.treasury', span: { start: 0, end: 1 } }],
  ]),
}
