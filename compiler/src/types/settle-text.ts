/**
 * What length and patterns of a text mean together: a pattern needs a text of bounded length, gives the bound itself where it can, and must leave
 * some text of the declared length.
 */
import { emptyType, unboundedLength } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { StringType } from '../program/type.ts'
import type { Location } from '../source/span.ts'
import { checkedPattern } from './pattern/checked-pattern.ts'
import { showRange } from './show-type.ts'

/** `hasLength`: a length was written here; otherwise the patterns' own lengths are taken. */
export function settleText(
  type: StringType,
  hasLength: boolean,
  location: Location,
  reporter: Reporter,
): StringType | undefined {
  let settled = type
  for (const source of type.patterns ?? []) {
    const pattern = checkedPattern(source)
    const shortest = Math.max(settled.minLength, pattern.minLength)
    const longest = Math.min(
      settled.maxLength ?? Number.POSITIVE_INFINITY,
      pattern.maxLength ?? Number.POSITIVE_INFINITY,
    )
    if (shortest > longest) {
      const matching = showRange(pattern.minLength, pattern.maxLength)
      const reason = `the pattern matches ${matching} characters, the length is ${showRange(type.minLength, type.maxLength)}`
      reporter.report(emptyType, location, { reason })
      return undefined
    }
    // A written length stands as written; only what is missing is taken from the pattern.
    if (!hasLength && settled.minLength === 0) settled = { ...settled, minLength: pattern.minLength }
    if (settled.maxLength === undefined && pattern.maxLength !== undefined) {
      settled = { ...settled, maxLength: pattern.maxLength }
    }
  }
  // INVARIANT L1: a pattern only ever runs over a text of bounded length.
  if (settled.patterns !== undefined && settled.maxLength === undefined) {
    const help = 'bound the length: `String(length: ..64, pattern: …)`'
    reporter.report(unboundedLength, location, { what: 'the text', use: 'a pattern' }, { help })
    return undefined
  }
  return settled
}
