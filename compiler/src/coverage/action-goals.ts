/**
 * The goals of one action, from its program form alone. What no request of the declared types could ever show is no goal: an operand whose outcome the
 * types decide, a clearance below the lowest. It observes nothing.
 */

import type { Expr } from '../program/expression.ts'
import type { Action } from '../program/program.ts'
import { visitExpression } from '../program/visit-expression.ts'
import { constantTruth } from '../types/constant-truth.ts'
import type { Goal, GoalSubject, Part } from './goal.ts'

/** In the order in which a decision goes through them. */
export function actionGoals(action: Action): readonly Goal[] {
  const subjects: readonly GoalSubject[] = [
    { kind: 'call' },
    ...denials(action),
    ...action.rules.filter(({ form }) => form === 'forbid').flatMap(ruleGoals),
    ...action.rules.filter(({ form }) => form === 'require').flatMap(ruleGoals),
    { kind: 'grant' },
    ...approvalGoals(action),
    ...termGoals(action),
  ]
  return subjects.map((subject) => ({ action: action.id, subject }))
}

function denials({ facts, governance }: Action): readonly GoalSubject[] {
  const { scopes, classification, maxImpact } = governance
  return [
    { kind: 'denial', check: 'schema' },
    ...(facts === undefined ? [] : [{ kind: 'denial', check: 'facts' } as const]),
    ...(scopes === undefined ? [] : [{ kind: 'denial', check: 'scope' } as const]),
    { kind: 'denial', check: 'role' },
    { kind: 'denial', check: 'purpose' },
    // Nobody is cleared for less than the lowest.
    ...(classification === 'standard' ? [] : [{ kind: 'denial', check: 'classification' } as const]),
    ...(maxImpact === undefined
      ? []
      : [{ kind: 'denial', check: 'impact' } as const, ...branches([maxImpact.measure], { kind: 'impact' })]),
  ]
}

function ruleGoals({ form, name, condition }: Action['rules'][number]): readonly GoalSubject[] {
  const truth = constantTruth(condition)
  const denying = form === 'forbid'
  return [
    ...(truth === !denying ? [] : [{ kind: 'rule', name, outcome: 'denies' } as const]),
    ...(truth === denying ? [] : [{ kind: 'rule', name, outcome: 'passes' } as const]),
    ...branches([condition], { kind: 'rule', name }),
  ]
}

function approvalGoals({ governance: { approval } }: Action): readonly GoalSubject[] {
  const { name: strictest, waivers = [] } = approval ?? {}
  if (waivers.length === 0) return []
  return [
    { kind: 'approval', name: undefined, strictest },
    ...waivers.map(({ name }) => ({ kind: 'approval', name }) as const),
    ...branches(
      waivers.map(({ condition }) => condition),
      { kind: 'approval' },
    ),
  ]
}

/** A verdict tells how many approve, not who and how long it waits; of a rate it tells nothing. */
function termGoals({ governance: { approval, rate } }: Action): readonly GoalSubject[] {
  return [
    ...(approval === undefined ? [] : [{ kind: 'term', entry: 'approval' } as const]),
    ...(rate === undefined ? [] : [{ kind: 'term', entry: 'rate' } as const]),
  ]
}

/** A condition that is one operand has no branches of its own: how it comes out is how the whole does. */
function branches(conditions: readonly Expr[], part: Part): readonly GoalSubject[] {
  const operands = new Set<Expr>()
  for (const condition of conditions) {
    visitExpression(condition, (expression) => {
      for (const operand of operandsOf(expression)) operands.add(withoutNegation(operand))
    })
  }
  return [...operands].flatMap((expression) =>
    constantTruth(expression) === undefined
      ? ([true, false] as const).map((value) => ({ kind: 'branch', part, expression, value }) as const)
      : [],
  )
}

function operandsOf(expression: Expr): readonly Expr[] {
  if (expression.kind === 'conditional') return [expression.condition]
  if (expression.kind === 'quantifier') return expression.body.type.kind === 'bool' ? [expression.body] : []
  if (expression.kind !== 'binary') return []
  const { operator, left, right } = expression
  return operator === '&&' || operator === '||' || operator === '=>' ? [left, right] : []
}

// `!a` is true where `a` is false.
function withoutNegation(expression: Expr): Expr {
  return expression.kind === 'unary' && expression.operator === '!' ? withoutNegation(expression.operand) : expression
}
