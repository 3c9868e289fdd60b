/**
 * Where one action's record is kept while one call works on it: in the store, or for a read in memory alone, since a read has nothing to recover. A cell
 * remembers what it wrote, so that a call reads its record once; another writer is noticed by the compare-and-set.
 */
import type { KeyValue } from '../store/key-value.ts'
import type { ActionRecord, ActionRequest } from './action-record.ts'
import type { PepEvent } from './pep-event.ts'

export const ACTION_PREFIX = 'action/'

export interface ActionCell {
  read(): ActionRecord | undefined | Promise<ActionRecord | undefined>
  /** False where another writer was first: then the next read sees what it wrote. */
  write(record: ActionRecord): boolean | Promise<boolean>
  /** What happened since the record that was written last, and follows from it and the log: applied again to whatever is read. */
  readonly held: readonly PepEvent[]
  hold(event: PepEvent): void
}

export function storedCell(store: KeyValue, instance: string): ActionCell {
  const key = ACTION_PREFIX + instance
  let known: { readonly record: ActionRecord; readonly revision: number } | undefined
  let held: readonly PepEvent[] = []
  let printed: { readonly request: ActionRequest; readonly text: string } | undefined
  const fetch = async () => {
    const found = await store.get(key)
    if (found !== undefined) known = { record: parseRecord(found.value), revision: found.revision }
    return known?.record
  }
  return {
    get held() {
      return held
    },
    hold(event) {
      held = [...held, event]
    },
    read: () => (known === undefined ? fetch() : known.record),
    async write(record) {
      const expected = known?.revision ?? 0
      known = undefined
      if (printed?.request !== record.request)
        printed = { request: record.request, text: JSON.stringify(record.request) }
      const revision = await store.compareAndSet(key, expected, printRecord(record, printed.text))
      if (revision === undefined) return false
      known = { record, revision }
      held = []
      return true
    },
  }
}

/** What was asked is most of a record and never changes: it is printed once for all the writes of a call. */
function printRecord(record: ActionRecord, request: string): string {
  return `{"request":${request},${JSON.stringify({ ...record, request: undefined }).slice(1)}`
}

/** A record that lives as long as the call: for reads. */
export function transientCell(): ActionCell {
  let kept: ActionRecord | undefined
  let held: readonly PepEvent[] = []
  return {
    get held() {
      return held
    },
    hold(event) {
      held = [...held, event]
    },
    read: () => kept,
    write(record) {
      kept = record
      held = []
      return true
    },
  }
}

/** Written by this package alone, into a store that only this user's processes open. Throws where it was damaged. */
export function parseRecord(text: string): ActionRecord {
  const value: unknown = JSON.parse(text)
  if (isRecord(value)) return value
  throw new Error('a record of the store is not an action’s')
}

function isRecord(value: unknown): value is ActionRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['instance', 'phase', 'request', 'owed'].every((name) => name in value)
  )
}
