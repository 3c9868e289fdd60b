/**
 * What a start finds in the store and what time lets go of: undecided and owing records are brought on by one event each, rate counters are held against
 * what became of their actions, records that ended long ago are deleted. It changes a record by driving it, and only so.
 */
import { pagesOf } from '../store/pages-of.ts'
import { ACTION_PREFIX, parseRecord } from './action-cell.ts'
import { type ActionRecord, isOver } from './action-record.ts'
import { readOrBlind } from './breaker-reading.ts'
import type { MakeEvent } from './drive.ts'
import { entryId } from './owed-envelope.ts'
import type { PepPorts } from './ports.ts'
import { type Fate, reconcilePlaces } from './rate-counter.ts'
import { reasonOf } from './reason-of.ts'

export interface Recovery {
  /** Everything undecided or owing in the store, brought on by one event each. */
  recover(): Promise<number>
  /** Deletes the records of actions that ended before then; returns how many. */
  forget(endedBeforeMs: number): Promise<number>
  /** The numbers of those of its entries that the log has. */
  loggedNumbers(record: ActionRecord): Promise<readonly number[]>
}

/** `driveStored`: brings the action on, from its record in the store. */
export function createRecovery(
  ports: PepPorts,
  driveStored: (instance: string, makeEvent: MakeEvent) => Promise<unknown>,
): Recovery {
  async function loggedNumbers(record: ActionRecord): Promise<readonly number[]> {
    const ids = new Set((await ports.log.history(record.instance)).map((entry) => entry.entry_id))
    return Array.from({ length: record.entry_count }, (_, number) => number).filter((number) =>
      ids.has(entryId(ports.crypto, record.instance, number)),
    )
  }

  async function recover(): Promise<number> {
    let recovered = 0
    for await (const page of pagesOf(ports.store, ACTION_PREFIX)) {
      for (const { key, value } of page) {
        const record = readRecord(key, value)
        if (isOver(record)) continue
        const logged = await loggedNumbers(record)
        await driveStored(record.instance, async () => ({
          kind: 'RESTARTED',
          at_ms: ports.clock.nowMs(),
          logged,
          breaker: await readOrBlind(ports.breaker),
        }))
        recovered += 1
      }
    }
    await reconcile()
    return recovered
  }

  function reconcile(): Promise<void> {
    return reconcilePlaces(ports.store, ports.clock.nowMs(), async (instance) => {
      const found = await ports.store.get(ACTION_PREFIX + instance)
      // Without a record it was a read, or the process died in between: it may have run.
      return found === undefined ? { fate: 'ran' } : fateOf(parseRecord(found.value))
    })
  }

  /** What is over is in the log for good; the record is kept for a while, for those who ask how it ended. */
  async function forget(endedBeforeMs: number): Promise<number> {
    await reconcile()
    let forgotten = 0
    for await (const page of pagesOf(ports.store, ACTION_PREFIX)) {
      const deletions = page.flatMap(({ key, value, revision }) => {
        const record = parseRecord(value)
        const isOld = (record.ended_at_ms ?? Number.POSITIVE_INFINITY) < endedBeforeMs
        return isOver(record) && isOld ? [ports.store.compareAndSet(key, revision, undefined)] : []
      })
      forgotten += (await Promise.all(deletions)).filter((revision) => revision !== undefined).length
    }
    return forgotten
  }

  return { recover, forget, loggedNumbers }
}

/** A start that cannot read what it left behind stops, and says where. */
function readRecord(key: string, text: string): ActionRecord {
  try {
    return parseRecord(text)
  } catch (error) {
    throw new Error(`the store is damaged at ${key}: ${reasonOf(error)}`)
  }
}

/** What became of an action, as its rate counter sees it. */
export function fateOf({ phase, outcome, ended_at_ms: endedAt = 0 }: ActionRecord): {
  readonly fate: Fate
  readonly atMs: number
} {
  if (phase !== 'WORM_LOGGED' || outcome === undefined) return { fate: 'undecided', atMs: 0 }
  return { fate: outcome.status === 'executed' ? 'ran' : 'did not run', atMs: endedAt }
}
