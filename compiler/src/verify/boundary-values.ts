/**
 * The values around every limit of a type: just outside, at, just inside, and the classic wrong ones. They are chosen from the type alone, valid and
 * invalid alike; what each of them means is the reference check's to say.
 */

import type {
  FloatType,
  JsonType,
  ListType,
  MapType,
  RecordType,
  StringType,
  Type,
  UnionType,
} from '../program/type.ts'
import { formatTime } from '../types/format-time.ts'
import { DEEPEST_JSON } from '../types/json-size.ts'
import { instantOf, type TimeType } from '../types/time-interval.ts'
import { patternEdges } from './pattern-edges.ts'
import { createRandom, type Random, seedFor } from './random.ts'
import { synthesiseText } from './synthesise-text.ts'
import { base64OfSize, synthesiseValue } from './synthesise-value.ts'
import { takeTurns } from './take-turns.ts'

/** What a boundary case is about; evidence counts the cases by it. */
export type BoundaryKind =
  | 'kind'
  | 'range'
  | 'decimals'
  | 'length'
  | 'pattern'
  | 'text'
  | 'member'
  | 'repetition'
  | 'presence'

export interface BoundaryValue {
  readonly kind: BoundaryKind
  readonly value: unknown
}

/** Longer strings and lists than these are not built just to be one too long. */
const LONGEST_TEXT = 5_000
const LONGEST_LIST = 300
/** So many texts are followed through a pattern, each for what the ones before have not come to. */
const TEXTS_OF_PATTERN = 8
const LONGEST_JSON = 2 ** 17
const INFINITIES: readonly number[] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
/** Where 32 bits, safe integers and 64 bits end. */
const LARGE_WHOLES: readonly number[] = [2 ** 31, 2 ** 53, -(2 ** 53), 2 ** 63]
const WRONG_KINDS: readonly unknown[] = [null, undefined, true, 0, '', [], {}]
const ILL_WRITTEN_BYTES: readonly string[] = [
  'AB==',
  'AAB=',
  'A===',
  'AA=',
  'AAA',
  'AA',
  'AA-_',
  'AAA\n',
  'A A=',
  'AA=A',
]
const INSTANTS: readonly string[] = [
  '0000-12-31T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
  '9999-12-31T23:59:59.999999999Z',
  '2024-02-29T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2000-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-06-31T00:00:00Z',
  '2026-09-31T00:00:00Z',
  '2026-11-31T00:00:00Z',
  '2026-12-31T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-32T00:00:00Z',
  '2026-01-01T23:60:00Z',
  '2026-01-01T00:00:00.Z',
  '2026-01-01T00:00:00.123456789Z',
  '2026-01-01T00:00:00+23:59',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00-00:60',
  '2026-01-01t00:00:00z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00.1234567891Z',
  '2026-01-01T00:00:00',
  '2026-01-01',
  '90s',
]
const DURATIONS: readonly string[] = [
  '2026-01-01T00:00:00Z',
  '0s',
  '-0s',
  '-1s',
  '-0.5s',
  '0.000000001s',
  '+1s',
  '1S',
  '.5s',
  '1.s',
  '9999999999s',
  '999999999.999999999s',
  '1000000000s',
  '1.0000000001s',
  '1m',
  '1',
]

/** The limits first, values of wrong kinds last; the same for the same type. `random` fills in what no limit fixes. Made as they are asked for. */
export function* boundaryValues(type: Type, random: Random): Generator<BoundaryValue> {
  yield* limitsOf(type, random)
  yield* labelled('kind', WRONG_KINDS)
}

function limitsOf(type: Type, random: Random): Iterable<BoundaryValue> {
  switch (type.kind) {
    case 'bool':
      return labelled('member', [true, false, 'true', 1])
    case 'int':
      return [
        ...labelled('range', [type.min - 1, type.min, type.min + 1, type.max - 1, type.max, type.max + 1]),
        ...labelled('range', [0, -0, 0.5, ...LARGE_WHOLES, Number.NaN, ...INFINITIES, '1']),
      ]
    case 'float':
      return floatLimits(type)
    case 'string':
      return textLimits(type, random)
    case 'enum':
      return labelled('member', [...enumEdges(type.values), ...type.values])
    case 'timestamp':
      return [...timeLimits(type), ...labelled('member', INSTANTS)]
    case 'duration':
      return [...timeLimits(type), ...labelled('member', DURATIONS)]
    case 'bytes':
      return labelled('length', [
        ...around(type.minSize, type.maxSize, LONGEST_TEXT).map((size) => base64OfSize(size, random)),
        ...ILL_WRITTEN_BYTES,
      ])
    case 'json':
      return jsonLimits(type)
    case 'map':
      return mapLimits(type, random)
    case 'union':
      return unionLimits(type, random)
    case 'list':
      return listLimits(type, random)
    case 'record':
      return recordLimits(type, random)
  }
}

/** The ends of the list, and what is nearly one of its words. */
function enumEdges(values: readonly string[]): readonly string[] {
  const [first = ''] = values
  const last = values.at(-1) ?? ''
  return [first, last, 'no-such-member', first.toUpperCase(), first.toLowerCase(), `${last}x`, last.slice(0, -1), '']
}

/** As long as they may be and one byte more, in each form that a byte is counted in; as deep as they may be and one level more. */
function jsonLimits({ maxBytes }: JsonType): readonly BoundaryValue[] {
  const room = Math.min(maxBytes, LONGEST_JSON)
  const nested = (depth: number): unknown => {
    let value: unknown = []
    for (let level = 1; level < depth; level++) value = level % 2 === 0 ? [value] : { '': value }
    return value
  }
  // Each with its length in bytes where the filling is empty.
  const forms: readonly (readonly [number, (filling: string) => unknown])[] = [
    [2, (filling) => filling],
    [9, (filling) => ['\n', filling]],
    [17, (filling) => ({ k: 'é', r: filling })],
    [13, (filling) => ['\u0001', filling]],
    [11, (filling) => ['"\\', filling]],
    [10, (filling) => ['中', filling]],
    [11, (filling) => ['😀', filling]],
    [16, (filling) => [1, null, true, filling]],
  ]
  const lengths = [room - 1, room, room + 1].flatMap((size) =>
    forms.filter(([least]) => size >= least).map(([least, form]) => form('a'.repeat(size - least))),
  )
  return [
    ...labelled('length', lengths),
    ...labelled('member', [DEEPEST_JSON, DEEPEST_JSON + 1].map(nested)),
    ...labelled('member', [-0, [-0], { a: -0 }, Number.NaN, [Number.POSITIVE_INFINITY], [undefined], { a: undefined }]),
    ...labelled('text', ['\ud800', ['a\udc00'], { '\ud800': 1 }, { a: [{ b: '\udfff' }] }]),
  ]
}

function timeLimits(type: TimeType): readonly BoundaryValue[] {
  const ends = [type.min, type.max].filter((end) => end !== undefined)
  return labelled(
    'range',
    ends.flatMap((seconds) => aroundTime(type.kind, formatTime(type.kind, { seconds, nanos: 0 }))),
  )
}

/** A nanosecond and a second below, at and above a time; of a timestamp also the same instant as other clocks write it. */
export function aroundTime(kind: TimeType['kind'], text: string): readonly string[] {
  const { seconds, nanos } = instantOf(kind, text)
  const at = (more: number, nano: number): string => formatTime(kind, { seconds: seconds + more, nanos: nanos + nano })
  const near = [at(0, -1), at(0, 0), at(0, 1), at(-1, 0), at(1, 0)]
  if (kind === 'duration') return near
  return [
    ...near,
    at(19_800, 0).replace('Z', '+05:30'),
    at(-28_800, 1).replace('Z', '-08:00'),
    at(-28_800, -1).replace('Z', '-08:00'),
  ]
}

function labelled(kind: BoundaryKind, values: readonly unknown[]): readonly BoundaryValue[] {
  return values.map((value) => ({ kind, value }))
}

function floatLimits(type: FloatType): readonly BoundaryValue[] {
  const ends = [type.min, type.max].filter((end) => end !== undefined)
  const decimals = type.decimals === undefined ? [] : decimalLimits(type.decimals)
  return [
    ...labelled(
      'range',
      ends.flatMap((end) => aroundNumber(end, type.decimals)),
    ),
    ...labelled('decimals', decimals),
    ...labelled('range', [0, -0, 1e300, -1e300, 5e-324, 2 ** 53, Number.NaN, ...INFINITIES, '1']),
  ]
}

function decimalLimits(digits: number): readonly number[] {
  const within = [`1e-${String(digits)}`, `1.${'0'.repeat(Math.max(0, digits - 1))}${digits > 0 ? '1' : ''}`]
  const beyond = [`1e-${String(digits + 1)}`, `1.${'0'.repeat(digits)}1`, `123456.${'0'.repeat(digits)}5`]
  // Scaled by its digits it is where doubles no longer tell halves apart.
  const coarse = Math.floor(2 ** 51 / 10 ** digits) + 1 + 5 * 10 ** -(digits + 1)
  return [...[...within, ...beyond, '1e21', '0.30000000000000004'].map(Number), coarse]
}

/** Just below, at and just above a number: the smallest step that its decimals allow and the next double. */
export function aroundNumber(center: number, decimals: number | undefined): readonly number[] {
  const step = decimals === undefined ? 1 : 10 ** -decimals
  const round = (value: number): number =>
    decimals === undefined ? value : Number(value.toFixed(Math.min(decimals, 15)))
  return [round(center - step), nextDouble(center, -1), center, nextDouble(center, 1), round(center + step)]
}

/** The double next to a finite one, towards the sign of `direction`; good to the last bit for all but the smallest. */
function nextDouble(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE
  for (let scale = 2 ** -54; ; scale *= 2) {
    const next = value + direction * Math.abs(value) * scale
    if (next !== value) return next
  }
}

function* textLimits(type: StringType, random: Random): Generator<BoundaryValue> {
  for (const length of around(type.minLength, type.maxLength, LONGEST_TEXT)) {
    yield { kind: 'length', value: textOfLength(type, length) }
  }
  const most = Math.min(type.maxLength ?? 1, 200)
  const paired = [most, most + 1, Math.min(type.minLength, 200), Math.min(type.minLength, 200) - 1]
  yield* labelled(
    'length',
    paired.filter((count) => count > 0).map((count) => '😀'.repeat(count)),
  )
  if (type.patterns !== undefined) {
    const visited = new Map(type.patterns.map((source) => [source, new Set<number>()]))
    for (let count = 0; count < TEXTS_OF_PATTERN; count++) {
      const text = synthesiseText(type, random)
      if (text === undefined) continue
      if (count < 3) yield* labelled('pattern', [text, `${text}!`, `\u0000${text}`, `${text}\n`, text.slice(1)])
      for (const [source, states] of visited)
        for (const edge of patternEdges(source, text, states)) yield { kind: 'pattern', value: edge }
    }
  }
  yield* labelled('text', ['\ud800', 'a\udc00', 'é', 'e\u0301', '\u0000'])
}

// Text that matches where there is such a text, so that the length alone decides; else one unit a character, where counting either must give the same.
// A long walk for what many actions ask alike, so it is remembered, and drawn from a stream of its own: who asks first must not matter.
function textOfLength({ patterns }: StringType, length: number): string {
  if (patterns === undefined) return 'a'.repeat(length)
  const key = `${length} ${patterns.join(' ')}`
  const known = textsOfLength.get(key)
  if (known !== undefined) return known
  const random = createRandom(seedFor(length, key))
  const text = synthesiseText({ minLength: length, maxLength: length, patterns }, random) ?? 'a'.repeat(length)
  if (textsOfLength.size >= MOST_REMEMBERED) textsOfLength.clear()
  textsOfLength.set(key, text)
  return text
}

const MOST_REMEMBERED = 1_024
const textsOfLength = new Map<string, string>()

/** Lengths just outside and at both ends, no longer than `longest`. */
function around(min: number, max: number | undefined, longest: number): readonly number[] {
  const ends = [min - 1, min, min + 1, ...(max === undefined ? [] : [max - 1, max, max + 1])]
  return [...new Set(ends)].filter((length) => length >= 0 && length <= longest)
}

function* listLimits(type: ListType, random: Random): Generator<BoundaryValue> {
  for (const length of around(type.minLength, type.maxLength, LONGEST_LIST)) {
    yield { kind: 'length', value: listOfLength(type, length, random) }
  }
  const element = synthesiseValue(type.element, random)
  if (element !== undefined) yield { kind: 'repetition', value: [element, element] }
  if (type.unique) yield* repetitions(type, random)
  const others = listOfLength(type, Math.max(0, type.minLength - 1), random)
  for (const { kind, value } of boundaryValues(type.element, random)) yield { kind, value: [...others, value] }
}

/** Lists that are unique but for one element: at the ends, and as long as may be. */
function* repetitions(type: ListType, random: Random): Generator<BoundaryValue> {
  const distinct = new Map<unknown, unknown>()
  const most = Math.min(type.maxLength ?? 3, LONGEST_LIST)
  for (let left = 4 * most; left > 0 && distinct.size < most; left--) {
    const element = synthesiseValue(type.element, random)
    distinct.set(element, element)
  }
  const elements = [...distinct.keys()]
  yield { kind: 'repetition', value: elements }
  for (const count of [2, 3, elements.length]) {
    const some = elements.slice(0, count - 1)
    if (some.length > 0) yield { kind: 'repetition', value: [...some, some[0]] }
  }
}

function* mapLimits(type: MapType, random: Random): Generator<BoundaryValue> {
  const mapOf = (count: number): unknown =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`k${String(at)}`, synthesiseValue(type.element, random)]),
    )
  for (const count of around(type.minSize, type.maxSize, LONGEST_LIST)) yield { kind: 'length', value: mapOf(count) }
  const valid = synthesiseValue(type, random)
  const members = typeof valid === 'object' && valid !== null ? Object.entries(valid).slice(1) : []
  const element = synthesiseValue(type.element, random)
  for (const key of ['__proto__', 'constructor', '\ud800', '']) {
    yield { kind: 'presence', value: Object.fromEntries([...members, [key, element]]) }
  }
  for (const { kind, value } of boundaryValues(type.element, random)) {
    yield { kind, value: Object.fromEntries([...members, ['k', value]]) }
  }
}

function* unionLimits(type: UnionType, random: Random): Generator<BoundaryValue> {
  for (const { record, tag } of type.variants) {
    const valid = synthesiseValue(record, random)
    if (typeof valid !== 'object' || valid === null) continue
    for (const other of [...type.variants.map((variant) => variant.tag), 'no-such-variant', `${tag} `, 1, undefined]) {
      yield { kind: 'member', value: { ...valid, [type.discriminator]: other } }
    }
    yield* memberLimits(record, { ...valid }, random)
  }
}

function listOfLength(type: ListType, length: number, random: Random): readonly unknown[] {
  return Array.from({ length }, () => synthesiseValue(type.element, random))
}

function* recordLimits(type: RecordType, random: Random): Generator<BoundaryValue> {
  const valid = synthesiseValue(type, random)
  if (typeof valid === 'object' && valid !== null) yield* memberLimits(type, { ...valid }, random)
}

/**
 * A valid record with one member replaced, left out or added: the limits of the fields in turn beside presence, wrong kinds last, so that who takes
 * only some of them loses the least.
 */
export function* memberLimits(
  type: RecordType,
  valid: Readonly<Record<string, unknown>>,
  random: Random,
): Generator<BoundaryValue> {
  const replaced = function* (name: string, values: Iterable<BoundaryValue>): Generator<BoundaryValue> {
    for (const { kind, value } of values) yield { kind, value: { ...valid, [name]: value } }
  }
  const limits = takeTurns(type.fields.map((field) => replaced(field.name, limitsOf(field.type, random))))
  yield* takeTurns([limits, labelled('presence', [...presenceOf(type, valid)])])
  yield* takeTurns(type.fields.map((field) => replaced(field.name, labelled('kind', WRONG_KINDS))))
}

function* presenceOf(type: RecordType, valid: Readonly<Record<string, unknown>>): Generator<unknown> {
  for (const { name } of type.fields) yield* [without(valid, name), { ...valid, [name]: null }]
  for (const name of ['__proto__', 'constructor', 'x', '\ud800']) {
    if (type.fields.some((field) => field.name === name)) continue
    yield Object.fromEntries([...Object.entries(valid), [name, 1]])
  }
}

function without(record: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
}
