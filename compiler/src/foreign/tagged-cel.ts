/**
 * CEL values as JSON that says their types, to and from the engine's own: `{t: "int", v: "5"}`, numbers as decimal text, bytes as base64 (the conformance
 * protocol's form, and the public vectors'). Owns that form alone. Throws `TypeError` where a value has another.
 */
import {
  type CelInput,
  celList,
  celUint,
  isCelError,
  isCelList,
  isCelMap,
  isCelType,
  isCelUint,
  run,
} from '@bufbuild/cel'
import { fromBase64, toBase64 } from 'clawql-manifest-validator'
import { type CelKey, presentMap } from './cel-map.ts'

const DEEPEST = 200
const WHOLE = /^-?(?:0|[1-9][0-9]{0,19})$/
const NAMED: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

/** Of the types null, bool, int, uint, double, string, bytes, list, map, type, duration and timestamp. */
export function readTagged(value: unknown, depth: number = 0): CelInput {
  if (!isObject(value) || depth > DEEPEST) throw new TypeError('a value is {t, …}, at most 200 levels deep')
  const { t, v } = value
  switch (t) {
    case 'null':
      return null
    case 'bool':
      if (typeof v === 'boolean') return v
      break
    case 'int':
      return readWhole(v, -(2n ** 63n), 2n ** 63n - 1n)
    case 'uint':
      return celUint(readWhole(v, 0n, 2n ** 64n - 1n))
    case 'double':
      return readDouble(v)
    case 'string':
      if (typeof v === 'string' && v.isWellFormed()) return v
      break
    case 'bytes': {
      const bytes = typeof value['base64'] === 'string' ? fromBase64(value['base64']) : undefined
      if (bytes !== undefined) return bytes
      break
    }
    case 'list':
      if (Array.isArray(v)) return celList(v.map((each) => readTagged(each, depth + 1)))
      break
    case 'map':
      if (Array.isArray(v)) return presentMap(new Map(v.map((entry) => readEntry(entry, depth + 1))))
      break
    case 'type':
      if (typeof v === 'string' && /^[a-z_]+$/.test(v)) return evaluated(v)
      break
    case 'duration':
    case 'timestamp':
      return readTime(t, value['seconds'], value['nanos'])
    default:
  }
  throw new TypeError(`no value of type ${typeof t === 'string' ? t : 'text'} has this form`)
}

function readEntry(entry: unknown, depth: number): [CelKey, CelInput] {
  if (!Array.isArray(entry) || entry.length !== 2) throw new TypeError('an entry of a map is [key, value]')
  const key = readTagged(entry[0], depth)
  if (typeof key !== 'bigint' && typeof key !== 'string' && typeof key !== 'boolean' && !isCelUint(key))
    throw new TypeError('a key of a map is an int, a uint, a bool or a string')
  return [key, readTagged(entry[1], depth)]
}

function readWhole(value: unknown, min: bigint, max: bigint): bigint {
  const number = typeof value === 'string' && WHOLE.test(value) ? BigInt(value) : undefined
  if (number === undefined || number < min || number > max)
    throw new TypeError('a whole number is decimal text in 64 bits')
  return number
}

function readDouble(value: unknown): number {
  const named = typeof value === 'string' ? NAMED.get(value) : undefined
  if (named !== undefined) return named
  const number = typeof value === 'string' && /^-?[0-9]/.test(value) ? Number(value) : Number.NaN
  if (Number.isNaN(number)) throw new TypeError('a double is the text of a number, NaN or Infinity')
  return number
}

/** The engine makes its own: there is no other way to its classes for time. */
function readTime(type: 'duration' | 'timestamp', seconds: unknown, nanos: unknown): CelInput {
  const whole = readWhole(String(seconds), -(2n ** 63n), 2n ** 63n - 1n)
  const part = readWhole(String(nanos), -999_999_999n, 999_999_999n)
  if (type === 'timestamp')
    return evaluated(`timestamp("1970-01-01T00:00:00Z") + duration("${whole}s") + duration("${part}ns")`)
  return evaluated(`duration("${whole}s") + duration("${part}ns")`)
}

function evaluated(source: string): CelInput {
  const value = run(source)
  if (isCelError(value)) throw new TypeError(`there is no ${source}`)
  return value
}

/** Of a value the engine gave. */
export function writeTagged(value: unknown): object {
  if (value === null) return { t: 'null' }
  if (typeof value === 'boolean') return { t: 'bool', v: value }
  if (typeof value === 'bigint') return { t: 'int', v: String(value) }
  if (typeof value === 'number') return { t: 'double', v: Object.is(value, -0) ? '-0.0' : String(value) }
  if (typeof value === 'string') return { t: 'string', v: value }
  if (value instanceof Uint8Array) return { t: 'bytes', base64: toBase64(value) }
  if (isCelUint(value)) return { t: 'uint', v: String(value.value) }
  if (isCelList(value)) return { t: 'list', v: [...value].map(writeTagged) }
  if (isCelMap(value)) return { t: 'map', v: [...value].map(([key, each]) => [writeTagged(key), writeTagged(each)]) }
  if (isCelType(value)) return { t: 'type', v: value.name }
  return writeTime(value)
}

/** A message of the engine: its type by its name, its parts as they are. */
function writeTime(value: unknown): object {
  const message = isObject(value) ? value['message'] : undefined
  const name = isObject(message) ? message['$typeName'] : undefined
  if (!isObject(message) || (name !== 'google.protobuf.Timestamp' && name !== 'google.protobuf.Duration'))
    throw new TypeError('the result is of no type that the protocol has')
  const { seconds, nanos } = message
  return { t: name === 'google.protobuf.Timestamp' ? 'timestamp' : 'duration', seconds: String(seconds), nanos }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
