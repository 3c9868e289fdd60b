/**
 * Reads one thing that matches one character: a literal, `.`, an escape or a class. Everything ends up as a set of code points.
 */
import {
  ANY_BUT_LINE_ENDS,
  type CodePointRange,
  type CodePointSet,
  codePointSet,
  complement,
  NAMED_SETS,
} from './code-point-set.ts'
import type { PatternNode } from './pattern.ts'
import { fail, type Reader } from './pattern-reader.ts'

const CONTROL_ESCAPES: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d }
const SYNTAX_CHARACTERS = '^$\\.*+?()[]{}|/-'

export function readAtom(reader: Reader): PatternNode {
  const start = reader.position
  const character = characterAt(reader)
  switch (character) {
    case '.':
      reader.position++
      return { kind: 'set', set: ANY_BUT_LINE_ENDS }
    case '[':
      return { kind: 'set', set: readClass(reader) }
    case '\\':
      return { kind: 'set', set: asSet(readEscape(reader)) }
    case '^':
    case '$':
      return fail(reader, 'not-linear', `a pattern always matches the whole string; drop the "${character}"`, start)
    case '?':
    case '*':
    case '+':
    case '{':
      return fail(reader, 'malformed', `nothing to repeat; write "\\${character}" for the character`, start)
    case ']':
    case '}':
      return fail(reader, 'malformed', `"${character}" closes nothing; write "\\${character}" for the character`, start)
    default:
      reader.position += character.length
      return { kind: 'set', set: asSet(character.codePointAt(0)!) }
  }
}

function readClass(reader: Reader): CodePointSet {
  const start = reader.position
  reader.position++
  const negated = reader.source[reader.position] === '^'
  if (negated) reader.position++
  const ranges: CodePointRange[] = []
  while (reader.source[reader.position] !== ']') {
    if (reader.position >= reader.source.length) fail(reader, 'malformed', 'the class is not closed', start)
    readClassItem(reader, ranges)
  }
  reader.position++
  if (ranges.length === 0) fail(reader, 'malformed', 'the class is empty', start, reader.position)
  const set = codePointSet(ranges)
  const result = negated ? complement(set) : set
  if (result.length === 0) fail(reader, 'malformed', 'the class matches no character', start, reader.position)
  return result
}

function readClassItem(reader: Reader, ranges: CodePointRange[]): void {
  const start = reader.position
  const first = readClassAtom(reader)
  const isRange = reader.source[reader.position] === '-' && reader.source[reader.position + 1] !== ']'
  if (!isRange || reader.position + 1 >= reader.source.length) {
    ranges.push(...asSet(first))
    return
  }
  reader.position++
  const last = readClassAtom(reader)
  if (typeof first !== 'number' || typeof last !== 'number') {
    fail(reader, 'malformed', 'a range goes from one character to another', start, reader.position)
  }
  if (last < first) fail(reader, 'malformed', 'the range ends before it begins', start, reader.position)
  ranges.push([first, last])
}

function readClassAtom(reader: Reader): number | CodePointSet {
  const character = characterAt(reader)
  if (character === '\\') return readEscape(reader)
  if (character === '[') {
    fail(reader, 'malformed', 'a class holds no other class; write "\\[" for the character', reader.position)
  }
  reader.position += character.length
  return character.codePointAt(0)!
}

function readEscape(reader: Reader): number | CodePointSet {
  const start = reader.position
  const letter = String.fromCodePoint(reader.source.codePointAt(start + 1) ?? 0x20)
  const end = start + 1 + letter.length
  reader.position = end
  const named = Object.hasOwn(NAMED_SETS, letter) ? NAMED_SETS[letter] : undefined
  if (named !== undefined) return named
  if (Object.hasOwn(CONTROL_ESCAPES, letter)) return CONTROL_ESCAPES[letter]!
  if (letter === 'x' || letter === 'u') return readHexEscape(reader, start, letter)
  if (SYNTAX_CHARACTERS.includes(letter)) return letter.codePointAt(0)!
  if (start + 1 >= reader.source.length) fail(reader, 'malformed', 'the pattern ends in "\\"', start)
  if (letter === 'b' || letter === 'B')
    fail(reader, 'not-linear', 'word boundaries are not part of the linear subset', start, end)
  if (letter === 'p' || letter === 'P')
    fail(reader, 'not-linear', 'Unicode properties are not part of the linear subset', start, end)
  if (/[1-9k]/.test(letter)) fail(reader, 'not-linear', 'back-references are not part of the linear subset', start, end)
  return fail(reader, 'malformed', `"\\${letter}" is no escape; write "${letter}" for the character`, start, end)
}

function readHexEscape(reader: Reader, start: number, letter: string): number {
  const form = letter === 'x' ? /^([0-9A-Fa-f]{2})/ : /^(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]{1,6})\})/
  const match = form.exec(reader.source.slice(reader.position, reader.position + 8))
  if (match === null) {
    const expected =
      letter === 'x'
        ? '"\\x" takes two hexadecimal digits'
        : '"\\u" takes four hexadecimal digits, or one to six in braces'
    fail(reader, 'malformed', expected, start, reader.position)
  }
  reader.position += match[0].length
  const codePoint = Number.parseInt(match[1] ?? match[2]!, 16)
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
    fail(reader, 'malformed', 'there is no such character', start, reader.position)
  }
  return codePoint
}

function asSet(atom: number | CodePointSet): CodePointSet {
  return typeof atom === 'number' ? [[atom, atom]] : atom
}

// A whole code point; a lone surrogate in the source is no character.
function characterAt(reader: Reader): string {
  const codePoint = reader.source.codePointAt(reader.position)!
  if (codePoint >= 0xd800 && codePoint <= 0xdfff)
    fail(reader, 'malformed', 'there is no such character', reader.position)
  return String.fromCodePoint(codePoint)
}
