/**
 * One decision, check by check: every check with its outcome, also those behind the first that fails, and the values its expression worked with.
 * For `eval --trace` and `explain`. It shows what `decide` does and decides nothing itself.
 */
import type { Decision, DenyDecision } from 'clawql-manifest-validator'
import type { Expr } from '../program/expression.ts'
import type { Action, ApprovalWaiver } from '../program/program.ts'
import { checksOf, grant, requestOf, waives } from './decide.ts'
import type { CheckName, DecisionCheck, DecisionManifest, DecisionRequest } from './decision-checks.ts'
import type { Observer } from './evaluate-expression.ts'

/** A sub-expression and what it came to; printing it is the caller's choice. */
export interface Observation {
  readonly expression: Expr
  readonly value: unknown
}

export interface CheckOutcome {
  readonly check: CheckName
  readonly rule?: string
  /** `skipped`: the input is not of its type, so an expression over it means nothing. */
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly denial?: DenyDecision
  /** The claim that was compared, where the check compares one. */
  readonly found?: unknown
  /** Innermost first, the whole expression last, at most `OBSERVED_AT_MOST`. */
  readonly observations: readonly Observation[]
}

/** A case in which an approval asks for less. */
export interface CaseOutcome {
  readonly waiver: ApprovalWaiver
  /** `skipped`: an earlier case holds, or a check failed and nobody is asked at all. */
  readonly outcome: 'holds' | 'does not hold' | 'skipped'
  readonly observations: readonly Observation[]
}

export interface DecisionTrace {
  readonly decision: Decision
  readonly checks: readonly CheckOutcome[]
  /** The cases of the action's approval, in the order in which they are asked; empty where it has none. */
  readonly cases: readonly CaseOutcome[]
}

/** A quantifier over a long list would drown the reader; beyond this many only the last is kept. */
export const OBSERVED_AT_MOST = 100

export function traceDecision(
  action: Action,
  manifest: DecisionManifest,
  input: unknown,
  claims: unknown,
  context: unknown,
): DecisionTrace {
  const request = requestOf(input, claims, context)
  const checks: CheckOutcome[] = []
  for (const check of checksOf(action, manifest)) {
    const hasInput = checks[0] === undefined || checks[0].outcome === 'passed'
    checks.push(check.needsInput && !hasInput ? skipped(check) : carryOut(check, request))
  }
  const denial = checks.find((check) => check.denial !== undefined)?.denial
  return {
    decision: denial ?? grant(action, request),
    checks,
    cases: traceCases(action, request, denial !== undefined),
  }
}

function traceCases(action: Action, request: DecisionRequest, isDenied: boolean): readonly CaseOutcome[] {
  let isDecided = isDenied
  return (action.governance.approval?.waivers ?? []).map((waiver): CaseOutcome => {
    if (isDecided) return { waiver, outcome: 'skipped', observations: [] }
    const { observations, observe } = createObservations()
    isDecided = waives(waiver.condition, request, observe)
    return { waiver, outcome: isDecided ? 'holds' : 'does not hold', observations }
  })
}

function createObservations(): { readonly observations: readonly Observation[]; readonly observe: Observer } {
  const observations: Observation[] = []
  return {
    observations,
    observe: (expression, value) => {
      if (observations.length === OBSERVED_AT_MOST) observations.pop()
      observations.push({ expression, value })
    },
  }
}

function skipped(check: DecisionCheck): CheckOutcome {
  return { ...identity(check), outcome: 'skipped', observations: [] }
}

function carryOut(check: DecisionCheck, request: DecisionRequest): CheckOutcome {
  const { observations, observe } = createObservations()
  try {
    const denial = check.judge(request, observe)
    const found = check.found === undefined ? {} : { found: check.found(request) }
    if (denial === undefined) return { ...identity(check), outcome: 'passed', ...found, observations }
    return { ...identity(check), outcome: 'failed', denial, ...found, observations }
  } catch {
    return { ...identity(check), outcome: 'failed', denial: check.fault, observations }
  }
}

function identity(check: DecisionCheck): { readonly check: CheckName; readonly rule?: string } {
  return check.rule === undefined ? { check: check.name } : { check: check.name, rule: check.rule }
}
