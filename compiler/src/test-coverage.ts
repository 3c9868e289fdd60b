/**
 * What the tests of a project show of its actions, and what they leave out, each gap with its place and in words. Only actions that the project itself
 * declares count.
 */
import type { Analysis } from './analyse.ts'
import { actionGoals } from './coverage/action-goals.ts'
import { gapText } from './coverage/gap-text.ts'
import type { Goal, GoalSubject } from './coverage/goal.ts'
import { observeTests } from './coverage/observe-tests.ts'
import { createPlaceGoal } from './coverage/place-goals.ts'
import { DiagnosticSink } from './diagnostics/diagnostic.ts'
import type { Test } from './program/program.ts'
import type { Location } from './source/span.ts'
import { parseSource } from './syntax/parse-source.ts'

export interface Coverage {
  /** Ascending by id. */
  readonly actions: readonly ActionCoverage[]
  /** Over all actions. */
  readonly shown: number
  readonly total: number
}

export interface ActionCoverage {
  readonly action: string
  readonly shown: number
  readonly total: number
  readonly goals: readonly CoverageGoal[]
}

export interface CoverageGoal {
  readonly kind: GoalSubject['kind']
  readonly location: Location
  /** In how many decisions of tests it was seen. */
  readonly count: number
  /** What to say where it never was: `never false: \`input.amount > 5 USD\``. */
  readonly gap: string
}

export function testCoverage(
  { program, projectSources }: Pick<Analysis, 'program' | 'projectSources'>,
  filter: (test: Pick<Test, 'title'>) => boolean = () => true,
): Coverage {
  const files = [...projectSources]
    .filter(([path]) => path.endsWith('.claw'))
    .map(([path, text]) => ({ path, text, tree: parseSource(path, text, new DiagnosticSink()) }))
  const shown = observeTests(program, filter)
  const place = createPlaceGoal(program, files)
  const measured = (goal: Goal): CoverageGoal[] => {
    const placed = place(goal)
    if (placed === undefined) return []
    const { location, source, isInherited } = placed
    const gap = `${gapText(goal, source)}${isInherited ? `, called as \`${goal.action}\`` : ''}`
    return [{ kind: goal.subject.kind, location, count: shown(goal), gap }]
  }
  const actions = program.actions
    .map((action) => ({ action: action.id, goals: actionGoals(action).flatMap(measured) }))
    .filter(({ goals }) => goals.length > 0)
    .map(({ action, goals }) => ({
      action,
      goals,
      shown: goals.filter(({ count }) => count > 0).length,
      total: goals.length,
    }))
  return { actions, shown: sum(actions, 'shown'), total: sum(actions, 'total') }
}

function sum(actions: readonly ActionCoverage[], what: 'shown' | 'total'): number {
  return actions.reduce((total, action) => total + action[what], 0)
}

/** Whole percent, rounded down, so that 100 means all; a project with nothing to show has all of it. */
export function coveragePercent({ shown, total }: Pick<Coverage, 'shown' | 'total'>): number {
  return total === 0 ? 100 : Math.floor((100 * shown) / total)
}
