/**
 * A valid request of an action to start boundary cases from: a test's, else one made from the types, and where all of them are refused, one that is led past
 * one check after the other. Cases around an accepted request show which limit decides; around a refused one they would all be refused.
 */
import type { Decision } from 'clawql-manifest-validator'
import { checkValue } from '../evaluate/check-value.ts'
import { decide } from '../evaluate/decide.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { normalize } from '../evaluate/normalize.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, Test } from '../program/program.ts'
import type { Type } from '../program/type.ts'
import { visitExpression } from '../program/visit-expression.ts'
import { expressionBoundaries, measureBoundaries } from './expression-boundaries.ts'
import { pick, type Random } from './random.ts'
import { pathOf, type Replacement, type Request, type RequestPath, replaceAt } from './request-path.ts'
import { synthesiseValue } from './synthesise-value.ts'

const SYNTHESISED = 40
/** Each asks the reference once. */
const MOST_ASKED = 800
const LED = 4
const DRAWS = 4

export interface BaseRequest {
  readonly claims: unknown
  readonly context: unknown
}

/** Its input is normalised, and undefined where no test gives a valid one and none could be made. */
export function findBaseRequest(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  usual: BaseRequest,
  random: Random,
): Request {
  const given = tests.filter((test) => test.action === action.id).map((test) => normalize(action.input, test.input))
  const valid: Request[] = []
  const consider = (input: unknown): boolean => {
    if (checkValue(input, action.input) !== undefined) return false
    const request = { ...usual, input }
    valid.push(request)
    return progressOf(action, decisionOn(action, manifest, request)) === GRANTED
  }
  if (given.some(consider)) return valid.at(-1)!
  for (let attempt = 0; attempt < SYNTHESISED; attempt++) {
    if (consider(normalize(action.input, synthesiseValue(action.input, random)))) return valid.at(-1)!
  }
  const led = valid.slice(-LED).map((request) => lead(action, manifest, request, random))
  const best = led.toSorted((a, b) => b.progress - a.progress)[0]
  return best?.request ?? { ...usual, input: undefined }
}

const GRANTED = Number.POSITIVE_INFINITY

interface Led {
  readonly request: Request
  readonly progress: number
}

/** Changes what the first failing expression reads until it passes, and then the next; what passed before must pass on. */
function lead(action: Action, manifest: DecisionManifest, start: Request, random: Random): Led {
  let best: Led = { request: start, progress: progressOf(action, decisionOn(action, manifest, start)) }
  let left = MOST_ASKED / LED
  for (let found = true; found && best.progress < GRANTED && left > 0; ) {
    found = false
    for (const replacement of changesFor(action, best, random)) {
      if (left-- <= 0) break
      const changed = replaceAt(best.request, replacement)
      const request = { ...changed, input: normalize(action.input, changed.input) }
      const progress = progressOf(action, decisionOn(action, manifest, request))
      if (progress <= best.progress) continue
      best = { request, progress }
      found = true
      break
    }
  }
  return best
}

function decisionOn(action: Action, manifest: DecisionManifest, { input, claims, context }: Request): Decision {
  return decide(action, manifest, input, claims, context)
}

/** How many checks a request has passed, those of claims counting as one. */
function progressOf(action: Action, decision: Decision): number {
  if (decision.effect !== 'deny') return GRANTED
  if (decision.code === 'MAX_IMPACT_EXCEEDED') return 1
  const at = orderedRules(action).findIndex(({ name }) => name === decision.rule)
  return at === -1 ? 0 : at + 2
}

function orderedRules({ rules }: Action): Action['rules'] {
  return [...rules.filter(({ form }) => form === 'forbid'), ...rules.filter(({ form }) => form === 'require')]
}

function* changesFor(action: Action, { request, progress }: Led, random: Random): Generator<Replacement> {
  const { maxImpact } = action.governance
  const failing = progress === 1 ? maxImpact?.measure : orderedRules(action)[progress - 2]?.condition
  if (failing === undefined) return
  yield* progress === 1 ? measureBoundaries(failing, maxImpact!.value, request) : expressionBoundaries(failing, request)
  const read = placesIn(failing)
  for (let draw = 0; draw < DRAWS; draw++) {
    for (const { at, type } of read) yield { at, value: synthesiseValue(type, random) }
  }
  if (read.length > 0) yield { at: pick(random, read).at, value: undefined }
}

/** The members of roots that an expression reads, whole. */
function placesIn(expression: Expr): readonly { readonly at: RequestPath; readonly type: Type }[] {
  const found = new Map<string, { readonly at: RequestPath; readonly type: Type }>()
  visitExpression(expression, (part) => {
    if (part.kind !== 'field' || part.object.kind !== 'root') return
    const at = pathOf(part)
    if (at !== undefined) found.set(JSON.stringify(at), { at, type: part.type })
  })
  return [...found.values()]
}
