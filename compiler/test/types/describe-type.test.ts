/** The words of deny messages: fixed, because interpreter, guards and people rely on them. */
import assert from 'node:assert/strict'
import { describeType } from '../../src/program/describe-type.ts'
import { checkSource } from './check-source.ts'

const CASES: readonly (readonly [type: string, words: string])[] = [
  ['Bool', 'true or false'],
  ['Int', 'a whole number'],
  ['Int(range: 0..10)', 'a whole number, from 0 to 10'],
  ['Int(range: 3..3)', 'a whole number, exactly 3'],
  ['Int(range: ..-1)', 'a whole number, at most -1'],
  ['Float', 'a number'],
  ['Float(range: 0.., decimals: 2) unit USD', 'a number of USD, at least 0, with at most 2 decimals'],
  ['Float(decimals: 1)', 'a number, with at most 1 decimal'],
  ['Float(decimals: 0)', 'a number, with no decimals'],
  ['String', 'a string'],
  ['String(length: 1..64)', 'a string of 1 to 64 characters'],
  ['String(length: 1..)', 'a string of at least 1 character'],
  ['String(length: ..1)', 'a string of at most 1 character'],
  ['String(pattern: r"[A-Z]{2}")', 'a string of exactly 2 characters matching r"[A-Z]{2}"'],
  ['"a" | "b"', 'one of "a", "b"'],
  ['Timestamp', 'a timestamp in RFC 3339 with at most 9 fraction digits'],
  ['Duration', 'a duration in seconds such as "90s"'],
  ['List<Int>', 'a list'],
  ['List<Int>(length: 1..8)', 'a list of 1 to 8 elements'],
  ['List<Int>(length: ..8, unique: true)', 'a list of at most 8 distinct elements'],
  ['{ a: Int }', 'an object'],
  ['Int(range: 0..10) where value % 2 == 0', 'a whole number, from 0 to 10 that meets its condition'],
]

describe('describeType', () => {
  for (const [type, words] of CASES) {
    it(`${type}: ${words}`, () => {
      const { types, diagnostics } = checkSource(`module example\n\ntype Probe = ${type}\n`)
      assert.deepEqual(diagnostics, [])
      assert.equal(describeType(types.get('Probe')!), words)
    })
  }
})
