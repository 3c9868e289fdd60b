/** INVARIANT L6: canonical CEL under a stock engine that binds JSON as it is gives what the interpreter gives. */
import assert from 'node:assert/strict'
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import fc from 'fast-check'
import { printCel } from '../../src/emit/cel.ts'
import { evaluateExpression } from '../../src/evaluate/evaluate-expression.ts'
import { jsonToCel } from '../../src/foreign/json-to-cel.ts'
import type { Expr } from '../../src/program/expression.ts'
import { createRandom } from '../../src/verify/random.ts'
import { synthesiseValue } from '../../src/verify/synthesise-value.ts'
import { randomCondition, randomMeasure, WIDE } from './random-expression.ts'

const PROGRAMS = 2_000
const INPUTS = 10
const STOCK = celEnv()

/** Numbers as CEL has them: whole ones as bigint or double, both compared by value. */
function comparable(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value === 0 ? 0 : value
}

function compare(make: (seed: number) => Expr): Map<unknown, number> {
  const outcomes = new Map<unknown, number>()
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const expression = make(seed)
      const source = printCel(expression)
      const evaluate = plan(STOCK, parse(source))
      const random = createRandom(seed ^ 0x5bd1)
      for (let run = 0; run < INPUTS; run++) {
        const input = synthesiseValue(WIDE, random)
        assert.ok(input !== undefined)
        const actual = evaluate({ input: jsonToCel(input) })
        assert.ok(!isCelError(actual), `${source}: ${String(actual)} on ${JSON.stringify(input)}`)
        const expected = evaluateExpression(expression, { input })
        assert.equal(comparable(actual), comparable(expected), `${source} on ${JSON.stringify(input)}`)
        outcomes.set(expected, (outcomes.get(expected) ?? 0) + 1)
      }
    }),
    { numRuns: PROGRAMS },
  )
  return outcomes
}

describe('canonical CEL', () => {
  it(`means what the condition means (${PROGRAMS} random programs, ${PROGRAMS * INPUTS} pairs)`, () => {
    const outcomes = compare((seed) => randomCondition(createRandom(seed), 4))
    const [yes, no] = [outcomes.get(true) ?? 0, outcomes.get(false) ?? 0]
    assert.equal(yes + no, PROGRAMS * INPUTS)
    assert.ok(yes > 1_000 && no > 1_000, `${yes} true, ${no} false: the generator is lopsided`)
  })

  it(`means what the measure means (${PROGRAMS} random programs, ${PROGRAMS * INPUTS} pairs)`, () => {
    assert.ok(compare((seed) => randomMeasure(createRandom(seed), 3)).size > 1_000)
  })
})
