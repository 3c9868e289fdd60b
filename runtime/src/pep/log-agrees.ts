/**
 * Whether the log tells of a waiting action what its record does. A store that was rolled back to an earlier day, or written to, may show as waiting what has
 * run, was denied or was called off since, and as approved what somebody took back. The log cannot be rolled back unnoticed; it is asked before an approval counts.
 */
import type { WormEntry } from '../worm/worm-entry.ts'
import type { ActionRecord, Approval } from './action-record.ts'

/** What no action that still waits has in the log. */
const DECIDED: readonly string[] = [
  'ACTION_INTENT',
  'ACTION_OUTCOME',
  'ACTION_CANCELLED',
  'ACTION_COMPENSATED',
  'ACTION_IN_DOUBT',
]

/** INVARIANT P5: what the log knows to have been decided is not decided again. `history`: the action's entries, in the log's order. */
export function isToldByLog(record: ActionRecord, history: readonly WormEntry[]): boolean {
  if (history.some(({ event_kind: kind }) => DECIDED.includes(kind))) return false
  return record.approvals.every((approval) => isStanding(record, approval, history))
}

/** Logged and not withdrawn since, or still on its way into the log. */
function isStanding(record: ActionRecord, { nonce, subject }: Approval, history: readonly WormEntry[]): boolean {
  const given = history.findIndex(
    (entry) => entry.event_kind === 'ACTION_APPROVED' && statementOf(entry.payload).get('nonce') === nonce,
  )
  if (given < 0)
    return record.owed.some(
      (entry) => entry.event_kind === 'ACTION_APPROVED' && statementOf(entry.payload).get('nonce') === nonce,
    )
  return !history
    .slice(given)
    .some(
      (entry) =>
        entry.event_kind === 'ACTION_APPROVAL_WITHDRAWN' && statementOf(entry.payload).get('subject') === subject,
    )
}

function statementOf(payload: { readonly [key: string]: unknown }): ReadonlyMap<string, unknown> {
  const statement = payload['statement']
  return new Map(typeof statement === 'object' && statement !== null ? Object.entries(statement) : [])
}
