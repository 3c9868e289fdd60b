/**
 * The enforcement point's state machine: one action, one event, the next state and what to do. Pure: no clock, no randomness, no promise. Whoever drives it
 * persists the state before doing any effect; recovery after a crash goes through the same transitions (`RESTARTED`).
 */
import type { ActionRecord } from './action-record.ts'
import { approve, callOff, reject, requestCancel, resolve, withdraw } from './decide-waiting.ts'
import { compensationEnded, handlerFailed, handlerNotApplied, handlerSucceeded, retryCameDue } from './execute.ts'
import { entriesLogged, entriesNotLogged, logCameBack, restarted } from './log-outcome.ts'
import type { PepEffect, PepEvent } from './pep-event.ts'
import { refused, type Step } from './record-change.ts'
import { stage } from './stage.ts'
import { cancelUndecided, timePassed, view } from './wait.ts'

export type { Step } from './record-change.ts'

/** `record` is undefined exactly for `REQUESTED`. An event that the phase has no use for changes nothing and says so by a refusal or not at all. */
export function step(record: ActionRecord | undefined, event: PepEvent): Step {
  if (event.kind === 'REQUESTED') return record === undefined ? stage(event) : unchanged(record)
  if (record === undefined) return refused(undefined, 'UNKNOWN_INSTANCE', 'there is no such action')
  switch (event.kind) {
    case 'ENTRIES_LOGGED':
      return entriesLogged(record, event)
    case 'ENTRIES_NOT_LOGGED':
      return entriesNotLogged(record, event)
    case 'VIEWED':
      return view(record, event.at_ms)
    case 'APPROVED':
      return approve(record, event)
    case 'REJECTED':
      return reject(record, event)
    case 'APPROVAL_WITHDRAWN':
      return withdraw(record, event)
    case 'CANCEL_REQUESTED':
      return requestCancel(record, event)
    case 'CALLED_OFF':
      return callOff(record, event)
    case 'RESOLVED':
      return resolve(record, event)
    case 'TIME_PASSED':
      return timePassed(record, event.at_ms)
    case 'BLIND_BEGAN':
      return cancelUndecided(record, event.at_ms, 'blind_mode_transition')
    case 'HANDLER_SUCCEEDED':
      return handlerSucceeded(record, event)
    case 'HANDLER_NOT_APPLIED':
      return handlerNotApplied(record, event)
    case 'HANDLER_FAILED':
      return handlerFailed(record, event)
    case 'RETRY_CAME_DUE':
      return retryCameDue(record, event)
    case 'COMPENSATION_ENDED':
      return compensationEnded(record, event)
    case 'LOG_CAME_BACK':
      return logCameBack(record, event)
    case 'RESTARTED':
      return restarted(record, event)
  }
}

function unchanged(record: ActionRecord): Step {
  const effects: readonly PepEffect[] = []
  return { record, effects }
}
