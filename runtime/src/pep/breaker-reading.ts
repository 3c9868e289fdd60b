/** What the enforcement point knows of the circuit breaker when it decides, and the port it reads it from. Deciding from it is the machine's. */
export interface BreakerReading {
  /** Rises with every transition. */
  readonly version: number
  /** In force here: at least as restrictive as what the record says. */
  readonly state: 'NOMINAL' | 'CONSERVATIVE' | 'BLIND'
  /** Version of the last transition into Blind; 0 if there was none. */
  readonly last_blind_version: number
  /** Where the state could not be told, why; such a reading is BLIND. */
  readonly unread?: 'BREAKER_UNAVAILABLE' | 'WATCHDOG_SYNC_ERROR'
}

export interface BreakerPort {
  /** Uncached. Rejects when the state cannot be told: then nothing but reads may go on; and with `BreakerHaltedError`, then nothing may. */
  read(): Promise<BreakerReading>
  /** Uncached as well: what `read` would say, where it can be said at once. */
  readNow?(): BreakerReading | undefined
  /** What was read last, if that is at most 500 ms ago: for reads alone (D2). */
  recent?(): BreakerReading | undefined
}

/** The leader itself confirmed a lower version than one read before (D3): what is in force is not known, and this process does not find it out. */
export class BreakerHaltedError extends Error {
  override readonly name = 'BreakerHaltedError'
  readonly seenVersion: number
  readonly readVersion: number
  constructor(seenVersion: number, readVersion: number) {
    super(`the circuit breaker went from version ${seenVersion} back to ${readVersion}`)
    this.seenVersion = seenVersion
    this.readVersion = readVersion
  }
}

/** INVARIANT P4: a breaker that cannot be read is blind. */
export function readOrBlind(breaker: BreakerPort): BreakerReading | Promise<BreakerReading> {
  try {
    return breaker.readNow?.() ?? breaker.read().catch(unreadOf)
  } catch (error) {
    return unreadOf(error)
  }
}

export function unreadOf(error: unknown): BreakerReading {
  const unread = isHalted(error) ? 'WATCHDOG_SYNC_ERROR' : 'BREAKER_UNAVAILABLE'
  return { version: 0, state: 'BLIND', last_blind_version: 0, unread }
}

export function isHalted(error: unknown): boolean {
  return error instanceof BreakerHaltedError
}
