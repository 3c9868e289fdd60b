/**
 * A strict JSON reader (RFC 8259): duplicate keys, lone surrogates, excess depth and numbers beyond a double are refused with a code, a pointer
 * and a byte offset. Numbers are otherwise read as `JSON.parse` reads them. It reads JSON and knows no field of a manifest.
 */
import { utf8Length } from '../bytes/utf8.ts'
import { createIssue, described, type Issue, type Path } from '../issues/issue.ts'
import type { IssueCode } from '../issues/issue-catalogue.ts'
import type { JsonValue } from '../manifest.generated.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { setMember } from './json-object.ts'
import { MAX_BYTES, MAX_DEPTH } from './limits.ts'

export type Parsed = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly issue: Issue }

/** Reads one JSON value and nothing after it. Never throws. */
export function parseJson(bytes: Uint8Array): Parsed {
  if (bytes.length > MAX_BYTES) {
    return refuse('TOO_LARGE', [], `${bytes.length} bytes`, `at most ${MAX_BYTES} bytes`, MAX_BYTES)
  }
  const decoded = decodeUtf8(bytes)
  if ('badOffset' in decoded) {
    const at = decoded.badOffset
    return refuse(
      'JSON_NOT_UTF8',
      [],
      `byte 0x${bytes[at]!.toString(16).padStart(2, '0')}`,
      'UTF-8 without a byte order mark',
      at,
    )
  }
  const reader: Reader = { text: decoded.text, at: 0, path: [], fault: undefined }
  const value = readValue(reader, 0)
  if (reader.fault === undefined) {
    skipBlanks(reader)
    if (reader.at < reader.text.length) syntaxError(reader, 'the end of the text')
  }
  const { fault } = reader
  if (fault === undefined) return { ok: true, value: value as JsonValue }
  return refuse(
    fault.code,
    reader.path,
    fault.found,
    fault.allowed,
    utf8Length(reader.text.slice(0, fault.at).toWellFormed()),
  )
}

interface Fault {
  readonly code: IssueCode
  readonly at: number
  readonly found: string
  readonly allowed: string
}

/** `path` is where reading stands; after a fault every function returns at once and leaves it there. */
interface Reader {
  readonly text: string
  at: number
  readonly path: (string | number)[]
  fault: Fault | undefined
}

function refuse(code: IssueCode, path: Path, found: string, allowed: string, offset: number): Parsed {
  return { ok: false, issue: createIssue(code, path, described(found), allowed, offset) }
}

function readValue(reader: Reader, depth: number): JsonValue | undefined {
  skipBlanks(reader)
  switch (reader.text.charCodeAt(reader.at)) {
    case 0x7b:
      return readObject(reader, depth + 1)
    case 0x5b:
      return readArray(reader, depth + 1)
    case 0x22:
      return readString(reader)
    case 0x74:
      return readWord(reader, 'true', true)
    case 0x66:
      return readWord(reader, 'false', false)
    case 0x6e:
      return readWord(reader, 'null', null)
    default:
      return readNumber(reader)
  }
}

function readObject(reader: Reader, depth: number): JsonValue | undefined {
  const object: { [key: string]: JsonValue } = {}
  if (isTooDeep(reader, depth)) return undefined
  reader.at += 1
  skipBlanks(reader)
  if (take(reader, 0x7d)) return object
  for (;;) {
    skipBlanks(reader)
    if (reader.text.charCodeAt(reader.at) !== 0x22) return syntaxError(reader, 'a key in double quotes')
    const keyAt = reader.at
    const key = readString(reader)
    if (key === undefined) return undefined
    reader.path.push(key)
    if (Object.hasOwn(object, key)) return fault(reader, 'JSON_DUPLICATE_KEY', keyAt, 'the key again', 'each key once')
    skipBlanks(reader)
    if (!take(reader, 0x3a)) return syntaxError(reader, 'a colon')
    const value = readValue(reader, depth)
    if (value === undefined) return undefined
    setMember(object, key, value)
    reader.path.pop()
    skipBlanks(reader)
    if (take(reader, 0x7d)) return object
    if (!take(reader, 0x2c)) return syntaxError(reader, 'a comma or a closing brace')
  }
}

function readArray(reader: Reader, depth: number): JsonValue | undefined {
  const items: JsonValue[] = []
  if (isTooDeep(reader, depth)) return undefined
  reader.at += 1
  skipBlanks(reader)
  if (take(reader, 0x5d)) return items
  for (;;) {
    reader.path.push(items.length)
    const value = readValue(reader, depth)
    if (value === undefined) return undefined
    items.push(value)
    reader.path.pop()
    skipBlanks(reader)
    if (take(reader, 0x5d)) return items
    if (!take(reader, 0x2c)) return syntaxError(reader, 'a comma or a closing bracket')
  }
}

const PLAIN = /[^"\\\u0000-\u001f]*/y

function readString(reader: Reader): string | undefined {
  const start = reader.at
  let text = ''
  reader.at += 1
  for (;;) {
    PLAIN.lastIndex = reader.at
    PLAIN.test(reader.text)
    text += reader.text.slice(reader.at, PLAIN.lastIndex)
    reader.at = PLAIN.lastIndex
    const unit = reader.text.charCodeAt(reader.at)
    if (unit === 0x22) break
    if (unit !== 0x5c) return syntaxError(reader, 'a closing quote (control characters are escaped)')
    const escaped = readEscape(reader)
    if (escaped === undefined) return undefined
    text += escaped
  }
  reader.at += 1
  if (!text.isWellFormed()) return fault(reader, 'ILL_FORMED_TEXT', start, 'a lone surrogate', 'surrogates in pairs')
  return text
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function readEscape(reader: Reader): string | undefined {
  const letter = reader.text.charAt(reader.at + 1)
  if (letter === 'u') {
    const digits = reader.text.slice(reader.at + 2, reader.at + 6)
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) return syntaxError(reader, 'four hexadecimal digits after \\u')
    reader.at += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }
  if (!Object.hasOwn(ESCAPES, letter)) return syntaxError(reader, 'an escape that JSON knows')
  reader.at += 2
  return ESCAPES[letter]
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

function readNumber(reader: Reader): number | undefined {
  NUMBER.lastIndex = reader.at
  if (!NUMBER.test(reader.text)) return syntaxError(reader, 'a JSON value')
  const start = reader.at
  const value = Number(reader.text.slice(start, NUMBER.lastIndex))
  reader.at = NUMBER.lastIndex
  if (!Number.isFinite(value))
    return fault(reader, 'JSON_NUMBER_TOO_LARGE', start, 'a number beyond that', 'a number up to 1.8e308')
  return value
}

function readWord<Value extends boolean | null>(reader: Reader, word: string, value: Value): Value | undefined {
  if (!reader.text.startsWith(word, reader.at)) return syntaxError(reader, 'a JSON value')
  reader.at += word.length
  return value
}

function skipBlanks(reader: Reader): void {
  for (;;) {
    const unit = reader.text.charCodeAt(reader.at)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
    reader.at += 1
  }
}

function take(reader: Reader, unit: number): boolean {
  if (reader.text.charCodeAt(reader.at) !== unit) return false
  reader.at += 1
  return true
}

function isTooDeep(reader: Reader, depth: number): boolean {
  if (depth <= MAX_DEPTH) return false
  fault(reader, 'TOO_DEEP', reader.at, `level ${depth}`, `at most ${MAX_DEPTH} levels`)
  return true
}

function syntaxError(reader: Reader, allowed: string): undefined {
  const point = reader.text.codePointAt(reader.at)
  const found = point === undefined ? 'the end of the text' : JSON.stringify(String.fromCodePoint(point))
  return fault(reader, 'JSON_SYNTAX', reader.at, found, allowed)
}

function fault(reader: Reader, code: IssueCode, at: number, found: string, allowed: string): undefined {
  reader.fault = { code, at, found, allowed }
  return undefined
}
