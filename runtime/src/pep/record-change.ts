/** The few ways in which a record changes: an entry becomes owed, a phase awaits it, a request is refused. Shared by every transition. */
import type { JsonValue } from 'clawql-manifest-validator'
import type { ActionRecord, CancelReason, OwedEntry, Phase } from './action-record.ts'
import type { PepEffect } from './pep-event.ts'
import type { PepRefusalCode } from './refusal.ts'

export interface Step {
  readonly record: ActionRecord | undefined
  readonly effects: readonly PepEffect[]
  /** The record follows from the one before and the log: a restart would find it again, so it need not be durable before its effects are done. */
  readonly follows?: true
}

export interface NewEntry {
  readonly event_kind: string
  readonly payload: { readonly [key: string]: JsonValue }
  readonly source?: OwedEntry['source']
}

/** The record owing these entries as well, the last of them awaited by the phase where `awaited`, and the effect that appends them. */
export function owe(
  record: ActionRecord,
  atMs: number,
  entries: readonly NewEntry[],
  { awaited }: { readonly awaited: boolean },
): { readonly record: ActionRecord; readonly append: PepEffect } {
  const owed = [...record.owed]
  const numbers: number[] = []
  let count = record.entry_count
  for (const { event_kind, payload, source = 'PEP' } of entries) {
    numbers.push(count)
    owed.push({ number: count, at_ms: atMs, event_kind, source, payload })
    count += 1
  }
  return {
    record: awaited
      ? { ...record, owed, entry_count: count, awaits: count - 1 }
      : { ...record, owed, entry_count: count },
    append: { kind: 'APPEND', numbers },
  }
}

/** Another phase, which awaits no entry and no retry yet. */
export function enter(record: ActionRecord, phase: Phase, changes?: Partial<ActionRecord>): ActionRecord {
  const entered = { ...record, awaits: undefined, retry_due: undefined, phase }
  return changes === undefined ? entered : Object.assign(entered, changes)
}

/** CANCELLED, with the entry that says so. */
export function cancel(record: ActionRecord, atMs: number, reason: CancelReason, entry?: NewEntry): Step {
  const cancelled = enter(record, 'CANCELLED', { outcome: { status: 'cancelled', reason } })
  const entries = [entry ?? { event_kind: 'ACTION_CANCELLED', payload: { reason, action: record.request.action } }]
  const { record: owing, append } = owe(cancelled, atMs, entries, { awaited: true })
  return { record: owing, effects: [append] }
}

/** Asks the log for everything owed, in order. */
export function appendOwed(record: ActionRecord): readonly PepEffect[] {
  return record.owed.length === 0 ? [] : [{ kind: 'APPEND', numbers: record.owed.map(({ number }) => number) }]
}

export function refused(record: ActionRecord | undefined, code: PepRefusalCode, message: string): Step {
  return { record, effects: [refuse(code, message)] }
}

export function refuse(code: PepRefusalCode, message: string): PepEffect {
  return { kind: 'REFUSE', refusal: { code, message } }
}
