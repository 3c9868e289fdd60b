/**
 * Times as intervals of seconds: the means by which arithmetic on timestamps and durations is proven to stay inside what every engine can hold. Bounds
 * are whole seconds, rounded outward.
 */

import type { DurationType, TimestampType, Type } from '../program/type.ts'
import { parseDuration } from './duration.ts'
import type { Interval } from './interval.ts'
import { type Instant, parseTimestamp } from './timestamp.ts'

/** The years 1 to 9999. */
const TIMESTAMPS: Interval = { min: -62_135_596_800, max: 253_402_300_800 }
/** What a text of a duration can say. */
const DURATIONS: Interval = { min: -1e9, max: 1e9 }
/** A computed timestamp is one that has a text again. */
const TIMESTAMP_RESULTS: Interval = { min: -62_135_596_800, max: 253_402_300_799 }
/** Stock engines count a duration in 64-bit nanoseconds, some 292 years either way. */
const DURATION_RESULTS: Interval = { min: -9_223_372_036, max: 9_223_372_036 }

export type TimeType = TimestampType | DurationType

export function isTime(type: Type): type is TimeType {
  return type.kind === 'timestamp' || type.kind === 'duration'
}

export function timeInterval(type: TimeType): Interval {
  const all = type.kind === 'timestamp' ? TIMESTAMPS : DURATIONS
  return { min: type.min ?? all.min, max: type.max ?? all.max }
}

/** Whether a computed time in the interval can be held. */
export function isHeld(kind: TimeType['kind'], { min, max }: Interval): boolean {
  const all = kind === 'timestamp' ? TIMESTAMP_RESULTS : DURATION_RESULTS
  return min >= all.min && max <= all.max
}

/** The type of one time: a literal's. */
export function exactTime(kind: TimeType['kind'], text: string): TimeType {
  const { seconds, nanos } = instantOf(kind, text)
  return { kind, min: nanos < 0 ? seconds - 1 : seconds, max: nanos > 0 ? seconds + 1 : seconds }
}

/** For a text that is one. */
export function instantOf(kind: TimeType['kind'], text: string): Instant {
  return (kind === 'timestamp' ? parseTimestamp(text) : parseDuration(text)) ?? { seconds: 0, nanos: 0 }
}
