/**
 * The circuit breaker as the store has it. The Watchdog is its only writer; the enforcement point reads it uncached. No record means that no Watchdog has
 * ever run: NOMINAL. A record that cannot be understood is an error, and the caller treats it as blind.
 */
import type { KeyValue } from '../store/key-value.ts'
import type { BreakerPort, BreakerReading } from './breaker-reading.ts'

export const BREAKER_KEY = 'breaker/state'

/** Plan section 3, and the last version that was blind (D2). */
export interface CircuitBreakerState {
  readonly version: number
  readonly state: BreakerReading['state']
  readonly last_transition_at: number
  readonly last_valid_seq: number
  readonly requires_breakout: boolean
  readonly flushed_at: number | null
  readonly last_blind_version?: number
}

export function createStoreBreaker(store: KeyValue): BreakerPort {
  return {
    async read() {
      const found = await store.get(BREAKER_KEY)
      return found === undefined ? { version: 0, state: 'NOMINAL', last_blind_version: 0 } : parseBreaker(found.value)
    },
  }
}

function parseBreaker(text: string): BreakerReading {
  const value: unknown = JSON.parse(text)
  const members = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const version: unknown = members.get('version')
  const state: unknown = members.get('state')
  const blind: unknown = members.get('last_blind_version') ?? 0
  if (!isCount(version) || !isCount(blind) || !isState(state))
    throw new Error('the circuit breaker record cannot be read')
  return { version, state, last_blind_version: state === 'BLIND' ? Math.max(blind, version) : blind }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isState(value: unknown): value is BreakerReading['state'] {
  return value === 'NOMINAL' || value === 'CONSERVATIVE' || value === 'BLIND'
}
