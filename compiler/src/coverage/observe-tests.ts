/**
 * What the tests of a program show: each is decided as `decide` would, the first denial ending it, and everything that was seen on the way is written
 * down. What stands behind a denial was not looked at, so it was not shown. INVARIANT L6: it runs the checks of the reference decision, none of its own.
 */
import { checksOf, requestOf, waives } from '../evaluate/decide.ts'
import type { DecisionManifest, DecisionRequest } from '../evaluate/decision-checks.ts'
import type { Observer } from '../evaluate/evaluate-expression.ts'
import { normalize } from '../evaluate/normalize.ts'
import { contextOfTest, manifestsOfTest } from '../evaluate/run-tests.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, Program, Test } from '../program/program.ts'
import { type Goal, type GoalSubject, subjectKey } from './goal.ts'

/** In how many decisions a goal was shown. */
export type Shown = (goal: Goal) => number

export function observeTests(program: Program, filter: (test: Pick<Test, 'title'>) => boolean): Shown {
  const actions = new Map(program.actions.map((action) => [action.id, createRecord(action)]))
  for (const test of program.tests.filter(filter)) {
    const record = actions.get(test.action)
    if (record === undefined) continue
    const input = normalize(record.action.input, test.input)
    const request = requestOf(input, test.claims, contextOfTest(test))
    for (const { manifest } of manifestsOfTest(program, record.action, test)) observeDecision(record, manifest, request)
  }
  const stated = program.governanceTests.filter(filter)
  return ({ action, subject }) =>
    subject.kind === 'term'
      ? stated.filter((test) => test.action === action && test.expected[subject.entry] !== undefined).length
      : (actions.get(action)?.count(subject) ?? 0)
}

interface Record {
  readonly action: Action
  /** Counts each subject once for a decision, however often it is seen in it. */
  readonly decision: () => {
    readonly saw: (subject: Exclude<GoalSubject, { kind: 'branch' }>) => void
    readonly observe: Observer
  }
  readonly count: (subject: GoalSubject) => number
}

function observeDecision(record: Record, manifest: DecisionManifest, request: DecisionRequest): void {
  const { saw, observe } = record.decision()
  saw({ kind: 'call' })
  for (const { name, rule = '', judge } of checksOf(record.action, manifest)) {
    const denies = isDenied(() => judge(request, observe) !== undefined)
    if (name === 'rule') saw({ kind: 'rule', name: rule, outcome: denies ? 'denies' : 'passes' })
    else if (denies) saw({ kind: 'denial', check: name })
    if (denies) return
  }
  saw({ kind: 'grant' })
  const waiver = record.action.governance.approval?.waivers?.find(({ condition }) =>
    waives(condition, request, observe),
  )
  saw({ kind: 'approval', name: waiver?.name })
}

// A check that cannot be carried out denies.
function isDenied(judge: () => boolean): boolean {
  try {
    return judge()
  } catch {
    return true
  }
}

function createRecord(action: Action): Record {
  const counts = new Map<string, number>()
  const outcomes = new Map<Expr, Map<boolean, number>>()
  return {
    action,
    decision: () => {
      const seen = new Set<string>()
      const observed = new Map<Expr, Set<boolean>>()
      return {
        saw: (subject) => {
          const key = subjectKey(subject)
          if (!seen.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1)
          seen.add(key)
        },
        observe: (expression, value) => {
          if (typeof value !== 'boolean' || observed.get(expression)?.has(value)) return
          observed.set(expression, (observed.get(expression) ?? new Set()).add(value))
          const tally = outcomes.get(expression) ?? new Map<boolean, number>()
          outcomes.set(expression, tally.set(value, (tally.get(value) ?? 0) + 1))
        },
      }
    },
    count: (subject) =>
      subject.kind === 'branch'
        ? (outcomes.get(subject.expression)?.get(subject.value) ?? 0)
        : (counts.get(subjectKey(subject)) ?? 0),
  }
}
