/**
 * Canonical CEL beside the reference: every expression that a manifest carries, read back from its text by a CEL engine and evaluated on the requests of
 * the evidence. What the engine gives up on for its size is left out, and counted by nobody. INVARIANT L6
 */
import { checkValue } from '../evaluate/check-value.ts'
import { evaluateExpression } from '../evaluate/evaluate-expression.ts'
import { flatContext } from '../evaluate/flat-context.ts'
import { normalize } from '../evaluate/normalize.ts'
import type { Expr } from '../program/expression.ts'
import type { Action } from '../program/program.ts'
import type { RecordType, Type } from '../program/type.ts'
import { CLAIMS_RECORD, CONTEXT_RECORD } from '../types/claims-record.ts'
import { boundaryValues } from './boundary-values.ts'
import type { Mismatch } from './compare-translation.ts'
import type { DecisionCase } from './decision-cases.ts'
import type { Random } from './random.ts'
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

const MOST_BINDINGS = 64

/** Of rules, measure and cases on the requests that are of the declared types; of conditions on values around the limits of their type. */
export function placedExpressions(
  action: Action,
  cases: readonly DecisionCase[],
  random: Random,
): readonly PlacedExpression[] {
  const { maxImpact, approval } = action.governance
  const conditions = [...action.rules, ...(approval?.waivers ?? [])].map(({ condition }) => condition)
  const over = maxImpact === undefined ? conditions : [maxImpact.measure, ...conditions]
  const requests = over.length === 0 ? [] : typedRequests(action, cases)
  const types = [action.input, action.output].flatMap((record) => conditionedTypes(record))
  return [
    ...over.map((expression) => ({ expression, on: requests })),
    ...types.flatMap((type) => {
      const on = typedValues(type, random)
      return (type.where ?? []).map((expression) => ({ expression, on }))
    }),
  ]
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
function typedRequests(action: Action, cases: readonly DecisionCase[]): readonly Bindings[] {
  const claimed: RecordType = { ...CLAIMS_RECORD, open: true }
  const surrounding: RecordType = {
    ...CONTEXT_RECORD,
    open: true,
    fields: [...CONTEXT_RECORD.fields, ...(action.facts?.fields ?? [])],
  }
  const typed = cases.flatMap(({ kind, input, claims, context }) => {
    const bindings = { input: normalize(action.input, input), claims, context: flatContext(context) }
    const isTyped =
      checkValue(bindings.input, action.input) === undefined &&
      checkValue(claims, claimed) === undefined &&
      checkValue(bindings.context, surrounding) === undefined
    return isTyped ? [{ isAbout: kind === 'rule' || kind === 'impact', bindings }] : []
  })
  const half = MOST_BINDINGS / 2
  return [true, false].flatMap((isAbout) =>
    spread(
      typed.filter((one) => one.isAbout === isAbout).map(({ bindings }) => bindings),
      half,
    ),
  )
}

function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]!)
}

function typedValues(type: Type, random: Random): readonly Bindings[] {
  const { where: _where, ...bare } = type
  const around = firstOf(boundaryValues(bare, random), 4 * MOST_BINDINGS).map(({ value }) => value)
  const values = around.filter((value) => checkValue(value, bare) === undefined)
  return spread(values, MOST_BINDINGS).map((value) => ({ value }))
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
