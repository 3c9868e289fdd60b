/**
 * From the durable intent to a known outcome: success, a handler that says it applied nothing, one of which nothing is known, retries and compensation.
 * What is not known is never guessed: it is IN_DOUBT until somebody knows.
 */
import type { JsonValue } from 'clawql-manifest-validator'
import type { ActionRecord } from './action-record.ts'
import type { PepEvent } from './pep-event.ts'
import { cancel, enter, owe, refuse, type Step } from './record-change.ts'

type Event<K extends PepEvent['kind']> = Extract<PepEvent, { kind: K }>

/** At most so many runs of one action (D28). */
export const MAX_ATTEMPTS = 5
const RETRY_MS = 1000
/** How long after a failed append the log is asked again. */
export const LOG_RETRY_MS = 1000

/** Also for an attempt that answered late, after its time was over: an answer is better than doubt. */
export function handlerSucceeded(record: ActionRecord, event: Event<'HANDLER_SUCCEEDED'>): Step {
  const isLate = record.phase === 'IN_DOUBT' && record.outcome === undefined
  if (!isRunning(record, event.attempt) && !isLate) return unexpected(record)
  const outcome = { status: 'executed' as const, output_valid: event.output.valid }
  const executed = { ...record, awaits: undefined, retry_due: undefined, phase: 'EXECUTED' as const, outcome }
  const payload = {
    status: 'executed',
    attempt: event.attempt,
    output: event.output.redacted,
    output_digest: event.output.digest,
    output_valid: event.output.valid,
  }
  const { record: owing, append } = owe(executed, event.at_ms, [{ event_kind: 'ACTION_OUTCOME', payload }], {
    awaited: true,
  })
  return { record: owing, effects: [append] }
}

/** Called off meanwhile, by somebody who was wrong: nothing can be changed any more, but it can be said. */
function unexpected(record: ActionRecord): Step {
  if (record.outcome?.status !== 'cancelled') return { record, effects: [] }
  const message = `action ${record.instance} took effect after it was ended as ${record.outcome.reason}`
  return { record, effects: [{ kind: 'ALERT', message }] }
}

/** INVARIANT P5: another run only because this one said that it applied nothing. */
export function handlerNotApplied(record: ActionRecord, event: Event<'HANDLER_NOT_APPLIED'>): Step {
  if (!isRunning(record, event.attempt)) return { record, effects: [] }
  if (mayRetry(record, event.breaker)) return waitForRetry(record, 'not_applied')
  return endWithoutEffect(record, event.at_ms, 'not_applied', event.message)
}

/** Nothing is known of this run. A read changes nothing; an idempotent handler may run again under the same key; all else is in doubt. */
export function handlerFailed(record: ActionRecord, event: Event<'HANDLER_FAILED'>): Step {
  if (!isRunning(record, event.attempt)) return { record, effects: [] }
  const { execution, is_read: isRead } = record.request
  if ((execution.idempotent || isRead) && mayRetry(record, event.breaker)) return waitForRetry(record, 'unknown')
  if (isRead) return endWithoutEffect(record, event.at_ms, 'failed', event.message)
  return doubt(record, event.at_ms, { reason: 'handler_failed', message: event.message })
}

export function retryCameDue(record: ActionRecord, event: Event<'RETRY_CAME_DUE'>): Step {
  if (record.phase !== 'EXECUTING' || record.retry_due === undefined) return { record, effects: [] }
  if (event.breaker.state === 'BLIND') return giveUp(record, event.at_ms, 'no retry starts while the breaker is blind')
  const attempt = record.attempt + 1
  return { record: enter(record, 'EXECUTING', { attempt }), effects: [{ kind: 'RUN_HANDLER', attempt }] }
}

/** Ends an execution between two attempts by what the last one left behind. */
export function giveUp(record: ActionRecord, atMs: number, message: string): Step {
  if (record.retry_due === 'not_applied') return endWithoutEffect(record, atMs, 'not_applied', message)
  if (record.request.is_read) return endWithoutEffect(record, atMs, 'failed', message)
  return doubt(record, atMs, { reason: 'handler_failed', message })
}

/** After an outcome that could not be logged. The doubt stays until the log takes what is owed, or, where undoing failed, until it is resolved (D1). */
export function compensationEnded(record: ActionRecord, event: Event<'COMPENSATION_ENDED'>): Step {
  if (record.phase !== 'COMPENSATING') return { record, effects: [] }
  const doubtful = event.applied
    ? enter(record, 'IN_DOUBT', { outcome: { status: 'cancelled', reason: 'compensated' } })
    : enter(withoutOutcome(record), 'IN_DOUBT')
  const payload = { applied: event.applied, message: event.message }
  const { record: owing } = owe(doubtful, event.at_ms, [{ event_kind: 'ACTION_COMPENSATED', payload }], {
    awaited: true,
  })
  const refusal = refuse('OUTCOME_IN_DOUBT', 'the outcome could not be logged')
  return { record: owing, effects: [refusal, { kind: 'WAIT_FOR_LOG', ms: LOG_RETRY_MS }] }
}

/** It is no longer known what the action did. */
export function withoutOutcome(record: ActionRecord): ActionRecord {
  const { outcome: _, ...rest } = record
  return rest
}

export function doubt(record: ActionRecord, atMs: number, payload: { readonly [key: string]: JsonValue }): Step {
  const doubtful = enter(record, 'IN_DOUBT')
  const { record: owing, append } = owe(doubtful, atMs, [{ event_kind: 'ACTION_IN_DOUBT', payload }], {
    awaited: false,
  })
  const alert = { kind: 'ALERT', message: `action ${record.instance} is in doubt` } as const
  return {
    record: owing,
    effects: [append, alert, refuse('OUTCOME_IN_DOUBT', 'it is not known whether the action took effect')],
  }
}

function endWithoutEffect(record: ActionRecord, atMs: number, status: 'not_applied' | 'failed', message: string): Step {
  const reason = status === 'failed' ? 'handler_failed' : 'handler_not_applied'
  const entry = { event_kind: 'ACTION_OUTCOME', payload: { status, attempt: record.attempt, message } }
  return cancel(record, atMs, reason, entry)
}

function waitForRetry(record: ActionRecord, left: 'not_applied' | 'unknown'): Step {
  const ms = record.request.execution.retry_policy === 'exponential' ? RETRY_MS * 2 ** (record.attempt - 1) : RETRY_MS
  return { record: { ...record, retry_due: left }, effects: [{ kind: 'WAIT_FOR_RETRY', ms }] }
}

function mayRetry(record: ActionRecord, breaker: { readonly state: string }): boolean {
  return record.request.execution.retry_policy !== 'none' && record.attempt < MAX_ATTEMPTS && breaker.state !== 'BLIND'
}

/** The attempt that the record is waiting for, its intent durable. */
function isRunning(record: ActionRecord, attempt: number): boolean {
  return (
    record.phase === 'EXECUTING' &&
    record.awaits === undefined &&
    record.attempt === attempt &&
    record.retry_due === undefined
  )
}
