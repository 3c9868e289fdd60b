/** The parts of a typed expression: for questions about what it mentions and how large it is. */
import type { Expr } from '../../program/expression.ts'

/** In reading order. */
export function partsOf(expression: Expr): readonly Expr[] {
  switch (expression.kind) {
    case 'literal':
    case 'root':
    case 'variable':
      return []
    case 'list':
      return expression.elements
    case 'field':
    case 'has':
      return [expression.object]
    case 'index':
      return [expression.object, expression.index]
    case 'unary':
      return [expression.operand]
    case 'binary':
      return [expression.left, expression.right]
    case 'conditional':
      return [expression.condition, expression.whenTrue, expression.whenFalse]
    case 'call':
      return expression.arguments
    case 'quantifier':
      return [expression.range, expression.body]
  }
}
