/**
 * `+ - * / %` and the minus sign: kinds, units and the proof that the result is a number of its type. Every result carries its interval; what cannot
 * be proven is refused with the bound that is missing.
 */
import { divisorMayBeZero, operandTypes, typeMismatch, unitProduct } from '../../diagnostics/catalogue/types.ts'
import type { BinaryExpr } from '../../program/expression.ts'
import type { FloatType, IntType, StringType, Type } from '../../program/type.ts'
import type { BinaryExpression, UnaryExpression } from '../../syntax/tree.ts'
import {
  add,
  divideFloat,
  divideInt,
  type Interval,
  multiply,
  negate,
  remainder,
  subtract,
  withoutZero,
} from '../../types/interval.ts'
import { showType } from '../../types/show-type.ts'
import { isTime } from '../../types/time-interval.ts'
import { durationText } from '../../types/time-text.ts'
import { isText, textLengths } from '../../types/type-relations.ts'
import { unitOf } from '../../types/unit-of.ts'
import { checkTimeArithmetic } from './check-time-arithmetic.ts'
import { type Checked, type Context, plain, refuse, refuseProof } from './context.ts'
import { isNonZero } from './facts.ts'
import { isNumeric, nearestToZero, rangeOf, withBounds, withKnownRange } from './known-range.ts'
import { checkNumber, timeLiteral } from './literal.ts'
import { checkPair, meantAsTime, type Pair, reportUnlikeNumbers } from './pair.ts'
import { requireFinite } from './require-finite.ts'
import { showNode, sourceText } from './show-node.ts'

type Arithmetic = '+' | '-' | '*' | '/' | '%'

export function checkArithmetic(
  node: BinaryExpression,
  operator: Arithmetic,
  context: Context,
  expected: Type | undefined,
): Checked | undefined {
  const pair = checkPair(node.left, node.right, context, expected && isTime(expected) ? undefined : expected)
  if (pair === undefined) return undefined
  const [a, b] = [pair.left.expr.type, pair.right.expr.type]
  if (operator === '+' && isText(a) && isText(b)) return plain(binary('+', pair, joinedText(a, b)), context)
  if (isTime(a) && isTime(b)) return checkTimeArithmetic(node, operator, pair, context)
  if (!isNumeric(a) || !isNumeric(b)) {
    const found = `${showType(a)} and ${showType(b)}`
    const takes = operator === '+' ? 'two numbers or two texts' : 'two numbers'
    return refuse(context, node.span, operandTypes, { operator: operator, takes, found }, meantAsTime(pair, context))
  }
  const result = ofNumbers(node, operator, pair, a, b, context)
  if (result === undefined) return undefined
  return plain(withKnownRange(binary(operator, pair, result), context), context)
}

export function checkMinus(node: UnaryExpression, context: Context, expected: Type | undefined): Checked | undefined {
  if (node.operand.kind === 'number') return checkNumber(node.operand, context, expected, true, node.span)
  if (node.operand.kind === 'duration') {
    return plain(timeLiteral('duration', durationText(-node.operand.milliseconds)), context)
  }
  const operand = context.check(node.operand, context, expected)?.expr
  if (operand === undefined) return undefined
  if (!isNumeric(operand.type)) {
    return refuse(context, node.operand.span, typeMismatch, { expected: 'a number', found: showType(operand.type) })
  }
  const range = negate(rangeOf(operand, operand.type, context))
  const type = operand.type.kind === 'int' ? intOf(range, operand.type.unit) : floatOf(range, operand.type.unit)
  return plain(withKnownRange({ kind: 'unary', operator: '-', operand, type }, context), context)
}

function binary(operator: Arithmetic, { left, right }: Pair, type: Type): BinaryExpr {
  return { kind: 'binary', operator, left: left.expr, right: right.expr, type }
}

function joinedText(a: Type & { kind: 'string' | 'enum' }, b: Type & { kind: 'string' | 'enum' }): StringType {
  const [left, right] = [textLengths(a), textLengths(b)]
  const max = left.max === undefined || right.max === undefined ? undefined : left.max + right.max
  return { kind: 'string', minLength: left.min + right.min, ...(max === undefined ? {} : { maxLength: max }) }
}

function ofNumbers(
  node: BinaryExpression,
  operator: Arithmetic,
  pair: Pair,
  a: IntType | FloatType,
  b: IntType | FloatType,
  context: Context,
): IntType | FloatType | undefined {
  if (a.kind !== b.kind) {
    reportUnlikeNumbers(operator, pair, context, node.span)
    return undefined
  }
  if (operator === '%' && a.kind === 'float') {
    const found = `${showType(a)} and ${showType(b)}`
    return refuse(context, node.span, operandTypes, { operator, takes: 'two `Int`', found })
  }
  const unit = unitOfResult(node, operator, pair, context)
  if (unit === undefined) return undefined
  const interval = combine(operator, pair, a, b, context)
  if (interval === undefined || !requireFinite(node, pair, a.kind, interval, context)) return undefined
  return a.kind === 'int' ? intOf(interval, unit.name) : floatOf(interval, unit.name)
}

/** `{ name: undefined }`: a plain number. The units are those of sums and products, whatever the numbers are. */
function unitOfResult(
  node: BinaryExpression,
  operator: Arithmetic,
  pair: Pair,
  context: Context,
): { readonly name: string | undefined } | undefined {
  const [a, b] = [unitOf(pair.left.expr.type), unitOf(pair.right.expr.type)]
  if (operator === '+' || operator === '-') {
    if (a === b) return { name: a }
    reportUnlikeNumbers(operator, pair, context, node.span)
    return undefined
  }
  if (operator === '*') {
    if (a === undefined || b === undefined) return { name: a ?? b }
    return refuse(context, node.span, unitProduct, { problem: `\`${a}\` times \`${b}\` is no amount of anything` })
  }
  // What is left over by a division is an amount like the dividend.
  if (b === undefined || a === b) return { name: operator === '/' && a === b ? undefined : a }
  const problem = `${a === undefined ? 'a number' : `\`${a}\``} divided by \`${b}\` is no amount of anything`
  return refuse(context, node.span, unitProduct, { problem })
}

function combine(
  operator: Arithmetic,
  { left, right }: Pair,
  a: IntType | FloatType,
  b: IntType | FloatType,
  context: Context,
): Interval | undefined {
  const [from, by] = [rangeOf(left.expr, a, context), rangeOf(right.expr, b, context)]
  if (operator === '+') return add(from, by)
  if (operator === '-') return subtract(from, by)
  if (operator === '*') return multiply(from, by)
  if (!isNonZero(by)) {
    const text = sourceText(right.node)
    const help =
      text === undefined
        ? 'bound its type away from zero'
        : `test it first: \`${text} != 0 && …\`, or bound its type away from zero`
    return refuseProof(context, right.node.span, divisorMayBeZero, { divisor: showNode(right.node) }, { help })
  }
  const divisors = withoutZero(by, nearestToZero(b))
  if (divisors.length === 0) return from
  if (operator === '%') return remainder(from, divisors)
  return a.kind === 'int' ? divideInt(from, divisors) : divideFloat(from, divisors)
}

// Adding zero turns a negative zero into zero.
function intOf({ min, max }: Interval, unit: string | undefined): IntType {
  const type: IntType = { kind: 'int', min: min + 0, max: max + 0 }
  return unit === undefined ? type : { ...type, unit }
}

function floatOf({ min, max }: Interval, unit: string | undefined): FloatType {
  const type: FloatType = unit === undefined ? { kind: 'float' } : { kind: 'float', unit }
  return withBounds(type, { min: min + 0, max: max + 0 })
}
