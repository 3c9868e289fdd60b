/**
 * `min(a, b)` and `max(a, b)` over numbers of one kind.
 */
import { callForm, operandTypes } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { FloatType, IntType, Type } from '../../program/type.ts'
import type { CallExpression } from '../../syntax/tree.ts'
import { intervalOf } from '../../types/interval.ts'
import { showType } from '../../types/show-type.ts'
import { isSameKind } from '../../types/type-relations.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { isFlexible } from './flexible.ts'
import { isNumeric, withBounds } from './known-range.ts'
import { requireSameKind } from './pair.ts'

/** Canonical CEL spells the comparison out, which doubles the text with each further number. */
const MOST_ARGUMENTS = 6

export function checkExtreme(
  node: CallExpression,
  builtin: 'min' | 'max',
  context: Context,
  expected: Type | undefined,
): Checked | undefined {
  const nodes = node.arguments
  if (nodes.length < 2 || nodes.length > MOST_ARGUMENTS) {
    const problem = `\`${builtin}\` takes 2 to ${String(MOST_ARGUMENTS)} numbers`
    return refuse(context, node.span, callForm, { form: `${builtin}(a, b)`, problem })
  }
  const model = Math.max(
    0,
    nodes.findIndex((argument) => !isFlexible(argument, context)),
  )
  const first = context.check(nodes[model]!, context, expected)?.expr
  const others = nodes.map((argument, index) =>
    index === model ? first : context.check(argument, context, first?.type ?? expected)?.expr,
  )
  const values = others.filter((value) => value !== undefined)
  if (first === undefined || values.length < nodes.length) return undefined
  for (const [index, value] of values.entries()) {
    if (!isNumeric(value.type)) {
      const found = showType(value.type)
      return refuse(context, nodes[index]!.span, operandTypes, { operator: builtin, takes: 'numbers', found })
    }
    const pair = { left: { node: nodes[model]!, expr: first }, right: { node: nodes[index]!, expr: value } }
    if (!isSameKind(first.type, value.type)) {
      requireSameKind(builtin, pair, context, node.span)
      return undefined
    }
  }
  const type = extremeType(builtin, values.map((value) => value.type).filter(isNumeric))
  return plain({ kind: 'call', builtin, arguments: values, type } satisfies Expr, context)
}

function extremeType(builtin: 'min' | 'max', types: readonly (IntType | FloatType)[]): IntType | FloatType {
  const choose = builtin === 'min' ? Math.min : Math.max
  const intervals = types.map(intervalOf)
  const bounds = {
    min: choose(...intervals.map((interval) => interval.min)),
    max: choose(...intervals.map((interval) => interval.max)),
  }
  const [first] = types
  const unit = first?.unit === undefined ? {} : { unit: first.unit }
  if (first?.kind === 'int') return { kind: 'int', ...bounds, ...unit }
  return withBounds<FloatType>({ kind: 'float', ...unit }, bounds)
}
