/**
 * `== != < <= > >=`: both sides of one kind, and that kind comparable. Texts, Bool and unions have no order; records and lists are not compared as a
 * whole.
 */
import { neverEqual, noOrdering, notComparable, unknownPrincipal } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { Type } from '../../program/type.ts'
import type { Span } from '../../source/span.ts'
import type { BinaryExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { showType } from '../../types/show-type.ts'
import { comparingTimes } from './compare-times.ts'
import { type Checked, type Context, didYouMean, refuse } from './context.ts'
import { type Comparison, learnFromComparison } from './narrow.ts'
import { checkPair, type Operand, type Pair, requireSameKind } from './pair.ts'

export function checkComparison(node: BinaryExpression, operator: Comparison, context: Context): Checked | undefined {
  const pair = checkPair(node.left, node.right, comparingTimes(node, context), undefined)
  if (pair === undefined) return undefined
  const isEquality = operator === '==' || operator === '!='
  const fits = isEquality
    ? requireEquatable(operator, pair, context, node.span)
    : requireOrdered(pair, context) && requireSameKind(operator, pair, context, node.span)
  if (!fits) return undefined
  const [left, right] = [pair.left.expr, pair.right.expr]
  const expr: Expr = { kind: 'binary', operator, left, right, type: { kind: 'bool' } }
  return { expr, ...learnFromComparison(operator, left, right, context) }
}

/** What `==` and `in` ask of two values: one kind, comparable, able to be equal at all. */
export function requireEquatable(operator: string, pair: Pair, context: Context, span: Span): boolean {
  for (const { node, expr } of [pair.left, pair.right]) {
    if (['record', 'union', 'list', 'map'].includes(expr.type.kind)) {
      const help =
        expr.type.kind === 'record' || expr.type.kind === 'union'
          ? 'compare its fields one by one'
          : 'compare its elements with `all` or `exists`'
      refuse(context, node.span, notComparable, { type: showType(expr.type) }, { help })
      return false
    }
  }
  if (!requireSameKind(operator, pair, context, span)) return false
  const [a, b] = [pair.left.expr.type, pair.right.expr.type]
  if (a.kind === 'enum' && b.kind === 'enum' && !a.values.some((value) => b.values.includes(value))) {
    refuse(context, span, neverEqual, { left: showType(a), right: showType(b) })
    return false
  }
  return requirePrincipal(pair.left, pair.right, context) && requirePrincipal(pair.right, pair.left, context)
}

function requireOrdered(pair: Pair, context: Context): boolean {
  for (const { node, expr } of [pair.left, pair.right]) {
    if (hasOrder(expr.type)) continue
    refuse(context, node.span, noOrdering, { type: showType(expr.type) })
    return false
  }
  return true
}

function hasOrder(type: Type): boolean {
  return type.kind === 'int' || type.kind === 'float' || type.kind === 'timestamp' || type.kind === 'duration'
}

// INVARIANT L2: a role or purpose compared with the caller's is one that exists, also when it is written as a string.
function requirePrincipal(claim: Operand, other: Operand, context: Context): boolean {
  const kind = principalKind(claim.expr)
  if (kind === undefined) return true
  const written = other.node.kind === 'list' ? other.node.elements : [other.node]
  for (const name of written) {
    if (name.kind !== 'string' || context.scope.word(name.value) !== undefined) continue
    const help = didYouMean(nearMiss(name.value, context.scope.names()))
    refuse(context, name.span, unknownPrincipal, { kind, name: name.value }, help)
    return false
  }
  return true
}

function principalKind(expr: Expr): 'role' | 'purpose' | undefined {
  if (expr.kind !== 'field' || expr.object.kind !== 'root' || expr.object.root !== 'claims') return undefined
  return expr.field === 'role' || expr.field === 'purpose' ? expr.field : undefined
}
