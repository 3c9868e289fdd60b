/**
 * What the types alone say about a condition: always true, always false, or neither. Uses the intervals the checker has proven, and what is the same on
 * both sides; it evaluates nothing.
 */
import type { BinaryExpr, Expr } from '../program/expression.ts'
import type { Type } from '../program/type.ts'
import { type Interval, intervalOf } from './interval.ts'

/** Undefined: it depends. */
export function constantTruth(expression: Expr): boolean | undefined {
  if (expression.kind === 'literal' && typeof expression.value === 'boolean') return expression.value
  if (expression.kind === 'unary' && expression.operator === '!') return negated(constantTruth(expression.operand))
  return expression.kind === 'binary' ? binaryTruth(expression) : undefined
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

function binaryTruth({ operator, left, right }: BinaryExpr): boolean | undefined {
  switch (operator) {
    case '&&':
      return both(constantTruth(left), constantTruth(right))
    case '||':
      return negated(both(negated(constantTruth(left)), negated(constantTruth(right))))
    case '=>':
      return negated(both(constantTruth(left), negated(constantTruth(right))))
    case '==':
      return equalTruth(left, right)
    case '!=':
      return negated(equalTruth(left, right))
    case '<':
      return lessTruth(left, right)
    case '>':
      return lessTruth(right, left)
    case '<=':
      return negated(lessTruth(right, left))
    case '>=':
      return negated(lessTruth(left, right))
    default:
      return undefined
  }
}

function both(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) return false
  return a === undefined || b === undefined ? undefined : true
}

function equalTruth(left: Expr, right: Expr): boolean | undefined {
  if (isSame(left, right)) return true
  if (left.type.kind === 'enum' && right.type.kind === 'enum') {
    const values = new Set(right.type.values)
    return left.type.values.some((value) => values.has(value)) ? undefined : false
  }
  const [a, b] = [rangeOf(left.type), rangeOf(right.type)]
  return a !== undefined && b !== undefined && (a.max < b.min || b.max < a.min) ? false : undefined
}

function lessTruth(left: Expr, right: Expr): boolean | undefined {
  if (isSame(left, right)) return false
  const [a, b] = [rangeOf(left.type), rangeOf(right.type)]
  if (a === undefined || b === undefined) return undefined
  return a.max < b.min ? true : a.min >= b.max ? false : undefined
}

function rangeOf(type: Type): Interval | undefined {
  return type.kind === 'int' || type.kind === 'float' ? intervalOf(type) : undefined
}

function isSame(left: Expr, right: Expr): boolean {
  return left.kind === right.kind && JSON.stringify(left) === JSON.stringify(right)
}
