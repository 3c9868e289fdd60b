/**
 * Points in time as policies see them: RFC 3339 text with at most nine fraction digits, compared as seconds and nanoseconds. Every accepted text is
 * one that a stock CEL engine's `timestamp()` accepts, so that a value the schema lets through can never make a rule err, and the set is one that a
 * schema's pattern can say exactly; no clock is read here.
 */

/** Seconds since 1970-01-01T00:00:00Z (negative before) and 0..999,999,999 nanoseconds after that second. */
export interface Instant {
  readonly seconds: number
  readonly nanos: number
}

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/
const LONGEST_TEXT = 35
const FIRST_YEAR = 1
const LAST_YEAR = 9999

/**
 * Undefined for anything but text naming a real day and time of the years 1 to 9999; a leap second has no number of its own and is refused. In the
 * first and the last year only `Z` is an offset: another could name an instant outside.
 */
export function parseTimestamp(text: unknown): Instant | undefined {
  if (typeof text !== 'string' || text.length > LONGEST_TEXT) return undefined
  const parts = SHAPE.exec(text)
  if (parts === null) return undefined
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6])]
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined
  const offset = (parts[8] === '-' ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60)
  if (year < FIRST_YEAR || ((year === FIRST_YEAR || year === LAST_YEAR) && parts[8] !== undefined)) return undefined
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
  return { seconds, nanos: Number((parts[7] ?? '').padEnd(9, '0')) }
}

/** Negative, zero or positive as `a` is before, at or after `b`. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.seconds - b.seconds || a.nanos - b.nanos
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

// Days of the proleptic Gregorian calendar, counted from March so that the leap day is the last of its year.
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
