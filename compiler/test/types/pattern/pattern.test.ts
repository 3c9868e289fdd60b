/**
 * Patterns: what is accepted and refused, and that simulation, automaton, rewritten form and ECMAScript agree on what matches.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { runDfa } from '../../../src/types/pattern/dfa.ts'
import { matchPattern } from '../../../src/types/pattern/match-pattern.ts'
import { parsePattern } from '../../../src/types/pattern/parse-pattern.ts'
import type { Pattern } from '../../../src/types/pattern/pattern.ts'
import { patternToDfa } from '../../../src/types/pattern/pattern-to-dfa.ts'
import { patternToJsonSchema } from '../../../src/types/pattern/pattern-to-json-schema.ts'

function parsed(source: string): Pattern {
  const result = parsePattern(source)
  assert.equal(result.kind, 'pattern', result.kind === 'pattern-error' ? `${source}: ${result.message}` : '')
  assert(result.kind === 'pattern')
  return result
}

/** Returns whether the pattern has an automaton within the cap; the others are compared without it. */
function agree(source: string, texts: readonly string[]): boolean {
  const pattern = parsed(source)
  const dfa = patternToDfa(pattern)
  const written = new RegExp(`^(?:${source})$`, 'u')
  const rewritten = new RegExp(patternToJsonSchema(pattern), 'u')
  for (const text of texts) {
    const expected = written.test(text)
    const byAutomaton = 'kind' in dfa ? expected : runDfa(dfa, text)
    const found = [matchPattern(pattern, text), byAutomaton, rewritten.test(text)]
    assert.deepEqual(found, [expected, expected, expected], `${source} on ${JSON.stringify(text)}`)
    const length = [...text].length
    if (expected) assert(length >= pattern.minLength && length <= (pattern.maxLength ?? Infinity), source)
  }
  return !('kind' in dfa)
}

const ALPHABET = ['a', 'b', 'c', 'A', '0', '9', '_', ' ', '\t', '\n', '-', '.', ']', '^', '\\', 'é', '\u2028', '😀']

const atom = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    '0',
    '_',
    'é',
    '😀',
    '\\d',
    '\\w',
    '\\D',
    '\\W',
    '.',
    '\\n',
    '\\.',
    '\\]',
    '\\\\',
    '\\x61',
    '\\u{1f600}',
    '\\u0062',
  ),
  fc.constantFrom('[ab]', '[^a]', '[a-c0-9]', '[\\d_-]', '[^\\w]', '[\\]^]', '[é-😀]', '[-a]', '[\\t\\n ]', '[^\\n]'),
)
const repeat = fc.constantFrom('', '', '', '', '?', '*', '+', '{2}', '{0,2}', '{1,}', '{0}')

function patternOf(depth: number): fc.Arbitrary<string> {
  const item =
    depth === 0 ? atom : fc.oneof({ weight: 3, arbitrary: atom }, { weight: 1, arbitrary: groupOf(depth - 1) })
  const piece = fc.tuple(item, repeat).map(([what, times]) => what + times)
  const term = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(''))
  return fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join('|'))
}

function groupOf(depth: number): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom('(', '(?:'), patternOf(depth)).map(([open, inner]) => `${open}${inner})`)
}

const source = patternOf(2)
const text = fc.array(fc.constantFrom(...ALPHABET), { maxLength: 7 }).map((characters) => characters.join(''))

const RUNS = 1000

describe('patterns', () => {
  it(`simulation, automaton, rewritten form and ECMAScript agree (${RUNS} patterns of 12 strings)`, () => {
    let withAutomaton = 0
    fc.assert(
      fc.property(source, fc.array(text, { minLength: 12, maxLength: 12 }), (pattern, texts) => {
        if (agree(pattern, texts)) withAutomaton++
      }),
      { numRuns: RUNS },
    )
    assert(withAutomaton > RUNS * 0.95, `only ${withAutomaton} of ${RUNS} patterns had an automaton`)
  })

  it('agree on patterns policies really hold', () => {
    agree('AST-[0-9]+', ['AST-1', 'AST-', 'xAST-1', 'AST-12345', 'AST-1 '])
    agree('[A-Z]{2}\\d{2}[A-Z0-9]{1,30}', ['DE89370400440532013000', 'D', 'de89370400440532013000'])
    agree('(?:[a-z0-9-]+\\.)+[a-z]{2,}', ['a.example', 'example', '-.aa', 'a..aa', 'x.y.zz'])
    agree('', ['', 'a'])
    agree('(a*)*', ['', 'aaaa', 'ab'])
    agree('(a|b|)*c?', ['', 'ababc', 'cc'])
  })

  it('\\s is ASCII space alone, in every form', () => {
    const pattern = parsed('\\s')
    const rewritten = new RegExp(patternToJsonSchema(pattern), 'u')
    for (const [character, expected] of [
      [' ', true],
      ['\t', true],
      ['\u00a0', false],
      ['\u2003', false],
    ] as const) {
      assert.equal(matchPattern(pattern, character), expected)
      assert.equal(rewritten.test(character), expected)
    }
  })

  // INVARIANT L1: matching takes time proportional to the text, so a pattern that blows up under backtracking is harmless.
  it('matches a pathological pattern by steps that grow with the text alone', () => {
    assert.equal(matchPattern(parsed('(a+)+b'), 'a'.repeat(50_000)), false)
    assert.equal(matchPattern(parsed('(a|aa)*'), 'a'.repeat(50_001)), true)
  })

  it('counts lengths in code points', () => {
    assert.deepEqual(lengths('😀{2,3}'), [2, 3])
    assert.deepEqual(lengths('a|bcd'), [1, 3])
    assert.deepEqual(lengths('a+'), [1, undefined])
    assert.deepEqual(lengths('(a*){0}'), [0, 0])
    assert.deepEqual(lengths(''), [0, 0])
  })

  it('minimises: equal languages have equal automata', () => {
    assert.deepEqual(patternToDfa(parsed('a|b')), patternToDfa(parsed('[ab]')))
    assert.deepEqual(patternToDfa(parsed('(ab|ac)*')), patternToDfa(parsed('(a[b-c])*')))
    assert.deepEqual(patternToDfa(parsed('aa*')), patternToDfa(parsed('a+')))
    const dfa = patternToDfa(parsed('[0-9]{1,3}'))
    assert(!('kind' in dfa))
    assert.equal(dfa.accept.length, 4)
    assert.deepEqual(dfa.boundaries, [0, 0x30, 0x3a])
    assert.equal(dfa.classCount, 2)
  })

  it('refuses an automaton that needs too many states', () => {
    const dfa = patternToDfa(parsed('(a|b)*a(a|b){20}'))
    assert('kind' in dfa && dfa.kind === 'too-complex')
  })

  it('says what is wrong and where', () => {
    const cases: readonly (readonly [string, string, string, string])[] = [
      ['(?=a)', 'not-linear', '(?=', 'look-around'],
      ['a(?<!b)', 'not-linear', '(?<!', 'look-around'],
      ['(?<n>a)', 'not-linear', '(?<', 'no names'],
      ['(?i)a', 'not-linear', '(?i', 'flags'],
      ['(a)\\1', 'not-linear', '\\1', 'back-references'],
      ['\\bword', 'not-linear', '\\b', 'word boundaries'],
      ['\\p{L}', 'not-linear', '\\p', 'Unicode properties'],
      ['a+?', 'not-linear', '?', 'lazy'],
      ['^a', 'not-linear', '^', 'whole string'],
      ['a$', 'not-linear', '$', 'whole string'],
      ['(a', 'malformed', '(', 'not closed'],
      ['a)', 'malformed', ')', 'closes no group'],
      ['[a', 'malformed', '[', 'not closed'],
      ['[]', 'malformed', '[]', 'empty'],
      ['[z-a]', 'malformed', 'z-a', 'ends before'],
      ['[\\d-z]', 'malformed', '\\d-z', 'range'],
      ['*a', 'malformed', '*', 'nothing to repeat'],
      ['a**', 'malformed', '*', 'repeat follows'],
      ['a{3,1}', 'malformed', '{3,1}', 'ends before'],
      ['a{x}', 'malformed', '{', 'a repeat is'],
      ['a}', 'malformed', '}', 'closes nothing'],
      ['\\q', 'malformed', '\\q', 'no escape'],
      ['\\u{110000}', 'malformed', '\\u{110000}', 'no such character'],
      ['\\xz', 'malformed', '\\x', 'hexadecimal'],
      ['a\\', 'malformed', '\\', 'ends in'],
      ['a{1001}', 'too-complex', '{1001}', 'at most'],
      ['(a{100}){100}', 'too-complex', '(a{100}){100}', 'written out'],
    ]
    for (const [pattern, reason, underlined, words] of cases) {
      const result = parsePattern(pattern)
      assert(result.kind === 'pattern-error', `${pattern} was accepted`)
      assert.deepEqual([result.reason, pattern.slice(result.start, result.end)], [reason, underlined], pattern)
      assert(result.message.includes(words), `${pattern}: ${result.message}`)
    }
  })

  it('never throws, whatever the source', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom(...'ab()[]{}|?*+\\^$.-0,1du'.split('')) }),
        ),
        (any) => {
          const result = parsePattern(any)
          if (result.kind === 'pattern') new RegExp(patternToJsonSchema(result), 'u')
          else assert(result.start >= 0 && result.end <= any.length)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

function lengths(from: string): (number | undefined)[] {
  const pattern = parsed(from)
  return [pattern.minLength, pattern.maxLength]
}
