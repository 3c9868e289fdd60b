/**
 * One decision, check by check: every check with its outcome, also those behind the first that fails, and the values its expression worked with.
 * For `eval --trace` and `explain`. It shows what `decide` does and decides nothing itself.
 */
import type { Decision, DenyDecision } from 'clawql-manifest-validator'
import type { Expr } from '../program/expression.ts'
import type { Action } from '../program/program.ts'
import { checksOf, grant, requestOf } from './decide.ts'
import type { CheckName, DecisionCheck, DecisionManifest, DecisionRequest } from './decision-checks.ts'

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

export interface DecisionTrace {
  readonly decision: Decision
  readonly checks: readonly CheckOutcome[]
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
  return { decision: denial ?? grant(action, request), checks }
}

function skipped(check: DecisionCheck): CheckOutcome {
  return { ...identity(check), outcome: 'skipped', observations: [] }
}

function carryOut(check: DecisionCheck, request: DecisionRequest): CheckOutcome {
  const observations: Observation[] = []
  const observe = (expression: Expr, value: unknown): void => {
    if (observations.length === OBSERVED_AT_MOST) observations.pop()
    observations.push({ expression, value })
  }
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
