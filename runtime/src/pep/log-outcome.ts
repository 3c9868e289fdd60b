/**
 * What the audit log answered, and what a restart finds: the transitions that depend on whether an entry is durable. Here it is decided that a log which
 * cannot write stops execution, and never the other way round.
 */
import type { ActionRecord, OwedEntry } from './action-record.ts'
import { doubt, giveUp, LOG_RETRY_MS, withoutOutcome } from './execute.ts'
import type { PepEffect, PepEvent } from './pep-event.ts'
import { appendOwed, cancel, enter, refuse, type Step } from './record-change.ts'

type Event<K extends PepEvent['kind']> = Extract<PepEvent, { kind: K }>

export function entriesLogged(record: ActionRecord, event: Event<'ENTRIES_LOGGED'>): Step {
  const reached = record.awaits !== undefined && event.numbers.includes(record.awaits)
  if (!reached) return { record: pay(record, event.numbers), effects: [{ kind: 'REPLY' }] }
  // One copy: every action comes this way twice.
  const settled = { ...record, owed: unpaid(record, event.numbers), awaits: undefined, retry_due: undefined }
  switch (record.phase) {
    case 'STAGED':
      return staged(settled, event)
    case 'EXECUTING':
      return { record: settled, effects: [{ kind: 'RUN_HANDLER', attempt: record.attempt }], follows: true }
    case 'EXECUTED':
    case 'CANCELLED':
      return logged(settled, event.at_ms)
    case 'IN_DOUBT':
      return record.outcome === undefined ? { record: settled, effects: [] } : logged(settled, event.at_ms)
    default:
      return { record: settled, effects: [] }
  }
}

/** The breaker is read again after the record is written: what turned blind in between is flushed here (D2). */
function staged(record: ActionRecord, event: Event<'ENTRIES_LOGGED'>): Step {
  const { breaker } = event
  if (
    breaker === undefined ||
    breaker.state === 'BLIND' ||
    breaker.last_blind_version > record.breaker_version ||
    breaker.version < record.breaker_version
  ) {
    const { record: cancelled, effects } = cancel(record, event.at_ms, 'blind_mode_transition')
    return {
      record: cancelled,
      effects: [...effects, refuse('BREAKER_BLIND', 'the circuit breaker turned blind, or cannot be read')],
    }
  }
  return { record, effects: [{ kind: 'WAIT_FOR_EXPIRY', until_ms: record.expires_at_ms ?? 0 }, { kind: 'REPLY' }] }
}

/** INVARIANT P1: only here does an action become visible as executed. The sealed input has served. */
function logged(record: ActionRecord, atMs: number): Step {
  const isSealed = record.request.input_sealed !== ''
  const request = isSealed ? { ...record.request, input_sealed: '' } : record.request
  const ended = {
    ...record,
    awaits: undefined,
    retry_due: undefined,
    phase: 'WORM_LOGGED' as const,
    ended_at_ms: atMs,
    request,
  }
  return { record: ended, effects: [{ kind: 'REPLY' }] }
}

export function entriesNotLogged(record: ActionRecord, event: Event<'ENTRIES_NOT_LOGGED'>): Step {
  const unavailable = refuse('LOG_UNAVAILABLE', `the audit log did not take the entry: ${event.reason}`)
  const concerned = record.awaits !== undefined && event.numbers.includes(record.awaits)
  if (!concerned) return { record, effects: [unavailable] }
  const later: PepEffect[] = [alert(record, event.reason), { kind: 'WAIT_FOR_LOG', ms: LOG_RETRY_MS }]
  switch (record.phase) {
    case 'STAGED':
    case 'EXECUTING':
      // INVARIANT P8: nothing has run, and nothing will.
      return { record: stopped(record, event.at_ms), effects: [...later, unavailable] }
    case 'EXECUTED':
      if (record.request.is_read) return { record: stopped(record, event.at_ms), effects: [...later, unavailable] }
      return withhold(record, later)
    default:
      return { record, effects: [...later, unavailable] }
  }
}

/** Cancelled, its entry owed: the log that just failed is not asked again at once. An intent that may not be there is not owed any more. */
function stopped(record: ActionRecord, atMs: number): ActionRecord {
  const { record: cancelled } = cancel(withoutIntent(record), atMs, 'log_unavailable')
  return cancelled ?? record
}

/** The effect has happened and cannot be shown: undone where it can be, in doubt otherwise, its result withheld (D1). */
function withhold(record: ActionRecord, later: readonly PepEffect[]): Step {
  const { execution } = record.request
  // What a person found out is not undone behind their back: it is told again once the log answers.
  const isResolved = record.outcome?.status === 'executed' && record.outcome.resolved === true
  if (execution.reversible && execution.compensate !== undefined && !isResolved) {
    return { record: enter(record, 'COMPENSATING'), effects: [...later.slice(0, 1), { kind: 'RUN_COMPENSATION' }] }
  }
  // What the phase awaits stays the outcome: once it is in the log, the doubt is over.
  const doubtful = { ...record, phase: 'IN_DOUBT' as const }
  return { record: doubtful, effects: [...later, refuse('OUTCOME_IN_DOUBT', 'the outcome could not be logged')] }
}

/** The log answers again: what is owed is paid, by the same way as ever. `logged` holds what it turned out to have. */
export function logCameBack(record: ActionRecord, event: Event<'LOG_CAME_BACK'>): Step {
  if (record.phase !== 'CANCELLED' && record.phase !== 'IN_DOUBT') return { record, effects: [] }
  return payOwed(record, event)
}

/** The process begins anew. `logged` holds the numbers of this action's entries that the log has. */
export function restarted(record: ActionRecord, event: Event<'RESTARTED'>): Step {
  switch (record.phase) {
    case 'EXECUTING':
      return restartExecution(record, event)
    case 'COMPENSATING': {
      const { record: doubtful } = doubt(withoutOutcome(pay(record, event.logged)), event.at_ms, {
        reason: 'interrupted_compensation',
      })
      return doubtful === undefined ? { record, effects: [] } : { record: doubtful, effects: appendOwed(doubtful) }
    }
    default:
      return payOwed(record, event)
  }
}

/** An intent without an outcome is in doubt; without a durable intent nothing can have run (D1). */
function restartExecution(record: ActionRecord, event: Event<'RESTARTED'>): Step {
  const paid = pay(record, event.logged)
  if (record.awaits !== undefined && !event.logged.includes(record.awaits)) {
    const { record: cancelled } = cancel(withoutIntent(paid), event.at_ms, 'interrupted_before_execution')
    return cancelled === undefined ? { record, effects: [] } : { record: cancelled, effects: appendOwed(cancelled) }
  }
  return record.retry_due === undefined
    ? doubt(paid, event.at_ms, { reason: 'interrupted' })
    : giveUp(paid, event.at_ms, 'interrupted between two attempts')
}

/** The awaited entry may turn out to be in the log already; whatever else is owed is appended, and waiting goes on where it was. */
function payOwed(record: ActionRecord, event: Event<'RESTARTED'> | Event<'LOG_CAME_BACK'>): Step {
  if (record.awaits !== undefined && event.logged.includes(record.awaits)) {
    return entriesLogged(record, { ...event, kind: 'ENTRIES_LOGGED', numbers: event.logged })
  }
  const paid = pay(record, event.logged)
  const waits = paid.phase === 'STAGED' || paid.phase === 'AWAITING_APPROVAL'
  const expiry: PepEffect[] = waits ? [{ kind: 'WAIT_FOR_EXPIRY', until_ms: paid.expires_at_ms ?? 0 }] : []
  return { record: paid, effects: [...expiry, ...appendOwed(paid)] }
}

/** The same record where nothing was owed of these: then there is nothing to write. */
function pay(record: ActionRecord, numbers: readonly number[]): ActionRecord {
  if (!record.owed.some(({ number }) => numbers.includes(number))) return record
  return { ...record, owed: unpaid(record, numbers) }
}

function unpaid({ owed }: ActionRecord, numbers: readonly number[]): readonly OwedEntry[] {
  return owed.filter(({ number }) => !numbers.includes(number))
}

/** Nothing ran: the intent that was not known to be durable need not be written any more. */
function withoutIntent(record: ActionRecord): ActionRecord {
  return record.phase === 'EXECUTING'
    ? { ...record, owed: record.owed.filter(({ number }) => number !== record.awaits) }
    : record
}

function alert(record: ActionRecord, reason: string): PepEffect {
  return { kind: 'ALERT', message: `action ${record.instance}: the audit log did not take an entry: ${reason}` }
}
