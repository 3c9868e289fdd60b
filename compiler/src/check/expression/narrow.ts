/**
 * What a comparison teaches: the intervals of its two sides where it holds and where it does not. Only numbers are narrowed.
 */
import type { Expr } from '../../program/expression.ts'
import type { Type } from '../../program/type.ts'
import { type Interval, intervalOf, nextAbove, nextBelow } from '../../types/interval.ts'
import { isTime, type TimeType, timeInterval } from '../../types/time-interval.ts'
import { accessKey, belowSizeKey } from './access-key.ts'
import type { Context } from './context.ts'
import { type Facts, withRange, withTruth } from './facts.ts'
import { isNumeric, nearestToZero, rangeOf } from './known-range.ts'
import { learnVariants } from './known-variants.ts'

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='

const NEGATED = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const
const MIRRORED = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

export interface Learned {
  readonly whenTrue: Facts
  readonly whenFalse: Facts
}

export function learnFromComparison(operator: Comparison, left: Expr, right: Expr, context: Context): Learned {
  return { whenTrue: learn(operator, left, right, context), whenFalse: learn(NEGATED[operator], left, right, context) }
}

/** `value in list` holds: the value lies in the interval over the elements. */
export function learnFromMembership(value: Expr, element: Type, context: Context): Facts {
  if (!isNumeric(value.type) || !isNumeric(element)) return context.facts
  const key = value.kind === 'literal' ? undefined : accessKey(value, context.variables.length)
  if (key === undefined) return context.facts
  const bound = intervalOf(element)
  return withRange(context.facts, key, rangeOf(value, value.type, context), bound, bound.min > 0 || bound.max < 0)
}

function learn(operator: Comparison, left: Expr, right: Expr, context: Context): Facts {
  const afterLeft = narrowSide(context.facts, operator, left, right, context)
  const afterBoth = narrowVariants(
    narrowSide(afterLeft, MIRRORED[operator], right, left, context),
    operator,
    left,
    right,
    context,
  )
  return relateToSize(relateToSize(afterBoth, operator, left, right, context), MIRRORED[operator], right, left, context)
}

// `side operator other` holds: what is left of the side's interval.
function narrowSide(facts: Facts, operator: Comparison, side: Expr, other: Expr, context: Context): Facts {
  if (isTime(side.type)) return narrowTime(facts, operator, side, side.type, other, context)
  if (side.kind === 'literal' || !isNumeric(side.type) || !isNumeric(other.type)) return facts
  const key = accessKey(side, context.variables.length)
  if (key === undefined) return facts
  const current = facts.ranges.get(key) ?? rangeOf(side, side.type, context)
  const bound = intervalOf(other.type)
  const step = { above: above(side), below: below(side) }
  const everything = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE }
  switch (operator) {
    case '<':
      return withRange(facts, key, current, { ...everything, max: step.below(bound.max) }, false)
    case '<=':
      return withRange(facts, key, current, { ...everything, max: bound.max }, false)
    case '>':
      return withRange(facts, key, current, { ...everything, min: step.above(bound.min) }, false)
    case '>=':
      return withRange(facts, key, current, { ...everything, min: bound.min }, false)
    case '==':
      return withRange(facts, key, current, bound, bound.min > 0 || bound.max < 0)
    case '!=': {
      if (bound.min !== bound.max) return facts
      const excluded: Interval = {
        min: current.min === bound.min ? step.above(current.min) : current.min,
        max: current.max === bound.min ? step.below(current.max) : current.max,
      }
      return withRange(facts, key, current, excluded, bound.min === 0)
    }
  }
}

// In whole seconds, rounded outward, so that there is no step to the next.
function narrowTime(
  facts: Facts,
  operator: Comparison,
  side: Expr,
  type: TimeType,
  other: Expr,
  context: Context,
): Facts {
  const key = side.kind === 'literal' || !isTime(other.type) ? undefined : accessKey(side, context.variables.length)
  if (key === undefined || !isTime(other.type) || operator === '!=') return facts
  const current = facts.ranges.get(key) ?? { ...timeInterval(type), nonZero: false }
  const bound = timeInterval(other.type)
  return withRange(
    facts,
    key,
    current,
    {
      min: operator === '<' || operator === '<=' ? Number.NEGATIVE_INFINITY : bound.min,
      max: operator === '>' || operator === '>=' ? Number.POSITIVE_INFINITY : bound.max,
    },
    false,
  )
}

// `x.kind == "card"`, either way round.
function narrowVariants(facts: Facts, operator: Comparison, left: Expr, right: Expr, context: Context): Facts {
  if (operator !== '==' && operator !== '!=') return facts
  if (left.kind === 'literal') return learnVariants(facts, right, [left.value], operator === '==', context)
  return right.kind === 'literal' ? learnVariants(facts, left, [right.value], operator === '==', context) : facts
}

function above(side: Expr): (value: number) => number {
  const { type } = side
  if (type.kind === 'int') return (value) => value + 1
  return (value) => (value === 0 && type.kind === 'float' ? nearestToZero(type) : nextAbove(value))
}

function below(side: Expr): (value: number) => number {
  const up = above(side)
  return side.type.kind === 'int' ? (value) => value - 1 : (value) => (value === 0 ? -up(0) : nextBelow(value))
}

// `i < size(list)` makes `list[i]` safe whatever the numbers are.
function relateToSize(facts: Facts, operator: Comparison, side: Expr, other: Expr, context: Context): Facts {
  if (operator !== '<' || other.kind !== 'call' || other.builtin !== 'size') return facts
  const depth = context.variables.length
  const [index, size] = [accessKey(side, depth), accessKey(other, depth)]
  return index === undefined || size === undefined ? facts : withTruth(facts, belowSizeKey(index, size))
}
