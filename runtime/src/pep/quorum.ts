/**
 * Whether the approvals so far complete the quorum. Each person counts for one group, so this is an assignment of people to places, not a sum per group.
 * People above the groups' minima fill the rest of the quorum, whatever group of the action they belong to (D22).
 */
import type { ApproverGroup } from 'clawql-manifest-validator'

/** `roles` per approver: those of the action's groups that the person holds. */
export function isQuorumComplete(
  approvers: readonly { readonly roles: readonly string[] }[],
  groups: readonly ApproverGroup[],
  quorum: number,
): boolean {
  const eligible = approvers.filter(({ roles }) => groups.some((group) => roles.includes(group.role)))
  if (eligible.length < quorum) return false
  const seats = groups.flatMap((group) => Array.from({ length: group.min }, () => group.role))
  const seatOf = new Map<number, number>()
  return seats.every((_, seat) => seatPerson(seat, seats, eligible, seatOf, new Set()))
}

/** One augmenting path of a bipartite matching: finds someone for the seat, moving those already seated where that helps. */
function seatPerson(
  seat: number,
  seats: readonly string[],
  people: readonly { readonly roles: readonly string[] }[],
  seatOf: Map<number, number>,
  tried: Set<number>,
): boolean {
  for (const [person, { roles }] of people.entries()) {
    if (tried.has(person) || !roles.includes(seats[seat]!)) continue
    tried.add(person)
    const taken = seatOf.get(person)
    if (taken === undefined || seatPerson(taken, seats, people, seatOf, tried)) {
      seatOf.set(person, seat)
      return true
    }
  }
  return false
}
