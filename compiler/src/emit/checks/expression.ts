/**
 * Prints an expression as JavaScript. It relies on what typing has proven (INVARIANT L3: nothing in it can fail on a checked value), so there is no
 * run-time check here; quantifiers become functions of their own, which keeps the allow path free of closures.
 */
import type { BinaryExpr, CallExpr, Expr, QuantifierExpr, Root } from '../../program/expression.ts'
import type { Field, UnionType } from '../../program/type.ts'
import { fieldOfVariants } from '../../types/field-of-variants.ts'
import { instantOf, isTime, type TimeType } from '../../types/time-interval.ts'
import { type Code, code, joinCode, type Line, literalOf, member, quote, type } from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { invariant } from '../invariant.ts'
import { typescriptType } from '../typescript-type.ts'
import { patternFunction } from './pattern-function.ts'

/** A variable of the generated function around the expression. */
export interface Reference {
  readonly name: string
  readonly typeText: string
}

/** Where an expression stands. `field` gives the local that holds a member of a root, `root` the variable that holds all of it. */
export interface ExpressionPlace {
  readonly field: (root: Root, name: string, field: Field | undefined) => Reference | undefined
  readonly root: (root: Root) => Reference
}

/** The expression in JavaScript; as an operand it needs parentheses. */
export function printExpression(module: GeneratedModule, expression: Expr, place: ExpressionPlace): Code {
  return print(expression, { module, place, variables: [], uses: new Map() }).code
}

/** The negation, for `if (…) return …`. */
export function printNegation(module: GeneratedModule, expression: Expr, place: ExpressionPlace): Code {
  const scope: Scope = { module, place, variables: [], uses: new Map() }
  if (expression.kind === 'unary' && expression.operator === '!') return print(expression.operand, scope).code
  const opposite = expression.kind === 'binary' ? OPPOSITES[expression.operator] : undefined
  if (expression.kind === 'binary' && opposite !== undefined && expression.left.type.kind !== 'timestamp') {
    return print({ ...expression, operator: opposite }, scope).code
  }
  return code`!${atLeast(print(expression, scope), UNARY)}`
}

// Not `<` and its like: the operands are numbers, but a negated comparison reads as written.
const OPPOSITES: { readonly [operator: string]: BinaryExpr['operator'] | undefined } = { '==': '!=', '!=': '==' }

interface Scope {
  readonly module: GeneratedModule
  readonly place: ExpressionPlace
  /** Innermost last. */
  readonly variables: readonly Reference[]
  /** Every variable the printed text mentions, for the parameters of a quantifier's function. */
  readonly uses: Map<string, string>
}

interface Printed {
  readonly code: Code
  readonly precedence: number
}

const CONDITIONAL = 2
const OR = 3
const AND = 4
const EQUALITY = 8
const RELATION = 9
const SUM = 11
const PRODUCT = 12
const UNARY = 14
const MEMBER = 17

function print(expression: Expr, scope: Scope): Printed {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression.value)
    case 'list':
      return printList(expression.elements, scope)
    case 'root':
      return use(scope.place.root(expression.root), scope)
    case 'variable': {
      const variable = scope.variables[scope.variables.length - 1 - expression.depth]
      invariant(variable !== undefined, `unbound variable ${expression.name}`)
      return use(variable, scope)
    }
    case 'field': {
      const isOptional = fieldOf(expression.object, expression.field)?.optional === true
      const read = readField(expression.object, expression.field, scope)
      return isOptional ? { code: code`${read}${type('!')}`, precedence: MEMBER } : { code: read, precedence: MEMBER }
    }
    case 'has':
      return {
        code: code`${readField(expression.object, expression.field, scope)} !== undefined`,
        precedence: EQUALITY,
      }
    case 'index': {
      if (expression.object.type.kind === 'map' && expression.index.kind === 'literal') {
        const read = joinMember(atLeast(print(expression.object, scope), MEMBER), String(expression.index.value))
        return { code: code`${read}${type('!')}`, precedence: MEMBER }
      }
      const list = atLeast(print(expression.object, scope), MEMBER)
      return { code: code`${list}[${print(expression.index, scope).code}]${type('!')}`, precedence: MEMBER }
    }
    case 'unary': {
      const { operand: negated } = expression
      if (expression.operator === '!' && negated.kind === 'has') {
        return { code: code`${readField(negated.object, negated.field, scope)} === undefined`, precedence: EQUALITY }
      }
      const operand = atLeast(print(expression.operand, scope), UNARY)
      const separated = expression.operator === '-' && operand.js.startsWith('-') ? code`(${operand})` : operand
      return { code: code`${expression.operator}${separated}`, precedence: UNARY }
    }
    case 'binary':
      return printBinary(expression, scope)
    case 'conditional':
      return {
        code: code`${atLeast(print(expression.condition, scope), OR)} ? ${atLeast(print(expression.whenTrue, scope), CONDITIONAL)} : ${atLeast(print(expression.whenFalse, scope), CONDITIONAL)}`,
        precedence: CONDITIONAL,
      }
    case 'call':
      return printCall(expression, scope)
    case 'quantifier':
      return printQuantifier(expression, scope)
  }
}

function printLiteral(value: boolean | number | string): Printed {
  if (typeof value === 'string') return { code: code`${quote(value)}`, precedence: MEMBER }
  const isNegative = typeof value === 'number' && value < 0
  return { code: code`${String(value)}`, precedence: isNegative ? UNARY : MEMBER }
}

// A list of literals is made once.
function printList(elements: readonly Expr[], scope: Scope): Printed {
  const literals = elements.flatMap((element) => (element.kind === 'literal' ? [element.value] : []))
  if (literals.length < elements.length) {
    const items = elements.map((element) => print(element, scope).code)
    return { code: code`[${joinCode(items, ', ')}]`, precedence: MEMBER }
  }
  const text = literalOf(literals)
  const name = scope.module.once(`list ${text}`, () => {
    const constant = scope.module.unique('LIST')
    const itemType = typeof literals[0] === 'undefined' ? 'never' : typeof literals[0]
    scope.module.add([code`const ${constant}${type(`: readonly ${itemType}[]`)} = Object.freeze(${text})`])
    return constant
  })
  return { code: code`${name}`, precedence: MEMBER }
}

function use(reference: Reference, scope: Scope): Printed {
  scope.uses.set(reference.name, reference.typeText)
  return { code: code`${reference.name}`, precedence: MEMBER }
}

function readField(object: Expr, name: string, scope: Scope): Code {
  if (object.kind === 'root') {
    const local = scope.place.field(object.root, name, fieldOf(object, name))
    if (local !== undefined) return use(local, scope).code
  }
  const receiver = atLeast(print(object, scope), MEMBER)
  if (object.type.kind !== 'union' || name === object.type.discriminator) return joinMember(receiver, name)
  // Which variants are left is the checker's proof, not one TypeScript can follow.
  const members = typescriptType({ kind: 'record', open: false, fields: commonField(object.type, name) })
  return joinMember({ ts: `(${receiver.ts} as ${members})`, js: receiver.js }, name)
}

function commonField(union: UnionType, name: string): readonly Field[] {
  const field = fieldOfVariants(union, name)
  return field === undefined ? [] : [field]
}

function joinMember(object: Code, name: string): Code {
  return { ts: member(object.ts, name), js: member(object.js, name) }
}

function fieldOf(object: Expr, name: string): Field | undefined {
  if (object.type.kind === 'union') return commonField(object.type, name)[0]
  return object.type.kind === 'record' ? object.type.fields.find((field) => field.name === name) : undefined
}

function printBinary(expression: BinaryExpr, scope: Scope): Printed {
  const { operator, left, right } = expression
  switch (operator) {
    case '=>':
      return {
        code: code`!${atLeast(print(left, scope), UNARY)} || ${atLeast(print(right, scope), OR)}`,
        precedence: OR,
      }
    case '||':
      return infix(print(left, scope), ' || ', print(right, scope), OR, OR)
    case '&&':
      return infix(print(left, scope), ' && ', print(right, scope), AND, AND)
    case '==':
    case '!=':
      return printEquality(operator, left, right, scope)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return printOrder(operator, left, right, scope)
    case 'in':
      return printMembership(left, right, scope)
    case '+':
    case '-':
      if (isTime(expression.type)) return printComputedTime(expression, expression.type, scope)
      return infix(print(left, scope), ` ${operator} `, print(right, scope), SUM, SUM + 1)
    case '*':
    case '%':
      return infix(print(left, scope), ` ${operator} `, print(right, scope), PRODUCT, PRODUCT + 1)
    case '/': {
      const quotient = infix(print(left, scope), ' / ', print(right, scope), PRODUCT, PRODUCT + 1)
      // Exact: both are safe integers, so a rounded quotient cannot reach the next whole number.
      return expression.type.kind === 'int'
        ? { code: code`Math.trunc(${quotient.code})`, precedence: MEMBER }
        : quotient
    }
  }
}

function infix(left: Printed, operator: string, right: Printed, precedence: number, rightLeast: number): Printed {
  return { code: code`${atLeast(left, precedence)}${operator}${atLeast(right, rightLeast)}`, precedence }
}

function comparerOf(side: Expr): 'compareTimestamps' | 'compareDurations' | undefined {
  if (side.type.kind === 'timestamp') return 'compareTimestamps'
  return side.type.kind === 'duration' ? 'compareDurations' : undefined
}

// Seconds and nanoseconds are added up apart, so that comparing computed times allocates nothing.
interface TimeParts {
  readonly seconds: Code
  readonly nanos: Code
}

function isComputedTime(expression: Expr): boolean {
  if (!isTime(expression.type)) return false
  if (expression.kind === 'conditional') {
    return isComputedTime(expression.whenTrue) || isComputedTime(expression.whenFalse)
  }
  return expression.kind === 'binary'
}

function timeDifference(left: Expr, right: Expr, scope: Scope): Code {
  const [a, b] = [timeParts(left, scope), timeParts(right, scope)]
  const compare = scope.module.use('signOfTime')
  return code`${compare}(${a.seconds} - ${b.seconds}, ${a.nanos} - ${b.nanos})`
}

/** Each part stands as an operand of `+` and `-`. */
function timeParts(expression: Expr, scope: Scope): TimeParts {
  if (expression.kind === 'binary') {
    const [a, b] = [timeParts(expression.left, scope), timeParts(expression.right, scope)]
    const { operator } = expression
    return { seconds: code`(${a.seconds} ${operator} ${b.seconds})`, nanos: code`(${a.nanos} ${operator} ${b.nanos})` }
  }
  if (expression.kind === 'conditional') {
    const condition = atLeast(print(expression.condition, scope), OR)
    const [yes, no] = [timeParts(expression.whenTrue, scope), timeParts(expression.whenFalse, scope)]
    return {
      seconds: code`(${condition} ? ${yes.seconds} : ${no.seconds})`,
      nanos: code`(${condition} ? ${yes.nanos} : ${no.nanos})`,
    }
  }
  const isTimestamp = expression.type.kind === 'timestamp'
  if (expression.kind === 'literal') {
    const { seconds, nanos } = instantOf(isTimestamp ? 'timestamp' : 'duration', String(expression.value))
    const operand = (value: number): Code => (value < 0 ? code`(${String(value)})` : code`${String(value)}`)
    return { seconds: operand(seconds), nanos: operand(nanos) }
  }
  const text = print(expression, scope).code
  const { module } = scope
  return {
    seconds: code`${module.use(isTimestamp ? 'secondsOf' : 'secondsOfDuration')}(${text})`,
    nanos: code`${module.use(isTimestamp ? 'nanosOf' : 'nanosOfDuration')}(${text})`,
  }
}

// Where the time itself is wanted, as an element of a list.
function printComputedTime(expression: BinaryExpr, { kind }: TimeType, scope: Scope): Printed {
  const { seconds, nanos } = timeParts(expression, scope)
  const text = scope.module.use(kind === 'timestamp' ? 'textOfTimestamp' : 'textOfDuration')
  return { code: code`${text}(${seconds}, ${nanos})`, precedence: MEMBER }
}

function printEquality(operator: '==' | '!=', left: Expr, right: Expr, scope: Scope): Printed {
  const [a, b] = [print(left, scope), print(right, scope)]
  const comparer = comparerOf(left)
  if (isComputedTime(left) || isComputedTime(right)) {
    return { code: code`${timeDifference(left, right, scope)} ${operator}= 0`, precedence: EQUALITY }
  }
  if (comparer !== undefined) {
    return { code: code`${scope.module.use(comparer)}(${a.code}, ${b.code}) ${operator}= 0`, precedence: EQUALITY }
  }
  if (left.type.kind === 'list' || left.type.kind === 'record') {
    const call = code`${scope.module.use('isEqual')}(${a.code}, ${b.code})`
    return { code: operator === '==' ? call : code`!${call}`, precedence: operator === '==' ? MEMBER : UNARY }
  }
  return infix(widened(left, a, right), ` ${operator}= `, b, EQUALITY, EQUALITY + 1)
}

// TypeScript narrows a value by the checks before; comparing it with another constant would then look like a mistake.
function widened(side: Expr, printed: Printed, other: Expr): Printed {
  if (side.kind !== 'literal' && other.kind !== 'literal' && side.type.kind !== 'enum') return printed
  const kind =
    side.type.kind === 'bool' ? 'boolean' : side.type.kind === 'int' || side.type.kind === 'float' ? 'number' : 'string'
  return {
    code: { ts: `(${printed.code.ts} as ${kind})`, js: atLeast(printed, EQUALITY).js },
    precedence: MEMBER,
  }
}

function printOrder(operator: string, left: Expr, right: Expr, scope: Scope): Printed {
  const [a, b] = [print(left, scope), print(right, scope)]
  const comparer = comparerOf(left)
  if (isComputedTime(left) || isComputedTime(right)) {
    return { code: code`${timeDifference(left, right, scope)} ${operator} 0`, precedence: RELATION }
  }
  if (comparer === undefined) return infix(a, ` ${operator} `, b, RELATION, RELATION + 1)
  return { code: code`${scope.module.use(comparer)}(${a.code}, ${b.code}) ${operator} 0`, precedence: RELATION }
}

function printMembership(left: Expr, right: Expr, scope: Scope): Printed {
  if (right.type.kind === 'map') {
    const call = code`${scope.module.use('hasMember')}(${print(right, scope).code}, ${print(left, scope).code})`
    return { code: call, precedence: MEMBER }
  }
  if (right.type.kind === 'record') {
    if (left.kind === 'literal') {
      return { code: code`${readField(right, String(left.value), scope)} !== undefined`, precedence: EQUALITY }
    }
    const call = code`${scope.module.use('own')}(${print(right, scope).code}, ${print(left, scope).code}) !== undefined`
    return { code: call, precedence: EQUALITY }
  }
  const list = atLeast(print(right, scope), MEMBER)
  const wanted = print(left, scope).code
  const comparer = comparerOf(left)
  if (comparer !== undefined || left.type.kind === 'list' || left.type.kind === 'record') {
    return { code: code`${includesFunction(left, comparer, scope)}(${list}, ${wanted})`, precedence: MEMBER }
  }
  const { ts, js } = list
  return { code: code`${{ ts: `(${ts} as readonly unknown[])`, js }}.includes(${wanted})`, precedence: MEMBER }
}

// Equality of times, lists and records is not identity, so `includes` would not find them.
function includesFunction(wanted: Expr, comparer: ReturnType<typeof comparerOf>, scope: Scope): string {
  const { module } = scope
  const element = typescriptType(wanted.type)
  const test =
    comparer === undefined
      ? `${module.use('isEqual')}(element, wanted)`
      : `${module.use(comparer)}(element, wanted) === 0`
  return module.once(`includes ${element} ${test}`, () => {
    const name = module.unique('includes')
    module.add([
      code`function ${name}(list${type(`: readonly (${element})[]`)}, wanted${type(`: ${element}`)})${type(': boolean')} {`,
      [`for (const element of list) if (${test}) return true`, 'return false'],
      '}',
    ])
    return name
  })
}

function printCall(call: CallExpr, scope: Scope): Printed {
  const values = call.arguments.map((argument) => print(argument, scope))
  const [receiver, argument] = values
  const [first, second] = call.arguments
  invariant(receiver !== undefined && first !== undefined, `${call.builtin} without an argument`)
  const method = (name: string): Printed => {
    invariant(argument !== undefined, `${call.builtin} without a second argument`)
    return { code: code`${atLeast(receiver, MEMBER)}.${name}(${argument.code})`, precedence: MEMBER }
  }
  switch (call.builtin) {
    case 'size':
      if (first.type.kind === 'map' || first.type.kind === 'bytes') {
        const counter = first.type.kind === 'map' ? 'countMembers' : 'countBytes'
        return { code: code`${scope.module.use(counter)}(${receiver.code})`, precedence: MEMBER }
      }
      if (first.type.kind === 'list') return { code: code`${atLeast(receiver, MEMBER)}.length`, precedence: MEMBER }
      return { code: code`${scope.module.use('countCodePoints')}(${receiver.code})`, precedence: MEMBER }
    case 'startsWith':
      return method('startsWith')
    case 'endsWith':
      return method('endsWith')
    case 'contains':
      return method('includes')
    case 'matches':
      invariant(second?.kind === 'literal' && typeof second.value === 'string', 'matches takes a literal pattern')
      return { code: code`${patternFunction(scope.module, second.value, '')}(${receiver.code})`, precedence: MEMBER }
    case 'int':
      return { code: code`Math.trunc(${receiver.code})`, precedence: MEMBER }
    case 'double':
      return receiver
    case 'min':
    case 'max': {
      const operands =
        first.type.kind === 'list'
          ? code`...${receiver.code}`
          : joinCode(
              values.map((value) => value.code),
              ', ',
            )
      return { code: code`Math.${call.builtin}(${operands})`, precedence: MEMBER }
    }
  }
}

/** A function over the list and whatever else the body mentions; the call of it. */
function printQuantifier(expression: QuantifierExpr, scope: Scope): Printed {
  const { module } = scope
  const range = print(expression.range, scope)
  const { type: rangeType } = expression.range
  invariant(rangeType.kind === 'list' || rangeType.kind === 'map', 'a quantifier ranges over a list or a map')
  const overKeys = rangeType.kind === 'map'
  const elementType = overKeys ? 'string' : typescriptType(rangeType.element)
  const variable: Reference = { name: `v${String(scope.variables.length + 1)}`, typeText: elementType }
  const uses = new Map<string, string>()
  const body = print(expression.body, { ...scope, variables: [...scope.variables, variable], uses })
  uses.delete(variable.name)
  for (const [name, typeText] of uses) scope.uses.set(name, typeText)
  const shape = QUANTIFIERS[expression.quantifier]
  const result = expression.type.kind === 'list' ? typescriptType(expression.type) : 'boolean'
  const listType = overKeys
    ? ': object'
    : `: readonly ${/^[A-Za-z]+$/.test(elementType) ? elementType : `(${elementType})`}[]`
  const parameters = [
    code`${overKeys ? 'map' : 'list'}${type(listType)}`,
    ...[...uses].map(([name, text]) => code`${name}${type(`: ${text}`)}`),
  ]
  const signature = code`(${joinCode(parameters, ', ')})${type(`: ${result}`)} {`
  const lines = [
    ...shape.before(result),
    ...(overKeys
      ? [`for (const ${variable.name} in map) {`, shape.step(body, variable.name)]
      : [
          'for (let index = 0; index < list.length; index++) {',
          [code`const ${variable.name} = list[index]${type('!')}`, ...shape.step(body, variable.name)],
        ]),
    '}',
    `return ${shape.result}`,
  ]
  const name = module.once(`quantifier ${signature.ts}${JSON.stringify(lines)}`, () => {
    const unique = module.unique(shape.name)
    module.add([code`function ${unique}${signature}`, lines, '}'])
    return unique
  })
  return { code: code`${name}(${joinCode([range.code, ...uses.keys()], ', ')})`, precedence: MEMBER }
}

interface QuantifierShape {
  readonly name: string
  readonly before: (resultType: string) => readonly Line[]
  readonly step: (body: Printed, variable: string) => readonly Line[]
  readonly result: string
}

const QUANTIFIERS: Readonly<Record<QuantifierExpr['quantifier'], QuantifierShape>> = {
  all: {
    name: 'every',
    before: () => [],
    step: (body) => [code`if (!${atLeast(body, UNARY)}) return false`],
    result: 'true',
  },
  exists: {
    name: 'some',
    before: () => [],
    step: (body) => [code`if (${body.code}) return true`],
    result: 'false',
  },
  exists_one: {
    name: 'exactlyOne',
    before: () => ['let count = 0'],
    step: (body) => [code`if (${body.code}) count++`],
    result: 'count === 1',
  },
  map: {
    name: 'mapped',
    before: (result) => [code`const result${type(`: ${result.replace(/^readonly /, '')}`)} = []`],
    step: (body) => [code`result.push(${body.code})`],
    result: 'result',
  },
  filter: {
    name: 'filtered',
    before: (result) => [code`const result${type(`: ${result.replace(/^readonly /, '')}`)} = []`],
    step: (body, variable) => [code`if (${body.code}) result.push(${variable})`],
    result: 'result',
  },
}

function atLeast(printed: Printed, precedence: number): Code {
  return printed.precedence >= precedence ? printed.code : code`(${printed.code})`
}
