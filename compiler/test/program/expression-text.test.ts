/** An expression in the language's own terms: it reads back as what it was made from. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { printCel } from '../../src/emit/cel.ts'
import { expressionText, groupedDigits } from '../../src/program/expression-text.ts'
import { groupsText, numberText, rateText, secondsText } from '../../src/program/governance-text.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'
import type { Expression } from '../../src/syntax/tree.ts'
import { checked, expression } from '../check-expression/generated-expression.ts'

const RUNS = 20_000

function parseExpression(text: string): Expression {
  const sink = new DiagnosticSink()
  const { declarations } = parseSource('t.claw', `module t\n\ninvariant i: ${text}\n`, sink)
  assert.deepEqual(
    sink.sorted().map(({ message }) => message),
    [],
    text,
  )
  const [declaration] = declarations
  assert(declaration?.kind === 'invariant' && declaration.condition !== undefined, text)
  return declaration.condition
}

// A minus in front of a literal is read as part of it; of a zero nothing is then left.
function withoutNegativeZero(cel: string): string {
  return cel.replace(/-0(\.0)?(?![\d.])/g, '0$1')
}

describe('the text of an expression', () => {
  it(`reads back as the same expression (${RUNS} generated)`, () => {
    let read = 0
    fc.assert(
      fc.property(expression, (node) => {
        const expr = checked(node)
        if (expr === undefined) return
        const text = expressionText(expr)
        const again = checked(parseExpression(text))
        assert(again !== undefined, `${text} is not accepted`)
        assert.equal(withoutNegativeZero(printCel(again)), withoutNegativeZero(printCel(expr)), text)
        read++
      }),
      { numRuns: RUNS },
    )
    assert(read > RUNS / 10, `only ${read} of ${RUNS} were accepted`)
    console.log(`      ${read} read back`)
  })

  it('groups digits where there are five or more', () => {
    assert.deepEqual([0, 1234, 12_345, 1_000_000.25, -98_765, 1e300, 1e-7].map(groupedDigits), [
      '0',
      '1234',
      '12_345',
      '1_000_000.25',
      '-98_765',
      '1e+300',
      '1e-7',
    ])
  })
})

describe('a governance in words', () => {
  it('groups, limits, spans of time and numbers', () => {
    const groups = [
      { role: 'maintainer', min: 2 },
      { role: 'security-officer', min: 1 },
    ]
    assert.equal(groupsText(groups), '2 of maintainer and 1 of security-officer')
    const rate = { count: 20_000, perSeconds: 3600, by: 'claims.agent_id', counting: 'all' } as const
    assert.equal(rateText(rate), 'at most 20,000 in 1 h for each claims.agent_id, refused calls counted too')
    assert.deepEqual([0, 1, 90, 120, 7200, 86_400, 172_800].map(secondsText), [
      '0 s',
      '1 s',
      '90 s',
      '2 min',
      '2 h',
      '1 day',
      '2 days',
    ])
    assert.equal(numberText(1_000_000.5), '1,000,000.5')
  })
})
