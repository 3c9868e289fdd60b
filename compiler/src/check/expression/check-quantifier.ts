/**
 * `list.all(x, …)` and its kin: a variable bound to each element of a list of bounded length. The variable's name is new, so nothing is ever hidden.
 */
import { callForm, noMembers, unboundedLength, unorderedMap, variableName } from '../../diagnostics/catalogue/types.ts'
import type { Expr, QuantifierExpr } from '../../program/expression.ts'
import type { ListType, MapType, Type } from '../../program/type.ts'
import type { CallExpression, Expression } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { accessKey, hasKeyFact } from './access-key.ts'
import { checkCondition } from './check-logic.ts'
import { ROOTS } from './check-name.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { withTruth } from './facts.ts'
import { showNode } from './show-node.ts'

export const QUANTIFIERS = ['all', 'exists', 'exists_one', 'map', 'filter'] as const
/** Keys have no bound of their own, so no pattern runs on them. */
const KEY: Type = { kind: 'string', minLength: 0 }

type Quantifier = QuantifierExpr['quantifier']

export function isQuantifier(name: string): name is Quantifier {
  return (QUANTIFIERS as readonly string[]).includes(name)
}

export function checkQuantifier(
  node: CallExpression,
  rangeNode: Expression,
  quantifier: Quantifier,
  context: Context,
): Checked | undefined {
  const [variableNode, bodyNode] = node.arguments
  if (variableNode === undefined || bodyNode === undefined || node.arguments.length > 2) {
    const form = `list.${quantifier}(x, …)`
    return refuse(context, node.span, callForm, {
      form,
      problem: `\`${quantifier}\` takes a variable and an expression`,
    })
  }
  const range = checkRange(rangeNode, quantifier, context)
  const variable = newVariable(variableNode, context)
  if (range === undefined || variable === undefined) return undefined
  if (range.type.kind === 'map' && (quantifier === 'map' || quantifier === 'filter')) {
    return refuse(context, node.callee.span, unorderedMap, { quantifier })
  }
  const inner = withVariable(variable, range.expr, range.type, context)
  const body = quantifier === 'map' ? context.check(bodyNode, inner)?.expr : checkCondition(bodyNode, inner)?.expr
  if (body === undefined) return undefined
  const type = resultType(quantifier, range.type, body.type)
  return plain({ kind: 'quantifier', quantifier, range: range.expr, variable, body, type }, context)
}

function checkRange(
  node: Expression,
  quantifier: Quantifier,
  context: Context,
): { readonly expr: Expr; readonly type: ListType | MapType } | undefined {
  const expr = context.check(node, context)?.expr
  if (expr === undefined) return undefined
  if (expr.type.kind !== 'list' && expr.type.kind !== 'map') {
    return refuse(context, node.span, noMembers, {
      type: showType(expr.type),
      access: `elements for \`${quantifier}\``,
    })
  }
  // INVARIANT L1: what a quantifier walks over has an upper length.
  if ((expr.type.kind === 'map' ? expr.type.maxSize : expr.type.maxLength) === undefined) {
    const help = `bound the type: \`${expr.type.kind === 'map' ? 'Map<…>(size: ..100)' : 'List<…>(length: ..100)'}\``
    return refuse(context, node.span, unboundedLength, { what: showNode(node), use: `\`${quantifier}\`` }, { help })
  }
  return { expr, type: expr.type }
}

// A key that is walked over is in the map.
function withVariable(name: string, range: Expr, type: ListType | MapType, context: Context): Context {
  const isMap = type.kind === 'map'
  const variables = [...context.variables, { name, type: isMap ? KEY : type.element }]
  const map = isMap ? accessKey(range, context.variables.length) : undefined
  const facts =
    map === undefined
      ? context.facts
      : withTruth(context.facts, hasKeyFact(map, `#${String(context.variables.length)}`))
  return { ...context, variables, facts }
}

function newVariable(node: Expression, context: Context): string | undefined {
  if (node.kind !== 'name' || node.name.text.includes('-')) {
    return refuse(context, node.span, variableName, { problem: 'the variable is one plain word, such as `x`' })
  }
  const name = node.name.text
  const { scope, variables } = context
  const taken =
    ROOTS.some((root) => root === name) ||
    variables.some((variable) => variable.name === name) ||
    scope.constant(name) !== undefined ||
    scope.word(name) !== undefined
  if (!taken) return name
  return refuse(context, node.span, variableName, {
    problem: `\`${name}\` already means something here; choose another word`,
  })
}

function resultType(quantifier: Quantifier, range: ListType | MapType, body: Type): Type {
  if (range.kind === 'map') return { kind: 'bool' }
  if (quantifier === 'map') return { ...unnamed(range), element: body, unique: false }
  return quantifier === 'filter' ? { ...unnamed(range), minLength: 0 } : { kind: 'bool' }
}

function unnamed(list: ListType): ListType {
  const { name: _name, where: _where, ...rest } = list
  return rest
}
