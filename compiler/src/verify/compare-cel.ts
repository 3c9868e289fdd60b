/**
 * Canonical CEL beside the reference: the rules, measures and cases that a manifest carries, read back from their published text by a CEL engine and evaluated on the requests of
 * the evidence. What the engine gives up on for its size is left out, and counted by nobody. INVARIANT L6
 */
import { checkValue } from '../evaluate/check-value.ts'
import { evaluateExpression } from '../evaluate/evaluate-expression.ts'
import { flatContext } from '../evaluate/flat-context.ts'
import { ownMember } from '../evaluate/own-member.ts'
import type { Expr } from '../program/expression.ts'
import type { Action } from '../program/program.ts'
import type { RecordType } from '../program/type.ts'
import { CLAIMS_RECORD, CONTEXT_RECORD } from '../types/claims-record.ts'
import type { Mismatch } from './compare-translation.ts'
import type { DecisionCase } from './decision-cases.ts'
import { onceEach } from './once-each.ts'
import type { ReadValue } from './read-value.ts'
import { showValue } from './show-value.ts'
import { spread } from './take-turns.ts'

/** A published text, evaluated; `unread` where the engine will not evaluate it for its size. */
export type ReadCel = (text: string) => (bindings: Bindings) => { readonly value: unknown } | 'unread'

type Bindings = Readonly<Record<string, unknown>>

/** An expression of an action, and the text that was published of it. */
export interface PlacedExpression {
  readonly expression: Expr
  readonly text: string
}

export interface CelComparison {
  readonly pairs: number
  readonly mismatches: readonly Mismatch[]
}

/**
 * Measure, rules and cases with their texts in the published action. Conditions of types stand in the schemas, and are compared with them.
 */
export function placedExpressions(action: Action, published: unknown): readonly PlacedExpression[] {
  const { maxImpact, approval } = action.governance
  const governance = ownMember(published, 'governance')
  const written = (of: unknown, name: string): string => String(ownMember(of, name))
  const listed = (name: string, index: number): string => {
    const list = ownMember(governance, name)
    return written(Array.isArray(list) ? list[index] : undefined, 'cel')
  }
  const measure = written(ownMember(governance, 'max_impact'), 'measure')
  return [
    ...(maxImpact === undefined ? [] : [{ expression: maxImpact.measure, text: measure }]),
    ...action.rules.map(({ condition }, at) => ({ expression: condition, text: listed('rules', at) })),
    ...(approval?.waivers ?? []).map(({ condition }, at) => ({
      expression: condition,
      text: listed('approval_waivers', at),
    })),
  ]
}

/** Requests of the declared types to evaluate an expression of the action on, at most `most`. */
export type RequestsAbout = (expression: Expr, most: number) => readonly Bindings[]

export function compareCel(
  action: string,
  { expression, text }: PlacedExpression,
  on: readonly Bindings[],
  evaluate: ReturnType<ReadCel>,
): CelComparison {
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

/** Most of them around what the expression itself compares, some around what the others do, some of all kinds; evenly from all there are. */
export function requestsOf(action: Action, cases: readonly DecisionCase[], read: ReadValue): RequestsAbout {
  const bindingsOf = typedBindings(action, read)
  return (expression, most) => {
    const chosen = (some: readonly DecisionCase[], share: number): readonly Bindings[] => {
      const typed = spread(some, 4 * share)
        .map(bindingsOf)
        .filter((one) => one !== undefined)
      return spread(typed, share)
    }
    const few = Math.floor(most / 5)
    const own = chosen(
      cases.filter(({ about }) => about === expression),
      most - 2 * few,
    )
    const others = chosen(
      cases.filter(({ about }) => about !== undefined && about !== expression),
      Math.floor((most - own.length) / 2),
    )
    const rest = chosen(
      cases.filter(({ about }) => about === undefined),
      most - own.length - others.length,
    )
    return [...own, ...others, ...rest]
  }
}

/** What an expression is evaluated on; undefined where a request is not of the declared types. The same objects each time, which readers remember. */
function typedBindings(action: Action, read: ReadValue): (request: DecisionCase) => Bindings | undefined {
  const surrounding: RecordType = {
    ...CONTEXT_RECORD,
    open: true,
    fields: [...CONTEXT_RECORD.fields, ...(action.facts?.fields ?? [])],
  }
  const readContext = onceEach((context: unknown) => {
    const flat = flatContext(context)
    return checkValue(flat, surrounding) === undefined ? flat : undefined
  })
  return ({ input, claims, context }) => {
    const { normalised, isValid } = read(input)
    const flat = isValid && areTypedClaims(claims) ? readContext(context) : undefined
    return flat && { input: normalised, claims, context: flat }
  }
}

const CLAIMED: RecordType = { ...CLAIMS_RECORD, open: true }

// Actions share their claims.
const areTypedClaims = onceEach((claims: unknown) => checkValue(claims, CLAIMED) === undefined, new WeakMap())
