/**
 * Durations as policies see them: seconds as text (`"90s"`, `"-0.5s"`), the JSON form of a protobuf duration, which a stock CEL engine's `duration()`
 * reads too. Compared as seconds and nanoseconds.
 */
import type { Instant } from './timestamp.ts'

const SHAPE = /^(-?)(\d{1,9})(?:\.(\d{1,9}))?s$/
/** A computed one may be as long as an engine counts. */
const COMPUTED_SHAPE = /^(-?)(\d{1,10})(?:\.(\d{1,9}))?s$/

/** Seconds and nanoseconds of the same sign; undefined for anything else than seconds as text, at most nine digits before the point. */
export function parseDuration(text: unknown): Instant | undefined {
  if (typeof text !== 'string') return undefined
  return instantOf(SHAPE.exec(text))
}

/** For the result of arithmetic, which may be longer than what a value may say. */
export function parseComputedDuration(text: unknown): Instant | undefined {
  return typeof text === 'string' ? instantOf(COMPUTED_SHAPE.exec(text)) : undefined
}

function instantOf(parts: RegExpExecArray | null): Instant | undefined {
  if (parts === null) return undefined
  const sign = parts[1] === '-' ? -1 : 1
  const seconds = Number(parts[2])
  const nanos = Number((parts[3] ?? '').padEnd(9, '0'))
  return { seconds: sign * seconds + 0, nanos: sign * nanos + 0 }
}
