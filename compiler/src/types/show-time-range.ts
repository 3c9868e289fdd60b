/** The bounds of a time in words, for messages. */
import { formatTime } from './format-time.ts'
import type { TimeType } from './time-interval.ts'

/** `a timestamp from 2020-01-01T00:00:00Z to …`, for messages. */
export function showTimeRange(type: TimeType): string {
  const show = (seconds: number): string => formatTime(type.kind, { seconds, nanos: 0 })
  const from = type.min === undefined ? '' : ` from ${show(type.min)}`
  const to = type.max === undefined ? '' : ` to ${show(type.max)}`
  return `a ${type.kind}${from}${to}`
}
