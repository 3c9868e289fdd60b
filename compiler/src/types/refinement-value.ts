/**
 * Reads the values refinements are written with: numbers, counts, switches. A constant's name stands for its literal.
 */
import { checkExpression, type ExpressionScope } from '../check/check-expression.ts'
import { refinementValue, refinementWidens, unitsDiffer } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { FloatType, IntType, ListType, Type } from '../program/type.ts'
import type { Span } from '../source/span.ts'
import type { Expression, Refinement } from '../syntax/tree.ts'
import type { TypeScope } from './resolve-type.ts'
import { showType } from './show-type.ts'
import { SIZE_UNITS } from './size-units.ts'
import { unitOf } from './unit-of.ts'

const MOST_DECIMALS = 15
const ANY_INT: Type = { kind: 'int', min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }

/** `span` is the wrong part of the value, all of it unless told. */
export function refuseValue(
  refinement: Refinement,
  takes: string,
  scope: TypeScope,
  reporter: Reporter,
  span: Span = refinement.value.span,
): undefined {
  const location = { file: scope.file, span }
  reporter.report(refinementValue, location, { refinement: refinement.name.text, takes })
  return undefined
}

/** An end of a range: a whole number for `Int`; a number, or an amount of its unit, for `Float`. */
export function readNumber(
  node: Expression,
  type: IntType | FloatType,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): number | undefined {
  const plain: Type = type.kind === 'int' ? ANY_INT : { kind: 'float' }
  const mayBeAmount = type.kind === 'float' || type.unit !== undefined
  const expected = mayBeAmount && !isPlainNumber(node) ? undefined : plain
  const expr = checkExpression(node, constants(scope), expected, reporter)
  if (expr === undefined) return undefined
  if (expr.kind !== 'literal' || typeof expr.value !== 'number') {
    return refuseValue(refinement, 'numbers written out, or constants', scope, reporter, node.span)
  }
  if (type.kind === 'int' && !Number.isSafeInteger(expr.value)) {
    return refuseValue(refinement, 'whole numbers', scope, reporter, node.span)
  }
  const [unit, own] = [unitOf(expr.type), type.unit]
  if (unit === undefined || unit === own) return expr.value
  const units = { operator: 'range', left: showType(type), right: `\`${unit}\`` }
  reporter.report(unitsDiffer, { file: scope.file, span: node.span }, units)
  return undefined
}

/** A count from 0. */
export function readLength(
  node: Expression,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): number | undefined {
  const expr = checkExpression(node, constants(scope), ANY_INT, reporter)
  if (expr === undefined) return undefined
  if (expr.kind === 'literal' && typeof expr.value === 'number' && expr.value >= 0) return expr.value
  return refuseValue(refinement, 'lengths from 0, such as `1..64`', scope, reporter, node.span)
}

/** A number of bytes: `512`, `64 KiB`, `10 MiB`. */
export function readSize(
  node: Expression,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): number | undefined {
  if (node.kind !== 'number' || node.unit === undefined) return readLength(node, refinement, scope, reporter)
  const factor = SIZE_UNITS.get(node.unit.text)
  const bytes = node.value * (factor ?? Number.NaN)
  if (Number.isSafeInteger(bytes)) return bytes
  return refuseValue(refinement, 'whole numbers of bytes, in `KiB` or `MiB`', scope, reporter, node.span)
}

export function readDecimals(
  type: FloatType,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): FloatType | undefined {
  const takes = `a whole number from 0 to ${String(MOST_DECIMALS)}`
  if (refinement.value.kind === 'range') return refuseValue(refinement, takes, scope, reporter)
  const expr = checkExpression(refinement.value, constants(scope), ANY_INT, reporter)
  if (expr === undefined) return undefined
  const decimals = expr.kind === 'literal' && typeof expr.value === 'number' ? expr.value : -1
  if (decimals < 0 || decimals > MOST_DECIMALS) return refuseValue(refinement, takes, scope, reporter)
  if (type.decimals !== undefined && decimals > type.decimals) {
    const reason = `it has at most ${String(type.decimals)} decimals already`
    return refuseWider(type, refinement, reason, scope, reporter)
  }
  return { ...type, decimals }
}

export function readUnique(
  type: ListType,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): ListType | undefined {
  if (refinement.value.kind !== 'boolean') return refuseValue(refinement, '`true` or `false`', scope, reporter)
  const unique = refinement.value.value
  if (type.unique && !unique) return refuseWider(type, refinement, 'its elements are distinct already', scope, reporter)
  return { ...type, unique }
}

function refuseWider(
  type: Type,
  refinement: Refinement,
  reason: string,
  scope: TypeScope,
  reporter: Reporter,
): undefined {
  const location = { file: scope.file, span: refinement.value.span }
  reporter.report(refinementWidens, location, { type: showType(type).replaceAll('`', ''), reason })
  return undefined
}

function isPlainNumber(node: Expression): boolean {
  if (node.kind === 'unary') return node.operator === '-' && isPlainNumber(node.operand)
  return node.kind === 'number' && node.unit === undefined
}

function constants(scope: TypeScope): ExpressionScope {
  return { ...scope, root: () => undefined }
}
