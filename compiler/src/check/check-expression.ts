/**
 * Types an expression: the one way from syntax to `Expr`. By guarantee L3 what it returns cannot fail on any value of the declared types; whatever it
 * cannot prove is an error with the bound that is missing. An erroneous part is reported once and makes the whole undefined.
 */
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Expr } from '../program/expression.ts'
import type { Type } from '../program/type.ts'
import type { Expression } from '../syntax/tree.ts'
import { checkCondition } from './expression/check-logic.ts'
import { checkNode } from './expression/check-node.ts'
import type { Context, Variable } from './expression/context.ts'
import { NO_FACTS } from './expression/facts.ts'
import { requireType } from './expression/require-type.ts'
import type { ExpressionScope } from './expression/scope.ts'

export type { ConstantScope, ExpressionScope } from './expression/scope.ts'

/**
 * The typed expression, or undefined after reporting why there is none. With `expected` literals take that type and the result must be of it,
 * refinements included; a condition is asked for by `{ kind: 'bool' }`. Every node of the result carries its type, numbers with the interval their
 * values are proven to lie in. `variables` are free in it, the last one the innermost. INVARIANT L3.
 */
export function checkExpression(
  node: Expression,
  scope: ExpressionScope,
  expected: Type | undefined,
  reporter: Reporter,
  variables: readonly Variable[] = [],
): Expr | undefined {
  const context: Context = { scope, reporter, variables, facts: NO_FACTS, excused: false, check: checkNode }
  if (expected?.kind === 'bool') return checkCondition(node, context)?.expr
  const expr = checkNode(node, context, expected)?.expr
  if (expr === undefined || expected === undefined) return expr
  return requireType({ node, expr }, expected, context)
}
