/**
 * The walk over a written value and its type side by side. Scalars go through the expression checker, so that a literal means the same in a value and
 * in a rule.
 */
import {
  duplicateField,
  missingField,
  notConstant,
  repeatedElement,
  typeMismatch,
  valueOutOfRange,
} from '../../diagnostics/catalogue/types.ts'
import { describeType } from '../../program/describe-type.ts'
import { tagType } from '../../program/tag-type.ts'
import type { JsonType, JsonValue, ListType, MapType, Type, UnionType } from '../../program/type.ts'
import type { Expression, ListExpression, RecordExpression } from '../../syntax/tree.ts'
import { isJsonWithin } from '../../types/json-size.ts'
import { showType } from '../../types/show-type.ts'
import { type Context, refuse } from '../expression/context.ts'
import { requireKind, requireType } from '../expression/require-type.ts'
import { checkRecordValue } from './check-record-value.ts'
import { literalsOf, plainJson } from './plain-json.ts'
import { isLengthWithin } from './refinements.ts'
import type { ValueOptions } from './value-options.ts'

export function checkJson(
  node: Expression,
  type: Type,
  context: Context,
  options: ValueOptions,
): JsonValue | undefined {
  const inner = { ...options, partial: false }
  if (type.kind === 'json') return checkOpaqueValue(node, type, context, options)
  switch (node.kind) {
    case 'record':
      if (type.kind === 'map') return checkMapValue(node, type, context, inner)
      if (type.kind === 'union') return checkUnionValue(node, type, context, inner)
      if (type.kind !== 'record') return refuseKind(node, type, 'a record', context)
      return checkRecordValue(node, type, context, options, (part, of) => checkJson(part, of, context, inner))
    case 'list':
      if (type.kind !== 'list') return refuseKind(node, type, 'a list', context)
      return checkListValue(node, type, context, inner)
    case 'name': {
      const substitute = context.scope.substitute?.(node.name.text)
      return substitute === undefined
        ? checkScalar(node, type, context, options)
        : checkJson(substitute, type, context, options)
    }
    default:
      return checkScalar(node, type, context, options)
  }
}

function checkOpaqueValue(
  node: Expression,
  type: JsonType,
  context: Context,
  options: ValueOptions,
): JsonValue | undefined {
  const value = plainJson(node, context)
  if (value === undefined || options.lenient === true || isJsonWithin(value, type.maxBytes)) return value
  return refuse(context, node.span, valueOutOfRange, { value: 'the value', type: describeType(type) })
}

function refuseKind(node: Expression, type: Type, found: string, context: Context): undefined {
  return refuse(context, node.span, typeMismatch, { expected: showType(type), found })
}

function checkMapValue(
  node: RecordExpression,
  type: MapType,
  context: Context,
  options: ValueOptions,
): JsonValue | undefined {
  const members = new Map<string, JsonValue | undefined>()
  for (const { name, value } of node.fields) {
    if (members.has(name.text)) return refuse(context, name.span, duplicateField, { field: name.text })
    members.set(name.text, checkJson(value, type.element, context, options))
  }
  const whole = [...members].filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
  if (whole.length < members.size) return undefined
  const bounds = { minLength: type.minSize, ...(type.maxSize === undefined ? {} : { maxLength: type.maxSize }) }
  const location = { file: context.scope.file, span: node.span }
  if (options.lenient !== true && !isLengthWithin(whole.length, bounds, 'member', location, context.reporter)) {
    return undefined
  }
  return Object.fromEntries(whole)
}

function checkUnionValue(
  node: RecordExpression,
  type: UnionType,
  context: Context,
  options: ValueOptions,
): JsonValue | undefined {
  const tag = node.fields.find(({ name }) => name.text === type.discriminator)
  if (tag === undefined) {
    return refuse(context, node.span, missingField, { record: showType(type), fields: [type.discriminator] })
  }
  const value = checkJson(tag.value, tagType(type), context, { ...options, lenient: false })
  const variant = type.variants.find((candidate) => candidate.tag === value)
  return variant === undefined ? undefined : checkJson(node, variant.record, context, options)
}

function checkListValue(
  node: ListExpression,
  type: ListType,
  context: Context,
  options: ValueOptions,
): JsonValue | undefined {
  const values = node.elements.map((element) => checkJson(element, type.element, context, options))
  const whole = values.filter((value) => value !== undefined)
  if (whole.length < values.length) return undefined
  if (options.lenient === true) return whole
  const location = { file: context.scope.file, span: node.span }
  if (!isLengthWithin(whole.length, type, 'element', location, context.reporter)) return undefined
  if (!type.unique) return whole
  const repeated = whole.findIndex((value, index) => whole.indexOf(value) < index)
  if (repeated === -1) return whole
  return refuse(context, node.elements[repeated]!.span, repeatedElement, { value: JSON.stringify(whole[repeated]) })
}

function checkScalar(node: Expression, type: Type, context: Context, options: ValueOptions): JsonValue | undefined {
  if (!isConstantForm(node)) return refuse(context, node.span, notConstant, {})
  const lenient = options.lenient === true
  const isOpen = lenient && ['enum', 'timestamp', 'duration', 'bytes'].includes(type.kind)
  const expr = context.check(node, context, isOpen ? undefined : type)?.expr
  if (expr === undefined) return undefined
  const value = literalsOf(expr)
  if (value === undefined) return refuse(context, node.span, notConstant, {})
  if (!lenient) return requireType({ node, expr }, type, context) === undefined ? undefined : value
  if (isOpen && expr.type.kind === 'string') return value
  if (type.kind === 'int' && expr.type.kind === 'float' && expr.type.unit === type.unit) return value
  return requireKind({ node, expr }, type, context) ? value : undefined
}

function isConstantForm(node: Expression): boolean {
  if (node.kind === 'unary') return node.operator === '-' && ['number', 'duration'].includes(node.operand.kind)
  if (node.kind === 'call')
    return node.callee.kind === 'name' && ['timestamp', 'duration'].includes(node.callee.name.text)
  if (node.kind === 'member') return node.object.kind === 'name'
  return ['boolean', 'number', 'string', 'duration', 'name'].includes(node.kind)
}
