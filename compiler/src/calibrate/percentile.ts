/** Percentiles as statisticians' libraries give them by default. */

/** Linear interpolation between the closest ranks. `sorted`: ascending, at least one number; `share` in [0, 1]. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1)
  const below = Math.floor(rank)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (rank - below)
}
