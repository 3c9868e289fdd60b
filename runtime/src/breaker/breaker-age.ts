/**
 * How long nothing has been heard of the Watchdog, by the reader's own monotonic clock (D16). Pure. Age only tightens what this reader holds to be in force:
 * it is no transition, and flushes nothing.
 */
import type { BreakerMode, BreakerRefresh } from './breaker-state.ts'

/** As in `policy.coordination.circuit_breaker`, in milliseconds. */
export interface AbsenceTerms {
  readonly windowMs: number
  /** Older than this is Conservative. */
  readonly absenceMs: number
  /** Older than this is Blind. */
  readonly fullAbsenceMs: number
}

export interface Age {
  readonly writer_epoch: number
  readonly refresh_seq: number
  /** When the refresh was looked at last. */
  readonly lookedAtMs: number
  /** It has certainly not risen before this. */
  readonly risenAtMs: number
}

/**
 * `refresh` as it was found by a look that began at `nowMs`, or undefined where there was none, or none of the writer in force. The first look begins the
 * count. A rise may have happened just after the look before it: an enforcement point that slept does not take an old sign of life for a new one.
 */
export function lookAt(age: Age | undefined, refresh: BreakerRefresh | undefined, nowMs: number): Age {
  const { writer_epoch: epoch, refresh_seq: seq } = refresh ?? { writer_epoch: 0, refresh_seq: -1 }
  if (age === undefined) return { writer_epoch: epoch, refresh_seq: seq, lookedAtMs: nowMs, risenAtMs: nowMs }
  const hasRisen = epoch > age.writer_epoch || (epoch === age.writer_epoch && seq > age.refresh_seq)
  return hasRisen
    ? { writer_epoch: epoch, refresh_seq: seq, lookedAtMs: nowMs, risenAtMs: age.lookedAtMs }
    : { ...age, lookedAtMs: nowMs }
}

/** The more restrictive of the two. A clock that says nothing says that it is too late. */
export function tightened(state: BreakerMode, ageMs: number, terms: AbsenceTerms): BreakerMode {
  if (!(ageMs <= terms.fullAbsenceMs)) return 'BLIND'
  return state === 'NOMINAL' && !(ageMs <= terms.absenceMs) ? 'CONSERVATIVE' : state
}

/** Looking so often, a living Watchdog never seems older than half a window. */
export function lookEveryMs({ windowMs }: AbsenceTerms): number {
  return windowMs / 4
}
