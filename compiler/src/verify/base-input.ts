/**
 * A valid input of an action to start boundary cases from: the first one a test gives, preferring one that the action accepts, else one made from
 * the types. Cases around an accepted input show which limit decides; around a refused one they would all be refused.
 */
import { checkValue } from '../evaluate/check-value.ts'
import { decide } from '../evaluate/decide.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { normalize } from '../evaluate/normalize.ts'
import type { Action, Test } from '../program/program.ts'
import type { Random } from './random.ts'
import { synthesiseValue } from './synthesise-value.ts'

const SYNTHESISED = 40

export interface BaseRequest {
  readonly claims: unknown
  readonly context: unknown
}

/** Normalised; undefined where no test gives a valid input and none could be made. */
export function findBaseInput(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  request: BaseRequest,
  random: Random,
): unknown {
  const given = tests.filter((test) => test.action === action.id).map((test) => normalize(action.input, test.input))
  let valid: unknown
  const consider = (input: unknown): boolean => {
    if (checkValue(input, action.input) !== undefined) return false
    valid ??= input
    return decide(action, manifest, input, request.claims, request.context).effect !== 'deny'
  }
  const accepted = given.find(consider)
  if (accepted !== undefined) return accepted
  for (let attempt = 0; attempt < SYNTHESISED; attempt++) {
    const input = normalize(action.input, synthesiseValue(action.input, random))
    if (consider(input)) return input
  }
  return valid
}
