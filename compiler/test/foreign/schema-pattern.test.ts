/** Patterns of foreign schemas: the platform's own verdict in linear time, refusal where that is impossible. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileSchemaPattern } from '../../src/foreign/schema-pattern.ts'

const SOURCES = [
  '^a+$',
  'a|^b|c$',
  '^(?:a|b)*$',
  '(^|/)x($|/)',
  '^$',
  '[^a-c]',
  '^[\\w.-]+@[\\w-]+\\.[a-z]{2,}$',
  '^\\s*\\S+\\s*$',
  '^(?<year>\\d{4})-(\\d{2})$',
  'ab{2,3}?c',
  '^.{0,3}$',
  '\\u0041|\\x42|\\u{1F600}|\\ud83d\\ude01',
  '^\\p{Lu}\\P{Lu}*$',
  '[\\d\\-x]',
  '^(a+)+$',
  '\\/\\.',
  'x*',
  '',
  '^[^]$',
  '(?:)',
  '^^a$$',
  '^(a|b|ab)*c',
  '^(?:^a)|(?:b$)$',
  '(?:^|x)(?:^|a)b',
] as const

const texts = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'x', '/', '.', '-', '@', ' ', '\n', '1', 'A', 'B', '😀', '😁', 'é', '\u2028'),
    maxLength: 8,
  }),
  fc.constantFrom('a@b.co', '2026-01', 'abbc', 'abbbc', '/x/', ' a '),
)

describe('patterns of foreign schemas', () => {
  it('match what the platform matches (10,000 random texts over 24 patterns)', () => {
    let matched = 0
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), texts, (source, text) => {
        const expected = new RegExp(source, 'u').test(text)
        if (expected) matched++
        assert.equal(compileSchemaPattern(source).test(text), expected, `${source} on ${JSON.stringify(text)}`)
      }),
      { numRuns: 10_000 },
    )
    assert.ok(matched > 500, `only ${matched} texts matched`)
  })

  it('refuse what no automaton can run and what is no regular expression', () => {
    const refused = [
      '(?=a)',
      '(?!a)',
      '(?<=a)',
      '(?<!a)',
      '(a)\\1',
      '(?<n>a)\\k<n>',
      '\\bx',
      '\\B',
      '(',
      ')',
      '[',
      '[b-a]',
      'a**',
      '*',
      'a{3,2}',
      '\\q',
      '\\',
      '(?i)a',
      'a{9999}',
      '\\p{NoSuch}',
      '(?:a{1000}){1000}',
    ]
    for (const source of refused) assert.throws(() => compileSchemaPattern(source), Error, source)
    assert.throws(() => compileSchemaPattern('('.repeat(10_000)))
  })

  it('take linear time where a backtracking engine would not end', () => {
    const text = `${'a'.repeat(20_000)}!`
    assert.equal(compileSchemaPattern('^(a+)+$').test(text), false)
    assert.equal(compileSchemaPattern('^(a|aa)+$').test(text), false)
    assert.equal(compileSchemaPattern('(.*)*x').test(text), false)
  })
})
