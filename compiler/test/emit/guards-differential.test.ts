/** INVARIANT L6: generated guards, validators and normalisers say on every value, hostile ones included, exactly what the reference says. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { emitCode } from '../../src/emit/emit-code.ts'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { decide } from '../../src/evaluate/decide.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import type { Action, ManifestSource, Program } from '../../src/program/program.ts'
import type { RecordType } from '../../src/program/type.ts'
import { functionIn, loadModule } from './load-module.ts'
import { BALANCE, TREASURY, TREASURY_MANIFEST } from './treasury-program.ts'
import { anyRecord, anyValueOf } from './type-arbitrary.ts'

const RUNS = 150
const VALUES = 40
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

function programOf(input: RecordType): { program: Program; manifest: ManifestSource; action: Action } {
  const action: Action = { ...BALANCE, input, output: input }
  const manifest = { ...TREASURY_MANIFEST, actions: [action.id] }
  return { program: { ...TREASURY, actions: [action], manifests: [manifest] }, manifest, action }
}

describe('generated code against the reference', () => {
  it(`guards, validators and normalisers of arbitrary types (${String(RUNS)} types, ${String(VALUES)} values each)`, async () => {
    const samples = anyRecord.chain((type) =>
      fc.tuple(fc.constant(type), fc.array(anyValueOf(type), { minLength: VALUES, maxLength: VALUES })),
    )
    await fc.assert(
      fc.asyncProperty(samples, async ([type, values]) => {
        const { program, manifest, action } = programOf(type)
        const { guards, validators } = emitCode(program, manifest)
        const guard = functionIn(await loadModule(guards.js), 'guardLedgerGetBalance')
        const checked = await loadModule(validators.js)
        const isInput = functionIn(checked, 'isLedgerGetBalanceInput')
        const normalizeInput = functionIn(checked, 'normalizeLedgerGetBalanceInput')
        const reference = { permissions: manifest.permissions, purposes: program.purposes }
        for (const value of values) {
          assert.deepEqual(guard(value, CLAIMS, CONTEXT), decide(action, reference, value, CLAIMS, CONTEXT))
          assert.equal(isInput(value), checkValue(value, type) === undefined)
          const normal = normalize(type, value)
          const actual = normalizeInput(value)
          if (normal === value || Number.isNaN(normal)) assert.ok(Object.is(actual, value))
          else assert.deepEqual(actual, normal)
        }
      }),
      { numRuns: RUNS },
    )
  })
})
