/** A mark of the design beside what was measured, with `met` or `missed`. Prints and judges nothing else. */

export interface Mark {
  readonly what: string
  readonly value: number
  readonly bound: 'at most' | 'at least'
  readonly limit: number
  /** Behind the numbers: `×`, `ms`, `% of a cold check`. */
  readonly unit: string
}

export function markLines(marks: readonly Mark[]): string {
  return marks.map((mark) => `- ${lineOf(mark)}\n`).join('')
}

function lineOf({ what, value, bound, limit, unit }: Mark): string {
  const isMet = bound === 'at most' ? value <= limit : value >= limit
  return `${what}: ${value.toFixed(2)} ${unit}, mark ${bound} ${limit} ${unit}: ${isMet ? 'met' : 'missed'}`
}
