/**
 * Reads what is known about a number at a place: its declared interval, narrowed by the comparisons around it.
 */
import type { Expr } from '../../program/expression.ts'
import type { FloatType, IntType, Type } from '../../program/type.ts'
import { type Interval, intervalOf } from '../../types/interval.ts'
import { isTime } from '../../types/time-interval.ts'
import { accessKey } from './access-key.ts'
import type { Context } from './context.ts'
import type { Range } from './facts.ts'

/** The same expression, its type tightened to what is known about it here. */
export function withKnownRange<E extends Expr>(expr: E, context: Context): E {
  const { type } = expr
  if (context.facts.ranges.size === 0 || !(isNumeric(type) || isTime(type))) return expr
  const key = accessKey(expr, context.variables.length)
  const known = key === undefined ? undefined : context.facts.ranges.get(key)
  if (known === undefined) return expr
  return { ...expr, type: isTime(type) ? { ...type, min: known.min, max: known.max } : withBounds(type, known) }
}

/** For an expression whose type is already tightened; adds whether zero is excluded. */
export function rangeOf(expr: Expr, type: IntType | FloatType, context: Context): Range {
  const key = context.facts.ranges.size === 0 ? undefined : accessKey(expr, context.variables.length)
  const known = key === undefined ? undefined : context.facts.ranges.get(key)
  return { ...intervalOf(type), nonZero: known?.nonZero === true }
}

/** Bounds of the largest doubles are left out: any finite double. */
export function withBounds<T extends IntType | FloatType>(type: T, { min, max }: Interval): T {
  if (type.kind === 'int') return { ...type, min, max }
  const { min: _min, max: _max, ...rest } = type
  return {
    ...rest,
    ...(min === -Number.MAX_VALUE ? {} : { min }),
    ...(max === Number.MAX_VALUE ? {} : { max }),
  } as T
}

export function isNumeric(type: Type): type is IntType | FloatType {
  return type.kind === 'int' || type.kind === 'float'
}

/** How close to zero a value of the type may come without being it. */
export function nearestToZero(type: IntType | FloatType): number {
  if (type.kind === 'int') return 1
  return type.decimals === undefined ? Number.MIN_VALUE : Number(`1e-${String(type.decimals)}`)
}
