/**
 * Canonical CEL: the one text of an expression, printed from the resolved program. Standard CEL only and self-sufficient under a stock engine that
 * binds JSON numbers as doubles and timestamps as strings; it never folds, reorders or simplifies.
 */
import type { CallExpr, Expr, QuantifierExpr } from '../program/expression.ts'
import { checkedPattern } from '../types/pattern/checked-pattern.ts'
import { patternToJsonSchema } from '../types/pattern/pattern-to-json-schema.ts'
import { invariant } from './invariant.ts'

/** Canonical CEL of an expression: minimal parentheses, one space around operators, `a => b` as `!a || b`, bound variables `v1`, `v2`, …. */
export function printCel(expression: Expr): string {
  return print(expression, { level: 0, arithmetic: false }).text
}

interface Printed {
  readonly text: string
  readonly precedence: number
}

/** `level`: quantifiers around this node. `arithmetic`: the value is computed with, so a bare JSON number must be converted to the exact kind. */
interface Place {
  readonly level: number
  readonly arithmetic: boolean
}

const CONDITIONAL = 1
const OR = 2
const AND = 3
const RELATION = 4
const SUM = 5
const PRODUCT = 6
const UNARY = 7
const MEMBER = 8

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': OR,
  '&&': AND,
  '==': RELATION,
  '!=': RELATION,
  '<': RELATION,
  '<=': RELATION,
  '>': RELATION,
  '>=': RELATION,
  in: RELATION,
  '+': SUM,
  '-': SUM,
  '*': PRODUCT,
  '/': PRODUCT,
  '%': PRODUCT,
}

/** Words that CEL keeps for itself: such a field is reached by index, its presence asked by `in`. */
const RESERVED = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
)

function print(expression: Expr, place: Place): Printed {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression.value, expression.type.kind)
    case 'list':
      return {
        text: `[${expression.elements.map((element) => print(element, place).text).join(', ')}]`,
        precedence: MEMBER,
      }
    case 'root':
      return converted(expression, expression.root, place)
    case 'variable':
      return converted(expression, `v${place.level - expression.depth}`, place)
    case 'field':
      return converted(expression, select(printReceiver(expression.object, place), expression.field), place)
    case 'index': {
      const index = print(expression.index, { ...place, arithmetic: true }).text
      return converted(expression, `${printReceiver(expression.object, place)}[${index}]`, place)
    }
    case 'has':
      return printHas(printReceiver(expression.object, place), expression.field)
    case 'unary':
      return printUnary(expression.operator, expression.operand, place)
    case 'binary':
      return printBinary(expression.operator, expression.left, expression.right, place)
    case 'conditional':
      return printConditional(
        print(expression.condition, { ...place, arithmetic: false }),
        print(expression.whenTrue, place),
        print(expression.whenFalse, place),
      )
    case 'call':
      return printCall(expression, place)
    case 'quantifier':
      return printQuantifier(expression, place)
  }
}

function printLiteral(value: boolean | number | string, kind: string): Printed {
  if (typeof value === 'string') {
    const text = JSON.stringify(value)
    return {
      text: kind === 'duration' ? `duration(${text})` : kind === 'timestamp' ? `timestamp(${text})` : text,
      precedence: MEMBER,
    }
  }
  if (typeof value === 'boolean') return { text: String(value), precedence: MEMBER }
  const digits = String(Object.is(value, -0) ? 0 : value)
  const text = kind === 'float' && /^-?[0-9]+$/.test(digits) ? `${digits}.0` : digits
  return { text, precedence: value < 0 ? UNARY : MEMBER }
}

/** A path under `timestamp(…)`, `duration(…)`, or, where it is computed with, `int(…)` or `double(…)`. */
function converted(expression: Expr, path: string, place: Place): Printed {
  const conversion = conversionOf(expression.type.kind, place.arithmetic)
  return { text: conversion === undefined ? path : `${conversion}(${path})`, precedence: MEMBER }
}

function conversionOf(kind: string, arithmetic: boolean): string | undefined {
  if (kind === 'timestamp' || kind === 'duration') return kind
  if (!arithmetic) return undefined
  return kind === 'int' ? 'int' : kind === 'float' ? 'double' : undefined
}

function printReceiver(object: Expr, place: Place): string {
  return atLeast(print(object, { ...place, arithmetic: false }), MEMBER)
}

function select(receiver: string, field: string): string {
  return isSelector(field) ? `${receiver}.${field}` : `${receiver}[${JSON.stringify(field)}]`
}

function printHas(receiver: string, field: string): Printed {
  return isSelector(field)
    ? { text: `has(${receiver}.${field})`, precedence: MEMBER }
    : { text: `${JSON.stringify(field)} in ${receiver}`, precedence: RELATION }
}

function isSelector(field: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(field) && !RESERVED.has(field)
}

function printUnary(operator: '!' | '-', operand: Expr, place: Place): Printed {
  const inner = print(operand, { ...place, arithmetic: operator === '-' })
  // `--5` would read as one token sequence of two negations of a literal; the parentheses keep the tree.
  const nested = operator === '-' && inner.text.startsWith('-') ? `(${inner.text})` : atLeast(inner, UNARY)
  return { text: `${operator}${nested}`, precedence: UNARY }
}

function printBinary(operator: string, left: Expr, right: Expr, place: Place): Printed {
  if (operator === '=>') {
    const inner = { ...place, arithmetic: false }
    return { text: `!${atLeast(print(left, inner), UNARY)} || ${atLeast(print(right, inner), OR)}`, precedence: OR }
  }
  const precedence = PRECEDENCE[operator]
  invariant(precedence !== undefined, `no precedence for the operator ${operator}`)
  const inner = { ...place, arithmetic: precedence === SUM || precedence === PRODUCT }
  // `&&` and `||` are associative: a chain reads the same whichever way it was grouped.
  const associative = precedence === OR || precedence === AND
  const rightText = atLeast(print(right, inner), associative ? precedence : precedence + 1)
  return { text: `${atLeast(print(left, inner), precedence)} ${operator} ${rightText}`, precedence }
}

function printConditional(condition: Printed, whenTrue: Printed, whenFalse: Printed): Printed {
  return {
    text: `${atLeast(condition, OR)} ? ${atLeast(whenTrue, OR)} : ${atLeast(whenFalse, CONDITIONAL)}`,
    precedence: CONDITIONAL,
  }
}

function printCall(call: CallExpr, place: Place): Printed {
  const [receiver, ...rest] = call.arguments
  invariant(receiver !== undefined, `${call.builtin} without an argument`)
  const inner = { ...place, arithmetic: false }
  switch (call.builtin) {
    case 'size':
      if (receiver.type.kind === 'bytes') return printByteCount(atLeast(print(receiver, inner), MEMBER))
      return { text: `size(${print(receiver, inner).text})`, precedence: MEMBER }
    case 'int':
    case 'double': {
      const text = print(receiver, { ...place, arithmetic: true }).text
      return { text: `${call.builtin}(${text})`, precedence: MEMBER }
    }
    case 'min':
    case 'max':
      return printExtreme(call.builtin === 'min' ? '<' : '>', receiver, rest, place)
    case 'matches': {
      const [pattern] = rest
      invariant(pattern?.kind === 'literal' && typeof pattern.value === 'string', 'matches takes a literal pattern')
      const text = JSON.stringify(patternToJsonSchema(checkedPattern(pattern.value)))
      return { text: `${printReceiver(receiver, inner)}.matches(${text})`, precedence: MEMBER }
    }
    default: {
      const values = rest.map((argument) => print(argument, inner).text).join(', ')
      return { text: `${printReceiver(receiver, inner)}.${call.builtin}(${values})`, precedence: MEMBER }
    }
  }
}

/** Standard CEL decodes no base64; the padding tells how many bytes the text stands for. */
function printByteCount(text: string): Printed {
  const padding = `(${text}.endsWith("==") ? 2 : ${text}.endsWith("=") ? 1 : 0)`
  return { text: `size(${text}) / 4 * 3 - ${padding}`, precedence: SUM }
}

/** Standard CEL has no `min`: `a < b ? a : b`, folded from the left. */
function printExtreme(operator: '<' | '>', first: Expr, rest: readonly Expr[], place: Place): Printed {
  let best = print(first, place)
  for (const expression of rest) {
    const next = print(expression, place)
    const condition = { text: `${atLeast(best, RELATION)} ${operator} ${atLeast(next, SUM)}`, precedence: RELATION }
    best = printConditional(condition, best, next)
  }
  return best
}

function printQuantifier(expression: QuantifierExpr, place: Place): Printed {
  const range = printReceiver(expression.range, place)
  const body = print(expression.body, { ...place, level: place.level + 1, arithmetic: false }).text
  return { text: `${range}.${expression.quantifier}(v${place.level + 1}, ${body})`, precedence: MEMBER }
}

function atLeast(printed: Printed, precedence: number): string {
  return printed.precedence >= precedence ? printed.text : `(${printed.text})`
}
