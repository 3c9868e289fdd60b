/**
 * A request that ends in a certain way: refused by a certain rule, waived by a certain waiver. Around an accepted request only the parts of a condition show that
 * decide alone; around such a one the others do, so boundary cases start from both.
 */
import type { Decision } from 'clawql-manifest-validator'
import { decide } from '../evaluate/decide.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { normalize } from '../evaluate/normalize.ts'
import type { Action, Test } from '../program/program.ts'
import { type Replacement, type Request, replaceAt } from './request-path.ts'

/** Asking costs a decision each; where the tests show no such request and these find none, there is none to start from. */
const MOST_ASKED = 60

/** With a test's input, else `usual` with one or two of the replacements made; undefined where none of them ends so. */
export function findRequest<R extends Request>(
  action: Action,
  manifest: DecisionManifest,
  tests: readonly Test[],
  usual: R,
  replacements: readonly Replacement[],
  ends: (decision: Decision) => boolean,
): R | undefined {
  let asked = 0
  for (const candidate of candidates(action, tests, usual, replacements)) {
    const request = { ...candidate, input: normalize(action.input, candidate.input) }
    if (ends(decide(action, manifest, request.input, request.claims, request.context))) return request
    asked += 1
    if (asked >= MOST_ASKED) return undefined
  }
  return undefined
}

function* candidates<R extends Request>(
  action: Action,
  tests: readonly Test[],
  usual: R,
  replacements: readonly Replacement[],
): Generator<R> {
  for (const test of tests) if (test.action === action.id) yield { ...usual, input: test.input }
  for (const one of replacements) yield replaceAt(usual, one)
  for (const [index, one] of replacements.entries()) {
    for (const other of replacements.slice(index + 1)) {
      if (JSON.stringify(one.at) === JSON.stringify(other.at)) continue
      yield replaceAt(replaceAt(usual, one), other)
    }
  }
}
