/**
 * Two operands side by side: checked so that a literal takes the other side's type, and refused when they are of different kinds.
 */
import { mixedNumbers, operandTypes, unitMissing, unitsDiffer } from '../../diagnostics/catalogue/types.ts'
import type { DiagnosticExtras } from '../../diagnostics/diagnostic.ts'
import type { Expr } from '../../program/expression.ts'
import type { Type } from '../../program/type.ts'
import type { Span } from '../../source/span.ts'
import type { Expression } from '../../syntax/tree.ts'
import { durationInWords } from '../../text/duration-in-words.ts'
import { showType } from '../../types/show-type.ts'
import { isTime } from '../../types/time-interval.ts'
import { isSameKind } from '../../types/type-relations.ts'
import { unitOf } from '../../types/unit-of.ts'
import { type Context, refuse } from './context.ts'
import { isFlexible } from './flexible.ts'
import { isNumeric } from './known-range.ts'

export interface Operand {
  readonly node: Expression
  readonly expr: Expr
}

export interface Pair {
  readonly left: Operand
  readonly right: Operand
}

/** Both sides are checked even when one fails, so that each reports its own errors. */
export function checkPair(
  left: Expression,
  right: Expression,
  context: Context,
  expected: Type | undefined,
): Pair | undefined {
  const rightFirst = isFlexible(left, context) && !isFlexible(right, context)
  const [first, second] = rightFirst ? [right, left] : [left, right]
  const one = context.check(first, context, expected)?.expr
  const two = context.check(second, context, one === undefined ? expected : one.type)?.expr
  if (one === undefined || two === undefined) return undefined
  const [leftExpr, rightExpr] = rightFirst ? [two, one] : [one, two]
  return { left: { node: left, expr: leftExpr }, right: { node: right, expr: rightExpr } }
}

/** INVARIANT L2: nothing is converted silently; different kinds beside each other are an error in their own words. */
export function requireSameKind(operator: string, { left, right }: Pair, context: Context, span: Span): boolean {
  const [a, b] = [left.expr.type, right.expr.type]
  if (isSameKind(a, b)) return true
  if (!isNumeric(a) || !isNumeric(b)) {
    const found = `${showType(a)} and ${showType(b)}`
    refuse(
      context,
      span,
      operandTypes,
      { operator, takes: 'two values of one type', found },
      meantAsTime({ left, right }, context),
    )
    return false
  }
  reportUnlikeNumbers(operator, { left, right }, context, span)
  return false
}

/** Beside a time, `30 Days` is meant as `30d`. */
export function meantAsTime({ left, right }: Pair, { scope }: Context): DiagnosticExtras {
  if (!isTime(left.expr.type) && !isTime(right.expr.type)) return {}
  const { node } = isTime(left.expr.type) ? right : left
  if (node.kind !== 'number') return {}
  const text = durationInWords(node.text, node.unit?.text ?? '')
  if (text === undefined) return { help: 'a span of time is written with its unit attached: `30d`, `8h`, `15m`' }
  const edits = [{ file: scope.file, span: node.span, text }]
  return { help: `a span of time is written \`${text}\``, fixes: [{ title: `write \`${text}\``, edits }] }
}

/** `Int` beside `Float`, a number without the unit of the other side, or two units. */
export function reportUnlikeNumbers(operator: string, { left, right }: Pair, context: Context, span: Span): void {
  const [a, b] = [left.expr.type, right.expr.type]
  const units = { left: unitOf(a), right: unitOf(b) }
  // A product or quotient asks for no common unit, so that only the kinds are wrong.
  if (units.left === units.right || (a.kind !== b.kind && '*/%'.includes(operator))) {
    const help = 'no number is converted silently: write `double(…)` or `int(…)`, or declare both alike'
    refuse(context, span, mixedNumbers, { operator, left: showType(a), right: showType(b) }, { help })
    return
  }
  const bare = units.left === undefined ? left : right
  if (reportMissingUnit(bare, bare === left ? units.right : units.left, context)) return
  refuse(context, span, unitsDiffer, { operator, left: showAmount(a), right: showAmount(b) })
}

/** Reports and gives true when a plain number is written where an amount of `unit` belongs. */
export function reportMissingUnit({ node, expr }: Operand, unit: string | undefined, context: Context): boolean {
  if (unit === undefined || expr.kind !== 'literal' || !isNumeric(expr.type) || unitOf(expr.type) !== undefined)
    return false
  const { end } = node.span
  const edits = [{ file: context.scope.file, span: { start: end, end }, text: ` ${unit}` }]
  const fixes = node.kind === 'number' ? [{ title: `add the unit \`${unit}\``, edits }] : []
  refuse(context, node.span, unitMissing, { unit }, { fixes })
  return true
}

function showAmount(type: Type): string {
  const unit = unitOf(type)
  return unit === undefined ? 'a number without unit' : `\`${unit}\``
}
