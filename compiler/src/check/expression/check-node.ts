/**
 * One expression node to its rule. This is the recursion the parts of the checker get handed down.
 */
import { notInExpressions, opaqueValue } from '../../diagnostics/catalogue/types.ts'
import type { Type } from '../../program/type.ts'
import type { BinaryExpression, Expression } from '../../syntax/tree.ts'
import { durationText } from '../../types/time-text.ts'
import { checkArithmetic, checkMinus } from './check-arithmetic.ts'
import { checkCall } from './check-call.ts'
import { checkComparison } from './check-comparison.ts'
import { checkList } from './check-list.ts'
import { checkConditional, checkLogic, checkNot } from './check-logic.ts'
import { checkIndex, checkMember } from './check-member.ts'
import { checkMembership } from './check-membership.ts'
import { checkName } from './check-name.ts'
import { type Checked, type Context, plain, refuse } from './context.ts'
import { checkNumber, checkText, timeLiteral } from './literal.ts'
import { sourceText } from './show-node.ts'

// INVARIANT L9: nobody knows what is inside a `Json`, so no expression has one for its value. `has` and `in` ask the record around it.
export function checkNode(node: Expression, context: Context, expected?: Type): Checked | undefined {
  const checked = checkKind(node, context, expected)
  if (checked?.expr.type.kind !== 'json') return checked
  const path = sourceText(node)
  const help =
    node.kind === 'member' && path !== undefined
      ? `ask \`has(${path})\`, or give the field a type that says what is in it`
      : 'give it a type that says what is in it'
  return refuse(context, node.span, opaqueValue, { what: path === undefined ? 'this' : `\`${path}\`` }, { help })
}

function checkKind(node: Expression, context: Context, expected: Type | undefined): Checked | undefined {
  switch (node.kind) {
    case 'boolean':
      return plain({ kind: 'literal', value: node.value, type: { kind: 'bool' } }, context)
    case 'number':
      return checkNumber(node, context, expected)
    case 'string':
      return checkText(node.value, node.span, context, expected)
    case 'duration':
      return plain(timeLiteral('duration', durationText(node.milliseconds)), context)
    case 'name':
      return checkName(node, context, expected)
    case 'member':
      return checkMember(node, context)
    case 'index':
      return checkIndex(node, context)
    case 'call':
      return checkCall(node, context, expected)
    case 'unary':
      return node.operator === '!' ? checkNot(node, context) : checkMinus(node, context, expected)
    case 'binary':
      return checkBinary(node, context, expected)
    case 'conditional':
      return checkConditional(node, context, expected)
    case 'list':
      return checkList(node, context, expected)
    case 'record':
      return refuse(context, node.span, notInExpressions, { what: 'a record' })
  }
}

function checkBinary(node: BinaryExpression, context: Context, expected: Type | undefined): Checked | undefined {
  const { operator } = node
  switch (operator) {
    case '&&':
    case '||':
    case '=>':
      return checkLogic(node, operator, context)
    case 'in':
      return checkMembership(node, context)
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return checkArithmetic(node, operator, context, expected)
    default:
      return checkComparison(node, operator, context)
  }
}
