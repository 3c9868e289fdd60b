/** The port through which every component writes to the audit log. An adapter decides where it lives: in this process, or behind a socket (D20). */
import type { WormEntry, WormSubmission } from './worm-entry.ts'

export interface AuditLog {
  /**
   * Resolves with the entry's number once it is durable, and not before. Rejects with `LogRefusedError` when the entry itself is at fault (nothing was
   * written) and with `LogUnavailableError` when it is unknown whether anything was.
   */
  append(entry: WormSubmission): Promise<number>
  /** Every durable entry of one action's life, in order. */
  history(correlationId: string): Promise<readonly WormEntry[]>
}

/** The entry misses a field or does not fit. `faults` holds every reason. */
export class LogRefusedError extends Error {
  override readonly name = 'LogRefusedError'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`the log refused the entry: ${faults.join('; ')}`)
    this.faults = faults
  }
}

/** The log cannot write now: poisoned, closed, or out of reach. The entry may or may not be in it. */
export class LogUnavailableError extends Error {
  override readonly name = 'LogUnavailableError'
}
