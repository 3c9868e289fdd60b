/** Rules between parameters of the coordination block: bands, ascending thresholds, N of M. Values of the wrong type are the walk's to report. */
import { report } from '../issues/issue.ts'
import type { IssueCode } from '../issues/issue-catalogue.ts'
import { member } from '../json/json-object.ts'
import type { Walk } from './walk-shape.ts'

export function checkCoordinationRules(walk: Walk, coordination: unknown): void {
  const { d_crit, d_crit_hysteresis: h } = numbers(coordination, 'd_crit', 'd_crit_hysteresis')
  if (d_crit - h < 0 || d_crit + h > 1) {
    complain(
      walk,
      'D_CRIT_BAND_OUT_OF_RANGE',
      ['d_crit_hysteresis'],
      h,
      `d_crit ± d_crit_hysteresis inside [0, 1] (d_crit is ${d_crit})`,
    )
  }
  checkWeights(walk, coordination)
  checkBreaker(walk, member(coordination, 'circuit_breaker'))
  checkBreakout(walk, member(coordination, 'breakout_authorization'))
  checkMemory(walk, member(coordination, 'memory'))
}

function checkWeights(walk: Walk, coordination: unknown): void {
  const {
    w_min,
    w_initial,
    w_max,
    w_floor_ceiling: ceiling,
  } = numbers(coordination, 'w_min', 'w_initial', 'w_max', 'w_floor_ceiling')
  if (w_min > w_initial || w_initial > w_max) {
    complain(walk, 'WEIGHTS_NOT_ORDERED', ['w_initial'], w_initial, `w_min ≤ w_initial ≤ w_max (${w_min} and ${w_max})`)
  }
  if (ceiling < w_min || ceiling > w_max) {
    complain(
      walk,
      'WEIGHT_CEILING_OUT_OF_RANGE',
      ['w_floor_ceiling'],
      ceiling,
      `from w_min to w_max (${w_min} to ${w_max})`,
    )
  }
}

function checkBreaker(walk: Walk, breaker: unknown): void {
  const { signal_absence_threshold: signal, full_absence_threshold: full } = numbers(
    breaker,
    'signal_absence_threshold',
    'full_absence_threshold',
  )
  if (signal >= full) {
    const path = ['circuit_breaker', 'signal_absence_threshold']
    complain(walk, 'ABSENCE_THRESHOLDS_NOT_ASCENDING', path, signal, `below full_absence_threshold (${full})`)
  }
}

function checkBreakout(walk: Walk, breakout: unknown): void {
  const { required_signers: required, total_signers: total } = numbers(breakout, 'required_signers', 'total_signers')
  if (required > total) {
    complain(
      walk,
      'BREAKOUT_QUORUM_TOO_LARGE',
      ['breakout_authorization', 'required_signers'],
      required,
      `at most total_signers (${total})`,
    )
  }
}

function checkMemory(walk: Walk, memory: unknown): void {
  const { fidelity_low_threshold: low, fidelity_high_threshold: high } = numbers(
    memory,
    'fidelity_low_threshold',
    'fidelity_high_threshold',
  )
  if (low >= high) {
    complain(
      walk,
      'FIDELITY_THRESHOLDS_NOT_ASCENDING',
      ['memory', 'fidelity_low_threshold'],
      low,
      `below fidelity_high_threshold (${high})`,
    )
  }
  const days = numbers(memory, 'retention_days_standard', 'retention_days_extended', 'retention_days_maximum')
  if (days.retention_days_standard > days.retention_days_extended) {
    const allowed = `at least retention_days_standard (${days.retention_days_standard})`
    complain(
      walk,
      'RETENTION_DAYS_NOT_ASCENDING',
      ['memory', 'retention_days_extended'],
      days.retention_days_extended,
      allowed,
    )
  }
  if (days.retention_days_extended > days.retention_days_maximum) {
    const allowed = `at least retention_days_extended (${days.retention_days_extended})`
    complain(
      walk,
      'RETENTION_DAYS_NOT_ASCENDING',
      ['memory', 'retention_days_maximum'],
      days.retention_days_maximum,
      allowed,
    )
  }
}

/** The numbers under these names; NaN, with which every comparison is false, where there is none. */
function numbers<Name extends string>(value: unknown, ...names: readonly Name[]): Readonly<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {}
  for (const name of names) {
    const number = member(value, name)
    found[name] = typeof number === 'number' ? number : Number.NaN
  }
  return found as Record<Name, number>
}

function complain(walk: Walk, code: IssueCode, path: readonly string[], found: number, allowed: string): void {
  report(walk.issues, code, [...walk.path, ...path], found, allowed)
}
