/** The shape of one ActionType: contract, governance, effects, execution (architecture 2.5 and the optional additions of manifest v1.1). */
import {
  type BlockShape,
  block,
  boolean,
  choice,
  integer,
  jsonSchema,
  list,
  number,
  optional,
  required,
  text,
} from './shape.ts'

/** Ascending clearance. */
export const CLASSIFICATIONS: readonly string[] = Object.freeze(['standard', 'sensitive', 'restricted', 'high'])

export const APPROVER_GROUP: BlockShape = block('ManifestApproverGroup', 'Approvals of one role.', [
  required('role', text('name'), 'compliance-officer', 'Role of the approvers.'),
  required('min', integer({ min: 1 }), 3, 'Distinct people of that role.'),
])
const GROUPS = list(APPROVER_GROUP, { minItems: 1, unique: ['role'] })
const GROUPS_EXAMPLE = [{ role: 'compliance-officer', min: 3 }]

export const MAX_IMPACT: BlockShape = block('MaxImpact', 'The largest impact one call may have.', [
  required('currency', text('currency'), 'USD', 'Unit of the value.'),
  required('value', number({ above: 0 }), 1_000_000, 'The limit, itself allowed.'),
  optional(
    'measure',
    text(),
    'input.amount',
    'CEL over input; absent: the larger of the declared impact and a numeric input named amount.',
  ),
])

export const RULE: BlockShape = block('GovernanceRule', 'A condition on a call.', [
  required('id', text('name'), 'distinct_accounts', 'Name, unique in the action.'),
  required('kind', choice(['require', 'forbid']), 'require', 'Whether the condition must hold or must not.'),
  required('cel', text(), 'input.from_account != input.to_account', 'The condition in CEL.'),
  required('message', text(), 'source and destination accounts must differ', 'Why the call is denied.'),
])

export const WAIVER: BlockShape = block('ApprovalWaiver', 'A case that needs fewer approvals.', [
  required('id', text('name'), 'small_amount', 'Name, unique in the action.'),
  required('cel', text(), 'input.amount < 100.0', 'When the waiver holds; an error never waives.'),
  optional('approver_groups', GROUPS, GROUPS_EXAMPLE, 'The groups then asked; absent: no approval.'),
])

export const RATE: BlockShape = block('Rate', 'How often the action may run.', [
  required('count', integer({ min: 1 }), 20, 'Runs allowed.'),
  required('per_seconds', integer({ min: 1 }), 3600, 'Length of the window in seconds.'),
  required('by', text('claims-path'), 'claims.agent_id', 'What is counted apart.'),
  required('counting', choice(['executed', 'all']), 'executed', 'Whether refused calls count too.'),
])

export const GOVERNANCE: BlockShape = block('Governance', 'Who may run the action, when, and with whose approval.', [
  required(
    'classification',
    choice(CLASSIFICATIONS, { typeName: 'Classification' }),
    'restricted',
    'Clearance needed; at most permissions.classification_level.',
  ),
  required('risk_tier', integer({ min: 1, max: 5 }), 5, 'Risk, 5 the highest.'),
  required('requires_approval', boolean, true, 'Whether people must approve each call.'),
  optional(
    'approval_quorum',
    integer({ min: 0 }),
    3,
    'Approvals needed: at least 1 where approval is required; the sum of the groups where given.',
  ),
  required('requires_two_phase_commit', boolean, true, 'Whether a call is staged first; needs requires_approval.'),
  required(
    'authorized_roles',
    list(text('name'), { minItems: 1, unique: true }),
    ['finance-agent', 'compliance-officer'],
    'Roles that may call.',
  ),
  optional('max_impact', MAX_IMPACT, undefined, 'The largest impact; absent: no limit.'),
  optional(
    'rules',
    list(RULE, { unique: ['id'] }),
    undefined,
    'Conditions, forbid before require, each in this order.',
  ),
  optional('approver_groups', GROUPS, GROUPS_EXAMPLE, 'Who approves; absent: the quorum of the role operator.'),
  optional(
    'approval_ttl_seconds',
    integer({ min: 1, max: 2_592_000 }),
    7200,
    'How long a request may wait; absent: 7,200 seconds.',
  ),
  optional(
    'approval_waivers',
    list(WAIVER, { unique: ['id'] }),
    undefined,
    'The first that holds replaces the groups.',
  ),
  optional('scopes', list(text('word'), { unique: true }), ['repo:write'], 'Scopes the caller must hold, all of them.'),
  optional('rate', RATE, undefined, 'How often the action may run.'),
])

export const SIDE_EFFECT: BlockShape = block('SideEffect', 'One change of state that the action makes.', [
  required('object', text('action-id'), 'asset', 'Kind of thing affected.'),
  required('operation', text('name'), 'transfer_ownership', 'What is done to it.'),
  required('state_transition', text(), 'owned_by:from_account → owned_by:to_account', 'From which state to which.'),
  required('requires_confirmation', boolean, true, 'Whether a person confirms it; needs requires_approval.'),
  required('reversible', boolean, false, 'Whether it can be undone.'),
  optional('instance', text('path'), 'asset_id', 'Input path of the thing affected.'),
])

export const EXECUTION: BlockShape = block('Execution', 'What runs the action.', [
  required('handler', text(), 'finance.transfer_handler', 'Name of the handler.'),
  required('timeout_seconds', integer({ min: 1 }), 30, 'Time the handler has, in seconds.'),
  required(
    'retry_policy',
    choice(['none', 'fixed', 'exponential']),
    'none',
    'At most 5 attempts, and only where nothing was applied.',
  ),
  optional('compensate', text(), 'finance.reverse_transfer', 'Handler that undoes it.'),
  optional('idempotent', boolean, true, 'Whether repeating it is safe; absent: no.'),
])

export const ACTION: BlockShape = block(
  'ActionType',
  'A governed action: its contract, who may run it, what it changes.',
  [
    required('id', text('action-id'), 'asset.transfer_sensitive', 'Identifier, unique in the manifest.'),
    required('version', text(), '1.3.0', 'Version of the contract.'),
    required(
      'description',
      text(),
      'Transfer ownership of a sensitive asset between accounts.',
      'What it does, for people.',
    ),
    required('input_schema', jsonSchema, undefined, 'JSON Schema 2020-12 of the input.'),
    required('output_schema', jsonSchema, undefined, 'JSON Schema 2020-12 of the output.'),
    required('governance', GOVERNANCE, undefined, 'Who may run it, when, and with whose approval.'),
    required('side_effects', list(SIDE_EFFECT), undefined, 'What it changes; empty: a read.'),
    required('execution', EXECUTION, undefined, 'What runs it.'),
    optional('context_schema', jsonSchema, undefined, 'JSON Schema 2020-12 of the context facts it reads.'),
  ],
)
