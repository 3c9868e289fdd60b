/** The catalogue of event kinds: what the writer takes and refuses, that its quick printer is canonical JSON, that the page is the catalogue. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalize } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { generate } from '../../../scripts/generate-event-kinds.ts'
import { EVENT_KINDS } from '../../src/worm/event-kinds.ts'
import { payloadFaults } from '../../src/worm/payload-faults.ts'
import type { FieldType } from '../../src/worm/payload-type.ts'
import { printPayload } from '../../src/worm/print-entry.ts'
import type { WormPayload } from '../../src/worm/worm-entry.ts'

/** Named in the source documents, or by the decisions on them. */
const NAMED = [
  ...['ACTION_STAGED', 'CIRCUIT_BREAKER_TRANSITION', 'HEARTBEAT_CORRUPT', 'HEARTBEAT_STALE', 'HEARTBEAT_ABSENT'],
  ...['WATCHDOG_SYNC_ERROR', 'WATCHDOG_RESTART_DIVERGENCE', 'PRUNING_DEPTH_CEILING', 'PRUNING_LOW_FIDELITY'],
  ...['PRUNING_FAILED', 'SESSION_CLOSED', 'SESSION_TIMEOUT', 'REPUTATION_UPDATE_HMAC_FAILURE'],
  ...['ACTION_INTENT', 'ACTION_OUTCOME'],
]

/** Names of the source documents that are no kind of event, and what they are. */
const NO_EVENTS: Readonly<Record<string, string>> = {
  AWAITING_APPROVAL: 'a state; entering it is ACTION_VIEWED',
  WORM_LOGGED: 'the state of an action whose last entry is durable',
  PENDING_ACTIONS: 'the lock that keeps a session open; its refusal is SESSION_CLOSE_REFUSED',
  COMMAND_DECK: 'a source of entries',
}
const NAME = /\b[A-Z]{2,}(?:_[A-Z]+)+(?![A-Z0-9_])/g
const SOURCES = join(import.meta.dirname, '../../../../shared/spec')

const text = fc.string({ unit: 'binary' })
const json = fc.jsonValue({ stringUnit: 'binary' })
const object = fc.dictionary(text, json)

function anyOf(type: FieldType): fc.Arbitrary<unknown> {
  if (typeof type === 'object') return fc.constantFrom(...type.oneOf)
  switch (type) {
    case 'text':
      return text
    case 'texts':
      return fc.array(text)
    case 'digest':
      return fc.stringMatching(/^[0-9a-f]{64}$/)
    case 'integer':
      return fc.maxSafeNat()
    case 'integer or null':
      return fc.option(fc.maxSafeNat())
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'object':
      return object
    case 'objects':
      return fc.array(object)
    case 'json':
      return json
  }
}

const fitting = fc.constantFrom(...EVENT_KINDS).chain(({ kind, fields }) => {
  const optional = fields.filter((field) => field.optional).map(({ name }) => name)
  const model = Object.fromEntries(fields.map(({ name, type }) => [name, anyOf(type)]))
  const requiredKeys = fields.map(({ name }) => name).filter((name) => !optional.includes(name))
  return fc.record(model, { requiredKeys, noNullPrototype: true }).map((payload) => ({ kind, payload }))
})

/** Undefined where the quick printer leaves it to others. */
function printed(kind: string, payload: WormPayload): string | undefined {
  const target = Buffer.alloc(1 << 20)
  const end = printPayload(target, 7, kind, payload)
  return end < 0 ? undefined : target.toString('utf8', 7, end)
}

describe('event kinds', () => {
  it('every kind of the source documents is one, and none is there twice', () => {
    const kinds = EVENT_KINDS.map(({ kind }) => kind)
    for (const kind of NAMED) assert.ok(kinds.includes(kind), kind)
    assert.equal(new Set(kinds).size, kinds.length)
    for (const { kind } of EVENT_KINDS) assert.match(kind, /^[A-Z][A-Z0-9_]{0,63}$/)
  })

  if (existsSync(SOURCES))
    it('every name in capitals of the two documents on this runtime is one, or known to be something else', function () {
      const names = new Set(
        readdirSync(SOURCES)
          .filter((file) => file.startsWith('daos-'))
          .flatMap((file) => readFileSync(join(SOURCES, file), 'latin1').match(NAME) ?? [])
          .filter((name) => !/^(?:CLAWQL|GATEWAY|ANTHROPIC|STRIPE)_/.test(name)),
      )
      const kinds = new Set(EVENT_KINDS.map(({ kind }) => kind))
      const isKnown = (name: string) => kinds.has(name) || Object.hasOwn(NO_EVENTS, name)
      // The text form of the documents lost some spaces: the first letter of the next word may stick to a name.
      const unknown = [...names].filter((name) => !isKnown(name) && !isKnown(name.slice(0, -1)))
      assert.deepEqual(unknown, [])
      assert.ok(names.size > Object.keys(NO_EVENTS).length + 10)
      this.test!.title += ` (${names.size} names)`
    })

  it('a payload that fits is taken and printed as canonical JSON (2,000 runs)', () => {
    fc.assert(
      fc.property(fitting, ({ kind, payload }) => {
        assert.deepEqual(payloadFaults(kind, payload), [])
        let canonical: string | undefined
        try {
          canonical = canonicalize(payload)
        } catch {
          return
        }
        assert.equal(printed(kind, payload), canonical)
      }),
      { numRuns: 2000 },
    )
  })

  it('one that misses a field, has another or a wrong one is refused, every reason named (500 runs)', () => {
    fc.assert(
      fc.property(fitting, fc.nat(), ({ kind, payload }, n) => {
        const { fields } = EVENT_KINDS.find((known) => known.kind === kind)!
        const more = { ...payload, another: 1 }
        assert.equal(printed(kind, more), undefined)
        assert.deepEqual(payloadFaults(kind, more), [`the payload of ${kind} has no another`])
        const required = fields.filter(({ optional }) => !optional)
        if (required.length === 0) return
        const { name, type } = required[n % required.length]!
        const { [name]: _, ...less } = payload as Record<string, unknown>
        assert.equal(printed(kind, less), undefined)
        assert.deepEqual(payloadFaults(kind, less), [`the payload of ${kind} misses ${name}`])
        if (type === 'json') return
        const wrong = { ...payload, [name]: Symbol.iterator }
        assert.equal(printed(kind, wrong), undefined)
        assert.equal(payloadFaults(kind, wrong).length, 1)
      }),
      { numRuns: 500 },
    )
  })

  it('kinds of a deployment’s own begin with x-, and no other unknown kind is taken', () => {
    assert.deepEqual(payloadFaults('x-ledger.reconciled', { anything: 1 }), [])
    for (const kind of ['x-', 'x-Upper', 'X-A', 'SOMETHING_ELSE', 'x_a']) {
      assert.deepEqual(payloadFaults(kind, {}), [`the log has no event kind ${kind}`])
    }
  })

  it('the reference page shows every kind and every field', () => {
    const page = generate().get('docs/reference/event-kinds.md') ?? ''
    for (const { kind, fields } of EVENT_KINDS) {
      const section = page.slice(page.indexOf(`### \`${kind}\``)).split('\n### ')[1 - 1]!
      for (const { name } of fields) assert.ok(section.includes(`| \`${name}\` |`), `${kind}.${name}`)
    }
  })
})
