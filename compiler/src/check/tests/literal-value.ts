/**
 * The JSON value an expression states without any type to hold it against: for values that a test gives wrong on purpose.
 */
import type { JsonValue } from '../../program/type.ts'
import type { Expression } from '../../syntax/tree.ts'
import { durationText } from '../../types/time-text.ts'
import { foldedQuantity } from '../expression/folded-quantity.ts'
import type { ConstantScope } from '../expression/scope.ts'

/** Literals, lists, records, constants and words; a quantity is its number. Undefined for anything that has to be computed. */
export function literalValue(node: Expression, scope: ConstantScope): JsonValue | undefined {
  switch (node.kind) {
    case 'boolean':
    case 'string':
      return node.value
    case 'number':
      return foldedQuantity(node, scope).value
    case 'duration':
      return durationText(node.milliseconds)
    case 'call': {
      const [text] = node.callee.kind === 'name' && isTimeName(node.callee.name.text) ? node.arguments : []
      return text?.kind === 'string' ? text.value : undefined
    }
    case 'unary':
      if (node.operand.kind === 'duration') return durationText(-node.operand.milliseconds)
      return node.operator === '-' && node.operand.kind === 'number'
        ? -foldedQuantity(node.operand, scope).value
        : undefined
    case 'name':
      return namedValue(node.name.text, scope)
    case 'list':
      return allOrNothing(node.elements.map((element) => literalValue(element, scope)))
    case 'record': {
      const values = allOrNothing(node.fields.map((field) => literalValue(field.value, scope)))
      return values && Object.fromEntries(node.fields.map((field, index) => [field.name.text, values[index]!]))
    }
    default:
      return undefined
  }
}

function isTimeName(name: string): boolean {
  return name === 'timestamp' || name === 'duration'
}

function namedValue(name: string, scope: ConstantScope): JsonValue | undefined {
  const cell = scope.substitute?.(name)
  if (cell) return literalValue(cell, scope)
  const constant = scope.constant(name)
  if (constant?.kind === 'literal') return constant.value
  return scope.word(name) === undefined ? undefined : name
}

function allOrNothing(values: readonly (JsonValue | undefined)[]): readonly JsonValue[] | undefined {
  return values.every((value) => value !== undefined) ? values : undefined
}
