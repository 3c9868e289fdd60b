/**
 * Syntax nodes for generated expressions, all at one place in no file: the property tests care about meaning, not about spans.
 */
import type { BinaryOperator, CallExpression, Expression, MemberExpression, Name } from '../../src/syntax/tree.ts'

const span = { start: 0, end: 0 }

function word(text: string): Name {
  return { text, span }
}

export function name(text: string): Expression & { kind: 'name' } {
  return { kind: 'name', name: word(text), span }
}

export function number(value: number, unit?: string): Expression {
  const magnitude = Math.abs(value)
  const text = String(magnitude)
  const node: Expression = {
    kind: 'number',
    value: magnitude,
    text,
    fractional: /[.e]/.test(text),
    unit: unit === undefined ? undefined : word(unit),
    span,
  }
  return value < 0 ? { kind: 'unary', operator: '-', operand: node, span } : node
}

export function text(value: string): Expression {
  return { kind: 'string', value, raw: false, span }
}

export function member(object: Expression, field: string): MemberExpression {
  return { kind: 'member', object, member: word(field), span }
}

export function index(object: Expression, at: Expression): Expression {
  return { kind: 'index', object, index: at, span }
}

export function unary(operator: '!' | '-', operand: Expression): Expression {
  return { kind: 'unary', operator, operand, span }
}

export function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, operatorSpan: span, left, right, parenthesised: false, span }
}

export function conditional(condition: Expression, whenTrue: Expression, whenFalse: Expression): Expression {
  return { kind: 'conditional', condition, whenTrue, whenFalse, span }
}

export function list(elements: readonly Expression[]): Expression {
  return { kind: 'list', elements, span }
}

export function call(callee: CallExpression['callee'], ...parts: readonly Expression[]): Expression {
  return { kind: 'call', callee, arguments: parts, span }
}
