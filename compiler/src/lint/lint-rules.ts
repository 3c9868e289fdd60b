/**
 * Rules against their types and against each other: what is always so, what is said twice, what leaves nothing allowed. Looks into a condition as far as
 * its source and its checked form go side by side.
 */

import { pairExpressions } from '../coverage/pair-expressions.ts'
import { constantCondition, contradictoryRules, duplicateRule } from '../diagnostics/catalogue/lint.ts'
import { caseConditions } from '../program/approval-cases.ts'
import type { Expr } from '../program/expression.ts'
import { partsOf } from '../program/visit-expression.ts'
import type { Expression, RuleNode } from '../syntax/tree.ts'
import { constantTruth } from '../types/constant-truth.ts'
import { type LintAction, type LintContext, warn } from './lint-context.ts'
import { conditionKey } from './same-condition.ts'

export function lintRules(context: LintContext): void {
  for (const placed of context.actions) {
    for (const rule of placed.action.rules) {
      const node = placed.node.rules.find(({ name }) => name.text === rule.name)
      if (node?.condition) lintConstants(context, placed.file, node.condition, rule.condition)
    }
    lintCases(context, placed)
    lintPairs(context, placed)
  }
}

/** The conditions of the approval, where the action writes its own. */
function lintCases(context: LintContext, { action, node, file }: LintAction): void {
  const written = (node.governance?.entries ?? []).flatMap(({ value }) =>
    value?.kind === 'approval' ? value.conditions : [],
  )
  const topics = written.map(({ topic }) => topic.text)
  caseConditions(action.governance.approval, topics).forEach((expression, index) => {
    const condition = written[index]?.condition
    if (condition && expression) lintConstants(context, file, condition, expression)
  })
}

/** Reports the smallest parts that are constant, wherever in the expression they stand. */
function lintConstants(context: LintContext, file: string, node: Expression, expression: Expr): void {
  const pairs = new Map<Expr, Expression>()
  pairExpressions(node, expression, pairs)
  const report = (part: Expr): boolean => {
    const inside = partsOf(part)
      .map(report)
      .some((found) => found)
    const source = pairs.get(part)
    const value = inside || source === undefined || source.kind === 'boolean' ? undefined : constantTruth(part)
    if (source !== undefined && value !== undefined)
      warn(context, constantCondition, { file, span: source.span }, { value })
    return inside || value !== undefined
  }
  report(expression)
}

function lintPairs(context: LintContext, { node: action, file }: LintAction): void {
  const rules = new Map<string, RuleNode>()
  for (const node of action.rules) {
    if (node.condition === undefined) continue
    const key = conditionKey(node.condition)
    const other = rules.get(key)
    if (other === undefined) {
      rules.set(key, node)
      continue
    }
    const entry = other.form === node.form ? duplicateRule : contradictoryRules
    const location = { file, span: other.name.span }
    const related = [{ location, message: `\`${other.name.text}\` is here` }]
    warn(context, entry, { file, span: node.name.span }, { rule: node.name.text, other: other.name.text }, { related })
  }
}
