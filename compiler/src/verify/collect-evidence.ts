/**
 * The build's record of what was checked about one manifest: its tests, its invariants, the boundary cases of every limit, and the agreement of the
 * generated code with the reference. Deterministic: no clock, no version, no path; the seed of the samples is part of the record.
 */
import type { Decision } from 'clawql-manifest-validator'
import { checkInvariants, type InvariantResult } from '../evaluate/check-invariants.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { expectationText } from '../evaluate/decision-text.ts'
import { type GovernanceTestResult, runGovernanceTests } from '../evaluate/run-governance-tests.ts'
import { runTests } from '../evaluate/run-tests.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, ManifestSource, Program } from '../program/program.ts'
import type { RecordType } from '../program/type.ts'
import { boundaryValues } from './boundary-values.ts'
import { type CelComparison, compareCel, expressionsOf, placedExpressions, type ReadCel } from './compare-cel.ts'
import {
  compareDecisions,
  compareValidation,
  DISPATCHED,
  type Mismatch,
  type ModuleExports,
} from './compare-translation.ts'
import { type CaseKind, type DecisionCase, decisionCases } from './decision-cases.ts'
import { onceEach } from './once-each.ts'
import { createRandom, type Random, seedFor } from './random.ts'
import { createValueReader, type ReadValue } from './read-value.ts'
import { synthesiseValue } from './synthesise-value.ts'
import { firstOf } from './take-turns.ts'

export const EVIDENCE_SEED = 20_260_101

export interface EvidenceRequest {
  readonly program: Program
  readonly manifest: ManifestSource
  /** Exports of the generated `guards.js` and `validators.js`. */
  readonly guards: ModuleExports
  readonly validators: ModuleExports
  /** What a CEL engine makes of the manifest's expressions. */
  readonly readCel: ReadCel
  readonly seed?: number
  /** Decision cases per action; where a manifest has many actions they share `PAIRS_PER_MANIFEST`. */
  readonly pairsPerAction?: number
}

/** What was compared beyond the evidence. Goes into the build record, which no root binds: asking for more never changes what is released. */
export interface Assurance {
  /** How many times the evidence's cases were compared in all. */
  readonly factor: number
  readonly seed: number
  readonly pairs: Evidence['pairs']
  readonly mismatches: readonly Mismatch[]
}

/** Written as `evidence.json`; the keys stand in this order. */
export interface Evidence {
  readonly manifest: string
  readonly seed: number
  readonly tests: {
    readonly passed: number
    readonly failed: number
    readonly results: readonly TestEvidence[]
    /** Absent where no test is about a governance. */
    readonly governance?: readonly GovernanceEvidence[]
  }
  readonly invariants: readonly InvariantEvidence[]
  readonly actions: readonly ActionEvidence[]
  /** Pairs of a generated result and the reference's, over all actions; `expressions` are those of CEL. */
  readonly pairs: { readonly decisions: number; readonly values: number; readonly expressions: number }
  /** Empty, or the build fails; the first of each action. */
  readonly mismatches: readonly Mismatch[]
}

export interface TestEvidence extends GovernanceEvidence {
  readonly row?: number
  /** Of a failing test alone: what it expected, in words. */
  readonly expected?: string
  readonly actual: Decision
}

/** Of a test of a governance; `differences` of a failing one alone. */
export interface GovernanceEvidence {
  readonly module: string
  readonly title: string
  readonly action: string
  readonly passed: boolean
  readonly differences?: GovernanceTestResult['differences']
}

export interface InvariantEvidence {
  readonly name: string
  readonly holds: boolean
  readonly brokenBy: readonly string[]
  /** Of each of these actions, what the invariant looks at; absent where there are none. */
  readonly values?: InvariantResult['values']
}

/** `boundaries` counts the cases by what they are around; `decisions` are pairs of decisions, `values` pairs of validations and normalisations. */
export interface ActionEvidence {
  readonly id: string
  readonly boundaries: Readonly<Record<Exclude<CaseKind, 'sample'>, number>>
  readonly samples: number
  readonly decisions: number
  readonly values: number
}

const PAIRS_PER_ACTION = 512
const PAIRS_PER_MANIFEST = 20_000
const FEWEST_PAIRS = 40
const MISMATCHES_KEPT = 10
/** Every text of a manifest is read back; many of them share these evaluations, and each keeps a few. */
const EVALUATIONS_PER_MANIFEST = 8_192
const MOST_EVALUATIONS = 64
const FEWEST_EVALUATIONS = 8

export function collectEvidence(request: EvidenceRequest): Evidence {
  const { program, manifest, seed = EVIDENCE_SEED } = request
  const results = examineAll(request, seed, 1)
  const tests = testEvidence(program, manifest)
  const governance = governanceEvidence(program, manifest)
  const all = [...tests, ...governance]
  return {
    manifest: manifest.name,
    seed,
    tests: {
      passed: all.filter((test) => test.passed).length,
      failed: all.filter((test) => !test.passed).length,
      results: tests,
      ...(governance.length > 0 && { governance }),
    },
    invariants: checkInvariants({ ...program, manifests: [manifest] }).map(({ invariant, holds, brokenBy, values }) => {
      return { name: invariant.name, holds, brokenBy, ...(brokenBy.length > 0 && { values }) }
    }),
    actions: results.map((result) => result.evidence),
    pairs: sumOfPairs(results),
    mismatches: mismatchesOf(results),
  }
}

/** `factor` − 1 times the cases of the evidence once more, from another seed; `factor` is a whole number of at least 2. */
export function collectAssurance(request: EvidenceRequest, factor: number): Assurance {
  const seed = (request.seed ?? EVIDENCE_SEED) + 1
  const results = examineAll(request, seed, factor - 1)
  return { factor, seed, pairs: sumOfPairs(results), mismatches: mismatchesOf(results) }
}

function examineAll(request: EvidenceRequest, seed: number, times: number): readonly Examined[] {
  const listed = new Set(request.manifest.actions)
  const pairs = times * pairsFor(request)
  const actions = request.program.actions.filter((action) => listed.has(action.id))
  const { program, manifest } = request
  const under: DecisionManifest = { permissions: manifest.permissions, purposes: program.purposes }
  const expressions = expressionBudget(actions, times)
  return actions.map((action) => examine(action, request, seed, pairs, expressions, under))
}

function sumOfPairs(results: readonly Examined[]): Evidence['pairs'] {
  return {
    decisions: results.reduce((sum, { evidence }) => sum + evidence.decisions, 0),
    values: results.reduce((sum, { evidence }) => sum + evidence.values, 0),
    expressions: results.reduce((sum, { expressions }) => sum + expressions, 0),
  }
}

function mismatchesOf(results: readonly Examined[]): readonly Mismatch[] {
  return results.flatMap((result) => result.mismatches.slice(0, MISMATCHES_KEPT))
}

function testEvidence(program: Program, manifest: ManifestSource): readonly TestEvidence[] {
  return runTests({ ...program, manifests: [manifest] }, (test) => manifest.actions.includes(test.action)).map(
    (result) => {
      const { module, title, row, action, expectations } = result.test
      const { passed, actual } = result
      const expected = passed ? {} : { expected: expectations.map(expectationText).join(' and ') }
      return { module, title, ...(row === undefined ? {} : { row }), action, passed, ...expected, actual }
    },
  )
}

function governanceEvidence(program: Program, manifest: ManifestSource): readonly GovernanceEvidence[] {
  return runGovernanceTests(program, (test) => manifest.actions.includes(test.action)).map(
    ({ test: { module, title, action }, passed, differences }) => {
      return { module, title, action, passed, ...(!passed && { differences }) }
    },
  )
}

interface Examined {
  readonly evidence: ActionEvidence
  /** Pairs of CEL and the reference; not part of the action's own record, since actions share texts and their number. */
  readonly expressions: number
  readonly mismatches: readonly Mismatch[]
}

/** Expressions that differ in text or in types are compared once each. */
interface ExpressionBudget {
  /** True when it is asked for the first time. */
  readonly isNew: (expression: Expr) => boolean
  /** Evaluations of each. */
  readonly most: number
}

function expressionBudget(actions: readonly Action[], times: number): ExpressionBudget {
  const keyOf = onceEach((expression: Expr) => JSON.stringify(expression))
  const left = new Set(actions.flatMap(expressionsOf).map(keyOf))
  const share = Math.floor(EVALUATIONS_PER_MANIFEST / Math.max(1, left.size))
  const most = times * Math.min(MOST_EVALUATIONS, Math.max(FEWEST_EVALUATIONS, share))
  return { isNew: (expression) => left.delete(keyOf(expression)), most }
}

function examine(
  action: Action,
  request: EvidenceRequest,
  seed: number,
  pairs: number,
  budget: ExpressionBudget,
  under: DecisionManifest,
): Examined {
  const { program, guards, validators } = request
  const random = createRandom(seedFor(seed, action.id))
  const cases = decisionCases(action, under, program.tests, pairs, random)
  const inputs = [...new Set(cases.map((one) => one.input))]
  const outputs = sampleValues(action.output, Math.ceil(cases.length / 2), random)
  const read = createValueReader(action.input)
  const expressions = compareExpressions(action, cases, request, seed, budget, read)
  const mismatches = [
    ...expressions.mismatches,
    ...compareDecisions(action, under, guards, cases, read),
    ...compareValidation(action.id, 'input', action.input, validators, inputs, read),
    ...compareValidation(action.id, 'output', action.output, validators, outputs),
  ]
  const evidence = {
    id: action.id,
    boundaries: countBoundaries(cases),
    samples: cases.filter((one) => one.kind === 'sample').length,
    decisions: cases.length + Math.min(cases.length, DISPATCHED),
    values: 2 * (inputs.length + outputs.length),
  }
  return { evidence, expressions: expressions.pairs, mismatches }
}

function compareExpressions(
  action: Action,
  cases: readonly DecisionCase[],
  { readCel }: EvidenceRequest,
  seed: number,
  { isNew, most }: ExpressionBudget,
  read: ReadValue,
): CelComparison {
  const random = createRandom(seedFor(seed, `${action.id} expressions`))
  const placed = placedExpressions(action, cases, random, read, { isWanted: isNew, most })
  const results = placed.map((one) => compareCel(action.id, one, readCel))
  return {
    pairs: results.reduce((sum, result) => sum + result.pairs, 0),
    mismatches: results.flatMap((result) => result.mismatches),
  }
}

// A thousand actions must not make a build slow: they share the manifest's pairs, and each keeps a few.
function pairsFor({ manifest, pairsPerAction = PAIRS_PER_ACTION }: EvidenceRequest): number {
  const share = Math.floor(PAIRS_PER_MANIFEST / Math.max(1, manifest.actions.length))
  return Math.min(pairsPerAction, Math.max(FEWEST_PAIRS, share))
}

function sampleValues(type: RecordType, most: number, random: Random): readonly unknown[] {
  const around = firstOf(boundaryValues(type, random), most).map((boundary) => boundary.value)
  return [...around, ...Array.from({ length: 8 }, () => synthesiseValue(type, random))]
}

function countBoundaries(cases: readonly DecisionCase[]): ActionEvidence['boundaries'] {
  const count = (kind: CaseKind): number => cases.filter((one) => one.kind === kind).length
  return {
    schema: count('schema'),
    impact: count('impact'),
    rule: count('rule'),
    claims: count('claims'),
    context: count('context'),
  }
}
