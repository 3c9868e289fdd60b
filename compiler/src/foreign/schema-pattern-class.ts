/**
 * Characters and classes of characters in ECMA-262 regular expressions: `[a-z]`, `\d`, `\u{1f600}`, `\p{L}`. Unlike in the language's own patterns `\s`
 * is every white space of ECMAScript. Throws for what it does not know.
 */
import {
  type CodePointRange,
  type CodePointSet,
  codePointSet,
  complement,
  NAMED_SETS,
} from '../types/pattern/code-point-set.ts'
import type { PatternText } from './parse-schema-pattern.ts'

const WHITE_SPACE: CodePointSet = codePointSet([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
])
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 }

export function asRanges(codePoint: number): CodePointSet {
  return [[codePoint, codePoint]]
}

/** `[…]` at the position; the position ends behind it. */
export function readSchemaClass(text: PatternText): CodePointSet {
  text.position++
  const isNegated = text.source[text.position] === '^'
  if (isNegated) text.position++
  const ranges: CodePointRange[] = []
  while (text.source[text.position] !== ']') {
    if (text.position >= text.source.length) throw new Error('a class is not closed')
    readClassItem(text, ranges)
  }
  text.position++
  const set = codePointSet(ranges)
  return isNegated ? complement(set) : set
}

function readClassItem(text: PatternText, ranges: CodePointRange[]): void {
  const named = readClassEscape(text)
  if (named !== undefined) {
    ranges.push(...named)
    return
  }
  const first = readClassCharacter(text)
  const isRange = text.source[text.position] === '-' && text.source[text.position + 1] !== ']'
  if (!isRange) {
    ranges.push([first, first])
    return
  }
  text.position++
  if (readClassEscape(text) !== undefined) throw new Error('a class ends no range')
  const last = readClassCharacter(text)
  if (last < first) throw new Error('a range is out of order')
  ranges.push([first, last])
}

function readClassCharacter(text: PatternText): number {
  if (text.source.startsWith('\\b', text.position)) {
    text.position += 2
    return 8
  }
  if (text.source[text.position] === '\\') return readCodePointEscape(text)
  const codePoint = text.source.codePointAt(text.position)
  if (codePoint === undefined) throw new Error('a class is not closed')
  text.position += codePoint > 0xffff ? 2 : 1
  return codePoint
}

/** `\d \D \w \W \s \S \p{…} \P{…}`; undefined, and the position unchanged, for anything else. */
export function readClassEscape(text: PatternText): CodePointSet | undefined {
  const found = /^\\(?:([dDwWsS])|([pP])\{([\w=]{1,64})\})/.exec(text.source.slice(text.position, text.position + 70))
  if (found === null) return undefined
  text.position += found[0].length
  const [, simple, property, name] = found
  if (simple === 's') return WHITE_SPACE
  if (simple === 'S') return complement(WHITE_SPACE)
  if (simple !== undefined) return NAMED_SETS[simple] ?? []
  const set = propertySet(name ?? '')
  return property === 'P' ? complement(set) : set
}

/** `\n`, `\x41`, `\u0041`, `\u{1f600}`, `\cA`, `\.`: one character. */
export function readCodePointEscape(text: PatternText): number {
  const rest = text.source.slice(text.position, text.position + 16)
  const hexadecimal =
    /^\\(?:x([\da-fA-F]{2})|u\{([\da-fA-F]{1,6})\}|u([dD][89abAB][\da-fA-F]{2})\\u([dD][c-fC-F][\da-fA-F]{2})|u([\da-fA-F]{4}))/.exec(
      rest,
    )
  if (hexadecimal !== null) return readHexadecimal(text, hexadecimal)
  const control = /^\\c([A-Za-z])/.exec(rest)
  if (control?.[1] !== undefined) {
    text.position += 3
    return control[1].charCodeAt(0) % 32
  }
  const escaped = text.source.codePointAt(text.position + 1)
  if (escaped === undefined) throw new Error('the pattern ends in an escape')
  text.position += escaped > 0xffff ? 3 : 2
  const letter = String.fromCodePoint(escaped)
  const known = Object.hasOwn(CONTROLS, letter) ? CONTROLS[letter] : undefined
  if (known !== undefined) return known
  if (/[A-Za-z0-9]/.test(letter)) throw new Error(`"\\${letter}" does not run in linear time or means nothing`)
  return escaped
}

function readHexadecimal(text: PatternText, found: RegExpExecArray): number {
  text.position += found[0].length
  const [, byte, braced, high, low, unit] = found
  if (high !== undefined && low !== undefined) {
    return 0x10000 + ((Number.parseInt(high, 16) & 0x3ff) << 10) + (Number.parseInt(low, 16) & 0x3ff)
  }
  const codePoint = Number.parseInt(byte ?? braced ?? unit ?? '', 16)
  if (codePoint > 0x10ffff) throw new Error('there is no such character')
  return codePoint
}

const properties = new Map<string, CodePointSet>()
const PROPERTIES_REMEMBERED = 64

// The platform knows the Unicode properties; it is asked about one character at a time, which cannot backtrack.
function propertySet(name: string): CodePointSet {
  const known = properties.get(name)
  if (known !== undefined) return known
  const test = new RegExp(`^\\p{${name}}$`, 'u')
  const ranges: [number, number][] = []
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    if (!test.test(String.fromCodePoint(codePoint))) continue
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === codePoint - 1) last[1] = codePoint
    else ranges.push([codePoint, codePoint])
  }
  if (properties.size >= PROPERTIES_REMEMBERED) properties.clear()
  properties.set(name, ranges)
  return ranges
}
