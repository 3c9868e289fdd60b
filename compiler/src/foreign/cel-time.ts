/**
 * Calendar parts of timestamps in CEL (`getHours`, `getFullYear`, …), computed in UTC throughout. The engine's own go through the local time of the
 * machine, where an hour may be missing or double: the same rule would decide differently from place to place. A whole number is a timestamp's
 * seconds, not milliseconds. INVARIANT L5
 */
import { CelScalar, celEnv, celFunc, celMethod, celType, isCelError, parse, plan, run } from '@bufbuild/cel'

type CelFunction = ReturnType<typeof celFunc>

/** In the order of `Date`: months, days of the week, of the year and `getDayOfMonth` from 0, `getDate` from 1. */
const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: dayOfYear,
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
}

const DAY_MS = 86_400_000

/** Overrides for the environment; none where the engine has no timestamps. */
export function timeFunctions(): readonly CelFunction[] {
  const sample = run('timestamp("1970-01-01T00:00:00Z")')
  if (isCelError(sample)) return []
  const timestamp = celType(sample)
  const readTimestamp = plan(celEnv(), parse('timestamp(text)'))
  const fromSeconds = celFunc('timestamp', [CelScalar.INT], timestamp, (seconds) => {
    // Out of range the date has no text, or one that is no timestamp.
    const made = readTimestamp({ text: new Date(Number(seconds) * 1000).toISOString() })
    if (isCelError(made)) throw made
    return made
  })
  const parts = Object.entries(PARTS).flatMap(([name, part]) => [
    celMethod(name, timestamp, [], CelScalar.INT, function () {
      return BigInt(part(new Date(millisecondsOf(this))))
    }),
    celMethod(name, timestamp, [CelScalar.STRING], CelScalar.INT, function (zone) {
      return BigInt(part(new Date(inZone(millisecondsOf(this), zone))))
    }),
  ])
  return [fromSeconds, ...durationFunctions(), ...parts]
}

const DURATION = /^[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|ms|s|m|h))+)$/

/** The engine reads a text without a single part as no time at all. */
function durationFunctions(): readonly CelFunction[] {
  const sample = run('duration("0s")')
  if (isCelError(sample)) return []
  const readDuration = plan(celEnv(), parse('duration(text)'))
  return [
    celFunc('duration', [CelScalar.STRING], celType(sample), (text) => {
      const made = DURATION.test(text) ? readDuration({ text }) : undefined
      if (made === undefined || isCelError(made)) throw new Error('the text is no duration')
      return made
    }),
  ]
}

// A timestamp reaches a function as a message of seconds and nanoseconds.
function millisecondsOf(value: unknown): number {
  const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined
  if (typeof message !== 'object' || message === null || !('seconds' in message) || !('nanos' in message)) {
    throw new Error('the value is no timestamp')
  }
  return Number(message.seconds) * 1000 + Math.floor(Number(message.nanos) / 1_000_000)
}

/** The milliseconds whose UTC parts are the parts at that moment in the zone: `UTC`, `+01:00`, `02:30` or a name that the platform knows. */
function inZone(milliseconds: number, zone: string): number {
  const fixed = /^([+-]?)(\d\d):(\d\d)$/.exec(zone)
  if (fixed === null) return inNamedZone(milliseconds, zone)
  const offset = (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000
  return milliseconds + (fixed[1] === '-' ? -offset : offset)
}

function inNamedZone(milliseconds: number, zone: string): number {
  if (zone === 'UTC') return milliseconds
  const format = new Intl.DateTimeFormat('en-US', {
    calendar: 'gregory',
    hourCycle: 'h23',
    timeZone: zone,
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = new Map(format.formatToParts(milliseconds).map(({ type, value }) => [type as string, value]))
  const number = (name: string): number => Number(parts.get(name))
  const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year')
  const date = new Date(0)
  date.setUTCFullYear(year, number('month') - 1, number('day'))
  date.setUTCHours(number('hour'), number('minute'), number('second'), ((milliseconds % 1000) + 1000) % 1000)
  return date.getTime()
}

function dayOfYear(date: Date): number {
  const first = new Date(date.getTime())
  first.setUTCMonth(0, 1)
  return Math.round((date.getTime() - first.getTime()) / DAY_MS)
}
