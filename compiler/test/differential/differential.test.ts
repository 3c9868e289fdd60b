/**
 * INVARIANT L6: random actions under random requests mean one thing to the interpreter, the generated guard, the published manifest under a stock CEL engine,
 * the generated validators and ajv. What once disagreed is kept and asked again. The night asks for an hour: `npm run nightly differential`.
 */
import assert from 'node:assert/strict'
import type { Expr } from '../../src/program/expression.ts'
import type { Action } from '../../src/program/program.ts'
import { visitExpression } from '../../src/program/visit-expression.ts'
import { runCampaign } from './campaign.ts'
import { emptyCoverage } from './coverage.ts'
import { disagreements } from './judges.ts'
import { keptFindings } from './kept.ts'
import { randomAction } from './random-action.ts'
import { reduce } from './reduce.ts'

const PAIRS = 20_000

describe('one meaning', () => {
  it(`random programs and requests`, async function () {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const { programs, pairs, coverage, findings } = await runCampaign({ seed, pairs: PAIRS })
    const told = findings.map((finding) => JSON.stringify(finding)).join('\n')
    assert.equal(findings.length, 0, `seed ${String(seed)}; keep what was found under differential/kept:\n${told}`)
    const missing = [...coverage].filter(([, times]) => times === 0).map(([name]) => name)
    assert.deepEqual(missing, [], `never met with seed ${String(seed)}`)
    assert.deepEqual([...coverage.keys()], [...emptyCoverage().keys()], 'an outcome that no guard may have')
    this.test!.title +=
      `: seed ${String(seed)}, ${String(programs)} programs, ${String(pairs)} pairs, each judged 5 ways, ${String(coverage.size)} of ${String(coverage.size)} kinds of node, operator, function, type and outcome met`
  })

  for (const { file, finding } of keptFindings()) {
    it(`${file} is settled`, async () => {
      assert.deepEqual(await disagreements(finding.action, [finding.request]), [])
    })
  }

  it('a finding is made small: what the disagreement does not need goes', async () => {
    const nodes = (action: Action): readonly Expr[] => {
      const found: Expr[] = []
      for (const { condition } of action.rules) visitExpression(condition, (part) => found.push(part))
      return found
    }
    const mentions = (action: Action, kind: Expr['kind']): boolean => nodes(action).some((node) => node.kind === kind)
    const request = { kind: 'sample' as const, input: {}, claims: {}, context: {} }
    const seeds = Array.from({ length: 40 }, (_, index) => index)
    const actions = seeds.map(randomAction).filter((action) => mentions(action, 'conditional'))
    assert.ok(actions.length > 2)
    for (const action of actions) {
      const finding = { seed: 0, judge: 'guard' as const, action, request }
      const small = await reduce(finding, async (smaller) => mentions(smaller.action, 'conditional'))
      assert.equal(small.action.rules.length, 1)
      assert.deepEqual(small.action.governance.approval, undefined)
      assert.ok(nodes(small.action).length <= 16, JSON.stringify(nodes(small.action).map(({ kind }) => kind)))
    }
  })
})
