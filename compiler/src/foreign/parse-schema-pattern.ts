/**
 * Reads ECMA-262 regular expressions, as under the `u` flag, into pattern nodes. Lazy repeats are read as greedy ones and groups lose their names,
 * since only whether there is a match is ever asked. Throws with a reason for everything it does not read.
 */
import type { CodePointRange, CodePointSet } from '../types/pattern/code-point-set.ts'
import type { PatternNode } from '../types/pattern/pattern.ts'
import { asRanges, readClassEscape, readCodePointEscape, readSchemaClass } from './schema-pattern-class.ts'

/** What the two anchors stand for, and how a set of characters becomes a node. */
export interface Alphabet {
  readonly start: PatternNode
  readonly end: PatternNode
  readonly characters: (set: CodePointSet) => PatternNode
}

export interface PatternText {
  readonly source: string
  position: number
}

const MOST_REPEATS = 5_000
const DEEPEST = 100
const ANY_BUT_LINE_ENDS: readonly CodePointRange[] = [
  [0, 9],
  [0xb, 0xc],
  [0xe, 0x2027],
  [0x202a, 0x10ffff],
]

export function parseSchemaPattern(source: string, alphabet: Alphabet): PatternNode {
  const text = { source, position: 0 }
  const node = readChoice(text, alphabet, 0)
  if (text.position < source.length) throw new Error('a group is closed that was not opened')
  return node
}

function readChoice(text: PatternText, alphabet: Alphabet, depth: number): PatternNode {
  if (depth > DEEPEST) throw new Error('groups are nested too deeply')
  const options = [readSequence(text, alphabet, depth)]
  while (text.source[text.position] === '|') {
    text.position++
    options.push(readSequence(text, alphabet, depth))
  }
  return { kind: 'choice', options }
}

function readSequence(text: PatternText, alphabet: Alphabet, depth: number): PatternNode {
  const items: PatternNode[] = []
  while (text.position < text.source.length && !'|)'.includes(text.source.charAt(text.position))) {
    items.push(readRepeated(text, alphabet, depth))
  }
  return { kind: 'sequence', items }
}

function readRepeated(text: PatternText, alphabet: Alphabet, depth: number): PatternNode {
  const anchor = text.source.charAt(text.position)
  if (anchor === '^' || anchor === '$') {
    text.position++
    return anchor === '^' ? alphabet.start : alphabet.end
  }
  const item = anchor === '(' ? readGroup(text, alphabet, depth) : readAtom(text, alphabet)
  return readRepeat(text, item)
}

function readGroup(text: PatternText, alphabet: Alphabet, depth: number): PatternNode {
  text.position++
  if (text.source[text.position] === '?') {
    const opening = /^\?(?::|<[A-Za-z_$][\w$]*>)/.exec(text.source.slice(text.position, text.position + 64))
    if (opening === null) throw new Error('look-around does not run in linear time')
    text.position += opening[0].length
  }
  const inner = readChoice(text, alphabet, depth + 1)
  if (text.source[text.position] !== ')') throw new Error('a group is not closed')
  text.position++
  return inner
}

function readAtom(text: PatternText, alphabet: Alphabet): PatternNode {
  const character = text.source[text.position]
  if (character === '.') {
    text.position++
    return alphabet.characters(ANY_BUT_LINE_ENDS)
  }
  if (character === '[') return alphabet.characters(readSchemaClass(text))
  if (character === '\\') {
    return alphabet.characters(readClassEscape(text) ?? asRanges(readCodePointEscape(text)))
  }
  if (character !== undefined && '*+?{}]'.includes(character)) throw new Error(`"${character}" stands alone`)
  const codePoint = text.source.codePointAt(text.position) ?? 0
  text.position += codePoint > 0xffff ? 2 : 1
  return alphabet.characters(asRanges(codePoint))
}

function readRepeat(text: PatternText, item: PatternNode): PatternNode {
  const counts = /^(?:\*|\+|\?|\{(\d{1,9})(?:(,)(\d{1,9})?)?\})\??/.exec(
    text.source.slice(text.position, text.position + 32),
  )
  if (counts === null) return item
  const [whole, from, comma, to] = counts
  text.position += whole.length
  if (text.source.charAt(text.position) !== '' && '*+?{'.includes(text.source.charAt(text.position))) {
    throw new Error('a repeat follows a repeat')
  }
  if (from === undefined) {
    return { kind: 'repeat', item, min: whole.startsWith('+') ? 1 : 0, max: whole.startsWith('?') ? 1 : undefined }
  }
  const min = Number(from)
  const max = comma === undefined ? min : to === undefined ? undefined : Number(to)
  if (Math.max(min, max ?? 0) > MOST_REPEATS || (max !== undefined && max < min))
    throw new Error('a repeat is out of range')
  return { kind: 'repeat', item, min, max }
}
