/**
 * `timestamp ± duration`, `timestamp - timestamp`, `duration ± duration`: which of them there are, and the proof that the result is a time that every
 * engine can hold.
 */
import { operandTypes, timeOutOfRange } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { BinaryExpression } from '../../syntax/tree.ts'
import { add, type Interval, subtract } from '../../types/interval.ts'
import { showType } from '../../types/show-type.ts'
import { isHeld, isTime, type TimeType, timeInterval } from '../../types/time-interval.ts'
import { type Checked, type Context, plain, refuse, refuseProof } from './context.ts'
import { withKnownRange } from './known-range.ts'
import type { Operand, Pair } from './pair.ts'
import { sourceText } from './show-node.ts'

export function checkTimeArithmetic(
  node: BinaryExpression,
  operator: string,
  pair: Pair,
  context: Context,
): Checked | undefined {
  const { left, right } = pair
  const [a, b] = [left.expr.type, right.expr.type]
  if (!isTime(a) || !isTime(b)) return undefined
  const kind = resultKind(operator, a.kind, b.kind)
  if (kind === undefined || (operator !== '+' && operator !== '-')) {
    const found = `${showType(a)} and ${showType(b)}`
    const takes = 'a timestamp and a duration, two durations, or, for `-`, two timestamps'
    return refuse(context, node.span, operandTypes, { operator, takes, found })
  }
  const interval = operator === '+' ? add(timeInterval(a), timeInterval(b)) : subtract(timeInterval(a), timeInterval(b))
  if (!requireHeld(node, pair, kind, interval, context)) return undefined
  const expr: Expr = { kind: 'binary', operator, left: left.expr, right: right.expr, type: { kind, ...interval } }
  return plain(withKnownRange(expr, context), context)
}

function resultKind(operator: string, a: TimeType['kind'], b: TimeType['kind']): TimeType['kind'] | undefined {
  if (a === b) return a === 'duration' || operator === '-' ? 'duration' : undefined
  return a === 'timestamp' || operator === '+' ? 'timestamp' : undefined
}

// INVARIANT L3: a computed timestamp lies in the years 1 to 9999, a computed duration and what it is made of in 64-bit nanoseconds.
function requireHeld(
  node: BinaryExpression,
  { left, right }: Pair,
  kind: TimeType['kind'],
  interval: Interval,
  context: Context,
): boolean {
  const parts = [left, right].filter(({ expr }) => expr.type.kind === 'duration')
  const fits = parts.every(({ expr }) => isTime(expr.type) && isHeld('duration', timeInterval(expr.type)))
  if (fits && isHeld(kind, interval)) return true
  const notes = [left, right].flatMap(missingBound)
  const help =
    'bound the type, for example `Timestamp(range: timestamp("2000-01-01T00:00:00Z")..timestamp("2100-01-01T00:00:00Z"))` or `Duration(range: 0s..24h)`'
  const what = kind === 'timestamp' ? 'the years 1 to 9999' : '292 years'
  refuseProof(context, node.span, timeOutOfRange, { operator: node.operator, what }, { notes, help })
  return false
}

function missingBound({ node, expr }: Operand): readonly string[] {
  if (!isTime(expr.type) || (expr.type.min !== undefined && expr.type.max !== undefined)) return []
  const name = sourceText(node)
  return [`${name === undefined ? 'one side' : `\`${name}\``} has no bounds of its own`]
}
