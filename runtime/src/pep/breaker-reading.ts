/** What the enforcement point knows of the circuit breaker when it decides, and the port it reads it from. Deciding from it is the machine's. */
export interface BreakerReading {
  /** Rises with every transition. */
  readonly version: number
  readonly state: 'NOMINAL' | 'CONSERVATIVE' | 'BLIND'
  /** Version of the last transition into Blind; 0 if there was none. */
  readonly last_blind_version: number
}

export interface BreakerPort {
  /** Uncached. Rejects when the state cannot be read: then nothing but reads may go on. */
  read(): Promise<BreakerReading>
}
