/**
 * How types relate: the same, contained in one another, comparable, and the smallest type over two. Alias names never matter.
 */
import type {
  EnumType,
  Field,
  FloatType,
  IntType,
  ListType,
  RecordType,
  StringType,
  Type,
  UnionType,
} from '../program/type.ts'
import { hull, intervalOf } from './interval.ts'
import { checkedPattern } from './pattern/checked-pattern.ts'
import { isPatternWithin } from './pattern/compare-automata.ts'
import { matchPattern } from './pattern/match-pattern.ts'
import { parsePattern } from './pattern/parse-pattern.ts'
import { isTime, timeInterval } from './time-interval.ts'
import { unitOf } from './unit-of.ts'

/** Both admit the same values by the same declaration: equal kinds, refinements, fields and conditions. */
export function isSameType(a: Type, b: Type): boolean {
  if (a === b) return true
  if (JSON.stringify(a.where ?? []) !== JSON.stringify(b.where ?? [])) return false
  switch (a.kind) {
    case 'bool':
      return b.kind === 'bool'
    case 'timestamp':
    case 'duration':
      return a.kind === b.kind && a.min === b.min && a.max === b.max
    case 'int':
      return b.kind === 'int' && a.unit === b.unit && a.min === b.min && a.max === b.max
    case 'float':
      if (b.kind !== 'float' || a.unit !== b.unit || a.decimals !== b.decimals) return false
      return a.min === b.min && a.max === b.max
    case 'string':
      if (b.kind !== 'string' || a.minLength !== b.minLength || a.maxLength !== b.maxLength) return false
      return isSameList(a.patterns ?? [], b.patterns ?? [])
    case 'enum':
      return b.kind === 'enum' && isSameList(a.values, b.values)
    case 'list':
      if (b.kind !== 'list' || a.unique !== b.unique || !isSameType(a.element, b.element)) return false
      return a.minLength === b.minLength && a.maxLength === b.maxLength
    case 'bytes':
      return b.kind === 'bytes' && a.minSize === b.minSize && a.maxSize === b.maxSize
    case 'json':
      return b.kind === 'json' && a.maxBytes === b.maxBytes
    case 'map':
      if (b.kind !== 'map' || a.minSize !== b.minSize || a.maxSize !== b.maxSize) return false
      return isSameType(a.element, b.element)
    case 'union':
      return b.kind === 'union' && a.variants.length === b.variants.length && isAssignableUnion(a, b, isSameType)
    case 'record':
      if (b.kind !== 'record' || a.open !== b.open || a.fields.length !== b.fields.length) return false
      return a.fields.every((field, index) => isSameField(field, b.fields[index]!))
  }
}

function isSameField(a: Field, b: Field): boolean {
  if (a.name !== b.name || a.optional !== b.optional || a.nullable !== b.nullable) return false
  return JSON.stringify(a.defaultValue) === JSON.stringify(b.defaultValue) && isSameType(a.type, b.type)
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

/** Every value of `from` is one of `to`, as far as can be told from the types; conditions count only where both have them. */
export function isAssignable(from: Type, to: Type): boolean {
  if (from === to) return true
  if (!hasConditionsOf(from, to)) return false
  switch (to.kind) {
    case 'bool':
      return from.kind === 'bool'
    case 'timestamp':
    case 'duration':
      if (!isTime(from) || from.kind !== to.kind) return false
      return timeInterval(from).min >= timeInterval(to).min && timeInterval(from).max <= timeInterval(to).max
    case 'int':
      return from.kind === 'int' && from.unit === to.unit && from.min >= to.min && from.max <= to.max
    case 'float':
      if (from.kind !== 'float' || from.unit !== to.unit) return false
      if (to.decimals !== undefined && (from.decimals ?? Number.POSITIVE_INFINITY) > to.decimals) return false
      return intervalOf(from).min >= intervalOf(to).min && intervalOf(from).max <= intervalOf(to).max
    case 'string':
      return isAssignableText(from, to)
    case 'enum':
      return from.kind === 'enum' && isWithin(from.values, new Set(to.values))
    case 'list':
      return from.kind === 'list' && isAssignableList(from, to)
    case 'bytes':
      return from.kind === 'bytes' && from.minSize >= to.minSize && from.maxSize <= to.maxSize
    case 'json':
      return from.kind === 'json' && from.maxBytes <= to.maxBytes
    case 'map':
      if (from.kind !== 'map' || from.minSize < to.minSize) return false
      if (to.maxSize !== undefined && (from.maxSize ?? Number.POSITIVE_INFINITY) > to.maxSize) return false
      return isAssignable(from.element, to.element)
    case 'union':
      return from.kind === 'union' && isAssignableUnion(from, to, isAssignable)
    case 'record':
      return from.kind === 'record' && isAssignableRecord(from, to)
  }
}

/** The same kind of value, refinements aside: what an operator or a comparison asks. A union of literals is a kind of text. */
export function isSameKind(a: Type, b: Type): boolean {
  if (isText(a) && isText(b)) return true
  if (a.kind === b.kind && (a.kind === 'int' || a.kind === 'float')) return a.unit === unitOf(b)
  if (a.kind === 'list' && b.kind === 'list') return isSameKind(a.element, b.element)
  if (a.kind === 'map' && b.kind === 'map') return isSameKind(a.element, b.element)
  if (a.kind === 'record' && b.kind === 'record') return isSameType(a, b)
  if (a.kind === 'union' && b.kind === 'union') return isSameType(a, b)
  return a.kind === b.kind
}

export function isText(type: Type): type is StringType | EnumType {
  return type.kind === 'string' || type.kind === 'enum'
}

/** The smallest type that holds the values of both, or undefined when they are of different kinds. Names, patterns and conditions are dropped. */
export function joinTypes(a: Type, b: Type): Type | undefined {
  if (a === b) return a
  if (a.kind === 'int' && b.kind === 'int') return a.unit === b.unit ? { ...bareAmount(a), ...hull(a, b) } : undefined
  if (a.kind === 'float' && b.kind === 'float') return joinFloats(a, b)
  if (a.kind === 'enum' && b.kind === 'enum') return { kind: 'enum', values: [...new Set([...a.values, ...b.values])] }
  if (isText(a) && isText(b)) {
    const [left, right] = [textLengths(a), textLengths(b)]
    const max = left.max === undefined || right.max === undefined ? undefined : Math.max(left.max, right.max)
    return {
      kind: 'string',
      minLength: Math.min(left.min, right.min),
      ...(max === undefined ? {} : { maxLength: max }),
    }
  }
  if (a.kind === 'list' && b.kind === 'list') return joinLists(a, b)
  if (a.kind === 'bytes' && b.kind === 'bytes') {
    return { kind: 'bytes', minSize: Math.min(a.minSize, b.minSize), maxSize: Math.max(a.maxSize, b.maxSize) }
  }
  if (a.kind === 'json' && b.kind === 'json') return { kind: 'json', maxBytes: Math.max(a.maxBytes, b.maxBytes) }
  if (a.kind === 'record' || a.kind === 'map' || a.kind === 'union') return isSameType(a, b) ? a : undefined
  if (isTime(a) && isTime(b) && a.kind === b.kind) return { kind: a.kind, ...hull(timeInterval(a), timeInterval(b)) }
  return a.kind === b.kind ? a : undefined
}

/** Lengths of a text in code points. */
export function textLengths(type: StringType | EnumType): { readonly min: number; readonly max: number | undefined } {
  if (type.kind === 'string') return { min: type.minLength, max: type.maxLength }
  const lengths = type.values.map((value) => [...value].length)
  return { min: Math.min(...lengths), max: Math.max(...lengths) }
}

/** A field that is there in every value, once defaults are filled in. */
export function isAlwaysPresent(field: Field): boolean {
  return !field.optional || field.defaultValue !== undefined
}

function bareAmount({ unit }: IntType): Pick<IntType, 'kind' | 'unit'> {
  return unit === undefined ? { kind: 'int' } : { kind: 'int', unit }
}

function joinFloats(a: FloatType, b: FloatType): FloatType | undefined {
  if (a.unit !== b.unit) return undefined
  const decimals = a.decimals === undefined || b.decimals === undefined ? undefined : Math.max(a.decimals, b.decimals)
  const min = a.min === undefined || b.min === undefined ? undefined : Math.min(a.min, b.min)
  const max = a.max === undefined || b.max === undefined ? undefined : Math.max(a.max, b.max)
  return {
    kind: 'float',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(decimals === undefined ? {} : { decimals }),
    ...(a.unit === undefined ? {} : { unit: a.unit }),
  }
}

function joinLists(a: ListType, b: ListType): ListType | undefined {
  const element = joinTypes(a.element, b.element)
  if (element === undefined) return undefined
  const max = a.maxLength === undefined || b.maxLength === undefined ? undefined : Math.max(a.maxLength, b.maxLength)
  return {
    kind: 'list',
    element,
    minLength: Math.min(a.minLength, b.minLength),
    ...(max === undefined ? {} : { maxLength: max }),
    unique: a.unique && b.unique,
  }
}

function isAssignableText(from: Type, to: StringType): boolean {
  if (!isText(from)) return false
  const { min, max } = textLengths(from)
  if (min < to.minLength || (to.maxLength !== undefined && (max === undefined || max > to.maxLength))) return false
  return (to.patterns ?? []).every((source) => {
    if (from.kind === 'string') return admitsOnly(from.patterns ?? [], source)
    const pattern = parsePattern(source)
    return pattern.kind === 'pattern' && from.values.every((value) => matchPattern(pattern, value))
  })
}

// One of the patterns of a text lets nothing through that `wanted` would not.
function admitsOnly(patterns: readonly string[], wanted: string): boolean {
  if (patterns.includes(wanted)) return true
  return patterns.some((source) => isPatternWithin(checkedPattern(source), checkedPattern(wanted)))
}

function isAssignableList(from: ListType, to: ListType): boolean {
  if (from.minLength < to.minLength || (to.unique && !from.unique)) return false
  if (to.maxLength !== undefined && (from.maxLength === undefined || from.maxLength > to.maxLength)) return false
  return isAssignable(from.element, to.element)
}

function isAssignableRecord(from: RecordType, to: RecordType): boolean {
  if (from.open && !to.open) return false
  const targets = new Map(to.fields.map((field) => [field.name, field]))
  const sources = new Map(from.fields.map((field) => [field.name, field]))
  const fits = from.fields.every((field) => {
    const target = targets.get(field.name)
    if (target === undefined) return to.open
    return (!field.optional || target.optional) && isAssignable(field.type, target.type)
  })
  return fits && to.fields.every((field) => sources.has(field.name) || (field.optional && !from.open))
}

// Each variant of `from` is there in `to`, under the same discriminator, and relates to it.
function isAssignableUnion(from: UnionType, to: UnionType, relates: (a: Type, b: Type) => boolean): boolean {
  if (from.discriminator !== to.discriminator) return false
  return from.variants.every(({ tag, record }) => {
    const target = to.variants.find((variant) => variant.tag === tag)
    return target !== undefined && relates(record, target.record)
  })
}

// A condition of `to` holds for `from` when `from` was declared with the very same one.
function hasConditionsOf(from: Type, to: Type): boolean {
  if (to.where === undefined || to.where.length === 0) return true
  const known = new Set((from.where ?? []).map((condition) => JSON.stringify(condition)))
  return to.where.every((condition) => known.has(JSON.stringify(condition)))
}

function isWithin(values: readonly string[], all: ReadonlySet<string>): boolean {
  return values.every((value) => all.has(value))
}
