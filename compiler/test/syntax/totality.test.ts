/**
 * Parsing ends, in proportion to the text, with a tree and a bounded number of diagnostics, whatever the text.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { decodeSource } from '../../src/source/decode-source.ts'
import { MAX_SYNTAX_ERRORS } from '../../src/syntax/syntax-errors.ts'
import { BOMB_SIZE, BOMBS } from './bombs.ts'
import { checkSpans } from './check-spans.ts'
import { parse } from './parse.ts'
import { PIECES } from './token-soup.ts'

const RUNS = 400

/** Entries tried and tokens skipped, at most, for each character. */
const STEPS_PER_CHARACTER = 4

function checkTotal(text: string): void {
  const { tree, diagnostics, steps } = parse(text)
  assert.ok(diagnostics.length <= MAX_SYNTAX_ERRORS + 1, `${diagnostics.length} diagnostics`)
  assert.ok(steps <= STEPS_PER_CHARACTER * (text.length + 10), `${steps} steps for ${text.length} characters`)
  checkSpans(text, tree)
  for (const { location } of diagnostics) {
    assert.ok(location.span.start >= 0 && location.span.start <= location.span.end && location.span.end <= text.length)
  }
}

describe('syntax: parsing is total', () => {
  for (const [name, text] of BOMBS) {
    it(`${BOMB_SIZE} characters of ${name}`, () => {
      assert.ok(text.length > BOMB_SIZE - 100 && text.length <= BOMB_SIZE + 100, `${text.length}`)
      checkTotal(text)
    })
  }

  it(`random texts (${RUNS} runs)`, () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), checkTotal), { numRuns: RUNS })
  })

  it(`random sequences of the language's tokens (${RUNS * 5} runs)`, () => {
    const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 120 }).map((pieces) => pieces.join(''))
    fc.assert(fc.property(soup, checkTotal), { numRuns: RUNS * 5 })
  })

  it(`random bytes (${RUNS} runs)`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const sink = new DiagnosticSink()
        const text = decodeSource('test.claw', bytes, sink)
        assert.equal(
          text === undefined,
          sink.sorted().some(({ code }) => code === 'CQ1001'),
        )
        if (text !== undefined) checkTotal(text)
      }),
      { numRuns: RUNS },
    )
  })
})
