/**
 * `&& || => ! ?:`: conditions and what they teach each other. The right side is checked knowing how the left came out, because it is evaluated only
 * then; this is where optional fields, divisors and indexes get their proofs.
 */
import { typeMismatch } from '../../diagnostics/catalogue/types.ts'
import type { Expr } from '../../program/expression.ts'
import type { Type } from '../../program/type.ts'
import type { BinaryExpression, ConditionalExpression, Expression, UnaryExpression } from '../../syntax/tree.ts'
import { showType } from '../../types/show-type.ts'
import { joinTypes } from '../../types/type-relations.ts'
import { behind, type Checked, type Context, refuse } from './context.ts'
import { either } from './facts.ts'
import { isFlexible } from './flexible.ts'
import { requireSameKind } from './pair.ts'
import { sourceText } from './show-node.ts'

const BOOL: Type = { kind: 'bool' }

export function checkLogic(
  node: BinaryExpression,
  operator: '&&' | '||' | '=>',
  context: Context,
): Checked | undefined {
  const left = checkCondition(node.left, context)
  const right = checkCondition(node.right, behind(context, left, operator === '||' ? 'whenFalse' : 'whenTrue'))
  if (left === undefined || right === undefined) return undefined
  const expr: Expr = { kind: 'binary', operator, left: left.expr, right: right.expr, type: BOOL }
  if (operator === '&&') {
    return { expr, whenTrue: right.whenTrue, whenFalse: either(left.whenFalse, right.whenFalse) }
  }
  const decided = operator === '||' ? left.whenTrue : left.whenFalse
  return { expr, whenTrue: either(decided, right.whenTrue), whenFalse: right.whenFalse }
}

export function checkNot(node: UnaryExpression, context: Context): Checked | undefined {
  const operand = checkCondition(node.operand, context)
  if (operand === undefined) return undefined
  const expr: Expr = { kind: 'unary', operator: '!', operand: operand.expr, type: BOOL }
  return { expr, whenTrue: operand.whenFalse, whenFalse: operand.whenTrue }
}

export function checkConditional(
  node: ConditionalExpression,
  context: Context,
  expected: Type | undefined,
): Checked | undefined {
  const condition = checkCondition(node.condition, context)
  const whenHolds = behind(context, condition, 'whenTrue')
  const otherwise = behind(context, condition, 'whenFalse')
  const falseFirst = isFlexible(node.whenTrue, context) && !isFlexible(node.whenFalse, context)
  const first = falseFirst
    ? context.check(node.whenFalse, otherwise, expected)
    : context.check(node.whenTrue, whenHolds, expected)
  const hint = first?.expr.type ?? expected
  const second = falseFirst
    ? context.check(node.whenTrue, whenHolds, hint)
    : context.check(node.whenFalse, otherwise, hint)
  if (condition === undefined || first === undefined || second === undefined) return undefined
  const [yes, no] = falseFirst ? [second, first] : [first, second]
  const type = joinTypes(yes.expr.type, no.expr.type)
  if (type === undefined) {
    const pair = { left: { node: node.whenTrue, expr: yes.expr }, right: { node: node.whenFalse, expr: no.expr } }
    if (requireSameKind('?:', pair, context, node.span)) {
      refuse(context, node.span, typeMismatch, { expected: showType(yes.expr.type), found: showType(no.expr.type) })
    }
    return undefined
  }
  const expr: Expr = {
    kind: 'conditional',
    condition: condition.expr,
    whenTrue: yes.expr,
    whenFalse: no.expr,
    type,
  }
  return { expr, whenTrue: either(yes.whenTrue, no.whenTrue), whenFalse: either(yes.whenFalse, no.whenFalse) }
}

/** INVARIANT L2: a condition is a Bool; nothing else counts as true or false. */
export function checkCondition(node: Expression, context: Context): Checked | undefined {
  const checked = context.check(node, context, BOOL)
  if (checked === undefined || checked.expr.type.kind === 'bool') return checked
  const { type } = checked.expr
  const help = howToAsk(type, sourceText(node))
  return refuse(
    context,
    node.span,
    typeMismatch,
    { expected: '`Bool`', found: showType(type) },
    help === undefined ? {} : { help },
  )
}

function howToAsk(type: Type, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (type.kind === 'int' || type.kind === 'float') return `a number is not true or false; compare it: \`${text} != 0\``
  if (type.kind === 'string') return `a text is not true or false; compare it: \`${text} != ""\``
  if (type.kind === 'list') return `a list is not true or false; ask for its length: \`size(${text}) > 0\``
  return undefined
}
