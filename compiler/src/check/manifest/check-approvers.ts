/**
 * Whether enough people are trusted to approve what needs approval: every group filled with distinct people, each counted once.
 */
import { noApprovers, tooFewApprovers } from '../../diagnostics/catalogue/manifest.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { Approval } from '../../program/program.ts'
import type { Location } from '../../source/span.ts'
import type { Approver } from './check-trust.ts'

export interface ApprovedAction {
  readonly id: string
  readonly approval: Approval | undefined
  /** Where the manifest lists the action. */
  readonly location: Location
}

/** `approvers` undefined: the manifest trusts none, so whoever loads it refuses; told as a warning because nothing unsafe can come of it. */
export function checkApprovers(
  actions: readonly ApprovedAction[],
  approvers: readonly Approver[] | undefined,
  approversAt: Location | undefined,
  reporter: Reporter,
): void {
  // Thousands of actions ask the same few people.
  const known = new Map<string, boolean>()
  const canBeFilled = (groups: Approval['groups']): boolean => {
    const key = groups.map(({ role, min }) => `${role} ${min}`).join()
    const filled = known.get(key) ?? canFill(groups, approvers ?? [])
    known.set(key, filled)
    return filled
  }
  for (const { id, approval, location } of actions) {
    if (approval === undefined) continue
    if (approvers === undefined) {
      reporter.report(noApprovers, location, { action: id })
      continue
    }
    if (canBeFilled(approval.groups)) continue
    const needed = approval.groups.map(({ role, min }) => `${min} of \`${role}\``).join(' and ')
    const roles = new Set(approval.groups.map(({ role }) => role))
    const count = approvers.filter((approver) => approver.roles.some((role) => roles.has(role))).length
    const available = `${count} ${count === 1 ? 'person' : 'people'} with ${roles.size === 1 ? 'that role' : 'one of these roles'}`
    const related = approversAt ? [{ location: approversAt, message: 'the approvers are listed here' }] : []
    reporter.report(tooFewApprovers, location, { action: id, needed, available }, { related })
  }
}

/** Bipartite matching of places to people by augmenting paths. */
function canFill(groups: Approval['groups'], approvers: readonly Approver[]): boolean {
  const places = groups.flatMap(({ role, min }) =>
    min > approvers.length ? [] : Array.from({ length: min }, () => role),
  )
  if (groups.reduce((sum, { min }) => sum + min, 0) > approvers.length) return false
  const placeOf = new Map<Approver, number>()
  const seat = (place: number, tried: Set<Approver>): boolean => {
    for (const approver of approvers) {
      if (tried.has(approver) || !approver.roles.includes(places[place]!)) continue
      tried.add(approver)
      const taken = placeOf.get(approver)
      if (taken === undefined || seat(taken, tried)) {
        placeOf.set(approver, place)
        return true
      }
    }
    return false
  }
  return places.every((_, place) => seat(place, new Set()))
}
