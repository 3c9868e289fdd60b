/**
 * Runs the `test` blocks of a program: each names an action and is judged by the reference decision under every manifest that lists the action,
 * since that is where the action can be called. It decides nothing itself and knows no clock: a test that needs the time gives it.
 */
import type { Decision, RequestContext } from 'clawql-manifest-validator'
import type { Action, Expectation, Program, Test } from '../program/program.ts'
import { decide } from './decide.ts'
import type { DecisionManifest } from './decision-checks.ts'
import { normalize } from './normalize.ts'

export interface TestResult {
  readonly test: Test
  /** The manifest it was judged under; absent where no manifest lists the action. */
  readonly manifest?: string
  readonly passed: boolean
  readonly actual: Decision
}

/** Under a test that gives none; a decision that reads the time then has its own check fail. */
const NO_TIME = ''

/**
 * One result per test and manifest, tests in the program's order, manifests ascending. An action that no manifest lists (a library) is judged under a
 * stand-in whose purpose is the one claimed, so that a module can test its rules before anyone uses it.
 */
export function runTests(program: Program, filter: (test: Test) => boolean = () => true): readonly TestResult[] {
  const actions = new Map(program.actions.map((action) => [action.id, action]))
  return program.tests.filter(filter).flatMap((test) => runTest(program, actions.get(test.action), test))
}

function runTest(program: Program, action: Action | undefined, test: Test): readonly TestResult[] {
  if (action === undefined) return [resultOf(test, undefined, UNKNOWN_ACTION)]
  const input = normalize(action.input, test.input)
  return manifestsOfTest(program, action, test).map(({ name, manifest }) => {
    return resultOf(test, name, decide(action, manifest, input, test.claims, contextOfTest(test)))
  })
}

/** What a test is judged under: each manifest that lists the action, else the stand-in, which has no name. */
export function manifestsOfTest(
  program: Program,
  action: Action,
  test: Test,
): readonly { readonly name: string | undefined; readonly manifest: DecisionManifest }[] {
  const listing = program.manifests.filter((manifest) => manifest.actions.includes(action.id))
  if (listing.length === 0) return [{ name: undefined, manifest: standIn(program, action, test) }]
  const { purposes } = program
  return listing.map(({ name, permissions }) => ({ name, manifest: { permissions, purposes } }))
}

const UNKNOWN_ACTION: Decision = Object.freeze({
  effect: 'deny',
  code: 'UNKNOWN_ACTION',
  message: 'the manifest has no such action',
})

function standIn(program: Program, action: Action, test: Test): DecisionManifest {
  const claimed = test.claims['purpose']
  return {
    permissions: {
      classification_level: action.governance.classification,
      processing_purpose: typeof claimed === 'string' ? claimed : '',
    },
    purposes: program.purposes,
  }
}

export function contextOfTest(test: Test): RequestContext {
  return { now: test.now ?? NO_TIME, facts: test.facts }
}

function resultOf(test: Test, manifest: string | undefined, actual: Decision): TestResult {
  const passed = test.expectations.every((expectation) => meets(actual, expectation))
  return manifest === undefined ? { test, passed, actual } : { test, manifest, passed, actual }
}

/** Whether a decision is the expected one: `stage` of any quorum unless one is named, `deny` for any reason unless a code or a rule is. */
export function meets(actual: Decision, expected: Expectation): boolean {
  if (actual.effect !== expected.effect) return false
  if (actual.effect === 'stage' && expected.effect === 'stage') {
    return expected.quorum === undefined || expected.quorum === actual.quorum
  }
  if (actual.effect === 'deny' && expected.effect === 'deny') {
    return (
      (expected.code === undefined || expected.code === actual.code) &&
      (expected.rule === undefined || expected.rule === actual.rule)
    )
  }
  return true
}
