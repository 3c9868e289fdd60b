/**
 * Asks whether an expression is of a type it must have: a constant's declared type, a value's field. Literals are judged by their value, everything
 * else by its own type.
 */
import { repeatedElement, typeMismatch } from '../../diagnostics/catalogue/types.ts'
import type { Expr, ListExpr } from '../../program/expression.ts'
import type { ListType, Type } from '../../program/type.ts'
import type { Expression } from '../../syntax/tree.ts'
import { showRange, showType } from '../../types/show-type.ts'
import { isAssignable, isSameKind, isText } from '../../types/type-relations.ts'
import { unitOf } from '../../types/unit-of.ts'
import { isLengthWithin, isWithinRefinements } from '../value/refinements.ts'
import { type Context, refuse } from './context.ts'
import { isNumeric } from './known-range.ts'
import { type Operand, reportMissingUnit } from './pair.ts'

/** The expression itself when it fits. */
export function requireType({ node, expr }: Operand, expected: Type, context: Context): Expr | undefined {
  if (!requireKind({ node, expr }, expected, context)) return undefined
  if (expr.kind === 'literal') {
    const location = { file: context.scope.file, span: node.span }
    return isWithinRefinements(expr.value, expected, location, context.reporter) ? expr : undefined
  }
  if (expr.kind === 'list' && expected.kind === 'list') return requireListType(node, expr, expected, context)
  if (isAssignable(expr.type, expected)) return expr
  const notes = isNumeric(expr.type) ? [`its values are ${showRange(expr.type.min, expr.type.max)}`] : []
  const help = isText(expected) && expected.name !== undefined ? `declare it as ${showType(expected)}` : undefined
  return refuse(
    context,
    node.span,
    typeMismatch,
    { expected: showType(expected), found: `a wider ${showType(expr.type)}` },
    { notes, ...(help !== undefined && { help }) },
  )
}

function requireListType(node: Expression, expr: ListExpr, expected: ListType, context: Context): Expr | undefined {
  const location = { file: context.scope.file, span: node.span }
  if (!isLengthWithin(expr.elements.length, expected, 'element', location, context.reporter)) return undefined
  const fits = expr.elements.map((element, index) => {
    const part = node.kind === 'list' ? (node.elements[index] ?? node) : node
    return requireType({ node: part, expr: element }, expected.element, context) !== undefined
  })
  if (fits.includes(false)) return undefined
  const values = expr.elements.map((element) => (element.kind === 'literal' ? element.value : undefined))
  const repeated = values.findIndex((value, index) => value !== undefined && values.indexOf(value) < index)
  if (!expected.unique || repeated === -1) return expr
  const span = (node.kind === 'list' ? node.elements[repeated] : undefined)?.span ?? node.span
  return refuse(context, span, repeatedElement, { value: JSON.stringify(values[repeated]) })
}

/** Refinements aside. */
export function requireKind({ node, expr }: Operand, expected: Type, context: Context): boolean {
  if (isSameKind(expr.type, expected)) return true
  if (reportMissingUnit({ node, expr }, unitOf(expected), context)) return false
  refuse(context, node.span, typeMismatch, { expected: showType(expected), found: showType(expr.type) })
  return false
}
