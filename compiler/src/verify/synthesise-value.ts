/**
 * Makes values of a type: for the build's samples where no fixture gives one, and for tests that compare two readings of a type. Every value
 * returned has passed the reference check; a type whose conditions are too narrow to be met by chance gives none.
 */
import { checkValue } from '../evaluate/check-value.ts'
import type {
  BytesType,
  Field,
  FloatType,
  IntType,
  JsonValue,
  ListType,
  MapType,
  RecordType,
  Type,
} from '../program/type.ts'
import { formatTime } from '../types/format-time.ts'
import type { TimeType } from '../types/time-interval.ts'
import { oneIn, pick, type Random } from './random.ts'
import { synthesiseText } from './synthesise-text.ts'

const ATTEMPTS = 32
/** Where conditions decide, chance has to be asked more often. */
const CONDITIONED_ATTEMPTS = 256
const LONGEST_LIST = 4
const LONGEST_BYTES = 8
const BASE64 = 'ABCXYZabcxyz019+/'
const KEYS = ['a', '__proto__', 'constructor', 'x/y~'] as const
const INSTANTS = [
  '2026-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '2024-02-29T23:59:59.999999999Z',
  '2026-06-30T12:00:00.5+05:30',
] as const
const DURATIONS = ['0s', '90s', '0.5s', '86400s'] as const

/** Undefined where none was found in a bounded number of attempts; `random` decides everything. */
export function synthesiseValue(type: Type, random: Random): JsonValue | undefined {
  const attempts = type.where === undefined ? ATTEMPTS : CONDITIONED_ATTEMPTS
  for (let attempt = 0; attempt < attempts; attempt++) {
    const value = attemptValue(type, random)
    if (value !== undefined && checkValue(value, type) === undefined) return value
  }
  return undefined
}

function attemptValue(type: Type, random: Random): JsonValue | undefined {
  switch (type.kind) {
    case 'bool':
      return oneIn(random, 2)
    case 'int':
      return attemptInt(type, random)
    case 'float':
      return attemptFloat(type, random)
    case 'string':
      return synthesiseText(type, random)
    case 'enum':
      return pick(random, type.values)
    case 'timestamp':
      return attemptTime(type, INSTANTS, random)
    case 'duration':
      return attemptTime(type, DURATIONS, random)
    case 'bytes':
      return attemptBytes(type, random)
    case 'json':
      // A digit is the shortest there is.
      return (oneIn(random, 4) ? undefined : attemptJson(random, 3)) ?? random.below(10)
    case 'map':
      return attemptMap(type, random)
    case 'union':
      return synthesiseValue(pick(random, type.variants).record, random)
    case 'list':
      return attemptList(type, random)
    case 'record':
      return attemptRecord(type, random)
  }
}

function attemptTime(type: TimeType, usual: readonly string[], random: Random): string {
  const { min, max } = type
  if ((min === undefined && max === undefined) || oneIn(random, 3)) return pick(random, usual)
  const near = 3600 * 24
  const ends = [min, max, min === undefined ? max! - near : min + random.below(near)].filter((end) => end !== undefined)
  return formatTime(type.kind, { seconds: pick(random, ends), nanos: 0 })
}

function attemptBytes({ minSize, maxSize }: BytesType, random: Random): string {
  return base64OfSize(minSize + random.below(Math.min(maxSize - minSize, LONGEST_BYTES) + 1), random)
}

/** Base64 of so many bytes; `random` decides which. */
export function base64OfSize(size: number, random: Random): string {
  const letters = (count: number): string => Array.from({ length: count }, () => pick(random, [...BASE64])).join('')
  const last =
    size % 3 === 1
      ? `${letters(1)}${pick(random, ['A', 'Q', 'g', 'w'])}==`
      : `${letters(2)}${pick(random, ['A', 'E', '8'])}=`
  return letters(4 * Math.floor(size / 3)) + (size % 3 === 0 ? '' : last)
}

/** Of any kind; the first few levels are as much as chance needs. */
function attemptJson(random: Random, depth: number): JsonValue {
  if (depth === 0 || oneIn(random, 2)) return pick(random, [null, true, 0, -1.5, 1e21, '', 'a', 'é"\n😀'])
  const count = random.below(4)
  const parts = Array.from({ length: count }, () => attemptJson(random, depth - 1))
  if (oneIn(random, 2)) return parts
  return Object.fromEntries(parts.map((part, index) => [KEYS[index] ?? 'k', part]))
}

function attemptMap({ element, minSize, maxSize }: MapType, random: Random): JsonValue | undefined {
  const most = Math.max(minSize, Math.min(maxSize ?? LONGEST_LIST, LONGEST_LIST))
  const members = new Map<string, JsonValue>()
  for (let left = minSize + random.below(most - minSize + 1); left > 0; left--) {
    const value = synthesiseValue(element, random)
    if (value === undefined) return undefined
    members.set(KEYS[members.size] ?? `k${String(members.size)}`, value)
  }
  return Object.fromEntries(members)
}

// Half of the numbers are ends of the range or near zero, where mistakes live.
function attemptInt({ min, max }: IntType, random: Random): number {
  if (oneIn(random, 2)) return clamp(pick(random, [min, max, 0, 1, -1, min + 1, max - 1]), min, max)
  const span = Math.min(max - min, 1_000_000)
  const from = clamp(0, min, max - span)
  return from + random.below(span + 1)
}

function attemptFloat(type: FloatType, random: Random): number {
  const min = type.min ?? -1e6
  const max = Math.max(min, type.max ?? Math.max(1e6, min + 1e6))
  if (oneIn(random, 3)) return clamp(pick(random, [min, max, 0, 1, -1]), min, max)
  const digits = type.decimals ?? random.below(5)
  const value = min + (Math.min(max - min, 1e9) * random.below(1_000_001)) / 1_000_000
  return clamp(Number(value.toFixed(Math.min(digits, 15))), min, max)
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}

function attemptList(type: ListType, random: Random): JsonValue | undefined {
  const most = Math.max(type.minLength, Math.min(type.maxLength ?? LONGEST_LIST, LONGEST_LIST))
  const length = type.minLength + random.below(most - type.minLength + 1)
  const elements: JsonValue[] = []
  for (let index = 0; index < length; index++) {
    const element = synthesiseValue(type.element, random)
    if (element === undefined) return undefined
    elements.push(element)
  }
  return elements
}

function attemptRecord(type: RecordType, random: Random): JsonValue | undefined {
  const members: [string, JsonValue][] = []
  for (const field of type.fields) {
    if (isOmissible(field) && oneIn(random, 3)) continue
    const value = synthesiseValue(field.type, random)
    if (value !== undefined) members.push([field.name, value])
    else if (!isOmissible(field)) return undefined
  }
  return Object.fromEntries(members)
}

function isOmissible(field: Field): boolean {
  return field.optional && field.defaultValue === undefined
}
