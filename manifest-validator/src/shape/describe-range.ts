/** Ranges in words for messages, in interval notation for tables, and the test itself. */
import type { Range } from './shape.ts'

export function isInRange({ min, above, max, below }: Range, value: number): boolean {
  return (
    (min === undefined || value >= min) &&
    (above === undefined || value > above) &&
    (max === undefined || value <= max) &&
    (below === undefined || value < below)
  )
}

/** For example `a number above 0 and at most 1`. */
export function describeRange({ integer, min, above, max, below }: Range): string {
  const bounds: string[] = []
  if (min !== undefined) bounds.push(`at least ${min}`)
  if (above !== undefined) bounds.push(`above ${above}`)
  if (max !== undefined) bounds.push(`at most ${max}`)
  if (below !== undefined) bounds.push(`below ${below}`)
  return [integer ? 'a whole number' : 'a number', bounds.join(' and ')].filter((part) => part !== '').join(' ')
}

/** For example `(0, 1]`, `integer ≥ 1`. */
export function intervalOf({ integer, min, above, max, below }: Range): string {
  if (integer && max === undefined && below === undefined) return `integer ≥ ${min ?? above}`
  const left = min !== undefined ? `[${min}` : above !== undefined ? `(${above}` : '(−∞'
  const right = max !== undefined ? `${max}]` : below !== undefined ? `${below})` : '∞)'
  return `${integer ? 'integer in ' : ''}${left}, ${right}`
}
