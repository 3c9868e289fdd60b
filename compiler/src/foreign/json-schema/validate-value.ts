/**
 * Judges a value by a JSON Schema 2020-12, as the standard's text says it: keywords that apply other schemas, what each of them has evaluated, and
 * references through the dynamic scope. Interpreted, not compiled, so that nothing a schema says becomes code; bounded in steps and depth.
 */
import { prependSegment } from '../../evaluate/json-pointer.ts'
import { isRecord, ownMember } from '../../evaluate/own-member.ts'
import { compileSchemaPattern } from '../schema-pattern.ts'
import { ASSERTIONS, type Assertion, missingMember } from './schema-assertions.ts'
import type { Schema, SchemaIndex, SchemaObject, SchemaResource } from './schema-index.ts'
import { splitFragment } from './uri-reference.ts'

/** `path` is a JSON Pointer into the value. */
export interface SchemaFault {
  readonly path: string
  readonly message: string
}

export const MOST_STEPS = 500_000
export const DEEPEST = 600

/** Throws where judging takes too many steps or goes too deep: a schema may refer to itself. `extensions`: further keywords, by name. */
export function validateValue(
  schema: Schema,
  value: unknown,
  index: SchemaIndex,
  extensions: ReadonlyMap<string, Assertion>,
): SchemaFault | undefined {
  const run: Run = { index, extensions, steps: { left: MOST_STEPS } }
  return evaluate(schema, value, { run, path: '', scope: [], depth: 0 }).fault
}

interface Run {
  readonly index: SchemaIndex
  readonly extensions: ReadonlyMap<string, Assertion>
  readonly steps: { left: number }
}

/** `scope`: the resources entered on the way, outermost first. */
interface Place {
  readonly run: Run
  readonly path: string
  readonly scope: readonly SchemaResource[]
  readonly depth: number
}

/** Which members and elements some schema has looked at; of no use once there is a fault. */
interface Outcome {
  fault: SchemaFault | undefined
  readonly names: Set<string>
  readonly positions: Set<number>
}

function evaluate(schema: Schema, value: unknown, place: Place): Outcome {
  const outcome: Outcome = { fault: undefined, names: new Set(), positions: new Set() }
  if (place.run.steps.left-- <= 0 || place.depth > DEEPEST)
    throw new Error('the schema takes too long to judge the value')
  if (typeof schema === 'boolean') {
    if (!schema) outcome.fault = { path: place.path, message: 'is not allowed' }
    return outcome
  }
  const resource = place.run.index.resourceOf(schema)
  const scope = place.scope.at(-1) === resource ? place.scope : [...place.scope, resource]
  const here = { ...place, scope, depth: place.depth + 1 }
  for (const step of STEPS) {
    step(schema, value, here, outcome)
    if (outcome.fault !== undefined) return outcome
  }
  return outcome
}

type Step = (schema: SchemaObject, value: unknown, place: Place, outcome: Outcome) => void

/** What has been evaluated must be known before the `unevaluated…` keywords are asked. */
const STEPS: readonly Step[] = [references, assertions, combinations, conditions, elements, members, unevaluated]

function fail(outcome: Outcome, place: Place, message: string): void {
  outcome.fault ??= { path: place.path, message }
}

/** Applies a schema to the same value: its verdict counts, and so does what it has evaluated. */
function applyInPlace(schema: unknown, value: unknown, place: Place, outcome: Outcome): void {
  const inner = evaluate(asSchema(schema), value, place)
  outcome.fault ??= inner.fault
  if (inner.fault === undefined) keep(outcome, inner)
}

function keep(outcome: Outcome, inner: Outcome): void {
  for (const name of inner.names) outcome.names.add(name)
  for (const position of inner.positions) outcome.positions.add(position)
}

function asSchema(schema: unknown): Schema {
  if (isRecord(schema) || typeof schema === 'boolean') return schema
  throw new Error('a schema stands where none is')
}

function references(schema: SchemaObject, value: unknown, place: Place, outcome: Outcome): void {
  const reference = ownMember(schema, '$ref')
  if (typeof reference === 'string') {
    applyInPlace(place.run.index.target(schema, reference), value, place, outcome)
  }
  const dynamic = ownMember(schema, '$dynamicRef')
  if (typeof dynamic === 'string') applyInPlace(dynamicTarget(schema, dynamic, place), value, place, outcome)
}

// The outermost resource with a dynamic anchor of the name, if the reference first leads to a dynamic anchor at all.
function dynamicTarget(schema: SchemaObject, reference: string, place: Place): Schema {
  const { index } = place.run
  const first = index.target(schema, reference)
  const [, name] = splitFragment(reference)
  if (typeof first === 'boolean' || index.resourceOf(first).dynamicAnchors.get(name) !== first) return first
  for (const resource of place.scope) {
    const anchored = resource.dynamicAnchors.get(name)
    if (anchored !== undefined) return anchored
  }
  return first
}

function assertions(schema: SchemaObject, value: unknown, place: Place, outcome: Outcome): void {
  const { extensions, index } = place.run
  const asserts = index.resourceOf(schema).asserts
  for (const keyword of Object.keys(schema)) {
    const assertion = (asserts ? ASSERTIONS.get(keyword) : undefined) ?? extensions.get(keyword)
    if (assertion === undefined || assertion(value, schema[keyword])) continue
    fail(outcome, place, `does not fit "${keyword}"`)
    return
  }
  if (!asserts || !isRecord(value)) return
  const missing = missingMember(value, schema)
  if (missing !== undefined) {
    outcome.fault = { path: place.path + prependSegment(missing, ''), message: 'missing required field' }
  }
}

function combinations(schema: SchemaObject, value: unknown, place: Place, outcome: Outcome): void {
  for (const part of listAt(schema, 'allOf')) applyInPlace(part, value, place, outcome)
  const passing = (keyword: string): readonly Outcome[] =>
    listAt(schema, keyword)
      .map((part) => evaluate(asSchema(part), value, place))
      .filter((inner) => inner.fault === undefined)
  if (ownMember(schema, 'anyOf') !== undefined) {
    const held = passing('anyOf')
    if (held.length === 0) fail(outcome, place, 'does not fit "anyOf"')
    for (const inner of held) keep(outcome, inner)
  }
  if (ownMember(schema, 'oneOf') !== undefined) {
    const held = passing('oneOf')
    if (held.length !== 1) fail(outcome, place, 'does not fit "oneOf"')
    for (const inner of held) keep(outcome, inner)
  }
  const not = ownMember(schema, 'not')
  if (not !== undefined && evaluate(asSchema(not), value, place).fault === undefined)
    fail(outcome, place, 'does not fit "not"')
}

function conditions(schema: SchemaObject, value: unknown, place: Place, outcome: Outcome): void {
  const condition = ownMember(schema, 'if')
  if (condition !== undefined) {
    const judged = evaluate(asSchema(condition), value, place)
    if (judged.fault === undefined) keep(outcome, judged)
    const consequence = ownMember(schema, judged.fault === undefined ? 'then' : 'else')
    if (consequence !== undefined) applyInPlace(consequence, value, place, outcome)
  }
  if (!isRecord(value)) return
  for (const keyword of ['dependentSchemas', 'dependencies']) {
    for (const [name, part] of Object.entries(recordAt(schema, keyword))) {
      if (ownMember(value, name) !== undefined && !Array.isArray(part)) applyInPlace(part, value, place, outcome)
    }
  }
}

/** Applies a schema to a member or an element; undefined when it fits. */
function faultWithin(schema: unknown, value: unknown, segment: string | number, place: Place): SchemaFault | undefined {
  return evaluate(asSchema(schema), value, { ...place, path: place.path + prependSegment(segment, '') }).fault
}

function elements(schema: SchemaObject, value: unknown, place: Place, outcome: Outcome): void {
  if (!Array.isArray(value)) return
  const list: readonly unknown[] = value
  const first = listAt(schema, 'prefixItems')
  const others = ownMember(schema, 'items')
  list.forEach((element, position) => {
    const part = position < first.length ? first[position] : others
    if (part === undefined || outcome.fault !== undefined) return
    outcome.fault = faultWithin(part, element, position, place)
    outcome.positions.add(position)
  })
  contained(schema, list, place, outcome)
}

function contained(schema: SchemaObject, list: readonly unknown[], place: Place, outcome: Outcome): void {
  const contains = ownMember(schema, 'contains')
  if (contains === undefined || outcome.fault !== undefined) return
  const found = [...list.keys()].filter(
    (position) => faultWithin(contains, list[position], position, place) === undefined,
  )
  const asserts = place.run.index.resourceOf(schema).asserts
  const least = asserts ? (ownMember(schema, 'minContains') ?? 1) : 1
  const most = asserts ? (ownMember(schema, 'maxContains') ?? list.length) : list.length
  if (found.length < Number(least) || found.length > Number(most)) fail(outcome, place, 'does not fit "contains"')
  for (const position of found) outcome.positions.add(position)
}

function members(schema: SchemaObject, value: unknown, place: Place, outcome: Outcome): void {
  if (!isRecord(value)) return
  const properties = ownMember(schema, 'properties')
  const patterns = Object.entries(recordAt(schema, 'patternProperties'))
  const others = ownMember(schema, 'additionalProperties')
  const names = ownMember(schema, 'propertyNames')
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const parts = patterns.filter(([pattern]) => compileSchemaPattern(pattern).test(name)).map(([, part]) => part)
    const own = ownMember(properties, name)
    if (own !== undefined) parts.push(own)
    if (parts.length === 0 && others !== undefined) parts.push(others)
    if (parts.length > 0) outcome.names.add(name)
    if (names !== undefined) outcome.fault ??= evaluate(asSchema(names), name, place).fault
    for (const part of parts) {
      const isExtra = part === false && own === undefined
      outcome.fault ??= isExtra ? unknownField(name, place) : faultWithin(part, member, name, place)
    }
    if (outcome.fault !== undefined) return
  }
}

function unknownField(name: string, place: Place): SchemaFault {
  return { path: place.path + prependSegment(name, ''), message: 'unknown field' }
}

function unevaluated(schema: SchemaObject, value: unknown, place: Place, outcome: Outcome): void {
  const items = ownMember(schema, 'unevaluatedItems')
  if (items !== undefined && Array.isArray(value)) {
    for (let position = 0; position < value.length; position++) {
      if (!outcome.positions.has(position)) outcome.fault ??= faultWithin(items, value[position], position, place)
      outcome.positions.add(position)
    }
  }
  const properties = ownMember(schema, 'unevaluatedProperties')
  if (properties === undefined || !isRecord(value)) return
  for (const [name, member] of Object.entries(value)) {
    if (outcome.names.has(name) || member === undefined) continue
    outcome.fault ??= properties === false ? unknownField(name, place) : faultWithin(properties, member, name, place)
    outcome.names.add(name)
  }
}

function listAt(schema: SchemaObject, keyword: string): readonly unknown[] {
  const value = ownMember(schema, keyword)
  return Array.isArray(value) ? value : []
}

function recordAt(schema: SchemaObject, keyword: string): SchemaObject {
  const value = ownMember(schema, keyword)
  return isRecord(value) ? value : {}
}
