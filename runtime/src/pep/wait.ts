/** What happens to an action that waits: it is looked at, its time runs out, the breaker goes blind. */
import type { ActionRecord, CancelReason } from './action-record.ts'
import { cancel, enter, owe, refused, type Step } from './record-change.ts'

/** Viewing is idempotent and moves nothing but STAGED (D27). */
export function view(record: ActionRecord, atMs: number): Step {
  const expired = expire(record, atMs)
  if (expired !== undefined) return expired
  if (record.phase !== 'STAGED') return { record, effects: [{ kind: 'REPLY' }] }
  if (record.awaits !== undefined) return refused(record, 'NOT_READY', 'the action is not yet in the audit log')
  const viewed = enter(record, 'AWAITING_APPROVAL')
  const { record: owing, append } = owe(
    viewed,
    atMs,
    [{ event_kind: 'ACTION_VIEWED', payload: {}, source: 'COMMAND_DECK' }],
    { awaited: false },
  )
  return { record: owing, effects: [append] }
}

/** A wall clock that was set back lets a timer come too early: then it is set again. */
export function timePassed(record: ActionRecord, atMs: number): Step {
  const waitsOn = isUndecided(record) && record.expires_at_ms !== undefined
  const effects = waitsOn ? [{ kind: 'WAIT_FOR_EXPIRY' as const, until_ms: record.expires_at_ms }] : []
  return expire(record, atMs) ?? { record, effects }
}

/** Cancelled where the action still waits and its time is over; undefined otherwise. */
export function expire(record: ActionRecord, atMs: number): Step | undefined {
  if (!isUndecided(record) || record.expires_at_ms === undefined || atMs < record.expires_at_ms) return undefined
  return cancel(record, atMs, 'ttl_expired')
}

/** The blind flush covers every undecided record (D11); one whose handler has its intent may finish (D28). */
export function cancelUndecided(record: ActionRecord, atMs: number, reason: CancelReason): Step {
  return isUndecided(record) ? cancel(record, atMs, reason) : { record, effects: [] }
}

export function isUndecided(record: ActionRecord): boolean {
  return record.phase === 'STAGED' || record.phase === 'AWAITING_APPROVAL'
}
