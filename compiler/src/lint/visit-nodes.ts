/** Walks every expression of a tree, wherever it stands, the outer ones first. */
import type { Expression, SourceTree } from '../syntax/tree.ts'

const KINDS: ReadonlySet<unknown> = new Set<Expression['kind']>([
  'boolean',
  'number',
  'string',
  'duration',
  'name',
  'member',
  'index',
  'call',
  'unary',
  'binary',
  'conditional',
  'list',
  'record',
])

/** `parent` is the expression the visited one is part of. */
export function visitExpressionNodes(
  tree: SourceTree,
  visit: (node: Expression, parent: Expression | undefined) => void,
): void {
  const walk = (node: object, parent: Expression | undefined): void => {
    const isOne = isExpression(node)
    if (isOne) visit(node, parent)
    for (const member of Object.values(node)) {
      if (typeof member === 'object' && member !== null) walk(member, isOne ? node : parent)
    }
  }
  walk(tree.declarations, undefined)
}

function isExpression(node: object): node is Expression {
  return 'kind' in node && KINDS.has(node.kind)
}
