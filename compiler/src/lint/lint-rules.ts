/**
 * Rules against their types and against each other: what is always so, what is said twice, what leaves nothing allowed. Looks into a condition as far as
 * its source and its checked form go side by side.
 */
import { constantCondition, contradictoryRules, duplicateRule } from '../diagnostics/catalogue/lint.ts'
import type { Expr } from '../program/expression.ts'
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
    lintPairs(context, placed)
  }
}

/** Reports the smallest parts that are constant. */
function lintConstants(context: LintContext, file: string, node: Expression, expression: Expr): void {
  if (
    node.kind === 'binary' &&
    expression.kind === 'binary' &&
    isLogic(node.operator) &&
    node.operator === expression.operator
  ) {
    lintConstants(context, file, node.left, expression.left)
    lintConstants(context, file, node.right, expression.right)
  } else if (node.kind === 'unary' && expression.kind === 'unary' && node.operator === '!') {
    lintConstants(context, file, node.operand, expression.operand)
  } else {
    const value = constantTruth(expression)
    if (value !== undefined) warn(context, constantCondition, { file, span: node.span }, { value })
  }
}

function isLogic(operator: string): boolean {
  return operator === '&&' || operator === '||' || operator === '=>'
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
