/**
 * Where one action's record is kept while one call works on it: in the store, or for a read in memory alone, since a read has nothing to recover. A cell
 * remembers what it wrote, so that a call reads its record once; another writer is noticed by the compare-and-set.
 */
import type { KeyValue, Versioned } from '../store/key-value.ts'
import type { ActionRecord, ActionRequest } from './action-record.ts'
import type { PepEvent } from './pep-event.ts'
import { step } from './step.ts'

export const ACTION_PREFIX = 'action/'

export interface ActionCell {
  /** With everything that is held applied. */
  read(): ActionRecord | undefined | Promise<ActionRecord | undefined>
  /** False where another writer was first: then the next read sees what it wrote. */
  write(record: ActionRecord): boolean | Promise<boolean>
  /** What happened since the record that was written last, and follows from it and the log: applied again to whatever another writer leaves. */
  hold(event: PepEvent, record: ActionRecord): void
}

export function storedCell(store: KeyValue, instance: string): ActionCell {
  return new StoredCell(store, ACTION_PREFIX + instance, undefined)
}

/** For an action that begins: the store is not asked for what cannot be there. */
export function freshCell(store: KeyValue, instance: string): ActionCell {
  return new StoredCell(store, ACTION_PREFIX + instance, 0)
}

/** A record that lives as long as the call: for reads. */
export function transientCell(): ActionCell {
  return new TransientCell()
}

class StoredCell implements ActionCell {
  readonly #store: KeyValue
  readonly #key: string
  /** Of the record as it was read or written last, 0 where there is none; undefined where that is not known. */
  #revision: number | undefined
  #latest: ActionRecord | undefined
  #held: readonly PepEvent[] = NONE
  #printed: { readonly request: ActionRequest; readonly text: string } | undefined

  constructor(store: KeyValue, key: string, revision: number | undefined) {
    this.#store = store
    this.#key = key
    this.#revision = revision
  }

  read(): ActionRecord | undefined | Promise<ActionRecord | undefined> {
    return this.#revision === undefined ? this.#fetch() : this.#latest
  }

  #fetch(): ActionRecord | undefined | Promise<ActionRecord | undefined> {
    const found = this.#store.get(this.#key)
    return found instanceof Promise ? found.then((later) => this.#take(later)) : this.#take(found)
  }

  #take(found: Versioned | undefined): ActionRecord | undefined {
    if (found === undefined) return undefined
    const stored = parseRecord(found.value)
    this.#revision = found.revision
    this.#latest = this.#held.reduce<ActionRecord | undefined>((record, event) => step(record, event).record, stored)
    return this.#latest
  }

  hold(event: PepEvent, record: ActionRecord): void {
    this.#held = [...this.#held, event]
    this.#latest = record
  }

  async write(record: ActionRecord): Promise<boolean> {
    const expected = this.#revision ?? 0
    this.#revision = undefined
    if (this.#printed?.request !== record.request)
      this.#printed = { request: record.request, text: JSON.stringify(record.request) }
    const revision = await this.#store.compareAndSet(this.#key, expected, printRecord(record, this.#printed.text))
    if (revision === undefined) return false
    this.#revision = revision
    this.#latest = record
    this.#held = NONE
    return true
  }
}

const NONE: readonly PepEvent[] = []

/** What was asked is most of a record and never changes: it is printed once for all the writes of a call. */
function printRecord(record: ActionRecord, request: string): string {
  return `{"request":${request},${JSON.stringify({ ...record, request: undefined }).slice(1)}`
}

class TransientCell implements ActionCell {
  #kept: ActionRecord | undefined

  read(): ActionRecord | undefined {
    return this.#kept
  }

  write(record: ActionRecord): true {
    this.#kept = record
    return true
  }

  /** Nobody else writes here: what follows is kept like everything else. */
  hold(_event: PepEvent, record: ActionRecord): void {
    this.#kept = record
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
