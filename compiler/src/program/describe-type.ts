/**
 * The words a person reads when a value does not fit its type: `expected ${describeType(type)}`. Interpreter and generated guards must print the
 * same text, so it is made here and nowhere else, from the type alone; the alias a type was written with never shows.
 */
import { DEEPEST_JSON } from '../types/json-size.ts'
import type { BytesType, FloatType, IntType, ListType, MapType, StringType, Type } from './type.ts'

/**
 * A noun phrase without a final period: `true or false`, `a whole number from 0 to 10`, `a number of USD, at least 0, with at most 2 decimals`,
 * `a string of 1 to 64 characters matching r"[a-z]+"`, `one of "a", "b"`, `a list of at most 8 distinct elements`, `an object`. Elements and fields
 * are not described: a value that fails inside is reported at its own path. A type with conditions ends in `that meets its condition`.
 */
export function describeType(type: Type): string {
  const words = describeKind(type)
  if (type.where === undefined || type.where.length === 0) return words
  return `${words} that meets its condition${type.where.length === 1 ? '' : 's'}`
}

function describeKind(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'true or false'
    case 'int':
      return describeInt(type)
    case 'float':
      return describeFloat(type)
    case 'string':
      return describeString(type)
    case 'enum':
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'timestamp':
      return 'a timestamp in RFC 3339 with at most 9 fraction digits'
    case 'duration':
      return 'a duration in seconds such as "90s"'
    case 'bytes':
      return describeBytes(type)
    case 'json':
      return `JSON other than null, of at most ${plural(type.maxBytes, 'byte')}, nested at most ${String(DEEPEST_JSON)} deep`
    case 'list':
      return describeList(type)
    case 'map':
      return describeMap(type)
    case 'record':
    case 'union':
      return 'an object'
  }
}

function describeInt(type: IntType): string {
  const min = type.min === -Number.MAX_SAFE_INTEGER ? undefined : type.min
  const max = type.max === Number.MAX_SAFE_INTEGER ? undefined : type.max
  const noun = type.unit === undefined ? 'a whole number' : `a whole number of ${type.unit}`
  return `${noun}${describeRange(min, max)}`
}

function describeFloat(type: FloatType): string {
  const noun = type.unit === undefined ? 'a number' : `a number of ${type.unit}`
  const decimals = type.decimals
  if (decimals === undefined) return `${noun}${describeRange(type.min, type.max)}`
  const digits = decimals === 0 ? 'no decimals' : `at most ${decimals} decimal${decimals === 1 ? '' : 's'}`
  return `${noun}${describeRange(type.min, type.max)}, with ${digits}`
}

function describeRange(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && min === max) return `, exactly ${String(min)}`
  if (min !== undefined && max !== undefined) return `, from ${String(min)} to ${String(max)}`
  if (min !== undefined) return `, at least ${String(min)}`
  if (max !== undefined) return `, at most ${String(max)}`
  return ''
}

function describeString(type: StringType): string {
  const patterns = (type.patterns ?? []).map((pattern) => `r"${pattern}"`).join(' and ')
  const length = describeCount(type.minLength, type.maxLength, 'character')
  return `a string${length === '' ? '' : ` of ${length}`}${patterns === '' ? '' : ` matching ${patterns}`}`
}

function describeList(type: ListType): string {
  const noun = type.unique ? 'distinct element' : 'element'
  const length = describeCount(type.minLength, type.maxLength, noun)
  if (length !== '') return `a list of ${length}`
  return type.unique ? 'a list of distinct elements' : 'a list'
}

function describeBytes(type: BytesType): string {
  const size = describeCount(type.minSize, type.maxSize, 'byte')
  return `base64 text of ${size}`
}

function describeMap(type: MapType): string {
  const size = describeCount(type.minSize, type.maxSize, 'member')
  return size === '' ? 'an object' : `an object of ${size}`
}

function describeCount(min: number, max: number | undefined, noun: string): string {
  if (max === undefined) return min === 0 ? '' : `at least ${plural(min, noun)}`
  if (min === max) return `exactly ${plural(max, noun)}`
  return min === 0 ? `at most ${plural(max, noun)}` : `${String(min)} to ${plural(max, noun)}`
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}
