/**
 * The meaning of an expression: a walk over the typed tree with the roots bound to values. Generated code and canonical CEL are judged against this.
 * Values are JSON values of the types the checker proved; timestamps and durations stay text and are compared as seconds and nanoseconds.
 */
import type { BinaryExpr, CallExpr, Expr, IndexExpr, QuantifierExpr, Root } from '../program/expression.ts'
import { bytesIn } from '../types/base64.ts'
import { parseComputedDuration } from '../types/duration.ts'
import { formatTime } from '../types/format-time.ts'
import { compareInstants, type Instant, parseTimestamp } from '../types/timestamp.ts'
import { countCodePoints } from './code-points.ts'
import { equalValues } from './equal-values.ts'
import { matchesPattern } from './matches-pattern.ts'
import { isRecord, mapKeys, mapMember, ownMember } from './own-member.ts'

/** What the roots stand for; a root that is absent must not be mentioned by the expression. */
export type Environment = { readonly [root in Root]?: unknown }

/** Called after each sub-expression that computes something (no literals, no bare roots), innermost first. */
export type Observer = (expression: Expr, value: unknown) => void

interface Scope {
  readonly environment: Environment
  /** Innermost last. */
  readonly variables: unknown[]
  readonly observe: Observer | undefined
}

/**
 * Evaluates a checked expression. INVARIANT L3: on values of the declared types this cannot fail; what typing has excluded (a missing field, an
 * operand of another type) throws, as it can only come from a defect of the checker, and the caller turns it into a denial.
 */
export function evaluateExpression(expression: Expr, environment: Environment, observe?: Observer): unknown {
  return evaluate(expression, { environment, variables: [], observe })
}

function evaluate(expression: Expr, scope: Scope): unknown {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind === 'root') return rootValue(expression.root, scope)
  const value = compute(expression, scope)
  scope.observe?.(expression, value)
  return value
}

function compute(expression: Expr, scope: Scope): unknown {
  switch (expression.kind) {
    case 'literal':
    case 'root':
      return evaluate(expression, scope)
    case 'list':
      return expression.elements.map((element) => evaluate(element, scope))
    case 'variable':
      return scope.variables[scope.variables.length - 1 - expression.depth]
    case 'field':
      return present(ownMember(pathValue(expression.object, scope), expression.field))
    case 'has':
      return ownMember(pathValue(expression.object, scope), expression.field) !== undefined
    case 'index':
      return present(element(expression, pathValue(expression.object, scope), scope))
    case 'unary':
      if (expression.operator === '!') return !truth(evaluate(expression.operand, scope))
      return exact(expression, -number(evaluate(expression.operand, scope)))
    case 'binary':
      return evaluateBinary(expression, scope)
    case 'conditional':
      return truth(evaluate(expression.condition, scope))
        ? evaluate(expression.whenTrue, scope)
        : evaluate(expression.whenFalse, scope)
    case 'call':
      return evaluateCall(expression, scope)
    case 'quantifier':
      return evaluateQuantifier(expression, scope)
  }
}

function element(expression: IndexExpr, object: unknown, scope: Scope): unknown {
  const index = evaluate(expression.index, scope)
  return expression.object.type.kind === 'map' ? mapMember(object, text(index)) : list(object)[number(index)]
}

function rootValue(root: Root, scope: Scope): unknown {
  return present(Object.hasOwn(scope.environment, root) ? scope.environment[root] : undefined)
}

// The steps of a path are not worth observing, its end is.
function pathValue(expression: Expr, scope: Scope): unknown {
  return expression.kind === 'field' || expression.kind === 'index'
    ? compute(expression, scope)
    : evaluate(expression, scope)
}

function evaluateBinary(expression: BinaryExpr, scope: Scope): unknown {
  const { operator } = expression
  const left = evaluate(expression.left, scope)
  if (operator === '&&') return truth(left) && truth(evaluate(expression.right, scope))
  if (operator === '||') return truth(left) || truth(evaluate(expression.right, scope))
  if (operator === '=>') return !truth(left) || truth(evaluate(expression.right, scope))
  const right = evaluate(expression.right, scope)
  switch (operator) {
    case '==':
      return isEqual(expression.left, left, right)
    case '!=':
      return !isEqual(expression.left, left, right)
    case 'in':
      if (expression.right.type.kind === 'map') return mapMember(right, text(left)) !== undefined
      if (!Array.isArray(right)) return ownMember(right, text(left)) !== undefined
      return list(right).some((element) => isEqual(expression.left, left, element))
    case '<':
      return compare(expression.left, left, right) < 0
    case '<=':
      return compare(expression.left, left, right) <= 0
    case '>':
      return compare(expression.left, left, right) > 0
    case '>=':
      return compare(expression.left, left, right) >= 0
    case '+':
    case '-':
      if (isTime(expression)) return computedTime(expression, left, right)
      if (operator === '-') return exact(expression, number(left) - number(right))
      return typeof left === 'string' ? left + text(right) : exact(expression, number(left) + number(right))
    default:
      return exact(expression, arithmetic(expression, number(left), number(right)))
  }
}

function arithmetic(expression: BinaryExpr, left: number, right: number): number {
  switch (expression.operator) {
    case '*':
      return left * right
    case '/':
      // Whole division truncates toward zero; taking the remainder off first keeps the quotient exact.
      return expression.type.kind === 'int' ? (left - (left % right)) / right : left / right
    case '%':
      return left % right
    default:
      return excluded('an operator on numbers')
  }
}

// An `Int` has no negative zero.
function exact(expression: Expr, result: number): number {
  return expression.type.kind === 'int' ? result + 0 : result
}

function computedTime(expression: BinaryExpr, left: unknown, right: unknown): string {
  const [a, b] = [instant(expression.left, left), instant(expression.right, right)]
  const sign = expression.operator === '-' ? -1 : 1
  const kind = expression.type.kind === 'timestamp' ? 'timestamp' : 'duration'
  return formatTime(kind, { seconds: a.seconds + sign * b.seconds, nanos: a.nanos + sign * b.nanos })
}

function isEqual(side: Expr, left: unknown, right: unknown): boolean {
  return isTime(side) ? compare(side, left, right) === 0 : equalValues(left, right)
}

function compare(side: Expr, left: unknown, right: unknown): number {
  if (!isTime(side)) return number(left) - number(right)
  return compareInstants(instant(side, left), instant(side, right))
}

function isTime(side: Expr): boolean {
  return side.type.kind === 'timestamp' || side.type.kind === 'duration'
}

function instant(side: Expr, value: unknown): Instant {
  const parsed = side.type.kind === 'timestamp' ? parseTimestamp(value) : parseComputedDuration(value)
  return parsed ?? excluded('a timestamp or duration')
}

function evaluateCall(expression: CallExpr, scope: Scope): unknown {
  const values = expression.arguments.map((argument) => evaluate(argument, scope))
  const [receiver, argument] = values
  switch (expression.builtin) {
    case 'size':
      return sizeOf(expression.arguments[0], receiver)
    case 'startsWith':
      return text(receiver).startsWith(text(argument))
    case 'endsWith':
      return text(receiver).endsWith(text(argument))
    case 'contains':
      return text(receiver).includes(text(argument))
    case 'matches':
      return matchesPattern(text(argument), text(receiver))
    case 'min':
      return exact(expression, Math.min(...operands(values)))
    case 'max':
      return exact(expression, Math.max(...operands(values)))
    case 'int':
      return exact(expression, Math.trunc(number(receiver)))
    case 'double':
      return number(receiver)
  }
}

function sizeOf(measured: Expr | undefined, value: unknown): number {
  if (measured?.type.kind === 'bytes') return bytesIn(value) ?? excluded('bytes')
  if (typeof value === 'string') return countCodePoints(value)
  return measured?.type.kind === 'map' ? mapKeys(record(value)).length : list(value).length
}

function operands(values: readonly unknown[]): readonly number[] {
  return (Array.isArray(values[0]) ? list(values[0]) : values).map(number)
}

function evaluateQuantifier(expression: QuantifierExpr, scope: Scope): unknown {
  const range = evaluate(expression.range, scope)
  const elements = expression.range.type.kind === 'map' ? mapKeys(record(range)) : list(range)
  const holds = (element: unknown): boolean => truth(evaluateBody(expression, element, scope))
  switch (expression.quantifier) {
    case 'all':
      return elements.every(holds)
    case 'exists':
      return elements.some(holds)
    case 'exists_one':
      return elements.filter(holds).length === 1
    case 'filter':
      return elements.filter(holds)
    case 'map':
      return elements.map((element) => evaluateBody(expression, element, scope))
  }
}

function evaluateBody(expression: QuantifierExpr, element: unknown, scope: Scope): unknown {
  return evaluate(expression.body, { ...scope, variables: [...scope.variables, element] })
}

function present(value: unknown): unknown {
  return value === undefined ? excluded('a present value') : value
}

function truth(value: unknown): boolean {
  return typeof value === 'boolean' ? value : excluded('true or false')
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : excluded('a number')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : excluded('a string')
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : excluded('a list')
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : excluded('a map')
}

function excluded(expected: string): never {
  throw new Error(`INVARIANT L3: typing should have left ${expected} here`)
}
