/**
 * What a sealed input is bound to: every field that is fixed at staging, each in its own place. Two records that differ in one never give the same bytes, also
 * where somebody wrote into the store what no record holds; what moves on while an action waits is not bound.
 */
import assert from 'node:assert/strict'
import { canonicalize, type JsonValue } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { platformCrypto } from '../../src/node/pep/platform-crypto.ts'
import type { ActionRecord, ActionRequest, ExecutionTerms, Requester } from '../../src/pep/action-record.ts'
import { sealContext } from '../../src/pep/seal-context.ts'

const PROPERTY = { numRuns: 2000, seed: 20_261_120 }

/** A field that is added to the record does not compile here until somebody has said which of the two it is. */
const RECORD: Record<keyof ActionRecord, 'bound' | 'moves'> = {
  instance: 'bound',
  phase: 'moves',
  request: 'bound',
  staged_at_ms: 'bound',
  expires_at_ms: 'bound',
  breaker_version: 'bound',
  conservative_mode_promotion: 'bound',
  quorum: 'bound',
  approver_groups: 'bound',
  approvals: 'moves',
  used_nonces: 'moves',
  attempt: 'moves',
  retry_due: 'moves',
  outcome: 'moves',
  awaits: 'moves',
  owed: 'moves',
  entry_count: 'moves',
  ended_at_ms: 'moves',
}

/** The seal itself cannot be in what it seals; everything else that was asked is. */
const UNBOUND_OF_REQUEST: readonly string[] = ['input_sealed']

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('', '"', '","', '[]', '0', 'null'))
const count = fc.nat()
const execution: fc.Arbitrary<ExecutionTerms> = everyField<ExecutionTerms>(
  {
    handler: text,
    timeout_ms: count,
    retry_policy: fc.constantFrom('none', 'fixed', 'exponential'),
    idempotent: fc.boolean(),
    reversible: fc.boolean(),
    compensate: text,
  },
  ['compensate'],
)
const requester: fc.Arbitrary<Requester> = everyField<Requester>(
  { subject: text, agent_id: text, role: text, owner: text, delegates: fc.array(text, { maxLength: 3 }) },
  ['owner'],
)
const request: fc.Arbitrary<ActionRequest> = everyField<ActionRequest>(
  {
    action: text,
    action_version: text,
    action_leaf: text,
    manifest_root: text,
    policy_version: text,
    agent_id: text,
    session_id: text,
    runtime: text,
    is_read: fc.boolean(),
    input_digest: text,
    input_redacted: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue),
    input_sealed: text,
    claims_hash: text,
    rate_key: text,
    requester,
    execution,
  },
  ['rate_key'],
)
const record: fc.Arbitrary<ActionRecord> = everyField<ActionRecord>(
  {
    instance: fc.uuid(),
    phase: fc.constantFrom('STAGED', 'AWAITING_APPROVAL'),
    request,
    staged_at_ms: count,
    expires_at_ms: count,
    breaker_version: count,
    conservative_mode_promotion: fc.boolean(),
    quorum: count,
    approver_groups: fc.array(fc.record({ role: text, min: count }, { noNullPrototype: true }), { maxLength: 3 }),
    approvals: fc.constant([]),
    used_nonces: fc.array(text, { maxLength: 2 }),
    attempt: count,
    retry_due: fc.constantFrom('not_applied', 'unknown'),
    outcome: fc.constant({ status: 'cancelled', reason: 'ttl_expired' }),
    awaits: count,
    owed: fc.constant([]),
    entry_count: count,
    ended_at_ms: count,
  },
  ['expires_at_ms', 'retry_due', 'outcome', 'awaits', 'ended_at_ms'],
)

describe('the context of a sealed input', () => {
  it(`tells two records apart by what was staged, and by nothing else (${said()})`, () => {
    fc.assert(
      fc.property(record, record, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (one, other, taken) => {
        const mixed = mix(one, other, taken)
        assert.equal(contextOf(one) === contextOf(mixed), boundText(one) === boundText(mixed))
      }),
      PROPERTY,
    )
  })

  it(`is another when any one value of it is rewritten, whatever it is rewritten to (${said()})`, () => {
    fc.assert(
      fc.property(record, fc.nat(), fc.nat(), (staged, place, way) => {
        const paths = boundPaths(staged)
        const path = paths[place % paths.length] ?? []
        const rewritten = WAYS[way % WAYS.length]
        assert.ok(rewritten)
        const changed = changeAt(staged, path, rewritten) as ActionRecord
        if (boundText(changed) === boundText(staged)) return
        // Approvers are shown nothing that is no JSON: what cannot be bound has no context at all.
        assert.notEqual(tried(changed), contextOf(staged), `${path.join('.')}: ${rewritten}`)
      }),
      PROPERTY,
    )
  })

  it(`is another when a null is written where nothing was (${said()})`, () => {
    fc.assert(
      fc.property(record, ({ expires_at_ms: _until, ...open }) => {
        const { rate_key: _key, ...asked } = open.request
        const { owner: _owner, ...who } = asked.requester
        const { compensate: _compensate, ...terms } = asked.execution
        const staged = { ...open, request: { ...asked, requester: who, execution: terms } }
        const written = [
          { ...staged, expires_at_ms: null },
          { ...staged, request: { ...staged.request, rate_key: null } },
          { ...staged, request: { ...staged.request, requester: { ...who, owner: null } } },
          { ...staged, request: { ...staged.request, execution: { ...terms, compensate: null } } },
        ].map((value) => contextOf(JSON.parse(JSON.stringify(value)) as ActionRecord))
        assert.equal(new Set([contextOf(staged), ...written]).size, 5)
      }),
      PROPERTY,
    )
  })

  it('is the same after the store, and wherever what approvers are shown was at hand in canonical JSON', () => {
    fc.assert(
      fc.property(record, (staged) => {
        assert.equal(contextOf(JSON.parse(JSON.stringify(staged)) as ActionRecord), contextOf(staged))
        const shown = canonicalize(staged.request.input_redacted)
        assert.equal(sealContext(platformCrypto, staged, shown), contextOf(staged))
      }),
      PROPERTY,
    )
  })
})

function said(): string {
  return `seed ${PROPERTY.seed}, ${PROPERTY.numRuns} runs`
}

/** Requires a generator for each member there is. */
function everyField<T>(
  fields: { readonly [K in keyof T]-?: fc.Arbitrary<Exclude<T[K], undefined>> },
  optional: readonly (keyof T & string)[],
): fc.Arbitrary<T> {
  const requiredKeys = Object.keys(fields).filter((name) => !optional.some((each) => each === name))
  return fc.record(fields, { requiredKeys: requiredKeys as never[], noNullPrototype: true }) as fc.Arbitrary<T>
}

function contextOf(staged: ActionRecord): string {
  return sealContext(platformCrypto, staged)
}

function tried(staged: ActionRecord): string | undefined {
  try {
    return contextOf(staged)
  } catch {
    return undefined
  }
}

type Path = readonly string[]

/** Every value that has to be bound, lists and objects themselves included. */
function boundPaths(staged: ActionRecord): readonly Path[] {
  return pathsOf(staged).filter(([name, member]) => isBound(name ?? '', member))
}

function isBound(name: string, member: string | undefined): boolean {
  if (RECORD[name as keyof ActionRecord] !== 'bound') return false
  return name !== 'request' || (member !== undefined && !UNBOUND_OF_REQUEST.includes(member))
}

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))
      : []
  return path.length === 0 ? below : [path, ...below]
}

/** What has to be bound, with each value's place and kind; apart from the code that binds it. */
function boundText(staged: ActionRecord): string {
  const leaves = boundPaths(staged).map((path) => {
    const value = path.reduce<unknown>((inside, name) => (inside as Record<string, unknown>)[name], staged)
    const own = typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'list' : 'object') : value
    return JSON.stringify([path, typeof own, typeof own === 'number' && own !== 0 ? String(own) : own])
  })
  return leaves.sort().join('\n')
}

/** Some members of the one, the others of the other. */
function mix(one: ActionRecord, other: ActionRecord, taken: readonly boolean[]): ActionRecord {
  let at = 0
  const choose = (left: object, right: object): object => {
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    const members = names.map((name) => [name, at++ % 2 === 0 && taken[at % taken.length] ? right : left] as const)
    return Object.fromEntries(
      members.flatMap(([name, from]) =>
        name in from ? [[name, (from as Readonly<Record<string, unknown>>)[name]]] : [],
      ),
    )
  }
  return { ...choose(one, other), request: choose(one.request, other.request) } as ActionRecord
}

/** Undefined: the member is taken away. */
const WAYS: readonly ((value: unknown) => unknown)[] = [
  () => null,
  () => undefined,
  () => Number.POSITIVE_INFINITY,
  () => '',
  () => 0,
  () => [],
  () => ({}),
  () => '\ud800',
  (value) => [value],
  (value) => JSON.stringify(value),
  (value) => `${JSON.stringify(value)}"`,
  (value) => (typeof value === 'number' ? value + 1 : !value),
]

function changeAt(value: unknown, [name, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (name === undefined) return change(value)
  const members = Object.entries(value as object).flatMap(([each, member]) => {
    const changed = each === name ? changeAt(member, rest, change) : member
    return changed === undefined ? [] : [[each, changed] as const]
  })
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members)
}
