/**
 * The record through which the Watchdog tells every enforcement point what holds, and its heartbeat beside it: their shape, and a reading that takes nothing
 * else. What cannot be understood in every member is no state at all; what may follow what is in `breaker-transition.ts`.
 */
import { parseJson, utf8 } from 'clawql-manifest-validator'

export const BREAKER_KEY = 'breaker/state'
export const BREAKER_REFRESH_KEY = 'breaker/refresh'

export type BreakerMode = 'NOMINAL' | 'CONSERVATIVE' | 'BLIND'

/** Plan section 3, with D2, D4 and D19. Every member is there; unknown ones are refused. */
export interface CircuitBreakerState {
  /** From 1, one more with every write. Log payloads call it `kv_state_version`. */
  readonly version: number
  readonly state: BreakerMode
  /** Milliseconds since 1970, by the Watchdog's clock. For people. */
  readonly last_transition_at: number
  readonly last_valid_seq: number
  /** True exactly in BLIND. */
  readonly requires_breakout: boolean
  /** Null from the write that begins a Blind until its flush is durable; null where there never was one. */
  readonly flushed_at: number | null
  /** From 1, one more with every Watchdog that takes over. */
  readonly writer_epoch: number
  /** Version of the last write that began a Blind; 0 where there never was one. */
  readonly last_blind_version: number
  /** `worm_seq` of the BREAKOUT_EXECUTED entry that ended the last Blind; null in BLIND and where there never was one. */
  readonly breakout_entry: number | null
}

/** Written beside the state, without a new version, as long as the Watchdog lives (D16). */
export interface BreakerRefresh {
  readonly writer_epoch: number
  /** Rises with every write of one epoch. */
  readonly refresh_seq: number
}

/** What holds before any Watchdog has written. */
export const UNWRITTEN: CircuitBreakerState = {
  version: 0,
  state: 'NOMINAL',
  last_transition_at: 0,
  last_valid_seq: 0,
  requires_breakout: false,
  flushed_at: null,
  writer_epoch: 0,
  last_blind_version: 0,
  breakout_entry: null,
}

/** The state in a record's text, or what is wrong with it. */
export function parseBreakerState(text: string): CircuitBreakerState | string {
  const members = membersOf(text)
  if (typeof members === 'string') return members
  const fault = shapeFault(members, STATE)
  if (fault !== undefined) return fault
  const state = Object.fromEntries(members)
  if (!isStateShaped(state)) return 'the record is malformed'
  return contradiction(state) ?? state
}

export function parseBreakerRefresh(text: string): BreakerRefresh | string {
  const members = membersOf(text)
  if (typeof members === 'string') return members
  const fault = shapeFault(members, REFRESH)
  if (fault !== undefined) return fault
  return { writer_epoch: members.get('writer_epoch') as number, refresh_seq: members.get('refresh_seq') as number }
}

/** More than any record of the Watchdog's could need. */
const MAX_UNITS = 4096

type Members = ReadonlyMap<string, unknown>
type Shape = Readonly<Record<string, (value: unknown) => boolean>>

function membersOf(text: string): Members | string {
  if (text.length > MAX_UNITS) return 'the record is too large'
  const parsed = parseJson(utf8(text.toWellFormed()))
  if (!parsed.ok) return 'the record is not strict JSON'
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'the record is not an object'
  return new Map(Object.entries(value))
}

const STATE: Shape = {
  version: isPositive,
  state: (value) => value === 'NOMINAL' || value === 'CONSERVATIVE' || value === 'BLIND',
  last_transition_at: isCount,
  last_valid_seq: isCount,
  requires_breakout: (value) => typeof value === 'boolean',
  flushed_at: isCountOrNull,
  writer_epoch: isPositive,
  last_blind_version: isCount,
  breakout_entry: isCountOrNull,
}

const REFRESH: Shape = { writer_epoch: isPositive, refresh_seq: isCount }

function shapeFault(members: Members, shape: Shape): string | undefined {
  for (const [name, isValid] of Object.entries(shape))
    if (!members.has(name) || !isValid(members.get(name))) return `${name} is missing or malformed`
  for (const name of members.keys()) if (!Object.hasOwn(shape, name)) return 'an unknown member'
  return undefined
}

function isStateShaped(value: object): value is CircuitBreakerState {
  return shapeFault(new Map(Object.entries(value)), STATE) === undefined
}

/** Members that cannot be true together. */
function contradiction(record: CircuitBreakerState): string | undefined {
  const { state, version, last_blind_version: blind, flushed_at: flushedAt, breakout_entry: breakout } = record
  if (record.requires_breakout !== (state === 'BLIND')) return 'requires_breakout does not fit the state'
  if (blind > version) return 'last_blind_version is yet to come'
  if (state === 'BLIND') {
    if (blind === 0 || breakout !== null) return 'a Blind without its beginning, or with its end'
    return flushedAt !== null && version === blind ? 'flushed_at came with the Blind itself' : undefined
  }
  if (blind === 0) return flushedAt === null && breakout === null ? undefined : 'the end of a Blind that never was'
  return flushedAt === null || breakout === null ? 'a Blind ended without flush or breakout' : undefined
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isPositive(value: unknown): boolean {
  return isCount(value) && value !== 0
}

function isCountOrNull(value: unknown): boolean {
  return value === null || isCount(value)
}
