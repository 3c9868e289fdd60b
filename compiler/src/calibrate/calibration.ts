/**
 * `s_bar` and `nsv_crit` from the positions of baseline runs (decision D10). Positions are added one at a time and not kept: on unit vectors both numbers
 * follow from sums, so that a million positions cost a million additions and not their square. Reads no file and prints nothing.
 */
import { percentile } from './percentile.ts'
import { unitVector } from './unit-vector.ts'

/** One agent's embedding in one run. Any nonzero length: it is made a unit vector. */
export interface Position {
  /** Positions of one run are related, those of different runs are not. */
  readonly run: string
  readonly vector: ArrayLike<number>
}

export interface CalibrationResult {
  /** Mean cosine of unrelated pairs, in [−1, 1]. */
  readonly sBar: number
  /** The 10th percentile of the runs' NSV, in (0, 1]. */
  readonly nsvCrit: number
  readonly positions: number
  readonly dimension: number
  readonly runs: number
  /** How many pairs `sBar` is the mean of. */
  readonly unrelatedPairs: number
  /** NSV of each run with two positions or more, ascending. */
  readonly nsv: readonly number[]
  /** What whoever uses the numbers should know, in words. */
  readonly warnings: readonly string[]
}

/** `add` says what is wrong with a position, `finish` why the runs give no calibration; both in words, without a final period. */
export interface Calibration {
  add(position: Position): string | undefined
  finish(): { readonly ok: true; readonly result: CalibrationResult } | { readonly ok: false; readonly reason: string }
}

export const MAX_DIMENSION = 65_536
/** Numbers held: runs times dimensions. */
const MAX_HELD = 2 ** 26
const PERCENTILE = 0.1
/** Below this many runs the 10th percentile is little more than the least of them. */
const FEW_RUNS = 20

interface RunSum {
  count: number
  readonly sum: Float64Array
}

export function createCalibration(): Calibration {
  const runs = new Map<string, RunSum>()
  let dimension = 0
  let scratch = new Float64Array(0)

  const add: Calibration['add'] = ({ run, vector }) => {
    if (dimension === 0) {
      if (vector.length === 0 || vector.length > MAX_DIMENSION) return `a vector has 1 to ${MAX_DIMENSION} numbers`
      dimension = vector.length
      scratch = new Float64Array(dimension)
    }
    if (vector.length !== dimension) return `the vector has ${vector.length} numbers, those before it have ${dimension}`
    const fault = unitVector(vector, scratch)
    if (fault !== undefined) return fault
    let sums = runs.get(run)
    if (sums === undefined) {
      if ((runs.size + 1) * dimension > MAX_HELD)
        return `there are more than ${runs.size} runs of ${dimension} dimensions`
      sums = { count: 0, sum: new Float64Array(dimension) }
      runs.set(run, sums)
    }
    sums.count += 1
    for (let n = 0; n < dimension; n += 1) sums.sum[n]! += scratch[n]!
    return undefined
  }

  return { add, finish: () => conclude([...runs.values()], dimension) }
}

function conclude(runs: readonly RunSum[], dimension: number): ReturnType<Calibration['finish']> {
  const positions = runs.reduce((total, { count }) => total + count, 0)
  const refuse = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason })
  if (positions === 0) return refuse('there are no positions')
  if (runs.length < 2) return refuse('there is one run only: s_bar needs pairs from different runs')
  const nsv = runs.filter(({ count }) => count > 1).map(nsvOf)
  if (nsv.length === 0) return refuse('no run has two positions: nsv_crit needs the variance within runs')
  nsv.sort((a, b) => a - b)
  const nsvCrit = percentile(nsv, PERCENTILE)
  if (nsvCrit > 1) {
    return refuse(
      `the 10th percentile of NSV is ${nsvCrit.toPrecision(6)}, and nsv_crit is at most 1: in nine of ten runs the agents point away from each other, as no swarm does that works on one question; check that a run holds the agents of one round, and that the embeddings are raw (not centred, not residuals)`,
    )
  }
  if (nsvCrit <= 0) {
    return refuse(
      'the 10th percentile of NSV is 0, and nsv_crit is more than 0: in some runs all positions are the same; leave out runs that had converged',
    )
  }
  const { mean, pairs } = unrelatedCosine(runs, positions, dimension)
  const warnings = warningsAbout(runs, nsv)
  return {
    ok: true,
    result: { sBar: mean, nsvCrit, positions, dimension, runs: runs.length, unrelatedPairs: pairs, nsv, warnings },
  }
}

/** 1 − (‖S‖² − n) / (n (n − 1)): the mean of 1 − cos over ordered pairs, since ‖S‖² sums the cosines of all pairs, each with itself included. */
function nsvOf({ count, sum }: RunSum): number {
  const nsv = 1 - (squaredNorm(sum) - count) / (count * (count - 1))
  return Math.min(Math.max(nsv, 0), count / (count - 1))
}

/** (‖S‖² − Σ‖S_r‖²) / (n² − Σ n_r²): what is left of all ordered pairs without those inside a run. */
function unrelatedCosine(
  runs: readonly RunSum[],
  positions: number,
  dimension: number,
): { readonly mean: number; readonly pairs: number } {
  const total = new Float64Array(dimension)
  let inside = 0
  let insidePairs = 0
  for (const { count, sum } of runs) {
    for (let n = 0; n < dimension; n += 1) total[n]! += sum[n]!
    inside += squaredNorm(sum)
    insidePairs += count * count
  }
  const ordered = positions * positions - insidePairs
  const mean = (squaredNorm(total) - inside) / ordered
  return { mean: Math.min(Math.max(mean, -1), 1), pairs: ordered / 2 }
}

function squaredNorm(vector: Float64Array): number {
  let norm = 0
  for (let n = 0; n < vector.length; n += 1) norm += vector[n]! * vector[n]!
  return norm
}

function warningsAbout(runs: readonly RunSum[], nsv: readonly number[]): readonly string[] {
  const warnings: string[] = []
  const single = runs.length - nsv.length
  if (single > 0) {
    warnings.push(`${single} of ${runs.length} runs have one position: they count towards s_bar only`)
  }
  if (nsv.length < FEW_RUNS) {
    warnings.push(
      `nsv_crit rests on ${nsv.length} runs: with fewer than ${FEW_RUNS} the 10th percentile is hardly more than the least of them`,
    )
  }
  return warnings
}
