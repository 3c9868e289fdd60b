/** The shape of the policy block, of the keys it trusts, and of the features a reader must know. */
import { COORDINATION } from './coordination-shape.ts'
import { type BlockShape, block, boolean, choice, integer, list, map, optional, required, text } from './shape.ts'

/** Ascending. What a reader must understand to enforce the manifest; whoever does not know an entry refuses the manifest. */
export const FEATURES: readonly string[] = Object.freeze([
  'context.1',
  'decimals.1',
  'groups.1',
  'json.1',
  'measure.1',
  'purposes.1',
  'rate.1',
  'rules.1',
  'scopes.1',
  'ttl.1',
  'waivers.1',
  'where.1',
])

const KEY = 'CzQ5xdMDPLOy8mG6VjGrBsK5cfi5RUQ4ZDmHnlqYOr0='

export const ISSUER: BlockShape = block('Issuer', 'Who may issue claims, and under which key.', [
  required('iss', text(), 'https://id.acme.example', 'The issuer, as in the token’s iss.'),
  required('alg', choice(['EdDSA', 'ES256', 'RS256']), 'EdDSA', 'The one algorithm accepted.'),
  required('kid', text(), '2026-1', 'Key id; unique together with iss.'),
  required('public_key', text('base64'), KEY, 'Base64: the raw key for EdDSA (32 bytes), else the SPKI.'),
])

export const APPROVER: BlockShape = block('Approver', 'A person who may approve.', [
  required('subject', text(), 'user:ada', 'The person, as in the claims’ subject.'),
  required(
    'roles',
    list(text('name'), { minItems: 1, unique: true }),
    ['compliance-officer'],
    'Roles the person approves in.',
  ),
  required('public_key', text('base64'), KEY, 'Base64 of the raw Ed25519 key (32 bytes).'),
])

export const BREAKOUT_SIGNER: BlockShape = block('BreakoutSigner', 'A person who holds a breakout key.', [
  required('id', text(), 'ada', 'Name of the signer, unique.'),
  required('public_key', text('base64'), KEY, 'Base64 of the raw Ed25519 key (32 bytes).'),
])

export const TRUST: BlockShape = block('Trust', 'Keys that this manifest trusts, bound by its root.', [
  optional('issuers', list(ISSUER, { unique: ['iss', 'kid'] }), [], 'Who may issue claims.'),
  optional('approvers', list(APPROVER, { unique: ['subject'] }), [], 'Who may approve by signature.'),
  optional(
    'breakout_signers',
    list(BREAKOUT_SIGNER, { unique: ['id'] }),
    [],
    'Who may sign a breakout: as many as total_signers.',
  ),
  optional('base_model_key_ref', text(), 'hsm://models/llama-4', 'HSM reference of the key that signs base models.'),
])

export const PRESET_NAMES: readonly string[] = Object.freeze([
  'finance-compliance-high',
  'research-exploration-high',
  'software-dev-balanced',
  'custom',
])

export const POLICY: BlockShape = block(
  'Policy',
  'What governs the agent: preset, release duties, coordination, trust.',
  [
    required(
      'preset',
      choice(PRESET_NAMES),
      'finance-compliance-high',
      'Named starting values; custom writes every field out.',
    ),
    required(
      'required_signatures',
      integer({ min: 0 }),
      2,
      'Release signatures the manifest asks for; the caller’s threshold may ask for more.',
    ),
    required('canary_rollout', boolean, true, 'A release duty: roll out to a part first.'),
    required('rollback_rules', text(), 'policy/rollback-7', 'A release duty: where the rules for rolling back stand.'),
    required(
      'compatible_policy_version',
      text('semver-range'),
      '^1.1.0',
      'Range the policy schema version must be in.',
    ),
    required('coordination', COORDINATION, undefined, 'Overrides of the preset, or under custom every parameter.'),
    optional(
      'purposes',
      map('name', list(text('dotted-pattern'), { unique: true })),
      { settlement: ['asset.*'] },
      'Purpose to patterns over object.operation of effects and over ids of reads.',
    ),
    optional(
      'required_features',
      list(choice(FEATURES, { typeName: 'Feature', code: 'FEATURE_UNKNOWN' })),
      ['rules.1'],
      'What a reader must understand: ascending, exactly those used.',
    ),
    optional('roles', map('name', choice(['human', 'agent'])), { 'finance-agent': 'agent' }, 'Declared roles.'),
    optional('trust', TRUST, undefined, 'Keys of issuers, approvers, breakout signers and base models.'),
  ],
)
