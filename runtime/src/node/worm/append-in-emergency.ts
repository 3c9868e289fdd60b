/**
 * One entry for the log when its writer may be gone: through the writer where one answers, else under the lock that every writer needs, so that there is
 * never a second one. For breakout, which must leave its record with everything else down (D20). Durable and published when it returns.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { type AuditLog, LogUnavailableError } from '../../worm/audit-log.ts'
import type { WormSubmission } from '../../worm/worm-entry.ts'
import { connectLog } from './log-client.ts'
import type { LogSigner } from './log-key.ts'
import { LogLockedError } from './log-lock.ts'
import { openLogWriter } from './log-writer.ts'

export interface EmergencyLog {
  readonly folder: string
  readonly signer: LogSigner
  /** How long somebody may hold the lock without answering before this gives up. Default 5,000. */
  readonly patienceMs?: number
}

export interface EmergencyEntry {
  readonly seq: number
  readonly through: 'writer' | 'lock'
}

/** A writer that does not answer within this is out of reach; whether it lives is told by the lock. */
const ANSWER_WITHIN_MS = 5_000
const ASK_EVERY_MS = 50

/**
 * Throws `LogRefusedError` for the entry itself, `LogLockedError` while a writer lives that does not answer, `LogDamagedError`. Safe to repeat with the same
 * `entry_id`: an entry that is there already is not written again.
 */
export async function appendInEmergency(place: EmergencyLog, entry: WormSubmission): Promise<EmergencyEntry> {
  for (const until = Date.now() + (place.patienceMs ?? 5_000); ; ) {
    try {
      return (await throughWriter(place.folder, entry)) ?? (await underLock(place, entry))
    } catch (error) {
      if (!(error instanceof LogLockedError) || Date.now() >= until) throw error
      await wait(ASK_EVERY_MS)
    }
  }
}

async function throughWriter(folder: string, entry: WormSubmission): Promise<EmergencyEntry | undefined> {
  const client = connectLog(folder, { answerWithinMs: ANSWER_WITHIN_MS })
  try {
    const seq = await appendOnce(client, entry)
    await client.publish()
    return { seq, through: 'writer' }
  } catch (error) {
    if (error instanceof LogUnavailableError) return undefined
    throw error
  } finally {
    client.close()
  }
}

async function underLock({ folder, signer }: EmergencyLog, entry: WormSubmission): Promise<EmergencyEntry> {
  const log = await openLogWriter({ folder, signer })
  try {
    const seq = await appendOnce(log, entry)
    await log.publish()
    return { seq, through: 'lock' }
  } finally {
    await log.close()
  }
}

/** A writer that went away, or did not answer in time, may have written it all the same. */
async function appendOnce(log: AuditLog, entry: WormSubmission): Promise<number> {
  const there = (await log.history(entry.correlation_id)).find(({ entry_id: id }) => id === entry.entry_id)
  return there?.worm_seq ?? log.append(entry)
}
