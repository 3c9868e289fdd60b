/**
 * Whether a value is one of a type, and if not, where and why: the reference for the schema check, for generated validators and for the schemas.
 * It reads own properties alone, never changes the value and never asks a backtracking engine about a pattern. The value has been through
 * `normalize`, so that a null is a fault here.
 */
import { describeType } from '../program/describe-type.ts'
import { tagType } from '../program/tag-type.ts'
import type { Field, JsonType, ListType, MapType, RecordType, StringType, Type, UnionType } from '../program/type.ts'
import { bytesIn } from '../types/base64.ts'
import { parseDuration } from '../types/duration.ts'
import { fractionDigits } from '../types/fraction-digits.ts'
import { isJsonWithin } from '../types/json-size.ts'
import { parseTimestamp } from '../types/timestamp.ts'
import { hasLength } from './code-points.ts'
import { equalValues } from './equal-values.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import { illFormedText } from './ill-formed-text.ts'
import { prependSegment } from './json-pointer.ts'
import { matchesPattern } from './matches-pattern.ts'
import { isRecord, mapKeys, ownMember } from './own-member.ts'

/** `path` is a JSON Pointer into the checked value, `''` the value itself. */
export interface ValueFault {
  readonly path: string
  readonly message: string
}

export const ILL_FORMED = 'expected well-formed Unicode text'
export const MISSING_FIELD = 'missing required field'
export const UNKNOWN_FIELD = 'unknown field'

/** The first fault in reading order, or undefined when the value is of the type: its shape first, then its `where` conditions in order. */
export function checkValue(value: unknown, type: Type): ValueFault | undefined {
  const fault = checkShape(value, type)
  if (fault !== undefined || type.where === undefined) return fault
  for (const condition of type.where) {
    if (evaluateExpression(condition, { value }) !== true) return unexpected(type)
  }
  return undefined
}

function checkShape(value: unknown, type: Type): ValueFault | undefined {
  switch (type.kind) {
    case 'bool':
      return typeof value === 'boolean' ? undefined : unexpected(type)
    case 'int':
      return isNumberIn(value, type.min, type.max) && Number.isSafeInteger(value) ? undefined : unexpected(type)
    case 'float':
      if (!isNumberIn(value, type.min, type.max)) return unexpected(type)
      return type.decimals === undefined || fractionDigits(value) <= type.decimals ? undefined : unexpected(type)
    case 'string':
      return checkText(value, type)
    case 'enum':
      return typeof value === 'string' && type.values.includes(value) ? undefined : unexpected(type)
    case 'timestamp':
      return parseTimestamp(value) === undefined ? unexpected(type) : undefined
    case 'duration':
      return parseDuration(value) === undefined ? unexpected(type) : undefined
    case 'bytes': {
      const size = bytesIn(value)
      return size === undefined || size < type.minSize || size > type.maxSize ? unexpected(type) : undefined
    }
    case 'json':
      return checkOpaque(value, type)
    case 'list':
      return checkList(value, type)
    case 'map':
      return checkMap(value, type)
    case 'union':
      return checkUnion(value, type)
    case 'record':
      return checkRecord(value, type)
  }
}

function unexpected(type: Type): ValueFault {
  const known = faults.get(type)
  if (known !== undefined) return known
  const fault = { path: '', message: `expected ${describeType(type)}` }
  faults.set(type, fault)
  return fault
}

/** A type is immutable, so what is said of it is made once. */
const faults = new WeakMap<Type, ValueFault>()

function isNumberIn(value: unknown, min: number | undefined, max: number | undefined): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  return (min === undefined || value >= min) && (max === undefined || value <= max)
}

function checkText(value: unknown, type: StringType): ValueFault | undefined {
  if (typeof value !== 'string') return unexpected(type)
  if (!value.isWellFormed()) return { path: '', message: ILL_FORMED }
  if (!hasLength(value, type.minLength, type.maxLength)) return unexpected(type)
  for (const pattern of type.patterns ?? NO_PATTERNS) if (!matchesPattern(pattern, value)) return unexpected(type)
  return undefined
}

const NO_PATTERNS: readonly string[] = []

function checkOpaque(value: unknown, type: JsonType): ValueFault | undefined {
  if (isJsonWithin(value, type.maxBytes)) return undefined
  const path = illFormedText(value)
  return path === undefined ? unexpected(type) : { path, message: ILL_FORMED }
}

function checkList(value: unknown, type: ListType): ValueFault | undefined {
  if (!Array.isArray(value)) return unexpected(type)
  const elements: readonly unknown[] = value
  if (elements.length < type.minLength) return unexpected(type)
  if (type.maxLength !== undefined && elements.length > type.maxLength) return unexpected(type)
  for (let index = 0; index < elements.length; index++) {
    const fault = checkValue(elements[index], type.element)
    if (fault !== undefined) return within(index, fault)
  }
  return type.unique && hasRepetition(elements) ? unexpected(type) : undefined
}

// Text and numbers by a set; only lists of lists or records are compared pairwise.
function hasRepetition(elements: readonly unknown[]): boolean {
  if (!elements.some((element) => typeof element === 'object')) return new Set(elements).size !== elements.length
  return elements.some((element, index) => elements.slice(0, index).some((earlier) => equalValues(earlier, element)))
}

function checkRecord(value: unknown, type: RecordType): ValueFault | undefined {
  if (!isRecord(value)) return unexpected(type)
  for (const field of type.fields) {
    const fault = checkField(value, field)
    if (fault !== undefined) return within(field.name, fault)
  }
  for (const key of Object.keys(value)) {
    if (fieldNames(type).has(key)) continue
    if (!type.open) return within(key, { path: '', message: UNKNOWN_FIELD })
    const path = key.isWellFormed() ? illFormedText(value[key]) : ''
    if (path !== undefined) return within(key, { path, message: ILL_FORMED })
  }
  return undefined
}

const namesOfFields = new WeakMap<RecordType, ReadonlySet<string>>()

function fieldNames(type: RecordType): ReadonlySet<string> {
  const known = namesOfFields.get(type)
  if (known !== undefined) return known
  const names = new Set(type.fields.map((field) => field.name))
  namesOfFields.set(type, names)
  return names
}

function checkMap(value: unknown, type: MapType): ValueFault | undefined {
  if (!isRecord(value)) return unexpected(type)
  const keys = mapKeys(value)
  if (keys.length < type.minSize || keys.length > (type.maxSize ?? Number.POSITIVE_INFINITY)) return unexpected(type)
  for (const key of keys) {
    if (!key.isWellFormed()) return within(key, { path: '', message: ILL_FORMED })
    const fault = checkValue(value[key], type.element)
    if (fault !== undefined) return within(key, fault)
  }
  return undefined
}

// Which variant is asked first; without one there is nothing to hold the other members against.
function checkUnion(value: unknown, type: UnionType): ValueFault | undefined {
  if (!isRecord(value)) return unexpected(type)
  const tag = ownMember(value, type.discriminator)
  if (tag === undefined) return within(type.discriminator, { path: '', message: MISSING_FIELD })
  const variant = type.variants.find((candidate) => candidate.tag === tag)
  if (variant !== undefined) return checkRecord(value, variant.record)
  return within(type.discriminator, unexpected(tagType(type)))
}

function checkField(value: Readonly<Record<string, unknown>>, field: Field): ValueFault | undefined {
  const member = ownMember(value, field.name)
  if (member !== undefined) return checkValue(member, field.type)
  return field.optional ? undefined : { path: '', message: MISSING_FIELD }
}

function within(segment: string | number, fault: ValueFault): ValueFault {
  return { path: prependSegment(segment, fault.path), message: fault.message }
}
