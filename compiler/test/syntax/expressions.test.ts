/**
 * Precedence and shape of expressions: an independent printer writes random trees with the fewest parentheses, and parsing gives the tree back.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { SourceParser } from '../../src/syntax/source-parser.ts'
import { expressionText } from './expression-text.ts'
import { parseExpression } from './parse.ts'

const RUNS = 1000

/** How tightly each operator binds; 0 is `=>`. */
const LEVELS: Readonly<Record<string, number>> = {
  '=>': 0,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  in: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
}
const CONDITIONAL = 1
const UNARY = 7
const TIGHTEST = 8

/** What the test believes: text with the fewest parentheses, text with all of them. */
interface Sample {
  readonly level: number
  readonly bare: string
  readonly full: string
  /** The operator when the sample is a binary expression. */
  readonly operator?: string
}

const leaf: fc.Arbitrary<Sample> = fc
  .constantFrom(
    'a',
    'input.b',
    '1',
    '2.5',
    '3 USD',
    '30s',
    '"x"',
    'true',
    'f(a, b)',
    'g()',
    'a.b.c(d)[0]',
    '[]',
    '[1, a]',
    '{x: 1}',
    'finance-agent',
  )
  .map((text) => ({ level: TIGHTEST, bare: text, full: text }))

const sample: fc.Arbitrary<Sample> = fc.letrec<{ node: Sample }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'expression' },
    leaf,
    fc
      .tuple(fc.constantFrom(...Object.keys(LEVELS)), tie('node'), tie('node'))
      .map(([operator, left, right]) => binary(operator, left, right)),
    fc.tuple(fc.constantFrom('!', '-'), tie('node')).map(([operator, operand]) => ({
      level: UNARY,
      bare: `${operator}${atLeast(UNARY, operand)}`,
      full: `(${operator}${operand.full})`,
    })),
    fc.tuple(tie('node'), tie('node'), tie('node')).map(([condition, whenTrue, whenFalse]) => ({
      level: CONDITIONAL,
      bare: `${atLeast(CONDITIONAL + 1, condition)} ? ${whenTrue.bare} : ${atLeast(CONDITIONAL, whenFalse)}`,
      full: `(${condition.full} ? ${whenTrue.full} ? ${whenFalse.full})`,
    })),
  ),
})).node

function binary(operator: string, left: Sample, right: Sample): Sample {
  const level = LEVELS[operator]!
  const chains = level === 0 || level === 4
  const side = (one: Sample, least: number): string =>
    operator === '||' && one.operator === '&&' ? `(${one.bare})` : atLeast(least, one)
  const bare = `${side(left, chains ? level + 1 : level)} ${operator} ${side(right, level + 1)}`
  return { level, bare, full: `(${left.full} ${operator} ${right.full})`, operator }
}

function atLeast(level: number, { level: own, bare }: Sample): string {
  return own >= level ? bare : `(${bare})`
}

describe('syntax: expressions', () => {
  it(`are read as they were written with the fewest parentheses (${RUNS} runs)`, () => {
    fc.assert(
      fc.property(sample, ({ bare, full }) => {
        const { expression, codes } = parseExpression(bare)
        assert.deepEqual(codes, [])
        assert.equal(expressionText(expression), full)
      }),
      { numRuns: RUNS },
    )
  })

  it('bind as documented', () => {
    for (const [text, full] of [
      ['a - b - c', '((a - b) - c)'],
      ['a - -b', '(a - (-b))'],
      ['a-b', 'a-b'],
      ['!a.b', '(!a.b)'],
      ['-a.b(c)', '(-a.b(c))'],
      ['a ? b : c ? d : e', '(a ? b ? (c ? d ? e))'],
      ['a => b ? c : d', '(a => (b ? c ? d))'],
      ['a ? b => c : d', '(a ? (b => c) ? d)'],
      ['a in [b] && c', '((a in [b]) && c)'],
    ] as const) {
      assert.equal(expressionText(parseExpression(text).expression), full)
    }
  })

  it('the grammar passes the checks of the parser library', () => {
    assert.doesNotThrow(() => new SourceParser(true))
  })
})
