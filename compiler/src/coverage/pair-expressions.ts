/**
 * A checked expression side by side with the source it came from. They have the same shape except where the checker put something else in place of what was
 * written (a constant, the body of a function): there the pairing ends, and what is inside belongs to the source of the whole.
 */
import type { Expr } from '../program/expression.ts'
import type { CallExpression, Expression } from '../syntax/tree.ts'

/** Adds every part of `expression` that has a source of its own, the expression itself included. */
export function pairExpressions(node: Expression, expression: Expr, pairs: Map<Expr, Expression>): void {
  if (pairs.has(expression)) return
  pairs.set(expression, node)
  for (const [source, part] of partsSideBySide(node, expression)) pairExpressions(source, part, pairs)
}

type Pair = readonly [Expression, Expr]

function partsSideBySide(node: Expression, expression: Expr): readonly Pair[] {
  switch (expression.kind) {
    case 'literal':
    case 'root':
    case 'variable':
      return []
    case 'unary':
      return node.kind === 'unary' && node.operator === expression.operator ? [[node.operand, expression.operand]] : []
    case 'binary':
      if (node.kind !== 'binary' || node.operator !== expression.operator) return []
      return [
        [node.left, expression.left],
        [node.right, expression.right],
      ]
    case 'conditional':
      if (node.kind !== 'conditional') return []
      return [
        [node.condition, expression.condition],
        [node.whenTrue, expression.whenTrue],
        [node.whenFalse, expression.whenFalse],
      ]
    case 'field':
      return node.kind === 'member' && node.member.text === expression.field ? [[node.object, expression.object]] : []
    case 'index':
      if (node.kind !== 'index') return []
      return [
        [node.object, expression.object],
        [node.index, expression.index],
      ]
    case 'list':
      return node.kind === 'list' ? zip(node.elements, expression.elements) : []
    case 'has':
      return []
    case 'call':
      return node.kind === 'call' && calleeOf(node) === expression.builtin
        ? zip([...receiverOf(node), ...node.arguments], expression.arguments)
        : []
    case 'quantifier':
      return node.kind === 'call' && calleeOf(node) === expression.quantifier
        ? zip([...receiverOf(node), ...node.arguments.slice(1)], [expression.range, expression.body])
        : []
  }
}

function calleeOf({ callee }: CallExpression): string {
  return callee.kind === 'member' ? callee.member.text : callee.name.text
}

function receiverOf({ callee }: CallExpression): readonly Expression[] {
  return callee.kind === 'member' ? [callee.object] : []
}

function zip(nodes: readonly Expression[], expressions: readonly Expr[]): readonly Pair[] {
  if (nodes.length !== expressions.length) return []
  return nodes.map((node, index) => [node, expressions[index]!])
}
