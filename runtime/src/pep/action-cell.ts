/**
 * Where one action's record is kept while one call works on it: in the store, or for a read in memory alone, since a read has nothing to recover. A cell
 * remembers what it wrote, so that a call reads its record once; another writer is noticed by the compare-and-set.
 */
import type { KeyValue } from '../store/key-value.ts'
import type { ActionRecord } from './action-record.ts'
import type { PepEvent } from './pep-event.ts'

export const ACTION_PREFIX = 'action/'

export interface ActionCell {
  read(): Promise<ActionRecord | undefined>
  /** False where another writer was first: then the next read sees what it wrote. */
  write(record: ActionRecord): Promise<boolean>
  /** What happened since the record that was written last, and follows from it and the log: applied again to whatever is read. */
  readonly held: readonly PepEvent[]
  hold(event: PepEvent): void
}

export function storedCell(store: KeyValue, instance: string): ActionCell {
  const key = ACTION_PREFIX + instance
  let known: { readonly record: ActionRecord; readonly revision: number } | undefined
  let held: readonly PepEvent[] = []
  return {
    get held() {
      return held
    },
    hold(event) {
      held = [...held, event]
    },
    async read() {
      if (known !== undefined) return known.record
      const found = await store.get(key)
      if (found !== undefined) known = { record: parseRecord(found.value), revision: found.revision }
      return known?.record
    },
    async write(record) {
      const expected = known?.revision ?? 0
      known = undefined
      const revision = await store.compareAndSet(key, expected, JSON.stringify(record))
      if (revision === undefined) return false
      known = { record, revision }
      held = []
      return true
    },
  }
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
    read: () => Promise.resolve(kept),
    write(record) {
      kept = record
      held = []
      return Promise.resolve(true)
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
