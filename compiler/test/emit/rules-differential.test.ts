/** INVARIANT L6: one expression means the same to the reference, to a generated guard and to a stock CEL engine that binds JSON numbers as doubles. */
import assert from 'node:assert/strict'
import { CelScalar, celEnv, parse, plan } from '@bufbuild/cel'
import fc from 'fast-check'
import { printCel } from '../../src/emit/cel.ts'
import { emitCode } from '../../src/emit/emit-code.ts'
import { decide } from '../../src/evaluate/decide.ts'
import { evaluateExpression } from '../../src/evaluate/evaluate-expression.ts'
import type { Action } from '../../src/program/program.ts'
import { anyCondition, anyInput, EXPRESSION_INPUT } from './expression-arbitrary.ts'
import { functionIn, loadModule } from './load-module.ts'
import { BALANCE, TREASURY, TREASURY_MANIFEST } from './treasury-program.ts'

const RUNS = 200
const INPUTS = 12
const CLAIMS = {
  role: 'finance-agent',
  purpose: 'settlement',
  classification: 'high',
  subject: 's',
  agent_id: 'a',
  scope: [],
  session_id: 's',
}
const CONTEXT = { now: '2026-01-01T00:00:00Z', facts: {} }
const samples = fc.tuple(anyCondition, fc.array(anyInput, { minLength: INPUTS, maxLength: INPUTS }))

describe('expressions in three forms', () => {
  it(`canonical CEL under a stock engine (${String(RUNS)} expressions, ${String(INPUTS)} inputs each)`, () => {
    const env = celEnv({ variables: { input: CelScalar.DYN } })
    fc.assert(
      fc.property(samples, ([condition, inputs]) => {
        const text = printCel(condition)
        const evaluate = plan(env, parse(text))
        for (const input of inputs) {
          assert.equal(evaluate({ input: input as never }), evaluateExpression(condition, { input }), text)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it(`generated guards, as forbid and as require (${String(RUNS)} expressions, ${String(INPUTS)} inputs each)`, async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.constantFrom('forbid', 'require'), async ([condition, inputs], form) => {
        const action: Action = {
          ...BALANCE,
          input: EXPRESSION_INPUT,
          rules: [{ form: form as 'forbid', name: 'r', condition, message: 'm' }],
        }
        const manifest = { ...TREASURY_MANIFEST, actions: [action.id] }
        const program = { ...TREASURY, actions: [action] }
        const { guards } = emitCode(program, manifest)
        const guard = functionIn(await loadModule(guards.js), 'guardLedgerGetBalance')
        const reference = { permissions: manifest.permissions, purposes: program.purposes }
        for (const input of inputs) {
          assert.deepEqual(
            guard(input, CLAIMS, CONTEXT),
            decide(action, reference, input, CLAIMS, CONTEXT),
            printCel(condition),
          )
        }
      }),
      { numRuns: RUNS },
    )
  })
})
