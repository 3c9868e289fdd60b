/**
 * Intervals of numbers and what arithmetic does to them: the means by which rules are proven not to fail. Bounds are inclusive. Because rounding to
 * the nearest double is monotone, evaluating the corners in doubles bounds every value the program can compute, without further slack.
 */
import type { FloatType, IntType } from '../program/type.ts'

export interface Interval {
  readonly min: number
  readonly max: number
}

const SMALLEST = Number.MIN_VALUE

/** A missing bound of a `Float` is the largest finite double. */
export function intervalOf(type: IntType | FloatType): Interval {
  return { min: type.min ?? -Number.MAX_VALUE, max: type.max ?? Number.MAX_VALUE }
}

export function add(a: Interval, b: Interval): Interval {
  return { min: a.min + b.min, max: a.max + b.max }
}

export function subtract(a: Interval, b: Interval): Interval {
  return { min: a.min - b.max, max: a.max - b.min }
}

export function multiply(a: Interval, b: Interval): Interval {
  return over([a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max])
}

export function negate(a: Interval): Interval {
  return { min: -a.max, max: -a.min }
}

/** The divisor's values without zero, as at most one interval below and one above. `nearest` is how close to zero they may come. */
export function withoutZero(divisor: Interval, nearest: number): readonly Interval[] {
  const below = { min: divisor.min, max: Math.min(divisor.max, -nearest) }
  const above = { min: Math.max(divisor.min, nearest), max: divisor.max }
  return [below, above].filter((part) => part.min <= part.max)
}

/** Quotient of doubles over divisors that are not zero. */
export function divideFloat(a: Interval, divisors: readonly Interval[]): Interval {
  return over(divisors.flatMap((b) => [a.min / b.min, a.min / b.max, a.max / b.min, a.max / b.max]))
}

/** Quotient truncated toward zero. */
export function divideInt(a: Interval, divisors: readonly Interval[]): Interval {
  const exact = divideFloat(a, divisors)
  return { min: Math.trunc(exact.min) + 0, max: Math.trunc(exact.max) + 0 }
}

/** Remainder of truncated division: the sign of the dividend, smaller than the divisor in magnitude. */
export function remainder(a: Interval, divisors: readonly Interval[]): Interval {
  const largest = Math.max(...divisors.flatMap((b) => [Math.abs(b.min), Math.abs(b.max)])) - 1
  return {
    min: a.min < 0 ? Math.max(a.min, -largest) + 0 : 0,
    max: a.max > 0 ? Math.min(a.max, largest) : 0,
  }
}

export function hull(a: Interval, b: Interval): Interval {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}

/** Undefined where nothing is in both. */
export function intersect(a: Interval, b: Interval): Interval | undefined {
  const min = Math.max(a.min, b.min)
  const max = Math.min(a.max, b.max)
  return min <= max ? { min, max } : undefined
}

/** The next double above a finite one; `Infinity` above the largest. */
export function nextAbove(value: number): number {
  if (value === 0) return SMALLEST
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n))
  return view.getFloat64(0) + 0
}

export function nextBelow(value: number): number {
  return -nextAbove(-value) + 0
}

function over(corners: readonly number[]): Interval {
  return { min: Math.min(...corners), max: Math.max(...corners) }
}
