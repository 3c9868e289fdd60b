/**
 * `startsWith endsWith contains matches` on texts. What scans a text needs an upper length, and a pattern is written out and belongs to the linear
 * subset, so that its cost is known when the policy is compiled.
 */
import { callForm, literalPattern, typeMismatch, unboundedLength } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { CallExpression, Expression } from '../../syntax/tree.ts'
import { readPatternLiteral } from '../../types/read-pattern-literal.ts'
import { showType } from '../../types/show-type.ts'
import { isText, textLengths } from '../../types/type-relations.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { textLiteral } from './literal.ts'
import { showNode } from './show-node.ts'

export const TEXT_METHODS = ['startsWith', 'endsWith', 'contains', 'matches'] as const
type TextMethod = (typeof TEXT_METHODS)[number]

export function isTextMethod(name: string): name is TextMethod {
  return (TEXT_METHODS as readonly string[]).includes(name)
}

export function checkTextMethod(
  node: CallExpression,
  receiverNode: Expression,
  method: TextMethod,
  context: Context,
): Checked | undefined {
  const [argumentNode] = node.arguments
  if (argumentNode === undefined || node.arguments.length > 1) {
    const form = method === 'matches' ? 'x.matches(r"[a-z]+")' : `x.${method}("a")`
    return refuse(context, node.span, callForm, { form, problem: `\`${method}\` takes one text` })
  }
  const receiver = requireText(receiverNode, context)
  const argument = method === 'matches' ? readPattern(argumentNode, context) : requireText(argumentNode, context)
  if (receiver === undefined || argument === undefined) return undefined
  if (method === 'contains' || method === 'matches') {
    if (!requireBounded(receiver, receiverNode, method, context)) return undefined
    if (!requireBounded(argument, argumentNode, method, context)) return undefined
  }
  return plain({ kind: 'call', builtin: method, arguments: [receiver, argument], type: { kind: 'bool' } }, context)
}

function requireText(node: Expression, context: Context): Expr | undefined {
  const expr = context.check(node, context)?.expr
  if (expr === undefined || isText(expr.type)) return expr
  return refuse(context, node.span, typeMismatch, { expected: '`String`', found: showType(expr.type) })
}

// INVARIANT L1: a pattern only ever runs over a text of bounded length.
function requireBounded(expr: Expr, node: Expression, method: TextMethod, context: Context): boolean {
  if (!isText(expr.type) || textLengths(expr.type).max !== undefined) return true
  const help = 'bound the type: `String(length: ..280)`'
  refuse(context, node.span, unboundedLength, { what: showNode(node), use: `\`${method}\`` }, { help })
  return false
}

function readPattern(node: Expression, context: Context): Expr | undefined {
  const literal = node.kind === 'name' ? context.check(node, context)?.expr : undefined
  if (node.kind === 'name' && literal === undefined) return undefined
  if (literal?.kind === 'literal' && typeof literal.value === 'string') {
    const location = { file: context.scope.file, span: node.span }
    return readPatternLiteral(literal.value, location, undefined, context.reporter) === undefined ? undefined : literal
  }
  if (node.kind !== 'string') return refuse(context, node.span, literalPattern, {})
  const location = { file: context.scope.file, span: node.span }
  const pattern = readPatternLiteral(node.value, location, node, context.reporter)
  return pattern === undefined ? undefined : textLiteral(node.value)
}
