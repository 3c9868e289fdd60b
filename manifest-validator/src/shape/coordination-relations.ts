/**
 * What must hold between parameters of a resolved coordination block: a band, ascending thresholds, N of M. Data with its test, interpreted by
 * `validate/` for manifests and by the compiler for sources; ranges of single parameters are in the shape.
 */
import type { IssueCode } from '../issues/issue-catalogue.ts'
import { frozen } from './frozen.ts'

export interface CoordinationRelation {
  readonly code: IssueCode
  /** Dotted paths of the parameters related, in the order in which the functions below take their values. */
  readonly parameters: readonly string[]
  /** The one of them an issue points at. */
  readonly at: string
  /** In words, for people: names in back quotes. */
  readonly rule: string
  /** What is allowed at `at`, given the other values. */
  allowed(values: readonly number[]): string
  /** NaN stands for a value that is missing or ill-typed; nothing is broken by it. */
  isBroken(values: readonly number[]): boolean
}

export const COORDINATION_RELATIONS: readonly CoordinationRelation[] = frozen([
  relation(
    'D_CRIT_BAND_OUT_OF_RANGE',
    ['d_crit', 'd_crit_hysteresis'],
    'd_crit_hysteresis',
    '`d_crit` plus and minus `d_crit_hysteresis` stays from 0 to 1',
    ([middle]) => `d_crit ± d_crit_hysteresis inside [0, 1] (d_crit is ${middle})`,
    ([middle = NaN, half = NaN]) => middle - half < 0 || middle + half > 1,
  ),
  relation(
    'WEIGHTS_NOT_ORDERED',
    ['w_min', 'w_initial', 'w_max'],
    'w_initial',
    '`w_initial` is from `w_min` to `w_max`',
    ([min, , max]) => `w_min ≤ w_initial ≤ w_max (${min} and ${max})`,
    isOutside,
  ),
  relation(
    'WEIGHT_CEILING_OUT_OF_RANGE',
    ['w_min', 'w_floor_ceiling', 'w_max'],
    'w_floor_ceiling',
    '`w_floor_ceiling` is from `w_min` to `w_max`',
    ([min, , max]) => `from w_min to w_max (${min} to ${max})`,
    isOutside,
  ),
  relation(
    'ABSENCE_THRESHOLDS_NOT_ASCENDING',
    ['circuit_breaker.signal_absence_threshold', 'circuit_breaker.full_absence_threshold'],
    'circuit_breaker.signal_absence_threshold',
    '`signal_absence_threshold` is below `full_absence_threshold`',
    ([, full]) => `below full_absence_threshold (${full})`,
    ([signal = NaN, full = NaN]) => signal >= full,
  ),
  relation(
    'BREAKOUT_QUORUM_TOO_LARGE',
    ['breakout_authorization.required_signers', 'breakout_authorization.total_signers'],
    'breakout_authorization.required_signers',
    '`required_signers` is at most `total_signers`',
    ([, total]) => `at most total_signers (${total})`,
    ([required = NaN, total = NaN]) => required > total,
  ),
  relation(
    'FIDELITY_THRESHOLDS_NOT_ASCENDING',
    ['memory.fidelity_low_threshold', 'memory.fidelity_high_threshold'],
    'memory.fidelity_low_threshold',
    '`fidelity_low_threshold` is below `fidelity_high_threshold`',
    ([, high]) => `below fidelity_high_threshold (${high})`,
    ([low = NaN, high = NaN]) => low >= high,
  ),
  retention('retention_days_standard', 'retention_days_extended'),
  retention('retention_days_extended', 'retention_days_maximum'),
])

function retention(shorter: string, longer: string): CoordinationRelation {
  return relation(
    'RETENTION_DAYS_NOT_ASCENDING',
    [`memory.${shorter}`, `memory.${longer}`],
    `memory.${longer}`,
    `\`${shorter}\` is at most \`${longer}\``,
    ([days]) => `at least ${shorter} (${days})`,
    ([days = NaN, most = NaN]) => days > most,
  )
}

function relation(
  code: IssueCode,
  parameters: readonly string[],
  at: string,
  rule: string,
  allowed: CoordinationRelation['allowed'],
  isBroken: CoordinationRelation['isBroken'],
): CoordinationRelation {
  return { code, parameters, at, rule, allowed, isBroken }
}

/** The middle of three against the other two; also when those two leave no room. */
function isOutside([least = NaN, middle = NaN, most = NaN]: readonly number[]): boolean {
  return least > middle || middle > most
}
