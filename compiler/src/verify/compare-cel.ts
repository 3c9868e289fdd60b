/**
 * Canonical CEL beside the reference: every expression that a manifest carries, read back from its text by a CEL engine and evaluated on the requests of
 * the evidence. What the engine gives up on for its size is left out, and counted by nobody. INVARIANT L6
 */
import { checkValue } from '../evaluate/check-value.ts'
import { evaluateExpression } from '../evaluate/evaluate-expression.ts'
import { flatContext } from '../evaluate/flat-context.ts'
import type { Expr } from '../program/expression.ts'
import type { Action } from '../program/program.ts'
import type { RecordType, Type } from '../program/type.ts'
import { CLAIMS_RECORD, CONTEXT_RECORD } from '../types/claims-record.ts'
import { boundaryValues } from './boundary-values.ts'
import type { Mismatch } from './compare-translation.ts'
import type { DecisionCase } from './decision-cases.ts'
import { onceEach } from './once-each.ts'
import type { Random } from './random.ts'
import type { ReadValue } from './read-value.ts'
import { showValue } from './show-value.ts'
import { firstOf } from './take-turns.ts'

/** The text of an expression, and that text evaluated; `unread` where the engine will not evaluate it for its size. */
export interface CelReading {
  readonly text: string
  readonly evaluate: (bindings: Bindings) => { readonly value: unknown } | 'unread'
}

/** Prints an expression and reads it back. */
export type ReadCel = (expression: Expr) => CelReading

type Bindings = Readonly<Record<string, unknown>>

/** An expression of an action with what it is evaluated on. */
export interface PlacedExpression {
  readonly expression: Expr
  readonly on: readonly Bindings[]
}

export interface CelComparison {
  readonly pairs: number
  readonly mismatches: readonly Mismatch[]
}

/** What is placed of an action's expressions: those that are wanted, each on at most so many bindings. */
interface Placing {
  readonly isWanted: (expression: Expr) => boolean
  readonly most: number
}

/** Every expression that the manifest carries of an action: measure, rules, cases of its approval, conditions of its types. */
export function expressionsOf(action: Action): readonly Expr[] {
  const types = [action.input, action.output].flatMap((record) => conditionedTypes(record))
  return [...overRequests(action), ...types.flatMap((type) => type.where ?? [])]
}

/** Measure, rules and cases on requests that are of the declared types; conditions on values around the limits of their type. */
export function placedExpressions(
  action: Action,
  cases: readonly DecisionCase[],
  random: Random,
  read: ReadValue,
  { isWanted, most }: Placing,
): readonly PlacedExpression[] {
  const over = overRequests(action).filter(isWanted)
  const requests = over.length === 0 ? [] : typedRequests(action, cases, read, most)
  const types = [action.input, action.output].flatMap((record) => conditionedTypes(record))
  return [
    ...over.map((expression) => ({ expression, on: requests })),
    ...types.flatMap((type) => {
      const conditions = (type.where ?? []).filter(isWanted)
      const on = conditions.length === 0 ? [] : typedValues(type, random, most)
      return conditions.map((expression) => ({ expression, on }))
    }),
  ]
}

function overRequests({ governance: { maxImpact, approval }, rules }: Action): readonly Expr[] {
  const conditions = [...rules, ...(approval?.waivers ?? [])].map(({ condition }) => condition)
  return maxImpact === undefined ? conditions : [maxImpact.measure, ...conditions]
}

export function compareCel(action: string, { expression, on }: PlacedExpression, read: ReadCel): CelComparison {
  const { text, evaluate } = read(expression)
  const mismatches: Mismatch[] = []
  let pairs = 0
  for (const bindings of on) {
    const actual = evaluate(bindings)
    if (actual === 'unread') continue
    const expected = evaluateExpression(expression, bindings)
    pairs++
    if (plain(actual.value) === plain(expected)) continue
    const given = `${text} on ${showValue(bindings)}`
    mismatches.push({
      action,
      part: 'expression',
      given,
      expected: showValue(expected),
      actual: showValue(actual.value),
    })
  }
  return { pairs, mismatches }
}

// CEL has whole numbers as bigint; a negative zero equals zero.
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value === 0 ? 0 : value
}

// Half of them around the limits of rules and impact, half of all other kinds, both evenly from all there are.
function typedRequests(
  action: Action,
  cases: readonly DecisionCase[],
  read: ReadValue,
  most: number,
): readonly Bindings[] {
  const surrounding: RecordType = {
    ...CONTEXT_RECORD,
    open: true,
    fields: [...CONTEXT_RECORD.fields, ...(action.facts?.fields ?? [])],
  }
  const readContext = onceEach((context: unknown) => {
    const flat = flatContext(context)
    return checkValue(flat, surrounding) === undefined ? flat : undefined
  })
  const typed = cases.flatMap(({ kind, input, claims, context }) => {
    const { normalised, isValid } = read(input)
    const flat = isValid && areTypedClaims(claims) ? readContext(context) : undefined
    if (flat === undefined) return []
    return [{ isAbout: kind === 'rule' || kind === 'impact', bindings: { input: normalised, claims, context: flat } }]
  })
  const half = Math.ceil(most / 2)
  return [true, false].flatMap((isAbout) =>
    spread(
      typed.filter((one) => one.isAbout === isAbout).map(({ bindings }) => bindings),
      half,
    ),
  )
}

const CLAIMED: RecordType = { ...CLAIMS_RECORD, open: true }

// Actions share their claims.
const areTypedClaims = onceEach((claims: unknown) => checkValue(claims, CLAIMED) === undefined, new WeakMap())

function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]!)
}

function typedValues(type: Type, random: Random, most: number): readonly Bindings[] {
  const { where: _where, ...bare } = type
  const around = firstOf(boundaryValues(bare, random), 4 * most).map(({ value }) => value)
  const values = around.filter((value) => checkValue(value, bare) === undefined)
  return spread(values, most).map((value) => ({ value }))
}

/** The type and every type within it that has conditions. */
function conditionedTypes(type: Type): readonly Type[] {
  const own = (type.where ?? []).length > 0 ? [type] : []
  switch (type.kind) {
    case 'list':
    case 'map':
      return [...own, ...conditionedTypes(type.element)]
    case 'union':
      return [...own, ...type.variants.flatMap(({ record }) => conditionedTypes(record))]
    case 'record':
      return [...own, ...type.fields.flatMap((field) => conditionedTypes(field.type))]
    default:
      return own
  }
}
