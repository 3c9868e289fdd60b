/**
 * The cases under which an action's generated guard is compared with the reference: around every limit of its input, its impact and its rules, around
 * its claims and times, and samples drawn at random. The same program and seed give the same cases in the same order.
 */
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { normalize } from '../evaluate/normalize.ts'
import type { Action, Test } from '../program/program.ts'
import { findBaseInput } from './base-input.ts'
import { type BoundaryValue, memberLimits } from './boundary-values.ts'
import { expressionBoundaries, measureBoundaries, type Replacement, replaceMember } from './expression-boundaries.ts'
import { oneIn, pick, type Random } from './random.ts'
import { findRefusedInput } from './refused-input.ts'
import { claimsVariations, contextVariations } from './request-variations.ts'
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
}

/** At least this part of the cases are random samples. */
const SAMPLED_SHARE = 0.25

/** At most `limit` cases; where boundaries alone would be more, every kind keeps its share. */
export function decisionCases(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  limit: number,
  random: Random,
): readonly DecisionCase[] {
  const claims = claimsVariations(action, manifest)
  const contexts = contextVariations(action, tests, random)
  const base = { input: undefined, claims: claims[0], context: contexts[0] }
  const input = findBaseInput(action, manifest, tests, base, random)
  const usual: Omit<DecisionCase, 'kind'> = { ...base, input }
  const boundaries = takeTurns([
    boundaryInputs(action, manifest, tests, usual, random),
    claimsCases(claims, usual),
    contextCases(contexts, usual),
  ])
  const cases = firstOf(boundaries, Math.ceil(limit * (1 - SAMPLED_SHARE)))
  const inputs = cases.map((one) => one.input)
  while (cases.length < limit) cases.push(sample(action, inputs, claims, contexts, random))
  return cases
}

function* boundaryInputs(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  usual: Omit<DecisionCase, 'kind'>,
  random: Random,
): Generator<DecisionCase> {
  const { input } = usual
  const { maxImpact } = action.governance
  const impact = maxImpact === undefined ? [] : measureBoundaries(maxImpact.measure, maxImpact.value)
  const members = typeof input === 'object' && input !== null ? memberLimits(action.input, { ...input }, random) : []
  const others: readonly unknown[] = [undefined, null, [], [input], 'input', 0, {}]
  yield* takeTurns<DecisionCase>([
    impact.map((near) => ({ ...usual, kind: 'impact', input: replaceMember(input, near) })),
    ruleCases(action, manifest, tests, usual),
    schemaCases(members, usual),
    others.map((other) => ({ ...usual, kind: 'schema', input: other })),
  ])
}

/** Around the usual input for all rules, then around an input that each rule refuses. */
function* ruleCases(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  usual: Omit<DecisionCase, 'kind'>,
): Generator<DecisionCase> {
  const rules = action.rules.map(({ name, condition }) => ({ name, boundaries: expressionBoundaries(condition) }))
  const around = (input: unknown, boundaries: readonly Replacement[]): readonly DecisionCase[] =>
    boundaries.map((near) => ({ ...usual, kind: 'rule', input: replaceMember(input, near) }))
  for (const { boundaries } of rules) yield* around(usual.input, boundaries)
  for (const { condition } of action.governance.approval?.waivers ?? [])
    yield* around(usual.input, expressionBoundaries(condition))
  for (const { name, boundaries } of rules) {
    const refused = findRefusedInput(action, name, manifest, tests, usual, boundaries)
    if (refused === undefined) continue
    yield { ...usual, kind: 'rule', input: refused }
    yield* around(refused, boundaries)
  }
}

function* schemaCases(members: Iterable<BoundaryValue>, usual: Omit<DecisionCase, 'kind'>): Generator<DecisionCase> {
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
