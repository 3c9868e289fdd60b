/**
 * The enforcement point's eyes on the circuit breaker. Believes a record only where it follows from the last one believed, was written by no earlier Watchdog
 * and, after a Blind, rests on a breakout that was verified here as well. It writes nothing; what is refused is not in force, and nothing but reads goes on.
 */
import { BreakerHaltedError, type BreakerPort, type BreakerReading } from '../pep/breaker-reading.ts'
import type { KeyValue, Versioned } from '../store/key-value.ts'
import { type AbsenceTerms, type Age, lookAt, lookEveryMs, tightened } from './breaker-age.ts'
import {
  BREAKER_KEY,
  BREAKER_REFRESH_KEY,
  type CircuitBreakerState,
  parseBreakerRefresh,
  parseBreakerState,
  UNWRITTEN,
} from './breaker-state.ts'
import { transitionFault } from './breaker-transition.ts'

export interface BreakerReaderOptions {
  readonly absence: AbsenceTerms
  /** Never goes back, milliseconds. */
  readonly monotonicMs: () => number
  /**
   * Whether this log entry is a breakout that enough signers authorised to end the Blind of that version (D4). Without it no Blind ever ends here. What
   * rejects is not verified.
   */
  readonly verifyBreakout?: (entry: number, blindVersion: number) => Promise<boolean>
  /** `required`: without a record nothing but reads goes on. `if-present`: no record means that no Watchdog has ever run here, NOMINAL. */
  readonly watchdog: 'required' | 'if-present'
  /** What an earlier process believed last, and the way to tell a later one. Without it a start begins with whatever the record says. */
  readonly memory?: BreakerMemory
  /** Called once, when a lower version is confirmed. */
  readonly halted?: (seenVersion: number, readVersion: number) => void
}

/** The last record that was believed, kept where no rollback of the store reaches it. */
export interface BreakerMemory {
  /** The record's text as it was remembered; undefined where nothing ever was. Throws where that cannot be told. */
  recall(): string | undefined
  /** Durable on return. What throws was not remembered, and is not believed. */
  remember(text: string): void
}

export interface BreakerReader extends BreakerPort {
  readNow(): BreakerReading | undefined
  recent(): BreakerReading | undefined
  /** Looks for a sign of life of the Watchdog again and again; returns the way to stop. */
  watch(after: (ms: number, run: () => void) => () => void): () => void
}

/** What reads, and reads alone, may be decided by. */
export const RECENT_MS = 500

export function createBreakerReader(store: KeyValue, options: BreakerReaderOptions): BreakerReader {
  let known: Known | undefined
  let isRecalled = options.memory === undefined
  let verified: string | undefined
  let halt: BreakerHaltedError | undefined
  let age: Age | undefined
  /** The store answered the last time at once. */
  let isPrompt = false
  let last: { readonly reading: BreakerReading; readonly atMs: number } | undefined
  const fetch = (key: string): Versioned | undefined | Promise<Versioned | undefined> =>
    store.getLatest === undefined ? store.get(key) : store.getLatest(key)

  async function read(): Promise<BreakerReading> {
    if (halt !== undefined) throw halt
    if (!isRecalled) recall()
    const atMs = options.monotonicMs()
    const floor = known
    const asked = fetch(BREAKER_KEY)
    isPrompt = !(asked instanceof Promise)
    const found = await asked
    // Nothing new since: what was believed is in force still, if it has not grown too old.
    if (last !== undefined && known === floor && found?.value === known?.text && isFresh(atMs)) {
      last = { reading: last.reading, atMs }
      return last.reading
    }
    const state = await believe(await notLower(found, floor?.state.version ?? 0))
    const { version, last_blind_version: lastBlindVersion } = state
    const reading = { version, state: await aged(state), last_blind_version: lastBlindVersion }
    last = { reading, atMs }
    return reading
  }

  /** Undefined also where it would have to wait. What the store throws, this throws. */
  function readNow(): BreakerReading | undefined {
    if (halt !== undefined || last === undefined || !isPrompt) return undefined
    const atMs = options.monotonicMs()
    const found = fetch(BREAKER_KEY)
    if (found instanceof Promise) {
      isPrompt = false
      found.catch(() => undefined)
      return undefined
    }
    if (found?.value !== known?.text || !isFresh(atMs)) return undefined
    last = { reading: last.reading, atMs }
    return last.reading
  }

  /** INVARIANT D3: the highest version ever believed holds over a restart as well. A memory that cannot be understood lets nothing but reads through. */
  function recall(): void {
    const text = options.memory?.recall()
    if (text !== undefined) known = parse({ value: text, revision: 0 })
    isRecalled = true
  }

  /** INVARIANT D3: one lower answer may be a follower’s; asked of the leader again, it is the Watchdog’s fault. */
  async function notLower(found: Versioned | undefined, floor: number): Promise<Known> {
    const first = parse(found)
    if (first.state.version >= floor) return first
    const second = parse(await fetch(BREAKER_KEY))
    if (second.state.version >= floor) return second
    halt = new BreakerHaltedError(floor, second.state.version)
    options.halted?.(floor, second.state.version)
    throw halt
  }

  function parse(found: Versioned | undefined): Known {
    if (found === undefined) return { text: undefined, state: UNWRITTEN }
    if (found.value === known?.text) return known
    const state = parseBreakerState(found.value)
    if (typeof state === 'string') throw new Error(`the circuit breaker record cannot be believed: ${state}`)
    return { text: found.value, state }
  }

  async function believe(found: Known): Promise<CircuitBreakerState> {
    const { state } = found
    for (;;) {
      const from = known
      if (from === found) {
        // What an earlier process believed may rest on a breakout, too.
        await verifyEnd(state)
        return state
      }
      // Another call has read a later one meanwhile.
      if (from !== undefined && from.state.version > state.version) return from.state
      const fault = from === undefined ? undefined : successionFault(from, found)
      if (fault !== undefined) throw new Error(`the circuit breaker record cannot be believed: ${fault}`)
      if (state.version === 0 && options.watchdog === 'required')
        throw new Error('no Watchdog has written a circuit breaker record')
      await verifyEnd(state)
      if (known !== from) continue
      if (found.text !== undefined && found.text !== from?.text) options.memory?.remember(found.text)
      known = found
      return state
    }
  }

  /** INVARIANT D4: a Blind is over where its breakout has been verified here, not where a record says so. */
  async function verifyEnd({
    state,
    last_blind_version: blind,
    breakout_entry: entry,
  }: CircuitBreakerState): Promise<void> {
    if (state === 'BLIND' || entry === null || verified === `${entry}/${blind}`) return
    const isVerified = (await options.verifyBreakout?.(entry, blind).catch(() => false)) === true
    if (!isVerified) throw new Error(`the circuit breaker is blind: the breakout of log entry ${entry} does not verify`)
    verified = `${entry}/${blind}`
  }

  /** INVARIANT D16: what nobody refreshes grows more restrictive by itself. */
  async function aged({
    version,
    state,
    writer_epoch: epoch,
  }: CircuitBreakerState): Promise<CircuitBreakerState['state']> {
    if (version === 0) return state
    if (age === undefined || tightened(state, ageOf(age), options.absence) !== state) await look(epoch)
    return age === undefined ? 'BLIND' : tightened(state, ageOf(age), options.absence)
  }

  function ageOf({ risenAtMs }: Age): number {
    return options.monotonicMs() - risenAtMs
  }

  /** A refresh that cannot be read, or is another writer’s, is no sign of life. */
  async function look(epoch: number): Promise<void> {
    const nowMs = options.monotonicMs()
    const found = await (async () => fetch(BREAKER_REFRESH_KEY))().catch(() => undefined)
    const refresh = found === undefined ? '' : parseBreakerRefresh(found.value)
    age = lookAt(age, typeof refresh === 'string' || refresh.writer_epoch !== epoch ? undefined : refresh, nowMs)
  }

  /** The reading last given is the record's own state, and no age would tighten it now. */
  function isFresh(nowMs: number): boolean {
    if (known === undefined || last === undefined || last.reading.state !== known.state.state) return false
    if (known.state.version === 0) return options.watchdog === 'if-present'
    return (
      age !== undefined && tightened(known.state.state, nowMs - age.risenAtMs, options.absence) === known.state.state
    )
  }

  function recent(): BreakerReading | undefined {
    const isRecent = halt === undefined && last !== undefined && options.monotonicMs() - last.atMs < RECENT_MS
    return isRecent ? last?.reading : undefined
  }

  function watch(after: (ms: number, run: () => void) => () => void): () => void {
    let stopped = false
    let stop: () => void = () => undefined
    const lookLater = (): void => {
      if (!stopped) stop = after(lookEveryMs(options.absence), lookNow)
    }
    const lookNow = (): void => {
      const looked = read().then(() => look(known?.state.writer_epoch ?? 0))
      looked.then(lookLater, lookLater)
    }
    lookNow()
    return () => {
      stopped = true
      stop()
    }
  }

  return { read, readNow, recent, watch }
}

interface Known {
  /** Undefined where there is no record. */
  readonly text: string | undefined
  readonly state: CircuitBreakerState
}

function successionFault(from: Known, to: Known): string | undefined {
  if (to.state.version > from.state.version) return transitionFault(from.state, to.state)
  return to.text === from.text ? undefined : `version ${to.state.version} is there in two forms`
}
