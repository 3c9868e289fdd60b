/**
 * A published schema beside the type it was printed from: it normalises and accepts what the type does, on the values of the evidence, and it says the words
 * that no value shows (order, units, documentation, what is sensitive). INVARIANT L6
 */
import { isRecord, ownMember } from '../evaluate/own-member.ts'
import { isSameValue } from '../program/same-value.ts'
import type { Field, RecordType, Type } from '../program/type.ts'
import type { Mismatch } from './compare-translation.ts'
import type { ReadValue } from './read-value.ts'
import { showValue } from './show-value.ts'

/** What a reader of the manifest makes of a schema. */
export interface SchemaReading {
  readonly normalize: (value: unknown) => unknown
  /** `unread` where a condition is too large to be evaluated. */
  readonly accepts: (value: unknown) => boolean | 'unread'
}

export type ReadSchema = (schema: unknown) => SchemaReading

export interface SchemaComparison {
  readonly pairs: number
  readonly mismatches: readonly Mismatch[]
}

/** `place`: `input`, `output` or `context`, for people. */
export function compareSchema(
  action: string,
  place: string,
  type: RecordType,
  schema: unknown,
  values: readonly unknown[],
  readSchema: ReadSchema,
  read: ReadValue,
): SchemaComparison {
  const mismatch = (given: string, expected: unknown, actual: unknown): Mismatch => {
    return {
      action,
      part: 'schema',
      given: `${place} ${given}`,
      expected: showValue(expected),
      actual: showValue(actual),
    }
  }
  const [said, meant] = [wordsOfSchema(schema), wordsOfType(type)]
  const mismatches = isSameValue(said, meant) ? [] : [mismatch('in words', meant, said)]
  let reading: SchemaReading
  try {
    reading = readSchema(schema)
  } catch (error) {
    return { pairs: 1, mismatches: [...mismatches, mismatch('as a schema', 'one that can be read', String(error))] }
  }
  let pairs = 1
  for (const value of values) {
    if (!isPlainJson(value)) continue
    const { normalised: expected, isValid } = read(value)
    const actual = reading.normalize(value)
    pairs += 2
    if (!isSameValue(actual, expected)) mismatches.push(mismatch(showValue(value), expected, actual))
    const isAccepted = reading.accepts(expected)
    if (isAccepted !== 'unread' && isAccepted !== isValid)
      mismatches.push(mismatch(showValue(expected), isValid, isAccepted))
    if (expected === value) continue
    // Who checks before anything is normalised, as a form does, says the same.
    const isSendable = reading.accepts(value)
    pairs += 1
    if (isSendable !== 'unread' && isSendable !== isValid)
      mismatches.push(mismatch(showValue(value), isValid, isSendable))
  }
  return { pairs, mismatches }
}

/** What a manifest can carry: members set to undefined, other prototypes and numbers that are none are for code alone. */
function isPlainJson(value: unknown, depth: number = 0): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value !== 'object' || depth > 64) return false
  if (Array.isArray(value)) return value.every((element) => isPlainJson(element, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return false
  const members = Object.values(Object.getOwnPropertyDescriptors(value))
  return members.every((member) => 'value' in member && isPlainJson(member.value, depth + 1))
}

type Words = Readonly<Record<string, unknown>>

function wordsOfType(type: Type): Words {
  switch (type.kind) {
    case 'int':
    case 'float':
      return type.unit === undefined ? {} : { unit: type.unit }
    case 'list':
    case 'map':
      return { of: wordsOfType(type.element) }
    case 'union':
      return {
        variants: type.variants.map(({ tag, record }) => ({
          title: tag,
          ...wordsOfRecord(record, type.discriminator),
        })),
      }
    case 'record':
      return wordsOfRecord(type, undefined)
    default:
      return {}
  }
}

function wordsOfRecord({ fields }: RecordType, discriminator: string | undefined): Words {
  const own = ({ name, type, doc, sensitive }: Field): Words => {
    if (name === discriminator) return {}
    return { ...(doc ? { doc } : {}), ...(sensitive === true && { sensitive }), ...wordsOfType(type) }
  }
  return { order: fields.map(({ name }) => name), fields: fields.map((field) => [field.name, own(field)]) }
}

function wordsOfSchema(schema: unknown): Words {
  const variants = ownMember(schema, 'oneOf')
  const unit = ownMember(schema, 'x-claw-unit')
  const element = ownMember(schema, 'items') ?? ownMember(schema, 'additionalProperties')
  if (Array.isArray(variants))
    return { variants: variants.map((variant) => ({ title: ownMember(variant, 'title'), ...wordsOfSchema(variant) })) }
  if (ownMember(schema, 'properties') !== undefined) return wordsOfProperties(schema)
  if (isRecord(element)) return { of: wordsOfSchema(element) }
  return unit === undefined ? {} : { unit }
}

function wordsOfProperties(schema: unknown): Words {
  const properties = ownMember(schema, 'properties')
  const own = (property: unknown): Words => {
    const [doc, sensitive] = [ownMember(property, 'description'), ownMember(property, 'x-claw-sensitive')]
    const words = { ...(doc === undefined ? {} : { doc }), ...(sensitive === undefined ? {} : { sensitive }) }
    return { ...words, ...wordsOfSchema(withoutNull(property)) }
  }
  const fields = Object.entries(isRecord(properties) ? properties : {}).map(([name, property]) => [name, own(property)])
  return { order: ownMember(schema, 'x-claw-order'), fields }
}

/** Of `anyOf: [S, { type: "null" }]` the S. */
function withoutNull(schema: unknown): unknown {
  const options = ownMember(schema, 'anyOf')
  if (!Array.isArray(options) || options.length !== 2 || ownMember(options[1], 'type') !== 'null') return schema
  return options[0]
}
