/** The marks of the log (design: what to measure, against whom), each printed beside what was measured, with `met` or `missed`. */
import { type Mark, markLines } from '../mark.ts'

/** One candidate over all rounds: durable appends a second, as a part of another's in the same round, and the wait of the slowest hundredth, ms. */
export interface Result {
  readonly perSecond: number
  readonly p99: number
  ofOther(name: string): number
}

export interface Marked {
  readonly appenders: number
  readonly log: Result
  /** Of one `fdatasync` in the same rounds, ms. */
  readonly syncP99: number
}

export const OWN = 'ClawQL log'
export const RAW = 'write and fdatasync, nothing else'
export const BY_HAND = 'by hand'
export const BETTER_SQLITE = 'better-sqlite3, WAL, FULL'

/** A list in Markdown. */
export function judge({ appenders, log, syncP99 }: Marked): string {
  const atLeast = (what: string, value: number, limit: number): Mark => {
    return { what, value, bound: 'at least', limit, unit: '×' }
  }
  const marks =
    appenders === 1
      ? [atLeast('of raw write and sync', log.ofOther(RAW), 0.8)]
      : [
          atLeast('of the path by hand', log.ofOther(BY_HAND), 0.6),
          atLeast('of better-sqlite3', log.ofOther(BETTER_SQLITE), 1),
        ]
  const times = log.p99 / syncP99
  const measured = `${log.p99.toFixed(2)} ms, ${times.toFixed(1)} × one fdatasync’s (${syncP99.toFixed(2)} ms)`
  const verdict = appenders === 64 ? `mark at most 3 ×: ${times <= 3 ? 'met' : 'missed'}` : 'no mark'
  return `${markLines(marks)}- slowest hundredth: ${measured}, ${verdict}\n`
}
