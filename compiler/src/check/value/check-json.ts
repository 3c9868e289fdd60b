/**
 * The walk over a written value and its type side by side. Scalars go through the expression checker, so that a literal means the same in a value and
 * in a rule.
 */
import { notConstant, repeatedElement, typeMismatch } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { JsonValue, ListType, Type } from '../../program/type.ts'
import type { Expression, ListExpression } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { type Context, refuse } from '../expression/context.ts'
import { requireKind, requireType } from '../expression/require-type.ts'
import { checkRecordValue } from './check-record-value.ts'
import { isLengthWithin } from './refinements.ts'
import type { ValueOptions } from './value-options.ts'

export function checkJson(
  node: Expression,
  type: Type,
  context: Context,
  options: ValueOptions,
): JsonValue | undefined {
  const inner = { ...options, partial: false }
  switch (node.kind) {
    case 'record':
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

function refuseKind(node: Expression, type: Type, found: string, context: Context): undefined {
  return refuse(context, node.span, typeMismatch, { expected: showType(type), found })
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
  const isOpen = lenient && (type.kind === 'enum' || type.kind === 'timestamp' || type.kind === 'duration')
  const expr = context.check(node, context, isOpen ? undefined : type)?.expr
  if (expr === undefined) return undefined
  const value = jsonOf(expr)
  if (value === undefined) return refuse(context, node.span, notConstant, {})
  if (!lenient) return requireType({ node, expr }, type, context) === undefined ? undefined : value
  if (isOpen && expr.type.kind === 'string') return value
  if (type.kind === 'int' && expr.type.kind === 'float' && expr.type.unit === undefined) return value
  return requireKind({ node, expr }, type, context) ? value : undefined
}

function isConstantForm(node: Expression): boolean {
  if (node.kind === 'unary') return node.operator === '-' && node.operand.kind === 'number'
  return ['boolean', 'number', 'string', 'duration', 'name'].includes(node.kind)
}

function jsonOf(expr: Expr): JsonValue | undefined {
  if (expr.kind === 'literal') return expr.value
  if (expr.kind !== 'list') return undefined
  const values = expr.elements.map(jsonOf)
  const whole = values.filter((value) => value !== undefined)
  return whole.length === values.length ? whole : undefined
}
