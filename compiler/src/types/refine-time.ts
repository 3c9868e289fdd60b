/**
 * `range:` of `Timestamp` and `Duration`: bounds for proofs, and the condition that holds values to them. The condition is ordinary: interpreter,
 * guard and schema enforce it as they do any `where`.
 */
import { checkExpression } from '../check/check-expression.ts'
import { emptyType, rangeInverted, refinementWidens } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Expr } from '../program/expression.ts'
import type { Expression, Refinement } from '../syntax/tree.ts'
import { formatTime } from './format-time.ts'
import { refuseValue } from './refinement-value.ts'
import type { TypeScope } from './resolve-type.ts'
import { showTimeRange } from './show-time-range.ts'
import { showType } from './show-type.ts'
import { instantOf, type TimeType, timeInterval } from './time-interval.ts'

export function narrowTimeRange(
  type: TimeType,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): TimeType | undefined {
  const range = refinement.value
  if (range.kind !== 'range') return refuseValue(refinement, takes(type), scope, reporter)
  const min = range.min === undefined ? undefined : readEnd(range.min, type, refinement, scope, reporter)
  const max = range.max === undefined ? undefined : readEnd(range.max, type, refinement, scope, reporter)
  if ((range.min !== undefined && min === undefined) || (range.max !== undefined && max === undefined)) return undefined
  const location = { file: scope.file, span: range.span }
  const show = (seconds: number): string => formatTime(type.kind, { seconds, nanos: 0 })
  if (min !== undefined && max !== undefined && min > max) {
    reporter.report(rangeInverted, location, { min: show(min), max: show(max) })
    return undefined
  }
  const all = timeInterval(type)
  if ((min ?? all.min) > all.max || (max ?? all.max) < all.min) {
    const reason = `${showType(type)} is ${showTimeRange(type)} already`
    reporter.report(emptyType, location, { reason })
    return undefined
  }
  if ((min ?? all.min) < all.min || (max ?? all.max) > all.max) {
    const reason = `it is ${showTimeRange(type)} already`
    reporter.report(refinementWidens, location, { type: showType(type).replaceAll('`', ''), reason })
    return undefined
  }
  const { where = [], ...bare } = type
  const conditions = [
    ...(min === undefined ? [] : [condition(bare, '>=', show(min))]),
    ...(max === undefined ? [] : [condition(bare, '<=', show(max))]),
  ]
  return {
    ...type,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    where: [...where, ...conditions],
  }
}

function takes(type: TimeType): string {
  return type.kind === 'timestamp'
    ? 'a range of whole seconds such as `timestamp("2020-01-01T00:00:00Z")..`'
    : 'a range of whole seconds such as `0s..24h`'
}

function readEnd(
  node: Expression,
  type: TimeType,
  refinement: Refinement,
  scope: TypeScope,
  reporter: Reporter,
): number | undefined {
  const expr = checkExpression(node, { ...scope, root: () => undefined }, undefined, reporter)
  if (expr === undefined) return undefined
  if (expr.kind === 'literal' && typeof expr.value === 'string' && expr.type.kind === type.kind) {
    const { seconds, nanos } = instantOf(type.kind, expr.value)
    if (nanos === 0) return seconds
  }
  return refuseValue(refinement, takes(type), scope, reporter, node.span)
}

function condition(type: TimeType, operator: '>=' | '<=', text: string): Expr {
  const { name: _name, ...bare } = type
  return {
    kind: 'binary',
    operator,
    left: { kind: 'root', root: 'value', type: { kind: bare.kind } },
    right: { kind: 'literal', value: text, type: { kind: bare.kind } },
    type: { kind: 'bool' },
  }
}
