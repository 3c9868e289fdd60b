/**
 * The most steps that a decision about an action can take, whatever it is given: INVARIANT L1 as a number. A step is a part of an expression looked at, a
 * character of a text read, an element of a list visited. A text or list without an upper length counts as one: only its type is looked at, by functions of
 * the platform, and the transport bounds it.
 */
import type { Expr } from './expression.ts'
import type { Action } from './program.ts'
import type { Type } from './type.ts'

/** A positive number; beyond 2^53 it is rounded, and it may be infinite. */
export function worstCost(action: Action): number {
  const { scopes = [], maxImpact, approval } = action.governance
  const conditions = [...action.rules, ...(approval?.waivers ?? [])].map(({ condition }) => condition)
  const expressions = maxImpact === undefined ? conditions : [maxImpact.measure, ...conditions]
  return (
    valueCost(action.input) +
    (action.facts === undefined ? 0 : valueCost(action.facts)) +
    scopes.length +
    action.governance.authorizedRoles.length +
    sum(expressions.map(expressionCost))
  )
}

/** Of checking one value against its type. */
function valueCost(type: Type): number {
  const conditions = sum((type.where ?? []).map(expressionCost))
  switch (type.kind) {
    case 'record':
      return 1 + conditions + sum(type.fields.map((field) => 1 + valueCost(field.type)))
    case 'list': {
      const length = type.maxLength ?? 1
      const pairs = type.unique ? (length * (length - 1)) / 2 : 0
      return 1 + conditions + length * valueCost(type.element) + pairs
    }
    case 'string':
      return 1 + conditions + (type.maxLength ?? 0) * (1 + (type.patterns ?? []).length)
    case 'map':
      return 1 + conditions + (type.maxSize ?? 1) * (1 + valueCost(type.element))
    case 'union':
      return 1 + conditions + Math.max(...type.variants.map(({ record }) => valueCost(record)))
    case 'json':
      return 1 + conditions + type.maxBytes
    case 'bytes':
      return 1 + conditions + Math.ceil(type.maxSize / 3) * 4
    default:
      return 1 + conditions
  }
}

function expressionCost(expression: Expr): number {
  switch (expression.kind) {
    case 'literal':
    case 'root':
    case 'variable':
      return 1
    case 'list':
      return 1 + sum(expression.elements.map(expressionCost))
    case 'field':
    case 'has':
      return 1 + expressionCost(expression.object)
    case 'index':
      return 1 + expressionCost(expression.object) + expressionCost(expression.index)
    case 'unary':
      return 1 + expressionCost(expression.operand)
    case 'binary': {
      const { operator, left, right } = expression
      const compared =
        operator === 'in' ? lengthOf(right.type) * Math.max(1, textLength(left.type)) : textLength(left.type)
      const isReading = operator === '==' || operator === '!=' || operator === 'in'
      return 1 + expressionCost(left) + expressionCost(right) + (isReading ? compared : 0)
    }
    case 'conditional': {
      const { condition, whenTrue, whenFalse } = expression
      return 1 + expressionCost(condition) + Math.max(expressionCost(whenTrue), expressionCost(whenFalse))
    }
    case 'call':
      return 1 + sum(expression.arguments.map((argument) => expressionCost(argument) + textLength(argument.type)))
    case 'quantifier':
      return (
        1 + expressionCost(expression.range) + lengthOf(expression.range.type) * (1 + expressionCost(expression.body))
      )
  }
}

function lengthOf(type: Type): number {
  if (type.kind === 'map') return type.maxSize ?? 1
  return type.kind === 'list' ? (type.maxLength ?? 1) : 1
}

function textLength(type: Type): number {
  return type.kind === 'string' ? (type.maxLength ?? 0) : 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
