/**
 * What is known at a point of an expression beyond the declared types: which optional fields are there, and tighter intervals. Facts are keyed by the
 * canonical text of a sub-expression; expressions are pure, so what held once for a text holds wherever the text stands under the same condition.
 */
import { hull, type Interval, intersect } from '../../types/interval.ts'

/** `nonZero` adds to the interval that zero is not in it. */
export interface Range extends Interval {
  readonly nonZero: boolean
}

/** `truths` holds keys of present fields and of `i < size(list)` relations. */
export interface Facts {
  readonly truths: ReadonlySet<string>
  readonly ranges: ReadonlyMap<string, Range>
  /** Which variants a union may still be of. */
  readonly variants: ReadonlyMap<string, ReadonlySet<string>>
}

export const NO_FACTS: Facts = { truths: new Set(), ranges: new Map(), variants: new Map() }

export function withTruth(facts: Facts, key: string): Facts {
  return facts.truths.has(key) ? facts : { ...facts, truths: new Set(facts.truths).add(key) }
}

/** A contradiction (nothing left) means the place is never reached; the old range is kept, which is sound there. */
export function withRange(facts: Facts, key: string, current: Range, narrowed: Interval, nonZero: boolean): Facts {
  const both = intersect(current, narrowed)
  if (both === undefined) return facts
  const range = { ...both, nonZero: current.nonZero || nonZero }
  if (range.min === current.min && range.max === current.max && range.nonZero === current.nonZero) return facts
  return { ...facts, ranges: new Map(facts.ranges).set(key, range) }
}

/** None left means the place is never reached; what was known before is kept, which is sound there. */
export function withVariants(facts: Facts, key: string, possible: ReadonlySet<string>): Facts {
  const known = facts.variants.get(key)
  const both = known === undefined ? possible : new Set([...known].filter((tag) => possible.has(tag)))
  return both.size === 0 ? facts : { ...facts, variants: new Map(facts.variants).set(key, both) }
}

/** What holds whichever of the two held. */
export function either(a: Facts, b: Facts): Facts {
  if (a === b) return a
  const truths = new Set([...a.truths].filter((key) => b.truths.has(key)))
  const ranges = new Map<string, Range>()
  for (const [key, range] of a.ranges) {
    const other = b.ranges.get(key)
    if (other === undefined) continue
    ranges.set(key, { ...hull(range, other), nonZero: isNonZero(range) && isNonZero(other) })
  }
  const variants = new Map<string, ReadonlySet<string>>()
  for (const [key, tags] of a.variants) {
    const other = b.variants.get(key)
    if (other !== undefined) variants.set(key, new Set([...tags, ...other]))
  }
  return { truths, ranges, variants }
}

export function isNonZero(range: Range): boolean {
  return range.nonZero || range.min > 0 || range.max < 0
}
