/** Walks a typed expression without evaluating it: for questions about what it mentions and how large it is. */
import type { Expr } from './expression.ts'

/** Calls `visit` for the expression and all its parts, in reading order, each before its parts. */
export function visitExpression(expression: Expr, visit: (expression: Expr) => void): void {
  visit(expression)
  for (const part of partsOf(expression)) visitExpression(part, visit)
}

/** What an expression is made of directly, in reading order. */
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
