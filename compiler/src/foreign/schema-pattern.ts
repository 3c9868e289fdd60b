/**
 * Regular expressions of foreign JSON Schemas, run in linear time. ECMA-262 syntax (as under the `u` flag) is read into the language's own patterns and
 * matched by its automaton, so that no backtracking engine ever runs a pattern that someone else wrote. What cannot be run so (look-around,
 * back-references, word boundaries) is refused, never approximated.
 */
import { type CodePointSet, codePointSet, complement, LAST_CODE_POINT } from '../types/pattern/code-point-set.ts'
import { matchPattern } from '../types/pattern/match-pattern.ts'
import type { Pattern, PatternNode } from '../types/pattern/pattern.ts'
import { parseSchemaPattern } from './parse-schema-pattern.ts'

/** Finds a match anywhere in the text, as `pattern` in JSON Schema does. */
export interface SchemaPattern {
  test(text: string): boolean
}

/** Nodes when repeats are written out; with the text's length it bounds the time of a match. */
const LARGEST = 5_000
const REMEMBERED_AT_MOST = 1_000

/**
 * The anchors become characters around the text: lone surrogates, which well-formed text cannot contain and which cannot join each other in this
 * order. `^` reads one or more of the first, `$` of the last, and there are as many as the pattern has anchors, so that an anchor at the place of
 * another still finds its own. Every class of characters leaves them out.
 */
const START = 0xdfff
const END = 0xd800
const SURROGATES: CodePointSet = [[END, START]]
const ANYTHING: PatternNode = { kind: 'repeat', item: set([[0, LAST_CODE_POINT]]), min: 0, max: undefined }

const remembered = new Map<string, SchemaPattern>()

/** Throws where the source is no regular expression or none that runs in linear time. The text must be well-formed. */
export function compileSchemaPattern(source: string): SchemaPattern {
  let compiled = remembered.get(source)
  if (compiled === undefined) {
    compiled = compile(source)
    if (remembered.size >= REMEMBERED_AT_MOST) remembered.clear()
    remembered.set(source, compiled)
  }
  return compiled
}

function compile(source: string): SchemaPattern {
  const found = parseSchemaPattern(source, { start: some(START), end: some(END), characters })
  if (sizeOf(found) > LARGEST) throw new Error('the pattern is too large')
  const root: PatternNode = { kind: 'sequence', items: [ANYTHING, found, ANYTHING] }
  const pattern: Pattern = { kind: 'pattern', source, root, minLength: 0, maxLength: undefined }
  const before = String.fromCharCode(START).repeat(source.split('^').length)
  const after = String.fromCharCode(END).repeat(source.split('$').length)
  return { test: (text) => matchPattern(pattern, before + text + after) }
}

/** The set without the anchors. */
function characters(ranges: CodePointSet): PatternNode {
  const kept = complement(codePointSet([...complement(codePointSet(ranges)), ...SURROGATES]))
  return set(kept)
}

function some(codePoint: number): PatternNode {
  return { kind: 'repeat', item: set([[codePoint, codePoint]]), min: 1, max: undefined }
}

function set(ranges: CodePointSet): PatternNode {
  return { kind: 'set', set: ranges }
}

function sizeOf(node: PatternNode): number {
  if (node.kind === 'set') return 1
  if (node.kind === 'repeat') return 1 + sizeOf(node.item) * Math.max(1, node.max ?? node.min + 1)
  const parts = node.kind === 'sequence' ? node.items : node.options
  return parts.reduce((sum, part) => sum + sizeOf(part), 1)
}
