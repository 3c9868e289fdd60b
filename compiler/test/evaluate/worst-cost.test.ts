/** INVARIANT L1: a decision never takes more steps than its worst-case cost says; counted is every part of an expression that the interpreter evaluates. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { evaluateExpression } from '../../src/evaluate/evaluate-expression.ts'
import type { Action } from '../../src/program/program.ts'
import { worstCost } from '../../src/program/worst-cost.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { createRandom } from '../../src/verify/random.ts'
import { synthesiseValue } from '../../src/verify/synthesise-value.ts'
import { ACTION, changed, HEAD } from '../analyse/example-module.ts'
import { randomCondition, WIDE } from './random-expression.ts'
import { CLAIMS, CONTEXT, TRANSFER } from './treasury.ts'

const RUNS = 2000

describe('worst-case cost', () => {
  it(`is never exceeded (${RUNS} conditions)`, () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = createRandom(seed)
        const condition = randomCondition(random, 4)
        const input = synthesiseValue(WIDE, random)
        const { maxImpact: _, ...governance } = TRANSFER.governance
        const rule = { form: 'require', name: 'r', condition, message: 'm' } as const
        const action: Action = { ...TRANSFER, input: WIDE, governance, rules: [rule] }
        let steps = 0
        evaluateExpression(condition, { input, claims: CLAIMS, context: CONTEXT }, () => steps++)
        assert.ok(steps > 0)
        const bound = worstCost(action) - worstCost({ ...action, rules: [] })
        assert.ok(steps <= bound, `${String(steps)} steps, at most ${String(bound)} expected`)
      }),
      { numRuns: RUNS },
    )
  })

  it('grows with texts, lists and quantifiers inside each other', () => {
    const costOf = (input: string, rule = ''): number => {
      const text = HEAD + changed(ACTION, ['{ door: String(length: 1..64) }', input], ['  effect', `${rule}  effect`])
      const [action] = expectDiagnostics(text).program.actions
      assert.ok(action)
      return worstCost(action)
    }
    const base = costOf('{ door: String(length: 1..64) }')
    assert.equal(costOf('{ door: String(length: 1..74) }'), base + 10)
    const list = '{ door: String(length: 1..64), xs: List<Int(range: 0..9)>(length: ..10) }'
    const once = costOf(list, '  require r: input.xs.all(x, x > 1) because "r"\n')
    const twice = costOf(list, '  require r: input.xs.all(x, input.xs.all(y, x != y)) because "r"\n')
    assert.ok(twice > 5 * (once - costOf(list)))
  })

  it('a limit is held where it is written', () => {
    const limited = (limit: string): readonly string[] =>
      check(HEAD + changed(ACTION, ['action door', `@max_cost${limit}\naction door`])).diagnostics.map(
        ({ code }) => code,
      )
    assert.deepEqual(limited('(steps: 1_000)'), [])
    assert.deepEqual(limited('(steps: 10)'), ['CQ4074'])
    for (const wrong of ['', '(steps: 0)', '(steps: 1.5)', '(step: 9)', '(steps: 9, more: 1)', '(steps: 5 USD)'])
      assert.deepEqual(limited(wrong), ['CQ4073'], wrong)
  })

  it('a limit for all is held where an action is named, and not said twice', () => {
    const limited = (annotation: string, maxCost: number): readonly string[] =>
      check(HEAD + changed(ACTION, ['action door', `${annotation}\naction door`]), { maxCost }).diagnostics.map(
        ({ code, location }) => `${code} at ${String(location.span.end - location.span.start)}`,
      )
    assert.deepEqual(limited('', 1_000), [])
    assert.deepEqual(limited('', 10), ['CQ4074 at 13'])
    assert.deepEqual(limited('@max_cost(steps: 1_000)', 10), ['CQ4074 at 13'])
    assert.deepEqual(limited('@max_cost(steps: 10)', 10), ['CQ4074 at 20'])
    assert.deepEqual(limited('@max_cost(steps: 10)', 1_000), ['CQ4074 at 20'])
  })
})
