/**
 * Computed times as the texts that policies compare: timestamps in UTC, durations in seconds, no more fraction digits than they need.
 */
import type { Instant } from './timestamp.ts'

const NANOS = 1_000_000_000

/** `nanos` may be of any sign and size. */
export function formatTime(kind: 'timestamp' | 'duration', { seconds, nanos }: Instant): string {
  const carry = Math.floor(nanos / NANOS)
  const [whole, rest] = [seconds + carry, nanos - carry * NANOS]
  return kind === 'timestamp' ? timestampText(whole, rest) : durationText(whole, rest)
}

function durationText(seconds: number, nanos: number): string {
  if (seconds >= 0) return `${String(seconds)}${fraction(nanos)}s`
  // A negative one counts its fraction downward.
  const [whole, rest] = nanos === 0 ? [-seconds, 0] : [-seconds - 1, NANOS - nanos]
  return `-${String(whole)}${fraction(rest)}s`
}

function timestampText(seconds: number, nanos: number): string {
  const days = Math.floor(seconds / 86_400)
  const ofDay = seconds - days * 86_400
  const [hour, minute, second] = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60]
  const { year, month, day } = dateOf(days)
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
  return `${date}T${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}${fraction(nanos)}Z`
}

// The inverse of counting days from March; see `timestamp.ts`.
function dateOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

function fraction(nanos: number): string {
  return nanos === 0 ? '' : `.${padded(nanos, 9).replace(/0+$/, '')}`
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
