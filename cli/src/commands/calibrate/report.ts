/** What `clawqlc calibrate` prints: a short report with the two numbers ready to be copied, or everything as JSON. */
import type { Bin, CalibrationResult } from '@clawql/compiler'

const BAR = 40
/** Digits that mean something: embeddings come as 32-bit numbers. */
const DIGITS = 6

export function reportText(result: CalibrationResult, bins: readonly Bin[]): string {
  const { positions, dimension, runs, unrelatedPairs, nsv } = result
  const sBar = short(result.sBar)
  const nsvCrit = short(result.nsvCrit)
  const range = `${short(nsv[0] ?? 0)} to ${short(nsv.at(-1) ?? 0)}`
  return [
    `${whole(positions)} positions of ${whole(dimension)} dimensions in ${whole(runs)} runs`,
    '',
    `  s_bar     ${sBar.padEnd(10)} mean cosine of ${whole(unrelatedPairs)} unrelated pairs`,
    `  nsv_crit  ${nsvCrit.padEnd(10)} 10th percentile of NSV over ${whole(nsv.length)} runs (${range})`,
    '',
    'NSV of the runs',
    ...histogramLines(bins),
    '',
    'In the policy block of your manifest:',
    '',
    `  coordination { s_bar: ${sBar}, nsv_crit: ${nsvCrit} }`,
    '',
  ].join('\n')
}

/** Unrounded; the names of the manifest's fields where it has them. */
export function reportJson(result: CalibrationResult, bins: readonly Bin[]): object {
  return {
    ok: true,
    s_bar: result.sBar,
    nsv_crit: result.nsvCrit,
    positions: result.positions,
    dimension: result.dimension,
    runs: result.runs,
    unrelated_pairs: result.unrelatedPairs,
    nsv: result.nsv,
    histogram: bins,
    warnings: result.warnings,
  }
}

function histogramLines(bins: readonly Bin[]): readonly string[] {
  const tallest = Math.max(1, ...bins.map(({ count }) => count))
  const label = Math.max(...bins.map(({ from }) => String(from).length))
  return bins.map(({ from, count }) => {
    const bar = '█'.repeat(Math.ceil((count / tallest) * BAR))
    return `  ${String(from).padEnd(label)} ${bar}${bar === '' ? '' : ' '}${count}`
  })
}

function short(number: number): string {
  return String(Number(number.toPrecision(DIGITS)))
}

/** `1,234,567`. */
function whole(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
