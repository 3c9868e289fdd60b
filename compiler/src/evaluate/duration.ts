/**
 * Durations as policies see them: seconds as text (`"90s"`, `"-0.5s"`), the JSON form of a protobuf duration, which a stock CEL engine's `duration()`
 * reads too. Compared as seconds and nanoseconds.
 */
import type { Instant } from './timestamp.ts'

const SHAPE = /^(-?)(\d{1,11})(?:\.(\d{1,9}))?s$/

/** Seconds and nanoseconds of the same sign; undefined for anything else than seconds as text, at most eleven digits before the point. */
export function parseDuration(text: unknown): Instant | undefined {
  if (typeof text !== 'string') return undefined
  const parts = SHAPE.exec(text)
  if (parts === null) return undefined
  const sign = parts[1] === '-' ? -1 : 1
  const seconds = Number(parts[2])
  const nanos = Number((parts[3] ?? '').padEnd(9, '0'))
  return { seconds: sign * seconds + 0, nanos: sign * nanos + 0 }
}
