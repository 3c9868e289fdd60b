/**
 * Reads a pattern's source: literals, classes, `\d \w \s`, escapes, `.`, groups, `|` and the repeats `? * + {m,n}`. What regular expressions usually
 * offer beyond that is refused with a reason, never ignored; the first error ends the reading.
 */
import type { Pattern, PatternError, PatternNode } from './pattern.ts'
import { fail, PatternFailure, type Reader } from './pattern-reader.ts'
import { readAtom } from './read-atom.ts'

const MAX_REPEAT = 1000
const MAX_DEPTH = 64
/** Nodes after repeats are written out; keeps matching and the automaton's construction cheap. */
export const MAX_EXPANDED_SIZE = 5000

/** Memoised by source: patterns are read by the checker, the interpreter and the emitters in turn. */
export function parsePattern(source: string): Pattern | PatternError {
  const known = cache.get(source)
  if (known !== undefined) return known
  const result = readPattern(source)
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(source, result)
  return result
}

const CACHE_SIZE = 4096
const cache = new Map<string, Pattern | PatternError>()

function readPattern(source: string): Pattern | PatternError {
  const reader: Reader = { source, position: 0 }
  try {
    const root = readChoice(reader, 0)
    if (reader.position < source.length) {
      fail(reader, 'malformed', '")" closes no group; write "\\)" for the character', reader.position)
    }
    if (measure(root).size > MAX_EXPANDED_SIZE) fail(reader, 'too-complex', TOO_LONG, 0, source.length)
    const { min, max } = measure(root)
    return {
      kind: 'pattern',
      source,
      root,
      minLength: min,
      maxLength: max === Number.POSITIVE_INFINITY ? undefined : max,
    }
  } catch (failure) {
    if (failure instanceof PatternFailure) return failure.error
    throw failure
  }
}

const TOO_LONG = `the pattern needs more than ${String(MAX_EXPANDED_SIZE)} characters when its repeats are written out`

function readChoice(reader: Reader, depth: number): PatternNode {
  if (depth > MAX_DEPTH) fail(reader, 'too-complex', 'groups are nested too deeply', reader.position)
  const options = [readSequence(reader, depth)]
  while (reader.source[reader.position] === '|') {
    reader.position++
    options.push(readSequence(reader, depth))
  }
  return options.length === 1 ? options[0]! : { kind: 'choice', options }
}

function readSequence(reader: Reader, depth: number): PatternNode {
  const items: PatternNode[] = []
  while (reader.position < reader.source.length) {
    const next = reader.source[reader.position]
    if (next === '|' || next === ')') break
    const item = next === '(' ? readGroup(reader, depth) : readAtom(reader)
    items.push(readRepeat(reader, item))
  }
  return items.length === 1 ? items[0]! : { kind: 'sequence', items }
}

function readGroup(reader: Reader, depth: number): PatternNode {
  const start = reader.position
  reader.position++
  if (reader.source[reader.position] === '?') {
    if (reader.source[reader.position + 1] !== ':') refuseGroup(reader, start)
    reader.position += 2
  }
  const inner = readChoice(reader, depth + 1)
  if (reader.source[reader.position] !== ')') fail(reader, 'malformed', 'the group is not closed', start)
  reader.position++
  return inner
}

function refuseGroup(reader: Reader, start: number): never {
  const opening = reader.source.slice(start, start + 4)
  const look = /^\(\?(?:<?[=!])/.test(opening)
  const end = Math.min(reader.source.length, start + (opening.startsWith('(?<') && look ? 4 : 3))
  if (look) fail(reader, 'not-linear', 'look-around is not part of the linear subset', start, end)
  if (opening.startsWith('(?<') || opening.startsWith('(?P')) {
    fail(reader, 'not-linear', 'groups have no names here; write "(…)"', start, end)
  }
  fail(reader, 'not-linear', 'flags are not part of the linear subset', start, end)
}

function readRepeat(reader: Reader, item: PatternNode): PatternNode {
  const start = reader.position
  const counts = readCounts(reader)
  if (counts === undefined) return item
  const next = reader.source[reader.position]
  if (next === '?' || next === '+') {
    const kind = next === '?' ? 'lazy' : 'possessive'
    const why = `a ${kind} repeat makes no difference when the whole string must match; drop the "${next}"`
    fail(reader, 'not-linear', why, reader.position)
  }
  if (next === '*' || next === '{')
    fail(reader, 'malformed', 'a repeat follows a repeat; group the first: "(…)"', start)
  return { kind: 'repeat', item, min: counts.min, max: counts.max }
}

function readCounts(reader: Reader): { min: number; max: number | undefined } | undefined {
  const start = reader.position
  const next = reader.source[start]
  if (next === '?' || next === '*' || next === '+') {
    reader.position++
    return { min: next === '+' ? 1 : 0, max: next === '?' ? 1 : undefined }
  }
  if (next !== '{') return undefined
  const match = /^\{(\d+)(?:(,)(\d*))?\}/.exec(reader.source.slice(start, start + 32))
  if (match === null)
    fail(reader, 'malformed', 'a repeat is "{m}", "{m,}" or "{m,n}"; write "\\{" for the character', start)
  const [text, from, comma, to] = match
  const min = Number(from)
  const max = comma === undefined ? min : to === '' ? undefined : Number(to)
  const end = start + text.length
  if (max !== undefined && max < min) fail(reader, 'malformed', `the repeat ends before it begins: ${text}`, start, end)
  if (Math.max(min, max ?? 0) > MAX_REPEAT) {
    fail(reader, 'too-complex', `a repeat counts to ${String(MAX_REPEAT)} at most`, start, end)
  }
  reader.position = end
  return { min, max }
}

interface Measure {
  readonly size: number
  readonly min: number
  readonly max: number
}

// Size counts nodes with the repeats written out; min and max are lengths of matching strings in code points.
function measure(node: PatternNode): Measure {
  if (node.kind === 'set') return { size: 1, min: 1, max: 1 }
  if (node.kind === 'repeat') {
    const item = measure(node.item)
    const times = node.max ?? Number.POSITIVE_INFINITY
    return {
      size: 1 + item.size * Math.max(1, node.max ?? node.min + 1),
      min: item.min * node.min,
      max: item.max === 0 || times === 0 ? 0 : item.max * times,
    }
  }
  const parts = (node.kind === 'sequence' ? node.items : node.options).map(measure)
  const size = parts.reduce((sum, part) => sum + part.size, 1)
  const combine = (lengths: readonly number[], least: (a: number, b: number) => number): number =>
    lengths.length === 0 ? 0 : lengths.reduce((a, b) => (node.kind === 'sequence' ? a + b : least(a, b)))
  return {
    size,
    min: combine(
      parts.map((part) => part.min),
      Math.min,
    ),
    max: combine(
      parts.map((part) => part.max),
      Math.max,
    ),
  }
}
