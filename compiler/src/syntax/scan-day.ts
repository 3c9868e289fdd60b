/**
 * A day, `2027-01-31`, where the word `until` stands in front of it; anywhere else the same characters are numbers and minus signs. Whether the month has
 * such a day is not asked here.
 */
import type { IToken } from 'chevrotain'

const DAY = /[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![A-Za-z0-9_-])/y

/** chevrotain's form of a custom pattern; `before` are the tokens read so far. */
export function scanDay(text: string, offset: number, before: readonly IToken[]): [string] | null {
  if (before.at(-1)?.image !== 'until') return null
  DAY.lastIndex = offset
  const found = DAY.exec(text)
  return found === null ? null : [found[0]]
}
