/**
 * Whether a typed expression reads one of the roots.
 */
import type { Expr, Root } from '../program/expression.ts'

export function readsRoot(expr: Expr, root: Root): boolean {
  switch (expr.kind) {
    case 'root':
      return expr.root === root
    case 'literal':
    case 'variable':
      return false
    case 'list':
      return expr.elements.some((element) => readsRoot(element, root))
    case 'field':
    case 'has':
      return readsRoot(expr.object, root)
    case 'index':
      return readsRoot(expr.object, root) || readsRoot(expr.index, root)
    case 'unary':
      return readsRoot(expr.operand, root)
    case 'binary':
      return readsRoot(expr.left, root) || readsRoot(expr.right, root)
    case 'conditional':
      return [expr.condition, expr.whenTrue, expr.whenFalse].some((part) => readsRoot(part, root))
    case 'call':
      return expr.arguments.some((argument) => readsRoot(argument, root))
    case 'quantifier':
      return readsRoot(expr.range, root) || readsRoot(expr.body, root)
  }
}
