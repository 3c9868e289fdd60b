/**
 * The one JSON Schema 2020-12 form of each type. What standard keywords cannot say exactly stands in `x-claw-*` keywords: the order of properties, a
 * number's unit and decimals, `where` conditions as canonical CEL. Never a fractional `multipleOf`: binary floating point makes it a lottery.
 */
import type { JsonObject, JsonValue } from 'clawql-manifest-validator'
import type { Expr } from '../program/expression.ts'
import type { BytesType, Field, RecordType, StringType, Type, UnionType, Variant } from '../program/type.ts'
import { checkedPattern } from '../types/pattern/checked-pattern.ts'
import { patternToJsonSchema } from '../types/pattern/pattern-to-json-schema.ts'
import { printCel } from './cel.ts'

/** Members with an undefined value are left out; the others stay in the order written. */
type Draft = { readonly [key: string]: JsonValue | undefined }

export function jsonSchemaOf(type: Type): JsonObject {
  const known = schemas.get(type)
  if (known !== undefined) return known
  const where = whereText(type.where ?? [])
  const schema = defined({ ...kindSchema(type), 'x-claw-where': where })
  schemas.set(type, schema)
  return schema
}

/** A type is immutable and its schema is only read: contracts, schemas and tools share it. */
const schemas = new WeakMap<Type, JsonObject>()

function kindSchema(type: Type): Draft {
  switch (type.kind) {
    case 'bool':
      return { type: 'boolean' }
    case 'int':
      return { type: 'integer', minimum: type.min, maximum: type.max, 'x-claw-unit': type.unit }
    case 'float':
      return {
        type: 'number',
        minimum: type.min,
        maximum: type.max,
        'x-claw-unit': type.unit,
        'x-claw-decimals': type.decimals,
      }
    case 'string':
      return stringSchema(type)
    case 'enum':
      return { type: 'string', enum: type.values }
    case 'timestamp':
      return { type: 'string', format: 'date-time', maxLength: 35, pattern: TIMESTAMP_PATTERN }
    case 'duration':
      return { type: 'string', pattern: DURATION_PATTERN }
    case 'list':
      return {
        type: 'array',
        items: jsonSchemaOf(type.element),
        minItems: type.minLength === 0 ? undefined : type.minLength,
        maxItems: type.maxLength,
        uniqueItems: type.unique ? true : undefined,
      }
    case 'json':
      return { 'x-claw-json': type.maxBytes }
    case 'bytes':
      return bytesSchema(type)
    case 'map':
      return {
        type: 'object',
        additionalProperties: jsonSchemaOf(type.element),
        minProperties: type.minSize === 0 ? undefined : type.minSize,
        maxProperties: type.maxSize,
      }
    case 'union':
      return { type: 'object', oneOf: type.variants.map((variant) => variantSchema(type, variant)) }
    case 'record':
      return recordSchema(type)
  }
}

function stringSchema(type: StringType): Draft {
  const [first, ...others] = (type.patterns ?? []).map((source) => patternToJsonSchema(checkedPattern(source)))
  return {
    type: 'string',
    minLength: type.minLength === 0 ? undefined : type.minLength,
    maxLength: type.maxLength,
    pattern: first,
    allOf: others.length === 0 ? undefined : others.map((pattern) => ({ pattern })),
  }
}

// Four characters stand for three bytes; only at the two ends does the padding decide.
function bytesSchema({ minSize, maxSize }: BytesType): Draft {
  const [shortest, longest] = [4 * Math.ceil(minSize / 3), 4 * Math.ceil(maxSize / 3)]
  const limits: JsonObject[] = []
  if (minSize % 3 === 2) limits.push({ anyOf: [{ minLength: shortest + 1 }, { pattern: '^[^=]*=?$' }] })
  if (minSize % 3 === 0 && minSize > 0) limits.push({ anyOf: [{ minLength: shortest + 1 }, { pattern: '^[^=]*$' }] })
  if (maxSize % 3 === 1) limits.push({ anyOf: [{ maxLength: longest - 1 }, { pattern: '^[^=]*==$' }] })
  if (maxSize % 3 === 2) limits.push({ anyOf: [{ maxLength: longest - 1 }, { pattern: '^[^=]*==?$' }] })
  return {
    type: 'string',
    contentEncoding: 'base64',
    minLength: shortest === 0 ? undefined : shortest,
    maxLength: longest,
    pattern: BASE64_PATTERN,
    allOf: limits.length === 0 ? undefined : limits,
  }
}

function variantSchema({ discriminator }: UnionType, { tag, record }: Variant): JsonObject {
  const schema = recordSchema(record)
  const properties = record.fields.map((field): [string, JsonObject] => [
    field.name,
    field.name === discriminator ? { const: tag } : fieldSchema(field),
  ])
  return defined({ title: tag, ...schema, properties: Object.fromEntries(properties) })
}

function recordSchema(type: RecordType): Draft {
  const isRequired = (field: Field): boolean => !field.optional && field.defaultValue === undefined
  return {
    type: 'object',
    properties: Object.fromEntries(type.fields.map((field) => [field.name, fieldSchema(field)])),
    required: type.fields.filter(isRequired).map((field) => field.name),
    additionalProperties: type.open,
    'x-claw-order': type.fields.map((field) => field.name),
  }
}

// Null is a form of "absent" on the wire, so it is admitted only where a field may be absent.
function fieldSchema(field: Field): JsonObject {
  const schema = jsonSchemaOf(field.type)
  const mayBeAbsent = field.optional || field.defaultValue !== undefined
  const accepted: Draft = field.nullable && mayBeAbsent ? { anyOf: [schema, { type: 'null' }] } : schema
  return defined({
    description: field.doc === '' ? undefined : field.doc,
    ...accepted,
    default: field.defaultValue,
    'x-claw-sensitive': field.sensitive === true ? true : undefined,
  })
}

function whereText(conditions: readonly Expr[]): string | undefined {
  const [first, ...others] = conditions
  if (first === undefined) return undefined
  const all = others.reduce<Expr>(
    (left, right) => ({ kind: 'binary', operator: '&&', left, right, type: { kind: 'bool' } }),
    first,
  )
  return printCel(all)
}

function defined(draft: Draft): JsonObject {
  const members = Object.entries(draft).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
  return Object.fromEntries(members)
}

const DAYS =
  '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])'
const LEAP_YEARS = '(?:[0-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)'
const INNER_YEARS = '(?:000[2-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])'
const TIME = 'T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?'
const OFFSET = '(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])'

/** RFC 3339 with at most nine fraction digits, real days only; in the first and the last year only `Z`. */
const TIMESTAMP_PATTERN = `^(?:(?:${INNER_YEARS}-(?:${DAYS})|${LEAP_YEARS}-02-29)${TIME}${OFFSET}|(?:0001|9999)-(?:${DAYS})${TIME}Z)$`

/** RFC 4648, padded, the unused bits zero. */
const BASE64_PATTERN = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$'

/** Seconds as text, as protobuf writes a duration. */
const DURATION_PATTERN = '^(?:-?[0-9]{1,9}(?:\\.[0-9]{1,9})?s)$'
