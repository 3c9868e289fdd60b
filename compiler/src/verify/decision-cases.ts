/**
 * The cases under which an action's generated guard is compared with the reference: around every limit of its input, its impact and its rules, around
 * its claims and times, and samples drawn at random. The same program and seed give the same cases in the same order.
 */
import type { Decision } from 'clawql-manifest-validator'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { normalize } from '../evaluate/normalize.ts'
import { requestMembers } from '../evaluate/request-members.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, Test } from '../program/program.ts'
import { findBaseRequest } from './base-input.ts'
import { type BoundaryValue, memberLimits } from './boundary-values.ts'
import { expressionBoundaries, measureBoundaries } from './expression-boundaries.ts'
import { oneIn, pick, type Random } from './random.ts'
import { findRequest } from './refused-input.ts'
import { type Replacement, type Request, replaceAt } from './request-path.ts'
import { claimsVariations, contextVariations, fittingClaims, plainContext } from './request-variations.ts'
import { synthesiseValue } from './synthesise-value.ts'
import { firstOf, takeTurns } from './take-turns.ts'

/** `schema`, `impact`, `rule`: an input around a limit of that kind; `claims`, `context`: the request varied; `sample`: drawn at random. */
export type CaseKind = 'schema' | 'impact' | 'rule' | 'claims' | 'context' | 'sample'

export interface DecisionCase {
  readonly kind: CaseKind
  /** As a caller would send it; not yet normalised. */
  readonly input: unknown
  readonly claims: unknown
  readonly context: unknown
  /** What it is around, where that is an expression of the action. */
  readonly about?: Expr
}

export interface DecisionCases {
  readonly cases: readonly DecisionCase[]
  /** Whether every boundary case is among them. */
  readonly isWhole: boolean
}

/** At least this part of the cases are random samples, and no more than so many. */
const SAMPLED_SHARE = 0.25
const MOST_SAMPLES = 128

/** At most `limit` cases; where boundaries alone would be more, every kind keeps its share. */
export function decisionCases(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  limit: number,
  random: Random,
): DecisionCases {
  const fitting = { claims: fittingClaims(action, manifest), context: plainContext(action, tests, random) }
  const usual = findBaseRequest(action, manifest, tests, fitting, random)
  const claims = claimsVariations(action, manifest, usual.claims)
  const contexts = contextVariations(action, tests, random, usual.context)
  const boundaries = takeTurns([
    boundaryInputs(action, manifest, tests, usual, random),
    claimsCases(claims, usual),
    contextCases(contexts, usual),
  ])
  const samples = Math.min(MOST_SAMPLES, Math.floor(limit * SAMPLED_SHARE))
  const cases = firstOf(boundaries, limit - samples)
  const isWhole = boundaries.next().done === true
  const inputs = cases.map((one) => one.input)
  for (let count = 0; count < samples; count++) cases.push(sample(action, inputs, claims, contexts, random))
  return { cases, isWhole }
}

function* boundaryInputs(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  usual: Request,
  random: Random,
): Generator<DecisionCase> {
  const { input } = usual
  const { maxImpact } = action.governance
  const impact = maxImpact === undefined ? [] : measureBoundaries(maxImpact.measure, maxImpact.value, usual)
  const members = typeof input === 'object' && input !== null ? memberLimits(action.input, { ...input }, random) : []
  yield* takeTurns<DecisionCase>([
    maxImpact === undefined ? [] : around(impact, usual, 'impact', maxImpact.measure),
    ruleCases(action, manifest, tests, usual),
    schemaCases(members, usual),
    strangeInputs(input).map((other) => ({ ...usual, kind: 'schema', input: other })),
  ])
}

/** What is no plain object, or holds more than it shows. */
function strangeInputs(input: unknown): readonly unknown[] {
  const plain = [undefined, null, [], [input], 'input', 0, {}]
  if (typeof input !== 'object' || input === null) return plain
  const [name = 'a'] = Object.keys(input)
  const inheriting: unknown = Object.assign(Object.create({ [name]: Reflect.get(input, name) }), without(input, name))
  const burdened: unknown = Object.assign(Object.create({ inherited: 1 }), input)
  return [...plain, Object.create(input), inheriting, burdened, Object.assign(Object.create(null), input)]
}

function without(record: object, name: string): object {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
}

function* around(
  replacements: readonly Replacement[],
  request: Request,
  kind: 'impact' | 'rule',
  about: Expr,
): Generator<DecisionCase> {
  for (const near of replacements) yield { ...replaceAt(request, near), kind, about }
}

/** Around the usual request for rules and waivers in turn, then around one that each rule refuses, or each waiver waives. */
function* ruleCases(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  usual: Request,
): Generator<DecisionCase> {
  const { approval } = action.governance
  const waivers = approval?.waivers ?? []
  const limits = [
    ...action.rules.map((rule) => ({
      condition: rule.condition,
      ends: (decision: Decision) => decision.effect === 'deny' && decision.rule === rule.name,
    })),
    ...waivers.map((waiver) => ({
      condition: waiver.condition,
      ends: (decision: Decision) =>
        waiver.quorum === 0
          ? decision.effect === 'allow'
          : decision.effect === 'stage' && decision.quorum === waiver.quorum,
    })),
  ].map((limit) => ({ ...limit, boundaries: expressionBoundaries(limit.condition, usual) }))
  yield* takeTurns(limits.map(({ condition, boundaries }) => around(boundaries, usual, 'rule', condition)))
  yield* takeTurns(
    limits.map(function* ({ condition, ends, boundaries }): Generator<DecisionCase> {
      const found = findRequest(action, manifest, tests, usual, boundaries, ends)
      if (found === undefined) return
      yield { ...found, kind: 'rule', about: condition }
      yield* around(expressionBoundaries(condition, found), found, 'rule', condition)
      yield* around(illTypedMembers(condition), found, 'rule', condition)
    }),
  )
}

/** A claim or a fact that is read has its type, whichever way the expression would have gone. */
function illTypedMembers(condition: Expr): readonly Replacement[] {
  return requestMembers(condition).flatMap(({ root, field }) => {
    const at = { root, steps: [field.name] } as const
    return [0, [0], undefined].map((value) => ({ at, value }))
  })
}

function* schemaCases(members: Iterable<BoundaryValue>, usual: Request): Generator<DecisionCase> {
  for (const { value } of members) yield { ...usual, kind: 'schema', input: value }
}

// One by one, as they are asked for: where many actions share the cases, few of these are.
function* claimsCases(claims: readonly unknown[], usual: Omit<DecisionCase, 'kind'>): Generator<DecisionCase> {
  for (const varied of claims) yield { ...usual, kind: 'claims', claims: varied }
}

function* contextCases(contexts: readonly unknown[], usual: Omit<DecisionCase, 'kind'>): Generator<DecisionCase> {
  for (const varied of contexts) yield { ...usual, kind: 'context', context: varied }
}

function sample(
  action: Action,
  inputs: readonly unknown[],
  claims: readonly unknown[],
  contexts: readonly unknown[],
  random: Random,
): DecisionCase {
  const fresh = oneIn(random, 4) && inputs.length > 0 ? pick(random, inputs) : synthesiseValue(action.input, random)
  const input = oneIn(random, 6) ? normalize(action.input, fresh) : fresh
  return {
    kind: 'sample',
    input,
    claims: oneIn(random, 3) ? pick(random, claims) : claims[0],
    context:
      oneIn(random, 5) || (action.facts !== undefined && oneIn(random, 2)) ? pick(random, contexts) : contexts[0],
  }
}
