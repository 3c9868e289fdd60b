/**
 * Which texts are timestamps and durations, for literals in sources. What they mean is in `timestamp.ts` and `duration.ts`; nothing here reads a clock.
 */

const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/
const DURATION = /^-?\d{1,9}(?:\.\d{1,9})?s$/

/** RFC 3339 with capitals, a real day, no leap second, at most nine fraction digits, a year from 1; in the years 1 and 9999 only `Z`. */
export function isTimestampText(text: string): boolean {
  const parts = TIMESTAMP.exec(text)
  if (parts === null) return false
  const [year, month, day, hour, minute, second, offsetHour, offsetMinute] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  if (
    year! < 1 ||
    ((year === 1 || year === 9999) && !text.endsWith('Z')) ||
    month! < 1 ||
    month! > 12 ||
    day! < 1 ||
    day! > daysInMonth(year!, month!)
  )
    return false
  return hour! <= 23 && minute! <= 59 && second! <= 59 && offsetHour! <= 23 && offsetMinute! <= 59
}

/** Seconds as text, such as `90s` or `0.5s`. */
export function isDurationText(text: string): boolean {
  return DURATION.test(text)
}

/** The text of a duration given in whole milliseconds: `90000` → `90s`, `1500` → `1.5s`. */
export function durationText(milliseconds: number): string {
  return `${String(milliseconds / 1000)}s`
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
