/** Spans of time as people write them, `30 days`, in the language's own form. Knows no other notation. */

const UNITS: ReadonlyMap<string, readonly [number, string]> = new Map(
  Object.entries({
    ms: ['ms', 'millisecond', 'milliseconds'],
    s: ['s', 'sec', 'secs', 'second', 'seconds'],
    m: ['m', 'min', 'mins', 'minute', 'minutes'],
    h: ['h', 'hr', 'hrs', 'hour', 'hours'],
    d: ['d', 'day', 'days'],
    w: ['w', 'week', 'weeks'],
  }).flatMap(([unit, words]) => words.map((word) => [word, unit === 'w' ? [7, 'd'] : [1, unit]] as const)),
)

/** `30` and `days` → `30d`, `2` and `Weeks` → `14d`; undefined for anything else. */
export function durationInWords(count: string, unit: string): string | undefined {
  const known = UNITS.get(unit.toLowerCase())
  const digits = count.replaceAll('_', '')
  if (known === undefined || !/^[0-9]{1,9}$/.test(digits)) return undefined
  const [factor, name] = known
  return `${String(Number(digits) * factor)}${name}`
}
