/**
 * An expression in the language's own terms, for people: units, grouped digits, `=>`, variables by the names they were given, constants and functions already
 * in place. Made from the program, so it is not what was typed; what engines read is canonical CEL, and that is printed elsewhere.
 */
import type { BinaryExpr, CallExpr, Expr, LiteralExpr } from './expression.ts'

export function expressionText(expression: Expr): string {
  return write(expression).text
}

interface Written {
  readonly text: string
  readonly binding: number
}

const IMPLIES = 1
const CONDITIONAL = 2
const LOGIC = 3
const RELATION = 4
const SUM = 5
const PRODUCT = 6
const UNARY = 7
const MEMBER = 8

const BINDING: Readonly<Record<BinaryExpr['operator'], number>> = {
  '=>': IMPLIES,
  '&&': LOGIC,
  '||': LOGIC,
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

/** Called with everything in parentheses; the others are methods of a text. */
const PLAIN_CALLS: ReadonlySet<CallExpr['builtin']> = new Set(['size', 'min', 'max', 'int', 'double'])

function write(expression: Expr): Written {
  switch (expression.kind) {
    case 'literal':
      return writeLiteral(expression)
    case 'list':
      return closed(`[${expression.elements.map(expressionText).join(', ')}]`)
    case 'root':
      return closed(expression.root)
    case 'variable':
      return closed(expression.name)
    case 'field':
      return closed(select(expression.object, expression.field))
    case 'index':
      return closed(`${within(expression.object, MEMBER)}[${expressionText(expression.index)}]`)
    case 'has':
      return isWord(expression.field)
        ? closed(`has(${select(expression.object, expression.field)})`)
        : { text: `${JSON.stringify(expression.field)} in ${within(expression.object, SUM)}`, binding: RELATION }
    case 'unary':
      return { text: `${expression.operator}${within(expression.operand, UNARY + 1)}`, binding: UNARY }
    case 'binary':
      return writeBinary(expression)
    case 'conditional': {
      const [condition, yes] = [within(expression.condition, LOGIC), within(expression.whenTrue, LOGIC)]
      return { text: `${condition} ? ${yes} : ${within(expression.whenFalse, CONDITIONAL)}`, binding: CONDITIONAL }
    }
    case 'call':
      return closed(writeCall(expression))
    case 'quantifier': {
      const { range, quantifier, variable, body } = expression
      return closed(`${within(range, MEMBER)}.${quantifier}(${variable}, ${expressionText(body)})`)
    }
  }
}

/** `&&` and `||` do not mix without parentheses, comparisons and implications do not chain. */
function writeBinary({ operator, left, right }: BinaryExpr): Written {
  const binding = BINDING[operator]
  const isLogic = binding === LOGIC
  const chains = (side: Expr): boolean => isLogic && side.kind === 'binary' && side.operator === operator
  const isTight = binding > RELATION
  const first = chains(left) ? expressionText(left) : within(left, isTight ? binding : binding + 1)
  const second = chains(right) ? expressionText(right) : within(right, binding + 1)
  return { text: `${first} ${operator} ${second}`, binding }
}

/** A call of a function of the standard library stands as it was written, not as the pattern it became. */
function writeCall({ builtin, written, arguments: [receiver, ...rest] }: CallExpr): string {
  if (receiver === undefined) return `${builtin}()`
  if (written !== undefined) return `${written.name}(${expressionText(receiver)}, ${JSON.stringify(written.constant)})`
  if (PLAIN_CALLS.has(builtin)) {
    return `${builtin}(${[receiver, ...rest].map(expressionText).join(', ')})`
  }
  const [argument] = rest
  // A pattern is not escaped.
  const isPattern = builtin === 'matches' && argument?.kind === 'literal'
  const values = isPattern ? `r"${String(argument.value)}"` : rest.map(expressionText).join(', ')
  return `${within(receiver, MEMBER)}.${builtin}(${values})`
}

function writeLiteral({ value, type }: LiteralExpr): Written {
  if (typeof value === 'string') {
    const text = JSON.stringify(value)
    return closed(type.kind === 'duration' || type.kind === 'timestamp' ? `${type.kind}(${text})` : text)
  }
  if (typeof value === 'boolean') return closed(String(value))
  return { text: `${groupedDigits(value)}${numberEnd(value, type)}`, binding: value < 0 ? UNARY : MEMBER }
}

/** A unit; where there is none, a point tells a `Float` from a whole number. */
function numberEnd(value: number, type: LiteralExpr['type']): string {
  if ((type.kind === 'int' || type.kind === 'float') && type.unit !== undefined) return ` ${type.unit}`
  return type.kind === 'float' && /^-?[0-9]+$/.test(String(value)) ? '.0' : ''
}

/** `1_000_000.5`: digits in threes where there are more than four, as the language reads them. */
export function groupedDigits(value: number): string {
  const [whole = '', ...fraction] = String(value).split('.')
  const grouped = /^-?\d{5,}$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, '_') : whole
  return [grouped, ...fraction].join('.')
}

function select(object: Expr, field: string): string {
  return isWord(field) ? `${within(object, MEMBER)}.${field}` : `${within(object, MEMBER)}[${JSON.stringify(field)}]`
}

function isWord(field: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(field)
}

function closed(text: string): Written {
  return { text, binding: MEMBER }
}

function within(expression: Expr, binding: number): string {
  const written = write(expression)
  return written.binding >= binding ? written.text : `(${written.text})`
}
