/**
 * Normalisation of a JSON value whose shape no type describes: −0 becomes 0 at any depth, as the canonical form has it, so that values of one digest
 * are one value. Looks at no more than a value within its limits can hold; what is larger or deeper is refused afterwards.
 */
import { DEEPEST_JSON, isPlainObject } from '../types/json-size.ts'
import { isRecord } from './own-member.ts'
import { withChanges } from './with-changes.ts'

/** The same value when nothing changes. `maxBytes` bounds how many values there can be: each has a byte at least. */
export function normalizeJson(value: unknown, maxBytes: number): unknown {
  return withoutNegativeZero(value, DEEPEST_JSON, { left: maxBytes })
}

function withoutNegativeZero(value: unknown, depth: number, budget: { left: number }): unknown {
  if (value === 0) return 0
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (Array.isArray(value)) {
    const before: readonly unknown[] = value
    budget.left -= before.length + 1
    if (budget.left < 0) return value
    const after = Array.from(before, (element) => withoutNegativeZero(element, depth - 1, budget))
    return after.every((element, index) => Object.is(element, before[index])) ? value : after
  }
  if (!isRecord(value) || !isPlainObject(value)) return value
  const keys = Object.keys(value)
  budget.left -= keys.length + 1
  if (budget.left < 0) return value
  const changes = new Map<string, unknown>()
  for (const key of keys) {
    const after = withoutNegativeZero(value[key], depth - 1, budget)
    if (!Object.is(after, value[key])) changes.set(key, after)
  }
  return changes.size === 0 ? value : withChanges(value, changes)
}
