/**
 * Literals as typed expressions. A literal takes the type expected where it stands (an integer becomes a `Float`, a string a member of a union); it is
 * the only thing that does. Its own type is as narrow as the value.
 */
import { malformedBytes, malformedTime, notInUnion, numberTooLarge } from '../../diagnostics/catalogue/types.ts'
import type { Expr, LiteralExpr } from '../../program/expression.ts'
import type { FloatType, IntType, Type } from '../../program/type.ts'
import type { Span } from '../../source/span.ts'
import type { NumberLiteral } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { bytesIn } from '../../types/base64.ts'
import { fractionDigits } from '../../types/fraction-digits.ts'
import { showMembers } from '../../types/show-type.ts'
import { exactTime, type TimeType } from '../../types/time-interval.ts'
import { isDurationText, isTimestampText } from '../../types/time-text.ts'
import { type Checked, type Context, didYouMean, plain, refuse } from './context.ts'
import { foldedQuantity } from './folded-quantity.ts'

/** `5`, `5.0`, `5 USD`; `negative` for one behind a minus. */
export function checkNumber(
  node: NumberLiteral,
  context: Context,
  expected: Type | undefined,
  negative = false,
  span: Span = node.span,
): Checked | undefined {
  const { value: magnitude, unit, isSize } = foldedQuantity(node, context.scope)
  const value = (negative ? -magnitude : magnitude) + 0
  const isPlainInt = unit === undefined && !node.fractional && expected?.kind !== 'float'
  const asInt = expected?.kind === 'int' || isSize ? Number.isInteger(value) : isPlainInt
  if (asInt ? !Number.isSafeInteger(value) : !Number.isFinite(value)) {
    const text = `${negative ? '-' : ''}${node.text}`
    const bounds = asInt ? '`Int` goes from -(2^53 - 1) to 2^53 - 1' : '`Float` is a finite double'
    return refuse(
      context,
      span,
      numberTooLarge,
      { number: text, type: asInt ? '`Int`' : '`Float`' },
      { notes: [bounds] },
    )
  }
  return plain(asInt ? intLiteral(value, unit) : floatLiteral(value, unit), context)
}

export function intLiteral(value: number, unit?: string): LiteralExpr {
  const type: IntType = { kind: 'int', min: value, max: value }
  return { kind: 'literal', value, type: unit === undefined ? type : { ...type, unit } }
}

export function floatLiteral(value: number, unit: string | undefined): LiteralExpr {
  const type: FloatType = { kind: 'float', min: value, max: value, decimals: fractionDigits(value) }
  return { kind: 'literal', value, type: unit === undefined ? type : { ...type, unit } }
}

/** A string where `expected` stands: a member of a union, a timestamp, a duration, else a string of just its length. */
export function checkText(
  value: string,
  span: Span,
  context: Context,
  expected: Type | undefined,
): Checked | undefined {
  if (expected?.kind === 'enum') {
    if (expected.values.includes(value)) {
      return plain({ kind: 'literal', value, type: { kind: 'enum', values: [value] } }, context)
    }
    const members = showMembers(expected.values, ', ')
    const near = nearMiss(value, expected.values)
    const help = didYouMean(near === undefined ? undefined : JSON.stringify(near))
    return refuse(context, span, notInUnion, { value: JSON.stringify(value), members }, help)
  }
  if (expected?.kind === 'timestamp' || expected?.kind === 'duration') {
    const isTimestamp = expected.kind === 'timestamp'
    if (isTimestamp ? isTimestampText(value) : isDurationText(value)) {
      return plain(timeLiteral(expected.kind, value), context)
    }
    const words = isTimestamp ? 'a timestamp such as "2026-01-31T12:00:00Z"' : 'a duration such as "90s"'
    return refuse(context, span, malformedTime, { value: JSON.stringify(value), expected: words })
  }
  if (expected?.kind === 'bytes') {
    const size = bytesIn(value)
    if (size !== undefined) {
      return plain({ kind: 'literal', value, type: { kind: 'bytes', minSize: size, maxSize: size } }, context)
    }
    return refuse(context, span, malformedBytes, { value: JSON.stringify(value) })
  }
  return plain(textLiteral(value), context)
}

/** For a text that is a time. */
export function timeLiteral(kind: TimeType['kind'], value: string): LiteralExpr {
  return { kind: 'literal', value, type: exactTime(kind, value) }
}

export function textLiteral(value: string): LiteralExpr {
  const length = [...value].length
  return { kind: 'literal', value, type: { kind: 'string', minLength: length, maxLength: length } }
}

/** A constant's value at the place of its name: like a literal written there. */
export function adaptConstant(
  expr: Expr,
  span: Span,
  context: Context,
  expected: Type | undefined,
): Checked | undefined {
  if (expr.kind !== 'literal') return plain(expr, context)
  if (typeof expr.value === 'string' && expr.type.kind === 'string')
    return checkText(expr.value, span, context, expected)
  if (typeof expr.value === 'number' && expr.type.kind === 'int' && expected?.kind === 'float') {
    return plain(floatLiteral(expr.value, expr.type.unit), context)
  }
  if (Number.isSafeInteger(expr.value) && expr.type.kind === 'float' && expected?.kind === 'int') {
    return plain(intLiteral(Number(expr.value), expr.type.unit), context)
  }
  return plain(expr, context)
}
