/**
 * An input that a certain rule refuses. Around an accepted input only the parts of a condition show that decide alone; around a refused one the others
 * do, so boundary cases start from both.
 */
import { decide } from '../evaluate/decide.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { normalize } from '../evaluate/normalize.ts'
import type { Action, Test } from '../program/program.ts'
import type { BaseRequest } from './base-input.ts'
import { type Replacement, replaceMember } from './expression-boundaries.ts'

/** Asking costs a decision each; where the tests show no such input and these find none, there is none to start from. */
const MOST_ASKED = 60

/** A test's input, else `input` with one or two of the replacements made; undefined where none of them is refused by that rule. */
export function findRefusedInput(
  action: Action,
  rule: string,
  manifest: DecisionManifest,
  tests: readonly Test[],
  { input, claims, context }: BaseRequest & { readonly input: unknown },
  replacements: readonly Replacement[],
): unknown {
  let asked = 0
  for (const candidate of candidates(action, tests, input, replacements)) {
    const normalised = normalize(action.input, candidate)
    const decision = decide(action, manifest, normalised, claims, context)
    if (decision.effect === 'deny' && decision.rule === rule) return normalised
    asked += 1
    if (asked >= MOST_ASKED) return undefined
  }
  return undefined
}

function* candidates(
  action: Action,
  tests: readonly Test[],
  input: unknown,
  replacements: readonly Replacement[],
): Generator<unknown> {
  for (const test of tests) if (test.action === action.id) yield test.input
  for (const one of replacements) yield replaceMember(input, one)
  for (const [index, one] of replacements.entries()) {
    for (const other of replacements.slice(index + 1)) {
      if (samePath(one.path, other.path)) continue
      yield replaceMember(replaceMember(input, one), other)
    }
  }
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}
