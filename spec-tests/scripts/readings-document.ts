/**
 * The document `readings`: one small action for each way in which a manifest's texts have to be read alike by everyone: what normalisation makes of an input,
 * patterns of scopes and purposes, conditions in schemas, moments, and foreign schemas and rules that a compiler would never print, some of them unusable.
 */
import type { ManifestLike } from './oracle/manifest-root.ts'

const NUMBER = { type: 'number' }
const TEXT = { type: 'string' }

/** `base` gives everything but the permissions, purposes and actions. */
export function readings(base: ManifestLike): ManifestLike {
  const actions = readingActions()
  return {
    ...base,
    permissions: {
      tool_use: actions.map(({ id }) => id).sort(),
      classification_level: 'standard',
      processing_purpose: 'work',
    },
    policy: {
      ...base.policy,
      purposes: { work: ['*.read', 'deep.*.read', 'unusable.*'], rest: ['*'] },
      required_features: [
        'context.1',
        'decimals.1',
        'json.1',
        'measure.1',
        'purposes.1',
        'rules.1',
        'scopes.1',
        'where.1',
      ],
    },
    actions,
  }
}

function readingActions() {
  const rule = (cel: string, id = 'holds', kind = 'require') => ({ id, kind, cel, message: 'it must hold' })
  return [
    action('normal.read', {
      input_schema: closed({
        flag: { type: 'boolean', default: true },
        size: { type: 'integer', default: 3 },
        note: { anyOf: [TEXT, { type: 'null' }] },
        offset: NUMBER,
        inner: closed({ level: { type: 'integer', default: 7 } }),
      }),
      rules: [
        rule('input.flag', 'flag_default'),
        rule('input.size == 3.0', 'size_default'),
        rule('!has(input.note)', 'note_absent'),
        rule('!has(input.offset) || 1.0 / input.offset > 0.0', 'zero_is_positive'),
        rule('!has(input.inner) || input.inner.level == 7.0', 'inner_default'),
      ],
    }),
    action('opaque.read', {
      input_schema: closed({ any: { 'x-claw-json': 19 }, list: { type: 'array', items: { 'x-claw-json': 2 } } }),
      rules: [rule('has(input.any) || !has(input.list)', 'list_with_any')],
    }),
    action('scoped.read', { scopes: ['repo.*.write', 'mail.send'] }),
    action('deep.tree.read', {}),
    action('deep.tree.branch.read', {}),
    action('where.read', {
      input_schema: closed({
        even: { type: 'integer', 'x-claw-where': 'int(value) % 2 == 0' },
        price: { type: 'number', minimum: 0, 'x-claw-decimals': 2 },
        pair: {
          type: 'object',
          properties: { low: NUMBER, high: NUMBER },
          required: ['low', 'high'],
          'x-claw-where': 'value.low <= value.high',
        },
      }),
    }),
    action('moment.read', {
      input_schema: closed({ until: TEXT }),
      rules: [rule('timestamp(context.now) < timestamp(input.until)', 'in_time')],
    }),
    action('facts.read', {
      context_schema: {
        type: 'object',
        properties: { level: { type: 'integer', minimum: 0 }, place: TEXT },
        required: ['level'],
      },
      rules: [
        rule('context.level < 5.0', 'low_level'),
        rule('has(context.place) && context.place == "bad"', 'bad_place', 'forbid'),
      ],
    }),
    action('measured.read', {
      input_schema: closed({ items: { type: 'array', items: NUMBER } }),
      max_impact: { currency: 'EUR', value: 100, measure: 'input.items[0] + input.items[1]' },
    }),
    action('divided.read', {
      input_schema: closed({ a: { type: 'integer' }, b: { type: 'integer' } }),
      rules: [rule('int(input.a) / int(input.b) == 1 || input.a == 0.0', 'ratio')],
    }),
    action('looked.read', {
      input_schema: { type: 'object', properties: { tags: { type: 'object' } } },
      rules: [
        rule('"blocked" in input.tags && input.tags.blocked == true', 'not_blocked', 'forbid'),
        rule('input.tags.all(k, k.startsWith("t"))', 'named'),
      ],
    }),
    action('open.read', {
      input_schema: {
        $defs: { name: { type: 'string', minLength: 1 } },
        anyOf: [{ required: ['first'] }, { required: ['last'] }],
        properties: { first: { $ref: '#/$defs/name' }, last: { $ref: '#/$defs/name' } },
        patternProperties: { '^x-': NUMBER },
        not: { required: ['never'] },
      },
    }),
    action('anything.read', { input_schema: {} }),
    action('unusable.pattern', {
      input_schema: closed({ text: { type: 'string', pattern: '(?=look)ahead' } }),
    }),
    action('unusable.rule', { rules: [rule('this is no expression')] }),
    action('unusable.forbid', { rules: [rule('1 +', 'broken', 'forbid')] }),
    action('unusable.measure', { max_impact: { currency: 'EUR', value: 100, measure: 'input.(' } }),
    action('unusable.reference', { input_schema: { $ref: 'https://schemas.example/elsewhere.json' } }),
  ]
}

interface Parts {
  readonly input_schema?: object
  readonly context_schema?: object
  readonly rules?: readonly object[]
  readonly scopes?: readonly string[]
  readonly max_impact?: object
}

/** A read for the role `worker`, whose own id is its operation. */
function action(id: string, { input_schema, context_schema, ...governance }: Parts) {
  return {
    id,
    version: '1.0.0',
    description: `Shows one way of reading: ${id}.`,
    input_schema: input_schema ?? closed({}),
    output_schema: { type: 'object' },
    ...(context_schema && { context_schema }),
    governance: {
      classification: 'standard',
      risk_tier: 1,
      requires_approval: false,
      requires_two_phase_commit: false,
      authorized_roles: ['worker'],
      ...governance,
    },
    side_effects: [],
    execution: { handler: `test.${id}`, timeout_seconds: 5, retry_policy: 'none' },
  }
}

function closed(properties: object): object {
  return { type: 'object', properties, additionalProperties: false }
}
