/** Dotted patterns: what `*` stands for, and that many patterns together say what each of them says. */
import assert from 'node:assert/strict'
import { createDottedMatcher, matchesDottedPattern } from 'clawql-manifest-validator'
import fc from 'fast-check'

const RUNS = 3000

describe('dotted patterns', () => {
  it('`*` is one segment, whole and never empty', () => {
    for (const [pattern, name, expected] of [
      ['a.*', 'a.b', true],
      ['a.*', 'a.b.c', false],
      ['a.*', 'a', false],
      ['a.*', 'a.', false],
      ['*.b', '.b', false],
      ['a.*.c', 'a..c', false],
      ['a.*.c', 'a.b.c', true],
      ['a.b*', 'a.bc', false],
      ['*', 'a', true],
      ['*', '', false],
      ['*', 'a.b', false],
      ['a.*', 'a.*', true],
      ['', '', true],
    ] as const) {
      assert.equal(matchesDottedPattern(pattern, name), expected, `${pattern} on ${name}`)
      assert.equal(createDottedMatcher([pattern])(name), expected, `${pattern} among patterns on ${name}`)
    }
  })

  it(`many patterns match what one of them matches (${RUNS} runs)`, () => {
    const name = fc.array(fc.constantFrom('a', 'b', '*', '', 'a*'), { maxLength: 4 }).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), name, (patterns, given) => {
        const one = patterns.some((pattern) => matchesDottedPattern(pattern, given))
        assert.equal(createDottedMatcher(patterns)(given), one)
      }),
      { numRuns: RUNS },
    )
  })
})
