/**
 * INVARIANT L6: generated guards, validators and published manifests of random programs agree with the interpreter on boundary cases and random
 * samples. Types are random; rules and measures are random over one wide record.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { emitGuards } from '../../src/emit/guards.ts'
import { publishedAction } from '../../src/emit/published-action.ts'
import { requiredFeatures } from '../../src/emit/required-features.ts'
import { emitValidators } from '../../src/emit/validators.ts'
import { decide } from '../../src/evaluate/decide.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import { decideManifest } from '../../src/foreign/decide-manifest.ts'
import type { Action, Program, Rule } from '../../src/program/program.ts'
import type { RecordType } from '../../src/program/type.ts'
import { collectEvidence } from '../../src/verify/collect-evidence.ts'
import type { ModuleExports } from '../../src/verify/compare-translation.ts'
import { decisionCases } from '../../src/verify/decision-cases.ts'
import { createRandom } from '../../src/verify/random.ts'
import { randomCondition, randomMeasure, WIDE } from '../evaluate/random-expression.ts'
import { MANIFEST, TRANSFER, TREASURY } from '../evaluate/treasury.ts'
import { gist } from '../foreign/published.ts'
import { types } from './types.ts'

const PROGRAMS = 60
const CASES = 200

async function load(source: string): Promise<ModuleExports> {
  return import(`data:text/javascript,${encodeURIComponent(source)}`)
}

function programOf(action: Action): Program {
  return { ...TREASURY, actions: [action], manifests: [{ ...MANIFEST, actions: [action.id] }], tests: [] }
}

async function assertAgreement(action: Action): Promise<void> {
  const program = programOf(action)
  const [manifest] = program.manifests
  assert.ok(manifest !== undefined)
  const guards = await load(emitGuards(program, manifest, [action], new Map([[action.id, '00']]), '// test').js)
  const validators = await load(emitValidators([action], '// test').js)
  const evidence = collectEvidence({ program, manifest, guards, validators, pairsPerAction: CASES })
  assert.deepEqual(evidence.mismatches, [])
  assertPublished(action, program)
}

function assertPublished(action: Action, program: Program): void {
  const published = publishedAction(action)
  const purposes = Object.fromEntries(program.purposes.map((purpose) => [purpose.name, purpose.permits]))
  const policy = { purposes, required_features: requiredFeatures([published], { purposes }) }
  const manifest = { manifest_version: '1.1', permissions: MANIFEST.permissions, policy, actions: [published] }
  const under = { permissions: MANIFEST.permissions, purposes: program.purposes }
  for (const { input, claims, context } of decisionCases(action, under, [], CASES, createRandom(1))) {
    const expected = decide(action, under, normalize(action.input, input), claims, context)
    const actual = decideManifest(manifest, action.id, input, claims, context)
    assert.equal(
      gist(actual),
      gist(expected),
      JSON.stringify({ input, claims, context, schema: published.input_schema }),
    )
  }
}

const isRecordType = (type: { readonly kind: string }): type is RecordType => type.kind === 'record'
const records = types.filter(isRecordType)

function randomRules(seed: number): readonly Rule[] {
  const random = createRandom(seed)
  return [1, 2, 3].map((count) => ({
    form: random.below(2) === 0 ? 'forbid' : 'require',
    name: `rule_${String(count)}`,
    condition: randomCondition(random, 3),
    message: `rule ${String(count)}`,
  }))
}

describe('emitted code and manifests', () => {
  it('agree with the interpreter on the treasury', async () => {
    await assertAgreement(TRANSFER)
  })

  it(`agree on random types (${PROGRAMS} programs, ${PROGRAMS * CASES} requests each way)`, async () => {
    await fc.assert(
      fc.asyncProperty(records, records, async (input, output) => {
        const { maxImpact: _, ...governance } = TRANSFER.governance
        await assertAgreement({ ...TRANSFER, input, output, rules: [], governance })
      }),
      { numRuns: PROGRAMS },
    )
  })

  it(`agree on random rules and measures (${PROGRAMS} programs, ${PROGRAMS * CASES} requests each way)`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const maxImpact = { measure: randomMeasure(createRandom(seed), 2), value: 10, currency: 'USD' }
        const governance = { ...TRANSFER.governance, maxImpact }
        await assertAgreement({ ...TRANSFER, input: WIDE, rules: randomRules(seed), governance })
      }),
      { numRuns: PROGRAMS },
    )
  })
})
