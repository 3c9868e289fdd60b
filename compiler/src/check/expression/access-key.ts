/**
 * The canonical text of an expression: equal texts have equal values at one point of evaluation. Facts are kept under it. Variables are named by how
 * far out they are bound, so a text means the same at every depth.
 */
import type { Expr } from '../../program/expression.ts'

/** Undefined for expressions nobody keeps facts about (conditions, lists, quantifiers). `depth` is the number of variables in scope. */
export function accessKey(expr: Expr, depth: number): string | undefined {
  switch (expr.kind) {
    case 'root':
      return expr.root
    case 'variable':
      return `#${String(depth - 1 - expr.depth)}`
    case 'literal':
      return JSON.stringify(expr.value)
    case 'field':
      return fieldKey(expr.object, expr.field, depth)
    case 'index':
      return joined(accessKey(expr.object, depth), '[', accessKey(expr.index, depth), ']')
    case 'unary':
      return expr.operator === '-' ? joined('-(', accessKey(expr.operand, depth), ')') : undefined
    case 'binary':
      if (!'+-*/%'.includes(expr.operator)) return undefined
      return joined('(', accessKey(expr.left, depth), expr.operator, accessKey(expr.right, depth), ')')
    case 'call':
      if (expr.builtin !== 'size' && expr.builtin !== 'int' && expr.builtin !== 'double') return undefined
      return joined(`${expr.builtin}(`, accessKey(expr.arguments[0]!, depth), ')')
    default:
      return undefined
  }
}

export function fieldKey(object: Expr, field: string, depth: number): string | undefined {
  return joined(accessKey(object, depth), '.', JSON.stringify(field))
}

/** The fact that a map has a key. */
export function hasKeyFact(map: string, key: string): string {
  return `${key} in ${map}`
}

/** The fact that `index < size(list)`. */
export function belowSizeKey(index: string, size: string): string {
  return `${index} < ${size}`
}

function joined(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join('')
}
