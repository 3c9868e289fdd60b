/**
 * The build's record of what was checked about one manifest: its tests, its invariants, the boundary cases of every limit, and the agreement of the
 * generated code with the reference. Deterministic: no clock, no version, no path; the seed of the samples is part of the record.
 */
import type { Decision } from 'clawql-manifest-validator'
import { checkInvariants, type InvariantResult } from '../evaluate/check-invariants.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { expectationText } from '../evaluate/decision-text.ts'
import { ownMember } from '../evaluate/own-member.ts'
import { type GovernanceTestResult, runGovernanceTests } from '../evaluate/run-governance-tests.ts'
import { runTests } from '../evaluate/run-tests.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, ManifestSource, Program } from '../program/program.ts'
import type { RecordType } from '../program/type.ts'
import { boundaryValues } from './boundary-values.ts'
import {
  type CelComparison,
  compareCel,
  type PlacedExpression,
  placedExpressions,
  type ReadCel,
  requestsOf,
} from './compare-cel.ts'
import { compareContract } from './compare-contract.ts'
import { comparePresentations, type Presentations } from './compare-presentation.ts'
import { compareSchema, type ReadSchema } from './compare-schema.ts'
import { compareTables } from './compare-tables.ts'
import {
  compareDecisions,
  compareUnreadable,
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
import { firstOf, spread } from './take-turns.ts'

export const EVIDENCE_SEED = 20_260_101

export interface EvidenceRequest {
  readonly program: Program
  readonly manifest: ManifestSource
  /** Exports of the generated `guards.js` and `validators.js`. */
  readonly guards: ModuleExports
  readonly validators: ModuleExports
  /** What a CEL engine makes of the manifest's expressions. */
  readonly readCel: ReadCel
  /** What a reader of the manifest makes of its schemas. */
  readonly readSchema: ReadSchema
  /** Action id → hex ActionLeaf, ascending. */
  readonly leaves: ReadonlyMap<string, string>
  /** Of the manifest's actions, ascending by id. */
  readonly presented: Presentations
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
  /** How many distinct texts of CEL the manifest has beside its schemas, all read back but those that are too large for the engine. */
  readonly expressions: { readonly texts: number; readonly unread: number }
  readonly pairs: Pairs
  /** Empty, or the build fails; the first of each action and kind of artifact. */
  readonly mismatches: readonly Mismatch[]
}

/**
 * Pairs of a generated result and the reference's, over all actions. `expressions`: evaluations of CEL; `schemas`: values that a published schema normalised or
 * judged; `contracts`: words of published actions, tables, schema files, tools, forms and methods of the client.
 */
export interface Pairs {
  readonly decisions: number
  readonly values: number
  readonly expressions: number
  readonly schemas: number
  readonly contracts: number
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
  /** Whether that is every boundary case there is: an action of a large manifest has its share of them. */
  readonly every_boundary: boolean
  readonly samples: number
  readonly decisions: number
  readonly values: number
}

const PAIRS_PER_ACTION = 4_096
const PAIRS_PER_MANIFEST = 20_000
const FEWEST_PAIRS = 24
/** Of each action and kind of artifact. */
const MISMATCHES_KEPT = 4
/** Values that each schema is asked about: all of the evidence's where a manifest is small. */
const SCHEMA_VALUES_PER_MANIFEST = 5_000
const FEWEST_SCHEMA_VALUES = 4
/** Every text of a manifest is read back; many of them share these evaluations, and each keeps a few. */
const EVALUATIONS_PER_MANIFEST = 8_192
const MOST_EVALUATIONS = 64
const FEWEST_EVALUATIONS = 8

export function collectEvidence(asked: EvidenceRequest): Evidence {
  const request = { ...asked, readCel: readingOnce(asked.readCel) }
  const { program, manifest, seed = EVIDENCE_SEED } = request
  const results = examineAll(request, seed)
  const shown = examineContracts(request)
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
    expressions: countTexts(request),
    pairs: { ...sumOfPairs(results), contracts: shown.pairs },
    mismatches: [...shown.mismatches, ...mismatchesOf(results)],
  }
}

/** The cases of the evidence `factor` − 1 times more, each time from another seed; `factor` is a whole number of at least 2. */
export function collectAssurance(asked: EvidenceRequest, factor: number): Assurance {
  const seed = (asked.seed ?? EVIDENCE_SEED) + 1
  const request = { ...asked, readCel: readingOnce(asked.readCel) }
  const results = Array.from({ length: factor - 1 }, (_, pass) => examineAll(request, seed + pass)).flat()
  return { factor, seed, pairs: { ...sumOfPairs(results), contracts: 0 }, mismatches: mismatchesOf(results) }
}

/** Reading a text costs more than asking it. */
function readingOnce(readCel: ReadCel): ReadCel {
  const texts = new Map<string, ReturnType<ReadCel>>()
  return (text) => {
    const known = texts.get(text)
    if (known !== undefined) return known
    const evaluate = readCel(text)
    texts.set(text, evaluate)
    return evaluate
  }
}

function examineAll(request: EvidenceRequest, seed: number): readonly Examined[] {
  const pairs = pairsFor(request)
  const { program, manifest } = request
  const under: DecisionManifest = { permissions: manifest.permissions, purposes: program.purposes }
  const budget = expressionBudget(request)
  return listedActions(request).map((action, index) => {
    const published = request.presented.actions[index]?.published
    return examine({ action, published }, request, seed, pairs, budget, under)
  })
}

function listedActions({ program, manifest }: EvidenceRequest): readonly Action[] {
  const listed = new Set(manifest.actions)
  return program.actions.filter((action) => listed.has(action.id))
}

/** What needs no cases: words, tables, what others are shown. The first difference of each kind of each action tells enough. */
function examineContracts(request: EvidenceRequest): {
  readonly pairs: number
  readonly mismatches: readonly Mismatch[]
} {
  const { guards, leaves, presented } = request
  const actions = listedActions(request)
  const compared = [
    compareTables(guards, leaves),
    ...actions.map((action, index) => compareContract(action, presented.actions[index]?.published)),
    comparePresentations(actions, presented),
  ]
  return {
    pairs: compared.reduce((sum, { pairs }) => sum + pairs, 0),
    mismatches: compared.flatMap(({ mismatches }) => firstOfEachPart(mismatches)),
  }
}

function allPlaced(request: EvidenceRequest): readonly PlacedExpression[] {
  return listedActions(request).flatMap((action, index) =>
    placedExpressions(action, request.presented.actions[index]?.published),
  )
}

/** An engine may give a text up for its size alone. */
function countTexts(request: EvidenceRequest): Evidence['expressions'] {
  const texts = new Set(allPlaced(request).map(({ text }) => text))
  const unread = [...texts].filter((text) => request.readCel(text)({}) === 'unread').length
  return { texts: texts.size, unread }
}

function sumOfPairs(results: readonly Examined[]): Omit<Pairs, 'contracts'> {
  return {
    decisions: results.reduce((sum, { evidence }) => sum + evidence.decisions, 0),
    values: results.reduce((sum, { evidence }) => sum + evidence.values, 0),
    expressions: results.reduce((sum, { expressions }) => sum + expressions, 0),
    schemas: results.reduce((sum, { schemas }) => sum + schemas, 0),
  }
}

function firstOfEachPart(mismatches: readonly Mismatch[]): readonly Mismatch[] {
  const parts = Map.groupBy(mismatches, ({ part }) => part)
  return [...parts.values()].flatMap((ofPart) => ofPart.slice(0, MISMATCHES_KEPT))
}

function mismatchesOf(results: readonly Examined[]): readonly Mismatch[] {
  return results.flatMap((result) => firstOfEachPart(result.mismatches))
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
  readonly schemas: number
  readonly mismatches: readonly Mismatch[]
}

/** What actions say in the same words about the same types is compared once. */
interface ExpressionBudget {
  /** True when it is asked for the first time. */
  readonly isNew: (placed: PlacedExpression) => boolean
  /** Evaluations of each. */
  readonly most: number
}

function expressionBudget(request: EvidenceRequest): ExpressionBudget {
  const typed = onceEach((expression: Expr) => JSON.stringify(expression))
  const keyOf = ({ expression, text }: PlacedExpression): string => `${text}\n${typed(expression)}`
  const left = new Set(allPlaced(request).map(keyOf))
  const share = Math.floor(EVALUATIONS_PER_MANIFEST / Math.max(1, left.size))
  const most = Math.min(MOST_EVALUATIONS, Math.max(FEWEST_EVALUATIONS, share))
  return { isNew: (placed) => left.delete(keyOf(placed)), most }
}

interface Published {
  readonly action: Action
  readonly published: unknown
}

function examine(
  { action, published }: Published,
  request: EvidenceRequest,
  seed: number,
  pairs: number,
  budget: ExpressionBudget,
  under: DecisionManifest,
): Examined {
  const { program, guards, validators } = request
  const random = createRandom(seedFor(seed, action.id))
  const { cases, isWhole } = decisionCases(action, under, program.tests, pairs, random)
  const inputs = [...new Set(cases.map((one) => one.input))]
  const outputs = sampleValues(action.output, Math.ceil(cases.length / 2), random)
  const read = { input: createValueReader(action.input), output: createValueReader(action.output) }
  const expressions = compareExpressions({ action, published }, cases, request, budget, read.input)
  const schemas = compareSchemas({ action, published }, { inputs, outputs, cases }, request, read)
  const mismatches = [
    ...compareDecisions(action, under, guards, cases, read.input),
    ...cases.slice(0, 1).flatMap((usual) => compareUnreadable(action, under, guards, usual)),
    ...compareValidation(action.id, 'input', action.input, validators, inputs, read.input),
    ...compareValidation(action.id, 'output', action.output, validators, outputs, read.output),
    ...expressions.mismatches,
    ...schemas.mismatches,
  ]
  const evidence = {
    id: action.id,
    boundaries: countBoundaries(cases),
    every_boundary: isWhole,
    samples: cases.filter((one) => one.kind === 'sample').length,
    decisions: cases.length + Math.min(cases.length, DISPATCHED) + Math.min(cases.length, 1),
    values: 2 * (inputs.length + outputs.length),
  }
  return { evidence, expressions: expressions.pairs, schemas: schemas.pairs, mismatches }
}

function compareExpressions(
  { action, published }: Published,
  cases: readonly DecisionCase[],
  { readCel }: EvidenceRequest,
  { isNew, most }: ExpressionBudget,
  read: ReadValue,
): CelComparison {
  const requests = requestsOf(action, cases, read)
  const placed = placedExpressions(action, published).filter(isNew)
  return sumOfComparisons(
    placed.map((one) => compareCel(action.id, one, requests(one.expression, most), readCel(one.text))),
  )
}

interface Sampled {
  readonly inputs: readonly unknown[]
  readonly outputs: readonly unknown[]
  readonly cases: readonly DecisionCase[]
}

function compareSchemas(
  { action, published }: Published,
  { inputs, outputs, cases }: Sampled,
  { readSchema, manifest }: EvidenceRequest,
  read: { readonly input: ReadValue; readonly output: ReadValue },
): CelComparison {
  const most = Math.max(FEWEST_SCHEMA_VALUES, Math.floor(SCHEMA_VALUES_PER_MANIFEST / manifest.actions.length))
  const { id, input, output, facts } = action
  const compared = (place: string, type: RecordType, values: readonly unknown[], readValue: ReadValue): CelComparison =>
    compareSchema(id, place, type, ownMember(published, `${place}_schema`), spread(values, most), readSchema, readValue)
  const given = [...new Set(cases.map(({ context }) => ownMember(context, 'facts')))]
  return sumOfComparisons([
    compared('input', input, inputs, read.input),
    compared('output', output, outputs, read.output),
    ...(facts === undefined ? [] : [compared('context', facts, given, createValueReader(facts))]),
  ])
}

function sumOfComparisons(results: readonly CelComparison[]): CelComparison {
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
