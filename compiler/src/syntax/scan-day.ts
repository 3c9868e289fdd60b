/**
 * A day, `2027-01-31`, where the word `until` stands in front of it; anywhere else the same characters are numbers and minus signs. Whether the month has
 * such a day is not asked here.
 */
import type { IToken } from 'chevrotain'

const DAY = /[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![A-Za-z0-9_-])/y

/** Undefined where none begins at `offset`; `before` is the token in front of it. */
export function endOfDay(text: string, offset: number, before: IToken | undefined): number | undefined {
  if (before?.image !== 'until') return undefined
  DAY.lastIndex = offset
  return DAY.test(text) ? DAY.lastIndex : undefined
}
