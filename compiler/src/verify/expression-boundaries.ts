/**
 * The requests at which an expression changes its mind: for each comparison, one side just below, at and just above the other; for each question about a
 * text, texts that answer it either way; for each list that is gone through, lists of elements at which the answer for an element changes. What the other side
 * is, the reference says, on the request that the cases start from.
 */
import { evaluateExpression } from '../evaluate/evaluate-expression.ts'
import { flatContext } from '../evaluate/flat-context.ts'
import type { BinaryExpr, CallExpr, Expr, QuantifierExpr } from '../program/expression.ts'
import type { Type } from '../program/type.ts'
import { partsOf, visitExpression } from '../program/visit-expression.ts'
import { aroundNumber, aroundTime } from './boundary-values.ts'
import { patternEdges } from './pattern-edges.ts'
import { createRandom, seedFor } from './random.ts'
import {
  type Bound,
  pathOf,
  type Replacement,
  type Request,
  type RequestPath,
  readAt,
  replaceAt,
  within,
} from './request-path.ts'
import { synthesiseText } from './synthesise-text.ts'
import { base64OfSize, synthesiseValue } from './synthesise-value.ts'
import { firstOf } from './take-turns.ts'

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in'])
const LONGEST_TEXT = 5_000
const LONGEST_LIST = 300
const LONGEST_MATCH = 64
const MOST_EDGES = 8
const MOST_ELEMENTS = 12

/** In reading order. `base` is of the declared types; where it cannot be evaluated, constants alone give limits. */
export function expressionBoundaries(expression: Expr, base: Request): readonly Replacement[] {
  return boundariesIn(expression, { base, bound: [] })
}

/** Around the limit of a measure. */
export function measureBoundaries(measure: Expr, limit: number, base: Request): readonly Replacement[] {
  const type: Type = { kind: 'float' }
  return boundariesIn(
    {
      kind: 'binary',
      operator: '<=',
      left: measure,
      right: { kind: 'literal', value: limit, type },
      type: { kind: 'bool' },
    },
    { base, bound: [] },
  )
}

interface Scope {
  readonly base: Request
  readonly bound: Bound
}

function boundariesIn(expression: Expr, scope: Scope): readonly Replacement[] {
  const own = ownBoundaries(expression, scope)
  if (expression.kind === 'quantifier')
    return [...own, ...boundariesIn(expression.range, scope), ...elementBoundaries(expression, scope)]
  const parts: Replacement[] = []
  for (const part of partsOf(expression)) parts.push(...boundariesIn(part, scope))
  return [...own, ...parts]
}

function ownBoundaries(expression: Expr, scope: Scope): readonly Replacement[] {
  const path = pathOf(expression, scope.bound)
  if (expression.kind === 'has' && path !== undefined) return presence(path, expression.object.type, expression.field)
  if (expression.kind === 'field' && expression.type.kind === 'bool' && path !== undefined)
    return [true, false].map((value) => ({ at: path, value }))
  if (expression.kind === 'binary' && COMPARISONS.has(expression.operator))
    return comparisonBoundaries(expression, scope)
  return expression.kind === 'call' ? textBoundaries(expression, scope) : []
}

function presence(at: RequestPath, container: Type, name: string): readonly Replacement[] {
  const field = container.kind === 'record' ? container.fields.find((candidate) => candidate.name === name) : undefined
  const made = field && synthesiseValue(field.type, createRandom(seedFor(0, name)))
  return [undefined, ...(made === undefined ? [] : [made])].map((value) => ({ at, value }))
}

function comparisonBoundaries({ operator, left, right }: BinaryExpr, scope: Scope): readonly Replacement[] {
  if (operator === 'in') return membershipBoundaries(left, right, scope)
  const [a, b] = [pathOf(left, scope.bound), pathOf(right, scope.bound)]
  const copied = a !== undefined && b !== undefined ? [{ at: a, copyOf: b }] : []
  const direct = [
    ...copied,
    ...beside(left, knownValue(right, scope), scope),
    ...beside(right, knownValue(left, scope), scope),
  ]
  return direct.length > 0 ? direct : solved(left, right, scope)
}

function membershipBoundaries(left: Expr, right: Expr, scope: Scope): readonly Replacement[] {
  const container = pathOf(right, scope.bound)
  if (right.type.kind === 'map' && container !== undefined) {
    const at = left.kind === 'literal' ? within(container, String(left.value)) : undefined
    const member = synthesiseValue(right.type.element, createRandom(1))
    return at === undefined ? [] : [undefined, member].map((value) => ({ at, value }))
  }
  const listed = knownValue(right, scope)
  const values = Array.isArray(listed) ? listed : []
  const elements = values.flatMap((value) => beside(left, value, scope))
  if (container === undefined || right.type.kind !== 'list') return elements
  const wanted = knownValue(left, scope)
  return [...elements, ...[[], [wanted], [...values, wanted]].map((value) => ({ at: container, value }))]
}

/** Places of which `reading` is a plain function, with values at which it is just below, at and just above `value`. */
function beside(reading: Expr, value: unknown, scope: Scope): readonly Replacement[] {
  const { bound } = scope
  if (value === undefined) return []
  if (reading.kind === 'call' && reading.builtin === 'size' && typeof value === 'number')
    return sizes(reading.arguments[0], value, bound)
  if (reading.kind === 'call' && (reading.builtin === 'int' || reading.builtin === 'double')) {
    const [inner] = reading.arguments
    const at = inner && pathOf(inner, bound)
    if (at === undefined || typeof value !== 'number') return []
    const around = inner?.type.kind === 'int' ? [-1, 0, 1] : [-1, -0.5, -0.01, 0, 0.01, 0.5, 0.99, 1]
    return around.map((step) => ({ at, value: value + step }))
  }
  if (reading.kind === 'conditional')
    return [reading.whenTrue, reading.whenFalse].flatMap((branch) => beside(branch, value, scope))
  if (reading.kind === 'call' && (reading.builtin === 'min' || reading.builtin === 'max'))
    return reading.arguments.flatMap((argument) => beside(argument, value, scope))
  const at = pathOf(reading, bound)
  return at === undefined ? [] : neighbours(value, reading.type).map((near) => ({ at, value: near }))
}

function neighbours(value: unknown, type: Type): readonly unknown[] {
  if (typeof value === 'boolean') return [true, false]
  if (typeof value === 'number') {
    if (type.kind === 'int') return [value - 1, value, value + 1].map(Math.round)
    return aroundNumber(value, type.kind === 'float' ? type.decimals : undefined)
  }
  if (typeof value !== 'string') return []
  if (type.kind === 'timestamp' || type.kind === 'duration') return aroundTime(type.kind, value)
  return [value, `${value}x`, value.slice(1), swappedCase(value)]
}

function swappedCase(text: string): string {
  return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase()
}

function sizes(measured: Expr | undefined, size: number, bound: Bound): readonly Replacement[] {
  const at = measured && pathOf(measured, bound)
  if (at === undefined || measured === undefined) return []
  const random = createRandom(seedFor(0, `size ${String(size)}`))
  const around = [size - 1, size, size + 1].filter((length) => length >= 0)
  return around.flatMap((length) => ofSize(measured.type, length, random)).map((value) => ({ at, value }))
}

function ofSize(type: Type, size: number, random: ReturnType<typeof createRandom>): readonly unknown[] {
  switch (type.kind) {
    case 'string': {
      if (size > LONGEST_TEXT) return []
      const own = synthesiseText({ ...type, minLength: size, maxLength: size }, random)
      return ['a'.repeat(size), '😀'.repeat(size), ...(own === undefined ? [] : [own])]
    }
    case 'bytes':
      return size > LONGEST_TEXT ? [] : [base64OfSize(size, random)]
    case 'list':
      return size > LONGEST_LIST ? [] : [distinctElements(type.element, size, random)]
    case 'map':
      if (size > LONGEST_LIST) return []
      return [
        Object.fromEntries(
          distinctElements(type.element, size, random).map((element, at) => [`k${String(at)}`, element]),
        ),
      ]
    default:
      return []
  }
}

/** Distinct where chance finds such, as a list may have to be. */
function distinctElements(element: Type, count: number, random: ReturnType<typeof createRandom>): readonly unknown[] {
  const elements = new Map<string, unknown>()
  for (let left = 4 * count; left > 0 && elements.size < count; left--) {
    const one = synthesiseValue(element, random)
    elements.set(JSON.stringify(one), one)
  }
  return [...elements.values()]
}

/**
 * Both sides compute: each number that one of them reads goes where the two would be equal, were they straight lines; once beside the others as they are, once
 * beside ones, where what is equal has no more digits than the limit.
 */
function solved(left: Expr, right: Expr, scope: Scope): readonly Replacement[] {
  const numbers = numbersIn([left, right], scope.bound)
  return numbers.flatMap((one) => {
    const ones = numbers.filter((other) => other !== one).map(({ at }): Replacement => ({ at, value: 1 }))
    const beside = crossing(left, right, one, scope)
    if (ones.length === 0) return beside
    const plain = { ...scope, base: ones.reduce<Request>(replaceAt, scope.base) }
    return [...beside, ...crossing(left, right, one, plain).map((near) => ({ ...near, also: ones }))]
  })
}

function crossing(left: Expr, right: Expr, { at, type }: NumberPlace, scope: Scope): readonly Replacement[] {
  const distance = (request: Request): number | undefined => {
    const [a, b] = [knownValue(left, { ...scope, base: request }), knownValue(right, { ...scope, base: request })]
    return typeof a === 'number' && typeof b === 'number' ? a - b : undefined
  }
  const [now, from] = [distance(scope.base), readAt(scope.base, at)]
  if (now === undefined || typeof from !== 'number') return []
  for (const step of [1, -1, 0.25]) {
    const then = distance(replaceAt(scope.base, { at, value: from + step }))
    if (then === undefined || then === now) continue
    const equal = from - (now * step) / (then - now)
    if (!Number.isFinite(equal)) continue
    const near = type.kind === 'int' ? [Math.floor(equal), Math.ceil(equal)] : [equal]
    return near.flatMap((value) => neighbours(rounded(value, type), type)).map((value) => ({ at, value }))
  }
  return []
}

function rounded(value: number, type: Type): number {
  return type.kind === 'float' && type.decimals !== undefined ? Number(value.toFixed(type.decimals)) : value
}

interface NumberPlace {
  readonly at: RequestPath
  readonly type: Type
}

function numbersIn(expressions: readonly Expr[], bound: Bound): readonly NumberPlace[] {
  const found = new Map<string, NumberPlace>()
  for (const expression of expressions)
    visitExpression(expression, (part) => {
      if (part.type.kind !== 'int' && part.type.kind !== 'float') return
      const at = part.kind === 'field' || part.kind === 'index' ? pathOf(part, bound) : undefined
      if (at !== undefined) found.set(JSON.stringify(at), { at, type: part.type })
    })
  return [...found.values()]
}

/** What the reference says of it on the base; undefined where it says nothing, as of what hangs on a variable. */
function knownValue(expression: Expr, { base }: Scope): unknown {
  if (expression.kind === 'literal') return expression.value
  try {
    const { input, claims, context } = base
    return evaluateExpression(expression, { input, claims, context: flatContext(context) })
  } catch {
    return undefined
  }
}

function textBoundaries(call: CallExpr, scope: Scope): readonly Replacement[] {
  const [receiver, asked] = call.arguments
  const at = receiver && pathOf(receiver, scope.bound)
  const text = asked && knownValue(asked, scope)
  return at === undefined || typeof text !== 'string' ? [] : textsAbout(call, text).map((value) => ({ at, value }))
}

/** Texts at which the answer of `startsWith`, `endsWith`, `contains` or `matches` changes. */
function textsAbout({ builtin }: CallExpr, text: string): readonly string[] {
  if (builtin === 'startsWith' || builtin === 'endsWith' || builtin === 'contains')
    return [text, `${text}x`, `x${text}`, `x${text}x`, text.slice(1), text.slice(0, -1), swappedCase(text), '']
  if (builtin !== 'matches') return []
  const type = { minLength: 0, maxLength: LONGEST_MATCH, patterns: [text] }
  const matching = synthesiseText(type, createRandom(seedFor(0, text)))
  if (matching === undefined) return []
  return [
    matching,
    `${matching}x`,
    `x${matching}`,
    matching.slice(1),
    swappedCase(matching),
    ...firstOf(patternEdges(text, matching), MOST_EDGES),
  ]
}

/** `list.all(x, x > 5)`, `map.exists(k, map[k] < 3)`: elements at which the answer changes, alone, in pairs, and behind one of which it does not. */
function elementBoundaries({ range, body }: QuantifierExpr, scope: Scope): readonly Replacement[] {
  const at = pathOf(range, scope.bound)
  const { type } = range
  if (at === undefined || (type.kind !== 'list' && type.kind !== 'map')) return []
  const random = createRandom(seedFor(0, JSON.stringify(at)))
  const held = readAt(scope.base, at)
  const first = Array.isArray(held) ? held[0] : undefined
  const usual = first ?? synthesiseValue(type.element, random)
  const place = within(at, type.kind === 'map' ? 'k' : 0)!
  const base = replaceAt(scope.base, { at, value: type.kind === 'map' ? { k: usual } : [usual] })
  const inner = boundariesIn(body, { base, bound: [...scope.bound, place] })
  const varied = inner.filter((one) => startsWith(one.at, place)).map((one) => readAt(replaceAt(base, one), place))
  const elsewhere = inner.filter((one) => !startsWith(one.at, at))
  const distinct = [...new Map(varied.map((value) => [JSON.stringify(value), value])).values()].slice(0, MOST_ELEMENTS)
  const lists: readonly (readonly unknown[])[] = [
    [],
    ...distinct.map((element) => [element]),
    ...distinct.map((element) => [usual, element]),
    ...distinct.slice(1).map((element, index) => [distinct[index], element]),
    ...distinct.slice(1).map((element, index) => [element, distinct[index]]),
  ]
  if (distinct.length === 0) return elsewhere
  const ofKeys = (elements: readonly unknown[]): unknown =>
    Object.fromEntries(elements.map((element, index) => [`k${String(index)}`, element]))
  return [...lists.map((value) => ({ at, value: type.kind === 'map' ? ofKeys(value) : value })), ...elsewhere]
}

function startsWith(path: RequestPath, prefix: RequestPath): boolean {
  return path.root === prefix.root && prefix.steps.every((step, index) => path.steps[index] === step)
}
