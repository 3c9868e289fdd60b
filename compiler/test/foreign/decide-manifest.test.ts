/** Decisions from a published manifest alone: every check, CEL's own errors, waivers, and manifests made to harm. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide } from '../../src/evaluate/decide.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import { decideManifest } from '../../src/foreign/decide-manifest.ts'
import { decisionCases } from '../../src/verify/decision-cases.ts'
import { createRandom } from '../../src/verify/random.ts'
import { BALANCE, CLAIMS, CONTEXT, MANIFEST, TRANSFER, TREASURY } from '../evaluate/treasury.ts'
import { BALANCE_ACTION, decideWith, gist, manifestOf, PUBLISHED, TRANSFER_SCHEMA } from './published.ts'

describe('decideManifest', () => {
  it('agrees with the source it was published from (3 × 2 × 600 cases)', () => {
    const under = { permissions: MANIFEST.permissions, purposes: TREASURY.purposes }
    const seen = new Map<string, number>()
    for (const seed of [1, 2, 3]) {
      for (const action of [TRANSFER, BALANCE]) {
        for (const { input, claims, context } of decisionCases(action, under, TREASURY.tests, 600, createRandom(seed))
          .cases) {
          const expected = decide(action, under, normalize(action.input, input), claims, context)
          const actual = decideManifest(PUBLISHED, action.id, input, claims, context)
          assert.equal(gist(actual), gist(expected), JSON.stringify({ input, claims, context }))
          if (expected.effect === 'deny' && expected.code !== 'SCHEMA_INVALID') assert.deepEqual(actual, expected)
          seen.set(gist(expected), (seen.get(gist(expected)) ?? 0) + 1)
        }
      }
    }
    for (const gist of [
      'allow',
      'stage 3',
      'deny SCHEMA_INVALID',
      'deny RULE_VIOLATED unexplained_large',
      'deny RULE_VIOLATED distinct_accounts',
      'deny MAX_IMPACT_EXCEEDED',
      'deny PURPOSE_MISMATCH',
    ]) {
      assert.ok((seen.get(gist) ?? 0) > 5, `${gist}: ${seen.get(gist)}`)
    }
  })

  it('points at the member that does not fit', () => {
    const pathOf = (input: unknown): unknown => {
      const decision = decideManifest(PUBLISHED, TRANSFER.id, input, CLAIMS, CONTEXT)
      return decision.effect === 'deny' ? decision.path : undefined
    }
    const valid = { from_account: 'A-1', to_account: 'A-2', amount: 5 }
    assert.equal(pathOf({ from_account: 'A-1', to_account: 'A-2' }), '/amount')
    assert.equal(pathOf({ ...valid, amount: 0.001 }), '/amount')
    assert.equal(pathOf({ ...valid, 'a/b~': 1 }), '/a~1b~0')
    assert.equal(pathOf({ ...valid, memo: '\ud800' }), '/memo')
    assert.equal(pathOf([]), '')
  })

  it('knows no action it does not list, and none of a v1.0 manifest', () => {
    for (const id of ['x', '', 'constructor', '__proto__'])
      assert.equal(gist(decideManifest(PUBLISHED, id, {}, CLAIMS, CONTEXT)), 'deny UNKNOWN_ACTION')
    const old = { ...PUBLISHED, manifest_version: '1.0' }
    assert.equal(gist(decideManifest(old, BALANCE.id, { account: 'A-1' }, CLAIMS, CONTEXT)), 'deny UNKNOWN_ACTION')
  })

  it('asks for every scope, a star standing for one segment', () => {
    const scoped = (scopes: unknown, scope: unknown): string => decideWith({ scopes }, { claims: { ...CLAIMS, scope } })
    assert.equal(scoped(['repo:write'], ['repo:read', 'repo:write']), 'allow')
    assert.equal(scoped(['repo:write', 'x'], ['repo:write']), 'deny SCOPE_NOT_GRANTED')
    assert.equal(scoped(['repo.write'], ['repo.*']), 'allow')
    assert.equal(scoped(['repo.write'], ['*']), 'deny SCOPE_NOT_GRANTED')
    for (const scope of [undefined, null, 'repo:write', [5], {}])
      assert.equal(scoped(['repo:write'], scope), 'deny SCOPE_NOT_GRANTED')
    assert.equal(scoped([], undefined), 'allow')
    assert.equal(
      decideWith({ scopes: ['a'] }, { claims: { ...CLAIMS, role: 'x', scope: [] } }),
      'deny SCOPE_NOT_GRANTED',
    )
  })

  it('lets the purpose be the manifest’s where no purposes are published', () => {
    const without = { purposes: undefined }
    assert.equal(decideWith({}, { claims: CLAIMS }, { policy: without }), 'allow')
    assert.equal(
      decideWith({}, { claims: { ...CLAIMS, purpose: 'audit' } }, { policy: without }),
      'deny PURPOSE_MISMATCH',
    )
    assert.equal(decideWith({}, { claims: { ...CLAIMS, purpose: 'audit' } }), 'deny PURPOSE_MISMATCH')
    for (const purposes of [{}, { settlement: [] }, { settlement: ['ledger.other'] }]) {
      assert.equal(decideWith({}, { claims: CLAIMS }, { policy: { purposes } }), 'deny PURPOSE_MISMATCH')
    }
  })

  it('measures the larger of the declared impact and the amount where no measure is given', () => {
    const open = { input_schema: { type: 'object' } }
    const measured = (impact: unknown, input: unknown, max: object = { currency: 'USD', value: 100 }): string =>
      decideWith({ max_impact: max }, { claims: { ...CLAIMS, impact }, input }, { action: open })
    assert.equal(measured({ currency: 'USD', value: 100 }, {}), 'allow')
    assert.equal(measured({ currency: 'USD', value: 100.01 }, {}), 'deny MAX_IMPACT_EXCEEDED')
    assert.equal(measured({ currency: 'USD', value: 1 }, { amount: 101 }), 'deny MAX_IMPACT_EXCEEDED')
    assert.equal(measured({ currency: 'USD', value: 101 }, { amount: 1 }), 'deny MAX_IMPACT_EXCEEDED')
    assert.equal(measured(undefined, { amount: 100 }), 'allow')
    for (const impact of [{ currency: 'EUR', value: 1 }, { value: 1 }, { currency: 'USD', value: '1' }, null, 5]) {
      assert.equal(measured(impact, { amount: 1 }), 'deny MAX_IMPACT_EXCEEDED')
    }
    for (const input of [{}, { amount: '1' }, { amount: null }])
      assert.equal(measured(undefined, input), 'deny MAX_IMPACT_EXCEEDED')
    const byMeasure = (measure: string, input: unknown): string =>
      measured({ currency: 'EUR', value: 1e9 }, input, { currency: 'USD', value: 100, measure })
    assert.equal(byMeasure('input.a * 2.0', { a: 50 }), 'allow')
    assert.equal(byMeasure('input.a * 2.0', { a: 51 }), 'deny MAX_IMPACT_EXCEEDED')
    for (const measure of ['input.b', 'input.a * 2', '"1"', '(', '0.0/0.0'])
      assert.equal(byMeasure(measure, { a: 1 }), 'deny MAX_IMPACT_EXCEEDED')
    assert.equal(byMeasure('size(input.l)', { l: [1] }), 'allow')
  })

  it('denies with RULE_ERROR where a rule errs or is no question', () => {
    const ruled = (cel: string, input: unknown = { account: 'A-1' }, kind = 'require'): string =>
      decideWith(
        { rules: [{ id: 'r', kind, cel, message: 'm' }] },
        { claims: CLAIMS, input },
        { action: { input_schema: { type: 'object' } } },
      )
    assert.equal(ruled('input.account == "A-1"'), 'allow')
    assert.equal(ruled('input.account == "A-2"'), 'deny RULE_VIOLATED r')
    assert.equal(ruled('input.account == "A-1"', { account: 'A-1' }, 'forbid'), 'deny RULE_VIOLATED r')
    for (const cel of [
      'input.missing == 1',
      'input.account',
      '1',
      'null',
      'input.account + 1',
      'nothing',
      'input.n + 1 > 0',
      '',
      '(',
      'f()',
      '1/0 == 1',
      'dyn("x")',
    ]) {
      assert.equal(ruled(cel, { account: 'A-1', n: 1 }), 'deny RULE_ERROR r', cel)
      assert.equal(ruled(cel, { account: 'A-1', n: 1 }, 'forbid'), 'deny RULE_ERROR r', cel)
    }
    assert.equal(ruled('input.n + 1.0 == 2.0 && int(input.n) + 1 == 2', { n: 1 }), 'allow')
    assert.equal(ruled('timestamp(context.now) < timestamp("2027-01-01T00:00:00Z")'), 'allow')
    assert.equal(ruled('context.now < 5'), 'deny RULE_ERROR r')
    assert.equal(ruled('claims.role == "finance-agent" && "x" in claims == false'), 'allow')
  })

  it('lets nothing in the input pass for something else', () => {
    const ruled = (cel: string, input: unknown): string =>
      decideWith(
        { rules: [{ id: 'r', kind: 'require', cel, message: 'm' }] },
        { claims: CLAIMS, input },
        { action: { input_schema: { type: 'object' } } },
      )
    assert.equal(ruled('input["$typeName"] == "google.protobuf.Any"', { $typeName: 'google.protobuf.Any' }), 'allow')
    assert.equal(ruled('has(input.constructor)', {}), 'deny RULE_VIOLATED r')
    assert.equal(ruled('input.constructor == "x"', { constructor: 'x' }), 'allow')
    assert.equal(ruled('has(input.n) && input.n == null', { n: null }), 'allow')
    assert.equal(ruled('"😀" > "\uffee"', {}), 'allow')
  })

  it('bounds what a rule can cost', () => {
    const long = Array.from({ length: 1000 }, (_, index) => index)
    const nested = 'input.l.all(a, input.l.all(b, input.l.all(c, input.l.all(d, true))))'
    const ruled = (cel: string): string =>
      decideWith(
        { rules: [{ id: 'r', kind: 'require', cel, message: 'm' }] },
        { claims: CLAIMS, input: { l: long } },
        { action: { input_schema: { type: 'object' } } },
      )
    assert.equal(ruled(nested), 'deny RULE_ERROR r')
    assert.equal(ruled(`${nested} || true`), 'deny RULE_ERROR r')
    assert.equal(ruled('input.l.all(a, a >= 0.0)'), 'allow')
    assert.equal(ruled(`${'('.repeat(50_000)}true${')'.repeat(50_000)}`), 'deny RULE_ERROR r')
    assert.equal(
      ruled('input.l.exists(a, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".matches("^(a+)+$"))'),
      'deny RULE_VIOLATED r',
    )
    assert.equal(
      ruled(Array.from({ length: 300 }, (_, index) => `size(input.l) == ${index}`).join(' || ')),
      'deny RULE_VIOLATED r',
    )
  })

  it('waives an approval by the first waiver that holds, never by one that errs', () => {
    const base = { requires_approval: true, approval_quorum: 3, requires_two_phase_commit: true }
    const waived = (approval_waivers: unknown): string => decideWith({ ...base, approval_waivers }, { claims: CLAIMS })
    assert.equal(waived(undefined), 'stage 3')
    assert.equal(waived([{ id: 'w', cel: 'true' }]), 'allow')
    assert.equal(
      waived([
        {
          id: 'w',
          cel: 'true',
          approver_groups: [
            { role: 'a', min: 1 },
            { role: 'b', min: 1 },
          ],
        },
      ]),
      'stage 2',
    )
    assert.equal(
      waived([
        { id: 'w', cel: 'false' },
        { id: 'v', cel: 'input.account == "A-1"', approver_groups: [{ role: 'a', min: 1 }] },
      ]),
      'stage 1',
    )
    for (const cel of ['input.missing', '1', '"true"', '(', 'input.missing == 1 || input.missing == 2'])
      assert.equal(waived([{ id: 'w', cel }]), 'stage 3', cel)
    assert.deepEqual(
      decideManifest(
        manifestOf([
          {
            ...BALANCE_ACTION,
            governance: { classification: 'standard', authorized_roles: ['finance-agent'], ...base },
          },
        ]),
        BALANCE.id,
        { account: 'A-1' },
        CLAIMS,
        CONTEXT,
      ),
      {
        effect: 'stage',
        quorum: 3,
        approverGroups: [{ role: 'operator', min: 3 }],
        ttlMs: 7_200_000,
      },
    )
  })

  it('checks the facts that a context schema asks for', () => {
    const context_schema = {
      type: 'object',
      properties: { change_window: { type: 'boolean' } },
      required: ['change_window'],
      additionalProperties: false,
    }
    const rule = { id: 'r', kind: 'require', cel: 'context.change_window', message: 'm' }
    const inContext = (context: unknown): string =>
      decideWith({ rules: [rule] }, { claims: CLAIMS, context }, { action: { context_schema } })
    assert.equal(inContext({ now: '2026-01-01T00:00:00Z', facts: { change_window: true } }), 'allow')
    assert.equal(inContext({ now: '2026-01-01T00:00:00Z', facts: { change_window: false } }), 'deny RULE_VIOLATED r')
    for (const facts of [{}, { change_window: 'yes' }, undefined, null])
      assert.equal(inContext({ now: '', facts }), 'deny SCHEMA_INVALID')
    assert.equal(inContext(undefined), 'deny SCHEMA_INVALID')
  })

  it('normalises by the schema before anything judges', () => {
    const rule = { id: 'r', kind: 'require', cel: 'input.urgent == false && !has(input.memo)', message: 'm' }
    const decided = (input: unknown): string =>
      decideWith({ rules: [rule] }, { claims: CLAIMS, input }, { action: { input_schema: TRANSFER_SCHEMA } })
    const valid = { from_account: 'A-1', to_account: 'A-2', amount: 5 }
    assert.equal(decided(valid), 'allow')
    assert.equal(decided({ ...valid, memo: null }), 'allow')
    assert.equal(decided({ ...valid, urgent: true }), 'deny RULE_VIOLATED r')
    assert.equal(decided({ ...valid, urgent: null }), 'deny SCHEMA_INVALID')
  })

  it('honours extensions only where the manifest requires them', () => {
    const action = {
      input_schema: {
        type: 'object',
        properties: { n: { type: 'number', 'x-claw-decimals': 1, 'x-claw-where': 'value != 2.0' } },
      },
    }
    const decided = (n: number, required_features: readonly string[]): string =>
      decideWith({}, { claims: CLAIMS, input: { n } }, { action, policy: { required_features } })
    assert.equal(decided(0.25, []), 'allow')
    assert.equal(decided(0.25, ['decimals.1']), 'deny SCHEMA_INVALID')
    assert.equal(decided(2, ['decimals.1']), 'allow')
    assert.equal(decided(2, ['where.1']), 'deny SCHEMA_INVALID')
    assert.equal(decided(3, ['where.1']), 'allow')
    assert.equal(decided(3, ['where.2']), 'deny RULE_ERROR')
  })

  it('denies everything where a schema or the action cannot be read', () => {
    const decided = (action: Record<string, unknown>, governance: Record<string, unknown> = {}): string =>
      decideWith(governance, { claims: CLAIMS }, { action })
    const schemas: readonly unknown[] = [
      undefined,
      null,
      5,
      'x',
      { type: 'nonsense' },
      { $ref: 'https://example.com/x' },
      { $ref: '#/nowhere' },
      { properties: { account: { pattern: '(?=a)' } } },
      { not: { properties: { account: { pattern: '(a)\\1' } } } },
      { $schema: 'http://json-schema.org/draft-04/schema#' },
      { minLength: -1 },
    ]
    for (const input_schema of schemas)
      assert.equal(decided({ input_schema }), 'deny RULE_ERROR', JSON.stringify(input_schema))
    for (const governance of [
      { classification: 'secret' },
      { authorized_roles: 'x' },
      { rules: {} },
      { rules: [{ id: 'r', kind: 'allow', cel: 'true', message: 'm' }] },
      { requires_approval: 'no' },
      { requires_approval: true },
      { max_impact: {} },
    ]) {
      assert.equal(decided({}, governance), 'deny RULE_ERROR', JSON.stringify(governance))
    }
    for (const manifest of [{}, [], { manifest_version: '1.1', actions: 5 }])
      assert.match(gist(decideManifest(manifest, 'x', {}, CLAIMS, CONTEXT)), /^deny/)
  })

  it('ends on schemas that refer to themselves', () => {
    let deep: unknown = {}
    for (let level = 0; level < 50_000; level++) deep = { next: deep }
    const tree = { input_schema: { type: 'object', properties: { next: { $ref: '#' } } } }
    assert.match(decideWith({}, { claims: CLAIMS, input: deep }, { action: tree }), /^deny/)
    assert.equal(decideWith({}, { claims: CLAIMS, input: { next: { next: {} } } }, { action: tree }), 'allow')
    assert.match(decideWith({}, { claims: CLAIMS, input: {} }, { action: { input_schema: { $ref: '#' } } }), /^deny/)
  })

  it('never throws, whatever is asked of whatever (3,000 random requests)', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    })
    const action = fc.record({
      id: fc.constant('a'),
      input_schema: fc.oneof(anything, fc.constant({ type: 'object' })),
      governance: anything,
      side_effects: anything,
    })
    const manifest = fc.record({
      manifest_version: fc.constant('1.1'),
      actions: fc.tuple(action),
      policy: anything,
      permissions: anything,
    })
    fc.assert(
      fc.property(
        fc.oneof(manifest, fc.constant(PUBLISHED)),
        fc.constantFrom('a', TRANSFER.id, BALANCE.id),
        anything,
        anything,
        anything,
        (published, id, input, claims, context) => {
          assert.equal(decideManifest(published, id, input, claims, context).effect, 'deny')
        },
      ),
      { numRuns: 3000 },
    )
  })
})
