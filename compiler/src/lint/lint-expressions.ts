/**
 * Expressions that say in more words what fewer would: needless negations, comparisons with truth values, the same operand twice. Works on the source as
 * it is written, because that is what is to be rewritten.
 */
import { booleanComparison, needlessNegation, repeatedOperand } from '../diagnostics/catalogue/lint.ts'
import type { BinaryExpression, Expression, UnaryExpression } from '../syntax/tree.ts'
import { type LintContext, type LintFile, warn } from './lint-context.ts'
import { conditionKey } from './same-condition.ts'
import { visitExpressionNodes } from './visit-nodes.ts'

export function lintExpressions(context: LintContext): void {
  for (const file of context.files) {
    visitExpressionNodes(file.tree, (node, parent) => {
      if (node.kind === 'unary' && node.operator === '!') lintNegation(context, file, node, parent)
      else if (node.kind === 'binary') lintBinary(context, file, node, parent)
    })
  }
}

function lintNegation(
  context: LintContext,
  file: LintFile,
  node: UnaryExpression,
  parent: Expression | undefined,
): void {
  const { operand } = node
  let instead: string | undefined
  if (operand.kind === 'unary' && operand.operator === '!') {
    instead = sliceOf(file, operand).replace(/^!\s*/, '')
  } else if (
    operand.kind === 'binary' &&
    (operand.operator === '==' || operand.operator === '!=') &&
    mayBeBare(parent)
  ) {
    const [left, right] = sidesOf(file, operand)
    instead = `${left} ${operand.operator === '==' ? '!=' : '=='} ${right}`
  }
  if (instead !== undefined)
    warn(context, needlessNegation, placeOf(file, node), { instead }, fixOf(file, node, instead))
}

function lintBinary(
  context: LintContext,
  file: LintFile,
  node: BinaryExpression,
  parent: Expression | undefined,
): void {
  if (node.operator === '==' || node.operator === '!=') lintTruth(context, file, node, parent)
  else if (node.operator === '&&' || node.operator === '||') {
    // The outermost of a chain looks at all its operands.
    if (parent?.kind === 'binary' && parent.operator === node.operator) return
    const seen = new Set<string>()
    for (const operand of operandsOf(node, node.operator)) {
      const key = conditionKey(operand)
      if (seen.has(key)) warn(context, repeatedOperand, placeOf(file, operand), { operator: node.operator })
      seen.add(key)
    }
  }
}

function operandsOf(node: Expression, operator: '&&' | '||'): readonly Expression[] {
  if (node.kind !== 'binary' || node.operator !== operator) return [node]
  return [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)]
}

function lintTruth(context: LintContext, file: LintFile, node: BinaryExpression, parent: Expression | undefined): void {
  const [left, right] = sidesOf(file, node)
  const [truth, other, text] =
    node.right.kind === 'boolean' ? [node.right, node.left, left] : [node.left, node.right, right]
  if (truth.kind !== 'boolean' || other.kind === 'boolean') return
  const isPlain = truth.value === (node.operator === '==')
  const isTight = other.kind !== 'binary' && other.kind !== 'conditional'
  if (!isPlain && !isTight && !text.startsWith('(')) return
  const instead = isPlain ? text : `!${text}`
  // What is compared may be looser than what stands around the comparison.
  const extras = isTight || mayBeBare(parent) ? fixOf(file, node, instead) : {}
  warn(context, booleanComparison, placeOf(file, node), { instead }, extras)
}

/** Around it stands nothing that binds tighter than a comparison. */
function mayBeBare(parent: Expression | undefined): boolean {
  return (
    parent === undefined ||
    parent.kind === 'call' ||
    (parent.kind === 'binary' && (parent.operator === '&&' || parent.operator === '||' || parent.operator === '=>'))
  )
}

function sliceOf({ text }: LintFile, { span }: Expression): string {
  return text.slice(span.start, span.end)
}

/** Both sides as written, their parentheses included. */
function sidesOf({ text }: LintFile, { span, operatorSpan }: BinaryExpression): readonly [string, string] {
  return [text.slice(span.start, operatorSpan.start).trim(), text.slice(operatorSpan.end, span.end).trim()]
}

function placeOf({ path }: LintFile, { span }: Expression): { file: string; span: Expression['span'] } {
  return { file: path, span }
}

/** No fix where a comment would be lost with it. */
function fixOf(file: LintFile, node: Expression, instead: string): object {
  if (sliceOf(file, node).includes('//')) return {}
  const { path } = file
  return { fixes: [{ title: `write \`${instead}\``, edits: [{ file: path, span: node.span, text: instead }] }] }
}
