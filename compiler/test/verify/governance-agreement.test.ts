/**
 * INVARIANT L6: what governs an action beside its rules means the same to the interpreter, the generated guard and a reader of the published manifest:
 * scopes with their patterns, facts of every kind, and the cases of an approval. Governance is random; the rules only read the facts.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { emitGuards } from '../../src/emit/guards.ts'
import { publishedAction } from '../../src/emit/published-action.ts'
import { requiredFeatures } from '../../src/emit/required-features.ts'
import { decide } from '../../src/evaluate/decide.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import { decideManifest } from '../../src/foreign/decide-manifest.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { Action, ApprovalWaiver, Program } from '../../src/program/program.ts'
import type { Field, RecordType, Type } from '../../src/program/type.ts'
import { CLAIMS_RECORD } from '../../src/types/claims-record.ts'
import { compareDecisions, type ModuleExports } from '../../src/verify/compare-translation.ts'
import { type DecisionCase, decisionCases } from '../../src/verify/decision-cases.ts'
import { createRandom } from '../../src/verify/random.ts'
import { randomCondition, WIDE } from '../evaluate/random-expression.ts'
import { MANIFEST, TRANSFER, TREASURY } from '../evaluate/treasury.ts'
import { gist } from '../foreign/published.ts'

const PROGRAMS = 60
const CASES = 160
const BOOL: Type = { kind: 'bool' }

const factTypes: readonly Type[] = [
  { kind: 'bool' },
  { kind: 'int', min: -3, max: 9 },
  { kind: 'float', decimals: 2, min: 0 },
  { kind: 'string', minLength: 1, maxLength: 8 },
  { kind: 'string', minLength: 0, maxLength: 12, patterns: ['[A-Z]+-[0-9]+'] },
  { kind: 'enum', values: ['green', 'red'] },
  { kind: 'timestamp' },
  { kind: 'duration' },
  { kind: 'list', element: { kind: 'string', minLength: 0, maxLength: 4 }, minLength: 0, maxLength: 3, unique: true },
]

const facts: fc.Arbitrary<RecordType | undefined> = fc.option(
  fc
    .uniqueArray(
      fc.record({
        name: fc.constantFrom('window', 'ticket', 'constructor', 'toString', 'level', 'state'),
        type: fc.constantFrom(...factTypes),
        optional: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4, selector: ({ name }) => name },
    )
    .map((fields) => ({
      kind: 'record' as const,
      open: true,
      fields: fields.map((field): Field => ({ ...field, nullable: false })),
    })),
  { nil: undefined },
)

const scopes = fc.option(
  fc.uniqueArray(fc.constantFrom('repo:write', 'repo.write', 'repo.*', 'a.b.c', '*.b.*', '*', 'x'), {
    minLength: 1,
    maxLength: 3,
  }),
  { nil: undefined },
)

/** True of nothing in particular, but reads every fact. */
function readingAll(type: RecordType): Expr {
  const context: Expr = { kind: 'root', root: 'context', type }
  const read = type.fields.map((field): Expr => {
    const present: Expr = { kind: 'has', object: context, field: field.name, type: BOOL }
    if (field.optional || field.type.kind !== 'bool') return present
    return { kind: 'field', object: context, field: field.name, type: field.type }
  })
  return read.reduce((left, right) => ({ kind: 'binary', operator: '||', left, right, type: BOOL }))
}

/** `has(claims.owner) && claims.owner == "user-1"`: a claim that no check before the waiver has vouched for. */
const OWNED: Expr = (() => {
  const claims: Expr = { kind: 'root', root: 'claims', type: CLAIMS_RECORD }
  const text: Type = { kind: 'string', minLength: 6, maxLength: 6 }
  const owner: Expr = { kind: 'field', object: claims, field: 'owner', type: text }
  const isUser: Expr = {
    kind: 'binary',
    operator: '==',
    left: owner,
    right: { kind: 'literal', value: 'user-1', type: text },
    type: BOOL,
  }
  const present: Expr = { kind: 'has', object: claims, field: 'owner', type: BOOL }
  return { kind: 'binary', operator: '&&', left: present, right: isUser, type: BOOL }
})()

const waivers: fc.Arbitrary<readonly ApprovalWaiver[]> = fc
  .array(fc.record({ seed: fc.nat(), min: fc.integer({ min: 0, max: 2 }), owned: fc.boolean() }), { maxLength: 3 })
  .map((cases) =>
    cases.map(({ seed, min, owned }, index) => ({
      name: `case_${String(index)}`,
      condition: owned ? OWNED : randomCondition(createRandom(seed), 3),
      groups: min === 0 ? [] : [{ role: 'compliance-officer', min }],
      quorum: min,
    })),
  )

const governed: fc.Arbitrary<Action> = fc.tuple(facts, scopes, waivers).map(([type, needed, cases]) => {
  const { maxImpact: _, ...governance } = TRANSFER.governance
  const approval = governance.approval
  assert.ok(approval !== undefined)
  return {
    ...TRANSFER,
    input: WIDE,
    rules: type === undefined ? [] : [{ form: 'require', name: 'read', condition: readingAll(type), message: 'm' }],
    ...(type && { facts: type }),
    governance: {
      ...governance,
      ...(needed && { scopes: needed }),
      approval: { ...approval, ...(cases.length > 0 && { waivers: cases }) },
    },
  }
})

async function load(source: string): Promise<ModuleExports> {
  return import(`data:text/javascript,${encodeURIComponent(source)}`)
}

/** The effects seen, so that a run that denies everything does not pass for agreement. */
async function effectsOf(action: Action): Promise<readonly string[]> {
  const manifest = { ...MANIFEST, actions: [action.id] }
  const program: Program = { ...TREASURY, actions: [action], manifests: [manifest], tests: [] }
  const under = { permissions: MANIFEST.permissions, purposes: program.purposes }
  const guards = await load(emitGuards(program, manifest, [action], new Map([[action.id, '00']]), '// test').js)
  const cases: readonly DecisionCase[] = [
    ...decisionCases(action, under, [], CASES, createRandom(1)),
    ...decisionCases(action, under, [], 8, createRandom(2)).map((one) => ({
      ...one,
      context: { now: '2026-01-01T00:00:00Z', facts: { stray: 'a\ud800' } },
    })),
  ]
  assert.deepEqual(compareDecisions(action, under, guards, cases), [])
  const published = publishedAction(action)
  const purposes = Object.fromEntries(program.purposes.map((purpose) => [purpose.name, purpose.permits]))
  const policy = { purposes, required_features: requiredFeatures([published], { purposes }) }
  const document = { manifest_version: '1.1', permissions: MANIFEST.permissions, policy, actions: [published] }
  return cases.map(({ input, claims, context }) => {
    const expected = decide(action, under, normalize(action.input, input), claims, context)
    const actual = decideManifest(document, action.id, input, claims, context)
    assert.equal(gist(actual), gist(expected), JSON.stringify({ input, claims, context, published }))
    return expected.effect === 'deny' ? expected.code : gist(expected)
  })
}

describe('governance beside rules', () => {
  it(`means the same to guard, manifest and interpreter (${PROGRAMS} programs, about ${PROGRAMS * CASES} requests each way)`, async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(governed, async (action) => {
        for (const effect of await effectsOf(action)) seen.add(effect)
      }),
      { numRuns: PROGRAMS },
    )
    for (const effect of ['SCHEMA_INVALID', 'SCOPE_NOT_GRANTED', 'ROLE_NOT_AUTHORIZED', 'allow']) {
      assert.ok(seen.has(effect), `${effect} never came up: ${[...seen].join(', ')}`)
    }
  })
})
