/**
 * Generates the cases of the area `manifest` that hold the finer points of reading a field: schemas inside actions, extensions, bounds, which findings
 * stand together, manifests in YAML. A change that is allowed is sealed anew, so that nothing but the field is in question.
 */
import { caseFile, type GeneratedCase, type GeneratedFile, serial } from '../case-file.ts'
import { drop, type Operation, patched, sealedReference, set } from '../patched.ts'
import { validate } from './manifest.ts'

export function manifestFieldCases(): readonly GeneratedFile[] {
  return [
    caseFile(
      'manifest',
      'schemas',
      'The JSON Schemas of an action: keywords, where they stand, patterns.',
      schemaCases(),
    ),
    caseFile('manifest', 'extensions', 'Names that begin with x-, at every depth.', extensionCases()),
    caseFile('manifest', 'bounds', 'How long, how many, how deep.', boundCases()),
    caseFile(
      'manifest',
      'findings',
      'The code of each flaw of one field, and findings that stand together.',
      findingCases(),
    ),
    caseFile('manifest', 'yaml', 'Manifests written in YAML; a reader of JSON alone answers unsupported.', yamlCases()),
  ]
}

const taken = (id: string, document: string, patch: readonly Operation[], clause: string): GeneratedCase => {
  const { reference, root } = sealedReference(document, patch)
  return validate(id, clause, reference, { ok: true, root, issues: [] })
}

/** `found`: a code and its pointer each; the pointer may be left out. */
const refused = (
  id: string,
  document: string,
  patch: readonly Operation[],
  clause: string,
  found: readonly (readonly [code: string, pointer?: string])[],
): GeneratedCase => {
  const issues = found.map(([code, pointer]) => (pointer === undefined ? { code } : { code, pointer }))
  return validate(id, clause, patched(document, patch).reference, { ok: false, issues })
}

const INPUT = '/actions/0/input_schema'
const KEYWORD = 'manifest.schema-keywords'

/** Keywords with values that they cannot have. */
const IMPOSSIBLE: readonly (readonly [keyword: string, value: unknown])[] = [
  ['additionalProperties', 'no'],
  ['items', [{}]],
  ['not', null],
  ['if', 1],
  ['allOf', []],
  ['anyOf', {}],
  ['prefixItems', []],
  ['properties', []],
  ['$defs', true],
  ['definitions', []],
  ['dependentSchemas', []],
  ['$id', 1],
  ['$ref', {}],
  ['title', null],
  ['format', ['date']],
  ['contentEncoding', 1],
  ['pattern', 5],
  ['maximum', '1'],
  ['exclusiveMinimum', true],
  ['multipleOf', 0],
  ['multipleOf', -1],
  ['minLength', -1],
  ['maxItems', 0.5],
  ['maxProperties', 9007199254740992],
  ['uniqueItems', 'true'],
  ['deprecated', 0],
  ['required', ['a', 'a']],
  ['dependentRequired', { a: 'b' }],
  ['dependentRequired', { a: ['b', 'b'] }],
  ['enum', 'a'],
  ['examples', {}],
  ['type', []],
  ['type', ['string', 'string']],
  ['type', ['string', 'text']],
  ['$vocabulary', []],
  ['x-claw-unit', 1],
  ['x-claw-order', ['a', 'a']],
  ['x-claw-decimals', -1],
  ['x-claw-decimals', '2'],
  ['x-claw-json', 1.5],
  ['x-claw-where', true],
]

/** Keywords with values that look wrong and are taken. */
const POSSIBLE: readonly (readonly [keyword: string, value: unknown])[] = [
  ['enum', []],
  ['required', []],
  ['$ref', '#/$defs/nowhere'],
  ['dependencies', 5],
  ['not', true],
  ['minimum', -1e300],
  ['minLength', 9],
  ['const', { type: 5 }],
  ['default', { type: 5 }],
  ['examples', [{ pattern: '(' }]],
  ['discount', { type: 5 }],
  ['x-form', { type: 5, 'x-claw-where': 1 }],
  ['x-claw-sensitive', 'yes'],
  ['x-claw-order', ['elsewhere']],
  ['x-claw-unit', ''],
]

/** Places at which a schema stands inside a schema. */
const PLACES = [
  '/additionalProperties',
  '/allOf/1',
  '/prefixItems/0',
  '/properties/amount/not',
  '/$defs/a',
  '/dependentSchemas/a',
  '/patternProperties/^a$',
  '/if/then/else',
]

const BROKEN_PATTERNS = [
  'a)',
  'a]',
  '{',
  'a{2,1}',
  'a**',
  '[b-a]',
  '\\',
  '\\a',
  '\\_',
  '\\-',
  '\\1',
  '(?a)',
  '(?P<n>a)',
  'a++',
]
const WHOLE_PATTERNS = [
  '',
  '^$',
  '[\\w-]',
  '\\/',
  '\\u{1F600}',
  '\\p{L}',
  '(?<year>\\d{4})',
  '(?<=a)b',
  '(?:a|b)+?',
  '😀',
  '\\$\\.',
]

function schemaCases(): GeneratedCase[] {
  return [
    ...IMPOSSIBLE.map(([keyword, value], index) =>
      refused(`impossible-${serial(index)}`, 'plain', [set(`${INPUT}/${keyword}`, value)], KEYWORD, [
        ['SCHEMA_KEYWORD_INVALID', `${INPUT}/${keyword}`],
      ]),
    ),
    ...POSSIBLE.map(([keyword, value], index) =>
      taken(`possible-${serial(index)}`, 'plain', [set(`${INPUT}/${keyword}`, value)], KEYWORD),
    ),
    ...PLACES.map((place, index) => {
      const [first = '', ...rest] = place.slice(1).split('/')
      const nested = rest.reduceRight<unknown>(within, { type: 'text' })
      const [at, value] =
        first === 'properties' ? [`${INPUT}${place}`, { type: 'text' }] : [`${INPUT}/${first}`, nested]
      return refused(`nested-${serial(index)}`, 'plain', [set(at, value)], KEYWORD, [
        ['SCHEMA_KEYWORD_INVALID', `${INPUT}${place}/type`],
      ])
    }),
    ...['input_schema', 'output_schema', 'context_schema'].map((field) =>
      refused(`of-${field}`, 'plain', [set(`/actions/0/${field}`, { type: 'text' })], KEYWORD, [
        ['SCHEMA_KEYWORD_INVALID', `/actions/0/${field}/type`],
      ]),
    ),
    refused('boolean-schema', 'plain', [set(INPUT, true)], KEYWORD, [['WRONG_TYPE', INPUT]]),
    taken('cel-is-not-compiled', 'treasury', [set('/actions/0/governance/rules/0/cel', 'input. &&')], 'manifest.cel'),
    ...BROKEN_PATTERNS.map((pattern, index) =>
      refused(`broken-pattern-${serial(index)}`, 'plain', [set(`${INPUT}/pattern`, pattern)], 'manifest.patterns', [
        ['SCHEMA_PATTERN_INVALID', `${INPUT}/pattern`],
      ]),
    ),
    ...WHOLE_PATTERNS.map((pattern, index) =>
      taken(`whole-pattern-${serial(index)}`, 'plain', [set(`${INPUT}/pattern`, pattern)], 'manifest.patterns'),
    ),
    refused('broken-pattern-as-a-key', 'plain', [set(`${INPUT}/patternProperties`, { '(': {} })], 'manifest.patterns', [
      ['SCHEMA_PATTERN_INVALID', `${INPUT}/patternProperties/(`],
    ]),
  ]
}

/** A value one step further down: the second item of a list, the first, or a member. */
function within(value: unknown, step: string): unknown {
  if (step === '1') return [{}, value]
  return step === '0' ? [value] : { [step]: value }
}

/** So many values in all: a list under an extension holds what is missing to the number. */
function values(count: number): readonly Operation[] {
  const list = (times: number): readonly Operation[] => [set('/identity/x-many', { $repeat: 0, times })]
  return list(count - countValues(patched('plain', list(0)).manifest))
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, each) => sum + countValues(each), 1)
}

const EXTENSION = 'manifest.extensions'
const DEEP = [
  '/policy/coordination',
  '/policy/trust',
  '/policy/trust/issuers/0',
  '/policy/trust/approvers/0',
  '/policy/trust/breakout_signers/0',
  '/actions/0/governance',
  '/actions/0/governance/max_impact',
  '/actions/0/governance/rules/0',
  '/actions/0/governance/approver_groups/0',
  '/actions/0/side_effects/0',
  '/actions/0/execution',
]

function extensionCases(): GeneratedCase[] {
  return [
    ...DEEP.map((at) => taken(`in${at.replaceAll('/', '-')}`, 'treasury', [set(`${at}/x-note`, [1])], EXTENSION)),
    taken('one-letter', 'plain', [set('/identity/x-a', null)], EXTENSION),
    taken('unknown-claw', 'plain', [set('/identity/x-claw-later', null)], EXTENSION),
    refused('no-letter', 'plain', [set('/identity/x-', 1)], EXTENSION, [['UNKNOWN_FIELD', '/identity/x-']]),
    refused('no-letter-at-the-top', 'plain', [set('/x-', 1)], EXTENSION, [['UNKNOWN_FIELD', '/x-']]),
    refused('upper-case', 'plain', [set('/identity/X-a', 1)], EXTENSION, [['UNKNOWN_FIELD', '/identity/X-a']]),
    refused('role-is-a-name', 'treasury', [set('/policy/roles/x-desk', 5)], EXTENSION, [
      ['WRONG_TYPE', '/policy/roles/x-desk'],
    ]),
    taken('role-named-so', 'treasury', [set('/policy/roles/x-desk', 'agent')], EXTENSION),
    refused('purpose-is-a-name', 'treasury', [set('/policy/purposes/x-desk', 'any')], EXTENSION, [
      ['WRONG_TYPE', '/policy/purposes/x-desk'],
    ]),
    taken('purpose-named-so', 'treasury', [set('/policy/purposes/x-desk', ['*.*'])], EXTENSION),
  ]
}

function boundCases(): GeneratedCase[] {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
  const role = (length: number): readonly Operation[] => [
    set('/actions/0/governance/authorized_roles', ['r'.repeat(length)]),
  ]
  const scope = (length: number, patch: readonly Operation[] = []): readonly Operation[] => [
    set('/actions/0/governance/scopes', ['😀'.repeat(length)]),
    set('/policy/required_features', ['scopes.1']),
    ...patch,
  ]
  const clause = 'manifest.bounds'
  const tooMany = [
    set(
      '/actions',
      Array.from({ length: 10_001 }, () => 0),
    ),
  ]
  return [
    taken('name-of-4096', 'plain', role(4096), clause),
    refused('name-of-4097', 'plain', role(4097), clause, [['BAD_FORMAT', '/actions/0/governance/authorized_roles/0']]),
    taken('scope-of-4096-code-points', 'plain', scope(4096), clause),
    refused('scope-of-4097-code-points', 'plain', scope(4097), clause, [
      ['BAD_FORMAT', '/actions/0/governance/scopes/0'],
    ]),
    taken('free-text-has-no-such-bound', 'plain', [set('/actions/0/description', 'd'.repeat(4097))], clause),
    taken('as-deep-as-allowed', 'plain', [set('/identity/x-deep', nested(62))], clause),
    refused('one-level-too-deep', 'plain', [set('/identity/x-deep', nested(63))], clause, [['TOO_DEEP']]),
    taken('as-many-values-as-allowed', 'plain', values(1_000_000), clause),
    refused('one-value-too-many', 'plain', values(1_000_001), clause, [['TOO_LARGE']]),
    refused(
      'more-than-8-mi-units-of-text',
      'plain',
      [set('/actions/0/description', { $repeat: '😀', times: 4_194_304 })],
      clause,
      [['TOO_LARGE']],
    ),
    {
      id: 'more-than-8-mib-of-text',
      kind: 'manifest.validate',
      clause,
      input: { text: { $repeat: ' ', times: 8 * 1024 * 1024 + 1 }, format: 'json' },
      expected: { ok: false, issues: [{ code: 'TOO_LARGE' }] },
    },
    {
      id: 'one-action-too-many-for-a-root',
      kind: 'manifest.root',
      clause,
      input: { manifest: patched('plain', tooMany).reference },
      expected: { issues: [{ code: 'TOO_MANY_ACTIONS', pointer: '/actions' }] },
    },
    refused('one-action-too-many', 'plain', tooMany, clause, [['TOO_MANY_ACTIONS', '/actions']]),
    refused(
      'more-findings-than-listed',
      'plain',
      [
        set(
          '/permissions/tool_use',
          Array.from({ length: 1001 }, () => 0),
        ),
      ],
      clause,
      [['TOO_MANY_ISSUES', '']],
    ),
  ]
}

/** One flaw each, by the keyword of the published JSON Schema that catches it. */
const CODES: readonly (readonly [name: string, code: string, path: string, value: unknown])[] = [
  ['type', 'WRONG_TYPE', '/policy/canary_rollout', 1],
  ['enum-of-no-text', 'WRONG_TYPE', '/identity/runtime', 1],
  ['version-of-no-text', 'WRONG_TYPE', '/manifest_version', 1.1],
  ['enum', 'NOT_IN_LIST', '/identity/runtime', 'PI'],
  ['enum-of-empty-text', 'NOT_IN_LIST', '/identity/runtime', ''],
  ['enum-of-versions', 'UNSUPPORTED_VERSION', '/manifest_version', ''],
  ['min-length', 'EMPTY_TEXT', '/identity/model_family', ''],
  ['min-length-and-pattern', 'EMPTY_TEXT', '/identity/runtime_version', ''],
  ['pattern', 'BAD_FORMAT', '/identity/runtime_version', '1'],
  ['integer', 'NOT_AN_INTEGER', '/policy/required_signatures', 1.5],
  ['integer-below-the-range', 'NOT_AN_INTEGER', '/policy/required_signatures', -1.5],
  ['minimum', 'OUT_OF_RANGE', '/policy/required_signatures', -1],
  ['exclusive-minimum', 'OUT_OF_RANGE', '/actions/0/governance/max_impact/value', 0],
  ['min-items', 'TOO_FEW_ITEMS', '/actions/0/governance/authorized_roles', []],
]

function findingCases(): GeneratedCase[] {
  const clause = 'manifest.codes'
  return [
    ...CODES.map(([name, code, path, value]) => refused(name, 'plain', [set(path, value)], clause, [[code, path]])),
    refused('property-names', 'treasury', [set('/policy/roles/a b', 'agent')], clause, [
      ['BAD_FORMAT', '/policy/roles/a b'],
    ]),
    refused('unique-items', 'plain', [set('/permissions/tool_use', ['a', 'b', 'a'])], clause, [['DUPLICATE_ITEM']]),
    refused('distinct-by-two-fields', 'treasury', [set('/policy/trust/issuers/-', issuer('2026-1', 40))], clause, [
      ['DUPLICATE_ITEM'],
    ]),
    taken('the-same-in-one-of-two-fields', 'treasury', [set('/policy/trust/issuers/-', issuer('2026-2', 1))], clause),
    refused(
      'custom-without-the-quorum-of-1.1',
      'custom',
      [drop(`${BREAKER}/circuit_breaker_approval_quorum`)],
      clause,
      [['MISSING_FIELD', `${BREAKER}/circuit_breaker_approval_quorum`]],
    ),
    refused(
      'all-of-one-stage',
      'plain',
      [set('/identity/runtime', 1), drop('/provenance/build_source'), set('/policy/coordination/kappa', 2)],
      'manifest.stages',
      [
        ['WRONG_TYPE', '/identity/runtime'],
        ['MISSING_FIELD', '/provenance/build_source'],
        ['OUT_OF_RANGE', '/policy/coordination/kappa'],
      ],
    ),
    refused(
      'all-rules',
      'plain',
      [set('/policy/compatible_policy_version', '^9.0.0'), set('/policy/coordination/w_initial', 0.01)],
      'manifest.stages',
      [['POLICY_VERSION_INCOMPATIBLE'], ['WEIGHTS_NOT_ORDERED']],
    ),
  ]
}

const BREAKER = '/policy/coordination/circuit_breaker'

function issuer(kid: string, number: number): object {
  const { policy } = patched('treasury', []).manifest
  const keys = JSON.parse(JSON.stringify(policy)) as {
    trust: { issuers: { public_key: string }[]; approvers: { public_key: string }[] }
  }
  const { public_key } = number === 1 ? keys.trust.issuers[0]! : keys.trust.approvers[0]!
  return { iss: 'https://id.acme.example', alg: 'EdDSA', kid, public_key }
}

/** Blocks of the top level in block style, what is in them in flow style: JSON is YAML. */
function yamlCases(): GeneratedCase[] {
  const { root } = sealedReference('plain', [])
  const members = Object.entries(patched('plain', []).manifest)
  const yaml = members.map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join('')
  const clause = 'manifest.yaml'
  const ask = (id: string, text: string, expected: object): GeneratedCase => ({
    id,
    kind: 'manifest.validate',
    clause,
    input: { text, format: 'yaml' },
    expected,
  })
  const no = (code: string, pointer: string): object => ({ ok: false, issues: [{ code, pointer }] })
  return [
    ask('block-style', `# a comment\n${yaml}`, { ok: true, root, issues: [] }),
    ask('json-is-yaml', JSON.stringify(Object.fromEntries(members)), { ok: true, root, issues: [] }),
    ask('version-without-quotes', yaml.replace('"1.1"', '1.1'), no('WRONG_TYPE', '/manifest_version')),
    ask('repeated-key', `${yaml}manifest_version: "1.1"\n`, no('YAML_INVALID', '')),
    ask('anchor', yaml.replace('"1.1"', '&v "1.1"'), no('YAML_INVALID', '')),
    ask('tampered', yaml.replace('treasury-agent-01', 'treasury-agent-02'), no('MERKLE_ROOT_MISMATCH', '/merkle_root')),
  ]
}
