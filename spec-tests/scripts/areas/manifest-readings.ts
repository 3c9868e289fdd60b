/**
 * Generates the cases that pin what a reader of the documents could have understood in two ways: what uses a feature, which texts are version ranges,
 * which roles are looked at, what a root is of when the manifest is odd. Owns no rule; each is written in the manifest's reference or the protocol.
 */
import { caseFile, type GeneratedCase, type GeneratedFile } from '../case-file.ts'
import { manifestLeaves, manifestProof, manifestRoot } from '../oracle/manifest-root.ts'
import { expandPreset, type Settings } from '../oracle/presets.ts'
import { drop, type Operation, patched, sealedReference, set } from '../patched.ts'
import { validate } from './manifest.ts'
import { INCOMPATIBLE_RANGES, RANGES, UNREADABLE_RANGES } from './version-ranges.ts'

export function readingCases(): readonly GeneratedFile[] {
  return [
    caseFile('manifest', 'readings-taken', 'What is allowed although one could read otherwise, sealed.', takenCases()),
    caseFile('manifest', 'readings-refused', 'What is refused although one could read otherwise.', refusedCases()),
    caseFile('manifest', 'readings-root', 'Roots and proofs of odd manifests.', [...rootCases(), ...proveCases()]),
    caseFile('preset', 'readings', 'Extensions stay; of a block that is missing, the block or its fields.', presets()),
  ]
}

type Row = readonly [name: string, document: string, patch: readonly Operation[]]

const GOVERNANCE = '/actions/0/governance'
const NO_APPROVAL = '/actions/1/governance'
const POLICY_VERSION = '/policy/compatible_policy_version'
const declare = (...features: string[]): Operation => set('/policy/required_features', features)
const waiver = (role: string): Operation =>
  set(`${GOVERNANCE}/approval_waivers`, [{ id: 'small', cel: 'true', approver_groups: [{ role, min: 1 }] }])

/** Every place of a schema within a schema. */
const SCHEMA_PLACES: readonly [name: string, around: (schema: object) => object][] = [
  ...[
    ...['additionalProperties', 'items', 'contains', 'not', 'if', 'then', 'else', 'propertyNames'],
    ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
  ].map((name): [string, (schema: object) => object] => [name, (schema) => ({ [name]: schema })]),
  ...['allOf', 'anyOf', 'oneOf', 'prefixItems'].map((name): [string, (schema: object) => object] => [
    name,
    (schema) => ({ [name]: [true, schema] }),
  ]),
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'].map(
    (name): [string, (schema: object) => object] => [name, (schema) => ({ [name]: { a: schema } })],
  ),
]

/** Keywords where they are data: values, names of properties, unknown keywords. */
const NO_SCHEMA_PLACES: readonly object[] = [
  { enum: [{ 'x-claw-decimals': 2 }] },
  { const: { 'x-claw-json': 2 } },
  { default: { 'x-claw-where': 'true' } },
  { examples: [{ 'x-claw-where': 'true' }] },
  { properties: { 'x-claw-where': { type: 'string' } } },
  { 'x-note': { 'x-claw-where': 'true' } },
  { dependencies: { a: { 'x-claw-where': 'true' } } },
]

function takenRows(): readonly Row[] {
  return [
    ['feature-no-rules', 'plain', [set(`${GOVERNANCE}/rules`, [])]],
    ['feature-no-scopes', 'plain', [set(`${GOVERNANCE}/scopes`, [])]],
    ['feature-no-waivers', 'plain', [set(`${GOVERNANCE}/approval_waivers`, [])]],
    ['feature-no-purposes', 'plain', [set('/policy/purposes', {}), declare('purposes.1')]],
    ['feature-purposes-of-legacy', 'legacy', [set('/policy/purposes', {}), declare('purposes.1')]],
    ['feature-none-listed', 'plain', [declare()]],
    ['feature-groups-of-a-waiver', 'plain', [waiver('officer'), declare('waivers.1')]],
    ...SCHEMA_PLACES.map(
      ([name, around]): Row => [
        `feature-in-${name.replace('$', '')}`,
        'plain',
        [set('/actions/1/output_schema', around({ 'x-claw-where': 'true' })), declare('where.1')],
      ],
    ),
    ...NO_SCHEMA_PLACES.map(
      (schema): Row => [
        `feature-not-in-${Object.keys(schema)[0]!}`,
        'plain',
        [set('/actions/1/output_schema', schema)],
      ],
    ),
    ...RANGES.map((range, i): Row => [`range-${i}`, 'plain', [set(POLICY_VERSION, range)]]),
    [
      'roles-operator-is-not-declared',
      'plain',
      [set('/policy/roles', { 'finance-agent': 'agent', 'compliance-officer': 'human' })],
    ],
    ['operator-not-human-and-others-asked', 'treasury', [set('/policy/roles/operator', 'agent')]],
    ['roles-of-approvers-are-not-looked-at', 'treasury', [set('/policy/trust/approvers/0/roles/-', 'auditor')]],
    ['roles-not-given', 'treasury', [drop('/policy/roles')]],
    ['quorum-where-nothing-is-approved', 'plain', [set(`${NO_APPROVAL}/approval_quorum`, 2)]],
    ['quorum-zero-where-nothing-is-approved', 'plain', [set(`${NO_APPROVAL}/approval_quorum`, 0)]],
    ['largest-integer', 'plain', [set('/policy/required_signatures', 2 ** 53 - 1)]],
    ['extension-in-coordination', 'plain', [set('/policy/coordination/x-note', { by: 'desk' })]],
    ['extension-in-memory', 'plain', [set('/policy/coordination/memory', { 'x-note': [1] })]],
  ]
}

function takenCases(): GeneratedCase[] {
  return takenRows().map(([name, document, patch]) => {
    const { reference, root } = sealedReference(document, patch)
    return validate(name, 'manifest.rules', reference, { ok: true, root, issues: [] })
  })
}

type RefusedRow = readonly [...row: Row, code: string, pointer?: string]

function refusedRows(): readonly RefusedRow[] {
  const features = '/policy/required_features'
  const roles = (kinds: object): Operation => set('/policy/roles', kinds)
  const declared = { 'finance-agent': 'agent', 'compliance-officer': 'human' }
  const action = patched('plain', []).manifest.actions![0]
  return [
    ['rules-empty-listed', 'plain', [set(`${GOVERNANCE}/rules`, []), declare('rules.1')], 'FEATURE_NOT_USED'],
    ['scopes-empty-listed', 'plain', [set(`${GOVERNANCE}/scopes`, []), declare('scopes.1')], 'FEATURE_NOT_USED'],
    [
      'waivers-empty-listed',
      'plain',
      [set(`${GOVERNANCE}/approval_waivers`, []), declare('waivers.1')],
      'FEATURE_NOT_USED',
    ],
    ['purposes-empty-not-listed', 'plain', [set('/policy/purposes', {})], 'FEATURE_NOT_DECLARED', features],
    ['purposes-not-listed-in-legacy', 'legacy', [set('/policy/purposes', {})], 'FEATURE_NOT_DECLARED', features],
    [
      'groups-of-a-waiver-listed',
      'plain',
      [waiver('officer'), declare('groups.1', 'waivers.1')],
      'FEATURE_NOT_USED',
      `${features}/0`,
    ],
    [
      'keyword-in-default-listed',
      'plain',
      [set('/actions/1/output_schema', { default: { 'x-claw-where': 'true' } }), declare('where.1')],
      'FEATURE_NOT_USED',
    ],
    ...UNREADABLE_RANGES.map(
      (range, i): RefusedRow => [
        `range-unreadable-${i}`,
        'plain',
        [set(POLICY_VERSION, range)],
        'BAD_FORMAT',
        POLICY_VERSION,
      ],
    ),
    ...INCOMPATIBLE_RANGES.map(
      (range, i): RefusedRow => [
        `range-incompatible-${i}`,
        'plain',
        [set(POLICY_VERSION, range)],
        'POLICY_VERSION_INCOMPATIBLE',
        POLICY_VERSION,
      ],
    ),
    [
      'role-of-a-waiver-not-declared',
      'plain',
      [roles(declared), waiver('auditor'), declare('waivers.1')],
      'ROLE_NOT_DECLARED',
      `${GOVERNANCE}/approval_waivers/0/approver_groups/0/role`,
    ],
    [
      'role-of-a-waiver-not-human',
      'plain',
      [roles(declared), waiver('finance-agent'), declare('waivers.1')],
      'APPROVER_ROLE_NOT_HUMAN',
      `${GOVERNANCE}/approval_waivers/0/approver_groups/0/role`,
    ],
    [
      'operator-not-human-and-nobody-else-asked',
      'plain',
      [roles({ ...declared, operator: 'agent' })],
      'APPROVER_ROLE_NOT_HUMAN',
      `${GOVERNANCE}/requires_approval`,
    ],
    ['no-role-declared', 'plain', [roles({})], 'ROLE_NOT_DECLARED', `${GOVERNANCE}/authorized_roles/0`],
    ...unapprovedRows(),
    ['coordination-missing', 'plain', [drop('/policy/coordination')], 'MISSING_FIELD', '/policy/coordination/s_bar'],
    ['coordination-is-null', 'plain', [set('/policy/coordination', null)], 'WRONG_TYPE', '/policy/coordination'],
    ['integer-2-53', 'plain', [set('/policy/required_signatures', 2 ** 53)], 'NOT_AN_INTEGER'],
    ['integer-1e300', 'plain', [set('/actions/0/execution/timeout_seconds', 1e300)], 'NOT_AN_INTEGER'],
    ['integer-2-53-with-an-upper-bound', 'plain', [set(`${GOVERNANCE}/risk_tier`, 2 ** 53)], 'NOT_AN_INTEGER'],
    ['integer-minus-2-53', 'plain', [set(`${GOVERNANCE}/risk_tier`, -(2 ** 53))], 'NOT_AN_INTEGER'],
    ['one-action-twice', 'plain', [set('/actions/-', action)], 'DUPLICATE_ACTION_ID'],
    ['lone-surrogate-in-a-value', 'plain', [set('/identity/agent_id', 'a\ud800')], 'ILL_FORMED_TEXT'],
    ['lone-surrogate-in-a-key', 'plain', [set('/identity/x-\udc00', 1)], 'ILL_FORMED_TEXT'],
    ['depth-of-66-as-a-value', 'plain', [set('/identity/x-deep', nested(64))], 'TOO_DEEP'],
  ]
}

/** Fields that say how to approve, where nothing is approved. */
function unapprovedRows(): readonly RefusedRow[] {
  const rows: readonly [field: string, value: unknown, feature?: string][] = [
    ['approver_groups', [{ role: 'operator', min: 1 }], 'groups.1'],
    ['approval_ttl_seconds', 60, 'ttl.1'],
    ['approval_waivers', [{ id: 'small', cel: 'true' }], 'waivers.1'],
    ['approval_waivers', []],
  ]
  return rows.map(([field, value, feature]) => {
    const patch = [set(`${NO_APPROVAL}/${field}`, value), ...(feature === undefined ? [] : [declare(feature)])]
    const name = `unapproved-${field}${feature === undefined ? '-empty' : ''}`
    return [name, 'plain', patch, 'APPROVAL_FIELD_WITHOUT_APPROVAL', `${NO_APPROVAL}/${field}`]
  })
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : [nested(levels - 1)]
}

function refusedCases(): GeneratedCase[] {
  return refusedRows().map(([name, document, patch, code, pointer]) =>
    validate(name, 'manifest.rules', patched(document, patch).reference, {
      ok: false,
      issues: [pointer === undefined ? { code } : { code, pointer }],
    }),
  )
}

/** Manifests that do not validate, and have a root all the same. */
const ODD: readonly Row[] = [
  ['version-unknown', 'plain', [set('/manifest_version', '2.0')]],
  ['version-is-a-number', 'plain', [set('/manifest_version', 1.1)]],
  ['version-missing', 'plain', [drop('/manifest_version')]],
  ['actions-missing', 'plain', [drop('/actions')]],
  ['actions-are-no-list', 'plain', [set('/actions', { note: {} })]],
  ['legacy-with-an-action', 'plain', [set('/manifest_version', '1.0')]],
  ['action-without-id', 'plain', [drop('/actions/0/id')]],
  ['action-id-is-a-number', 'plain', [set('/actions/0/id', 7)]],
  ['action-is-no-object', 'plain', [set('/actions/0', 'note.read')]],
  ['action-twice', 'plain', [set('/actions/-', patched('plain', []).manifest.actions![0])]],
  ['extension-in-coordination', 'plain', [set('/policy/coordination/x-note', { by: 'desk' })]],
  ['extension-in-circuit-breaker', 'plain', [set('/policy/coordination/circuit_breaker', { 'x-note': null })]],
]

function rootCases(): GeneratedCase[] {
  return ODD.map(([name, document, patch]) => {
    const { reference, manifest } = patched(document, patch)
    const expected = { root: manifestRoot(manifest), leaves: manifestLeaves(manifest) }
    return { id: name, kind: 'manifest.root', clause: 'manifest.root', input: { manifest: reference }, expected }
  })
}

function proveCases(): GeneratedCase[] {
  const repeated = patched('plain', [set('/actions/0/id', 'note.read')])
  const found = manifestProof(repeated.manifest, 'note.read')
  return [
    prove('prove-repeated-id', { manifest: repeated.reference, action: 'note.read' }, found),
    prove('prove-without-manifest', { action: 'note.read' }, { error: true }),
    prove('prove-action-is-a-number', { manifest: { $document: 'plain' }, action: 7 }, { error: true }),
    { ...prove('root-without-manifest', {}, { error: true }), kind: 'manifest.root' },
  ]
}

function prove(id: string, input: object, expected: object): GeneratedCase {
  return { id, kind: 'manifest.prove', clause: 'manifest.root', input, expected }
}

function presets(): GeneratedCase[] {
  const named = 'software-dev-balanced'
  const extended: Settings = {
    s_bar: 0.2,
    'x-note': { by: 7 },
    memory: { 'x-note': true },
    circuit_breaker: { 'x-note': 1 },
  }
  const missing = (...paths: string[]): object => ({
    issues: paths.map((path) => ({ code: 'MISSING_FIELD', pointer: `/coordination/${path}` })),
  })
  const memory = ['fidelity_high_threshold', 'fidelity_low_threshold', 'retention_days_standard'].map(
    (field) => `memory/${field}`,
  )
  const breaker = ['watchdog_window_seconds', 'signal_absence_threshold', 'full_absence_threshold'].map(
    (field) => `circuit_breaker/${field}`,
  )
  const resolve = (id: string, preset: string, overrides: object, expected: object): GeneratedCase => ({
    id,
    kind: 'preset.resolve',
    clause: 'manifest.presets',
    input: { preset, overrides },
    expected,
  })
  return [
    resolve('extensions-stay', named, extended, { coordination: expandPreset(named, extended) }),
    resolve('custom-without-blocks', 'custom', {}, missing('circuit_breaker', 'breakout_authorization', ...memory)),
    resolve('custom-with-an-empty-memory', 'custom', { memory: {} }, missing(...memory)),
    resolve('custom-with-an-empty-breaker', 'custom', { circuit_breaker: {} }, missing(...breaker)),
    resolve(
      'integer-2-53',
      named,
      { s_bar: 0.2, w_consistency: 2 ** 53 },
      {
        issues: [{ code: 'NOT_AN_INTEGER', pointer: '/coordination/w_consistency' }],
      },
    ),
  ]
}
