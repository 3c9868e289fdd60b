/**
 * An action that extends another one may replace what governs it. That it then asks for less than the other is allowed, and worth a second look: whoever
 * reads the name of the other expects its care.
 */
import { loosenedAction } from '../diagnostics/catalogue/lint.ts'
import { classificationRank } from '../evaluate/classification.ts'
import { leastQuorum } from '../program/action-record.ts'
import type { Action } from '../program/program.ts'
import { governancePlace, type LintAction, type LintContext, warn } from './lint-context.ts'

export function lintExtended(context: LintContext): void {
  const byId = new Map(context.program.actions.map((action) => [action.id, action]))
  for (const placed of context.actions) {
    const base = byId.get(placed.node.base?.text ?? '')
    if (base !== undefined) lintAgainst(context, placed, base)
  }
}

function lintAgainst(context: LintContext, placed: LintAction, base: Action): void {
  const { id, governance } = placed.action
  const report = (entry: string, what: string): void =>
    warn(context, loosenedAction, governancePlace(placed, entry), { action: id, base: base.id, what })
  const [own, other] = [governance, base.governance]
  if (own.riskTier < other.riskTier)
    report('risk_tier', `risk tier ${String(own.riskTier)} instead of ${String(other.riskTier)}`)
  if (classificationRank(own.classification) < classificationRank(other.classification))
    report('classification', `clearance ${own.classification} instead of ${other.classification}`)
  const [least, otherLeast] = [leastQuorum(own.approval), leastQuorum(other.approval)]
  const [most, otherMost] = [own.approval?.quorum ?? 0, other.approval?.quorum ?? 0]
  if (least < otherLeast) report('approval', `${peopleText(least)} instead of ${peopleText(otherLeast)} in some case`)
  else if (most < otherMost) report('approval', `at most ${peopleText(most)} instead of ${peopleText(otherMost)}`)
  if (other.rate && own.rate && perHour(own.rate) > perHour(other.rate))
    report('rate', `${rateText(own.rate)} instead of ${rateText(other.rate)}`)
}

function peopleText(count: number): string {
  return count === 0 ? 'nobody' : count === 1 ? 'one approver' : `${String(count)} approvers`
}

type Counted = Pick<NonNullable<Action['governance']['rate']>, 'count' | 'perSeconds'>

function perHour({ count, perSeconds }: Counted): number {
  return (count * 3600) / perSeconds
}

function rateText({ count, perSeconds }: Counted): string {
  return `${String(count)} calls in ${String(perSeconds)} s`
}
