/**
 * The grammar in the reference and the parser say the same: every sentence the grammar makes is parsed without an error, and every module of the
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
import { Comma, Day, Duration, KEYWORD_TYPES, Newline, Numeral, Text } from '../../compiler/src/syntax/tokens.ts'
import { codeBlocks } from '../docs/code-blocks.ts'
import { isSentence, makeSentence, readGrammar, type Tokens } from '../docs/grammar.ts'
import { filesBelow, ROOT } from '../source-tree.ts'

const PAGE = readFileSync(join(ROOT, 'docs/reference/grammar.md'), 'utf8')
const EBNF = codeBlocks(PAGE)
  .filter(({ language }) => language === 'ebnf')
  .map(({ text }) => text)
  .join('')
const grammar = readGrammar(EBNF)
const RUNS = 1500

/** What the page says is asked beyond the grammar: mixed `&&` and `||`, deep nesting, where `module` stands, a second `call`. */
const BEYOND: ReadonlySet<string> = new Set(['CQ1106', 'CQ1108', 'CQ1110', 'CQ1111'])

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  word: ['vxv', 'Wqw', 'zz_9', 'kk-zz-9', 'state', 'type', 'call'],
  'plain-name': ['vxv', 'Wqw', 'zz_9', 'from', 'test', 'open'],
  text: ['"vxv"', 'r"[a-z]\\d"', '"""zz"""', '""'],
  number: ['0', '1_000', '2.50', '1e-5', '5 USD', '1.5 MiB'],
  duration: ['30s', '1h30m', '250ms'],
  day: ['2027-01-31'],
  'line-break': ['\n'],
}

describe('grammar in the reference', () => {
  it(`makes sentences that the parser takes (${RUNS} runs)`, () => {
    fc.assert(
      fc.property(anyChoices, (choices) => {
        const text = sentenceOf(choices)
        assert.deepEqual(syntaxErrors(text), [], text)
      }),
      { numRuns: RUNS },
    )
  })

  it(`takes whatever the parser takes of damaged sentences (${RUNS} runs)`, () => {
    let taken = 0
    fc.assert(
      fc.property(anyChoices, fc.nat(), fc.nat(2), (choices, place, damage) => {
        const pieces = sentenceOf(choices).split(' ')
        const at = place % pieces.length
        const piece = pieces[at] ?? ''
        pieces.splice(at, damage === 2 ? 2 : 1, ...[[], [piece, piece], [pieces[at + 1] ?? '', piece]][damage]!)
        const text = pieces.join(' ')
        if (syntaxErrors(text).length > 0) return
        taken += 1
        assert.ok(isSentence(grammar, 'file', tokensOf(text)), text)
      }),
      { numRuns: RUNS },
    )
    assert.ok(taken > RUNS / 50, `the parser took only ${taken} of them`)
  })

  const modules = [...modulesOfProjects(), ...modulesOfPages()]
  it(`takes every module of the repository and its pages (${modules.length} modules)`, () => {
    assert.ok(modules.length > 200, `only ${modules.length} modules were found`)
    for (const { name, text } of modules) assert.ok(isSentence(grammar, 'file', tokensOf(text)), `${name}\n${text}`)
  })

  it('refuses what is no module', () => {
    for (const text of [
      'role',
      'role a: human role b: agent {',
      'type A = "a" | B',
      'object o { state }',
      'read a.b {',
      'type A = List<>',
    ])
      assert.ok(!isSentence(grammar, 'file', tokensOf(text)), text)
  })

  it('mentions every keyword', () => {
    const missing = [...KEYWORD_TYPES.keys()].filter((word) => word !== 'null' && !EBNF.includes(`"${word}"`))
    assert.deepEqual(missing, [])
  })
})

/** What a sentence is made from, a number for each choice; zeros follow, which end it. */
const anyChoices = fc.array(fc.nat(), { maxLength: 400, size: 'max' })

function sentenceOf(choices: readonly number[]): string {
  let next = 0
  const pick = (below: number): number => (choices[next++] ?? 0) % below
  return makeSentence(grammar, 'file', { pick, sample: (token) => oneOf(SAMPLES[token], token, pick) })
}

function oneOf(samples: readonly string[] | undefined, token: string, pick: (below: number) => number): string {
  assert.ok(samples !== undefined, `the grammar has no rule and no sample for ${token}`)
  return samples[pick(samples.length)]!
}

function syntaxErrors(text: string): readonly string[] {
  const sink = new DiagnosticSink()
  parseSource('sentence.claw', text, sink)
  const errors = sink.sorted().filter(({ code, severity }) => severity === 'error' && !BEYOND.has(code))
  return errors.map(({ code, message }) => `${code} ${message}`)
}

/** As the parser gets them: brackets balanced, line breaks only where they separate. */
function tokensOf(text: string): Tokens {
  const errors = createSyntaxErrors('sentence.claw')
  const tokens = arrangeTokens(lexSource(text, errors).tokens, errors).flat()
  const kinds: Readonly<Record<string, (at: number) => boolean>> = {
    word: (at) => isWord(tokens[at]),
    'plain-name': (at) => isWord(tokens[at]) && tokens[at]?.image.includes('-') === false,
    text: (at) => tokens[at]?.tokenType === Text,
    number: (at) => tokens[at]?.tokenType === Numeral,
    duration: (at) => tokens[at]?.tokenType === Duration,
    day: (at) => tokens[at]?.tokenType === Day,
    'line-break': (at) => tokens[at]?.tokenType === Newline,
  }
  return {
    texts: tokens.map(({ image }) => image),
    fits: (at, token) => kinds[token]?.(at) === true,
    isSeparator: (at) => tokens[at]?.tokenType === Newline || tokens[at]?.tokenType === Comma,
  }
}

interface Module {
  readonly name: string
  readonly text: string
}

function modulesOfProjects(): readonly Module[] {
  const paths = ['stdlib', 'presets', 'examples', 'cli/template'].flatMap((folder) => filesBelow(folder, ['.claw']))
  return paths.map((path) => ({ name: path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

/** Of the documentation, what is right: diagnostic pages show what is wrong first. */
function modulesOfPages(): readonly Module[] {
  return ['README.md', ...filesBelow('docs', ['.md'])].flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8')
    const right = path.startsWith('docs/reference/diagnostics/CQ') ? text.slice(text.indexOf('\n## Right')) : text
    const blocks = codeBlocks(right).filter(
      ({ language, flags }) => language === 'claw' && flags.every((flag) => !flag.startsWith('CQ')),
    )
    return blocks.flatMap((block) =>
      block.text.split(/^(?=\/\/ file: )/m).map((part) => ({ name: `${path}:${block.line}`, text: part })),
    )
  })
}
