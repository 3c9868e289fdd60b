/**
 * `x in list` and `"key" in record`. A list that is searched has an upper length; a key is one the record declares.
 */
import { alwaysPresent, operandTypes, typeMismatch, unboundedLength } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { RecordType, UnionType } from '../../program/type.ts'
import type { BinaryExpression, StringLiteral } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { isAlwaysPresent, isText } from '../../types/type-relations.ts'
import { accessKey, fieldKey, hasKeyFact } from './access-key.ts'
import { requireEquatable } from './check-comparison.ts'
import { findField, findVariantField } from './check-member.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { withTruth } from './facts.ts'
import { isFlexible } from './flexible.ts'
import { learnVariants } from './known-variants.ts'
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
  if (list?.type.kind === 'union' && node.left.kind === 'string') {
    return checkUnionKey(node, node.left, list, list.type, context)
  }
  if (list?.type.kind === 'map') return checkMapKey(node, list, context)
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
  const learned = learnFromMembership(value, list.type.element, context)
  const values = list.kind === 'list' ? list.elements.map((element) => element.kind === 'literal' && element.value) : []
  if (list.kind !== 'list' || values.includes(false)) return { expr, whenTrue: learned, whenFalse: context.facts }
  return {
    expr,
    whenTrue: learnVariants(learned, value, values, true, context),
    whenFalse: learnVariants(context.facts, value, values, false, context),
  }
}

/** `"k" in map`, `k in map`: what is behind it may read `map[k]`. */
function checkMapKey(node: BinaryExpression, map: Expr, context: Context): Checked | undefined {
  const key = context.check(node.left, context)?.expr
  if (key === undefined) return undefined
  if (!isText(key.type)) {
    return refuse(context, node.left.span, typeMismatch, { expected: '`String`', found: showType(key.type) })
  }
  const expr: Expr = { kind: 'binary', operator: 'in', left: key, right: map, type: { kind: 'bool' } }
  const depth = context.variables.length
  const [mapName, keyName] = [accessKey(map, depth), accessKey(key, depth)]
  if (mapName === undefined || keyName === undefined) return plain(expr, context)
  return { expr, whenTrue: withTruth(context.facts, hasKeyFact(mapName, keyName)), whenFalse: context.facts }
}

function checkUnionKey(
  node: BinaryExpression,
  key: StringLiteral,
  object: Expr,
  type: UnionType,
  context: Context,
): Checked | undefined {
  const field = findVariantField(type, key.value, key.span, node.right, context)
  if (field === undefined) return undefined
  return checkKey(node, key, object, { kind: 'record', open: false, fields: [field] }, context)
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
