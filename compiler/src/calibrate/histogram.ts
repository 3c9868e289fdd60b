/** Equal bins over a list of numbers, with round limits where people will read them. */

export interface Bin {
  readonly from: number
  /** Exclusive, but for the last bin. */
  readonly to: number
  readonly count: number
}

const WIDTHS = [1, 2, 2.5, 5, 10]
const MOST_BINS = 16

/** `values`: at least one, finite. Between 1 and 17 bins, their width 1, 2, 2.5 or 5 times a power of ten. */
export function histogram(values: readonly number[]): readonly Bin[] {
  const low = values.reduce((least, value) => Math.min(least, value))
  const high = values.reduce((most, value) => Math.max(most, value))
  const width = roundWidth((high - low) / MOST_BINS)
  const first = Math.floor(low / width)
  const count = Math.max(1, Math.ceil(high / width) - first)
  const bins = Array.from({ length: count }, (_, n) => ({
    from: round((first + n) * width),
    to: round((first + n + 1) * width),
    count: 0,
  }))
  for (const value of values) {
    let at = Math.min(Math.max(Math.floor(value / width) - first, 0), count - 1)
    // The quotient of a number on a limit may fall on either side of it; the printed limits decide.
    if (at > 0 && value < bins[at]!.from) at -= 1
    else if (at < count - 1 && value >= bins[at]!.to) at += 1
    bins[at]!.count += 1
  }
  return bins
}

/** The least round width that is no less; 0.05 for numbers that are all the same. */
function roundWidth(least: number): number {
  if (!(least > 1e-9)) return 0.05
  const power = 10 ** Math.floor(Math.log10(least))
  return round(WIDTHS.map((step) => step * power).find((width) => width >= least * (1 - 1e-12)) ?? 10 * power)
}

/** Without the dust of binary fractions. */
function round(number: number): number {
  return Number(number.toPrecision(12))
}
