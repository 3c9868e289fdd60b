/**
 * `x in list` and `"key" in record`. A list that is searched has an upper length; a key is one the record declares.
 */
import { alwaysPresent, operandTypes, unboundedLength } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { RecordType } from '../../program/type.ts'
import type { BinaryExpression, StringLiteral } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { isAlwaysPresent } from '../../types/type-relations.ts'
import { fieldKey } from './access-key.ts'
import { requireEquatable } from './check-comparison.ts'
import { findField } from './check-member.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { withTruth } from './facts.ts'
import { isFlexible } from './flexible.ts'
import { learnFromMembership } from './narrow.ts'
import { showNode, sourceText } from './show-node.ts'

export function checkMembership(node: BinaryExpression, context: Context): Checked | undefined {
  const listFirst = isFlexible(node.left, context) || !isFlexible(node.right, context)
  if (!listFirst) {
    const value = context.check(node.left, context)?.expr
    const expected =
      value === undefined ? undefined : ({ kind: 'list', element: value.type, minLength: 0, unique: false } as const)
    const list = context.check(node.right, context, expected)?.expr
    return value === undefined || list === undefined ? undefined : membership(node, value, list, context)
  }
  const list = context.check(node.right, context)?.expr
  if (list?.type.kind === 'record' && node.left.kind === 'string') {
    return checkKey(node, node.left, list, list.type, context)
  }
  const value = context.check(node.left, context, list?.type.kind === 'list' ? list.type.element : undefined)?.expr
  return value === undefined || list === undefined ? undefined : membership(node, value, list, context)
}

function membership(node: BinaryExpression, value: Expr, list: Expr, context: Context): Checked | undefined {
  if (list.type.kind !== 'list') {
    const help = list.type.kind === 'record' ? { help: 'a key is a literal: `"x-id" in input`' } : {}
    const takes = 'a list on its right'
    return refuse(context, node.right.span, operandTypes, { operator: 'in', takes, found: showType(list.type) }, help)
  }
  // INVARIANT L1: what is searched has an upper length.
  if (list.type.maxLength === undefined) {
    const help = 'bound the type: `List<…>(length: ..100)`'
    return refuse(context, node.right.span, unboundedLength, { what: showNode(node.right), use: '`in`' }, { help })
  }
  const left = { node: node.left, expr: value }
  const right = { node: node.right, expr: { ...list, type: list.type.element } }
  if (!requireEquatable('in', { left, right }, context, node.span)) return undefined
  const expr: Expr = { kind: 'binary', operator: 'in', left: value, right: list, type: { kind: 'bool' } }
  return { expr, whenTrue: learnFromMembership(value, list.type.element, context), whenFalse: context.facts }
}

function checkKey(
  node: BinaryExpression,
  key: StringLiteral,
  object: Expr,
  type: RecordType,
  context: Context,
): Checked | undefined {
  const field = findField(type, key.value, node.right, key.span, context)
  if (field === undefined) return undefined
  const path = `${sourceText(node.right) ?? '…'}[${JSON.stringify(key.value)}]`
  if (isAlwaysPresent(field)) refuse(context, node.span, alwaysPresent, { path })
  const expr: Expr = { kind: 'has', object, field: key.value, type: { kind: 'bool' } }
  const fact = fieldKey(object, key.value, context.variables.length)
  if (fact === undefined) return plain(expr, context)
  return { expr, whenTrue: withTruth(context.facts, fact), whenFalse: context.facts }
}
