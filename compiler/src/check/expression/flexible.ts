/**
 * Which expressions are made of literals alone and so take their type from what stands beside them. Used to look at the other side first.
 */
import type { Expression } from '../../syntax/tree.ts'
import type { Context } from './context.ts'
import { enumerationOf } from './enumeration-of.ts'

export function isFlexible(node: Expression, context: Context): boolean {
  switch (node.kind) {
    case 'boolean':
    case 'number':
    case 'string':
    case 'duration':
      return true
    case 'name':
      return (
        !context.variables.some((variable) => variable.name === node.name.text) && isConstant(node.name.text, context)
      )
    case 'member':
      return enumerationOf(node.object, context) !== undefined
    case 'list':
      return node.elements.every((element) => isFlexible(element, context))
    case 'unary':
      return node.operator === '-' && isFlexible(node.operand, context)
    case 'binary':
      return '+-*/%'.includes(node.operator) && isFlexible(node.left, context) && isFlexible(node.right, context)
    case 'conditional':
      return isFlexible(node.whenTrue, context) && isFlexible(node.whenFalse, context)
    default:
      return false
  }
}

function isConstant(name: string, context: Context): boolean {
  const { scope } = context
  if (scope.root(name) !== undefined) return false
  if (scope.substitute?.(name) !== undefined) return true
  const value = scope.constant(name)
  return value === undefined ? scope.word(name) !== undefined : value.kind === 'literal' || value.kind === 'list'
}
