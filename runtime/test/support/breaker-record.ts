/** Records as a Watchdog would write them, for tests of those who read them. */
import { BREAKER_KEY, BREAKER_REFRESH_KEY, type CircuitBreakerState } from '../../src/breaker/breaker-state.ts'
import type { KeyValue } from '../../src/store/key-value.ts'

export const NOMINAL: CircuitBreakerState = {
  version: 1,
  state: 'NOMINAL',
  last_transition_at: 1_760_000_000_000,
  last_valid_seq: 7,
  requires_breakout: false,
  flushed_at: null,
  writer_epoch: 1,
  last_blind_version: 0,
  breakout_entry: null,
}

export const conservative = (version: number): CircuitBreakerState => ({ ...NOMINAL, version, state: 'CONSERVATIVE' })

export const flushing = (version: number): CircuitBreakerState => ({
  ...NOMINAL,
  version,
  state: 'BLIND',
  requires_breakout: true,
  last_blind_version: version,
})

export const flushed = (version: number): CircuitBreakerState => ({ ...flushing(version - 1), version, flushed_at: 1 })

/** Nominal again, by the breakout that log entry 40 records. */
export const brokenOut = (version: number): CircuitBreakerState => ({
  ...NOMINAL,
  version,
  flushed_at: 1,
  last_blind_version: version - 2,
  breakout_entry: 40,
})

export async function putBreaker(store: KeyValue, state: object | string): Promise<void> {
  await put(store, BREAKER_KEY, typeof state === 'string' ? state : JSON.stringify(state))
}

export async function refresh(store: KeyValue, seq: number, epoch: number = 1): Promise<void> {
  await put(store, BREAKER_REFRESH_KEY, JSON.stringify({ writer_epoch: epoch, refresh_seq: seq }))
}

async function put(store: KeyValue, key: string, value: string): Promise<void> {
  const found = await store.get(key)
  await store.compareAndSet(key, found?.revision ?? 0, value)
}
