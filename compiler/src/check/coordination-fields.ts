/**
 * The fields of `policy.coordination`: which there are, what each may be, which agree with which, and the constants written where nobody gave one
 * (architecture 2.5, the manifest's table of ranges). A field inside a block has a dotted path, `memory.fidelity_floor`.
 */
import type { JsonValue } from '../program/type.ts'

export interface CoordinationField {
  readonly path: string
  /** What the value may be, after "is": `above 0 and at most 1`. */
  readonly allowed: string
  readonly accepts: (value: JsonValue) => boolean
  /** Written into the resolved policy where neither preset nor manifest gives one. */
  readonly defaultValue?: number
}

const FRACTION = number('above 0 and at most 1', (value) => value > 0 && value <= 1)
const OPEN_FRACTION = number('above 0 and below 1', (value) => value > 0 && value < 1)
const UNIT_INTERVAL = number('from 0 to 1', (value) => value >= 0 && value <= 1)
const COUNT = number('a whole number of at least 1', (value) => Number.isSafeInteger(value) && value >= 1)
const SWITCH = { allowed: '`true` or `false`', accepts: (value: JsonValue): boolean => typeof value === 'boolean' }

export const COORDINATION_FIELDS: readonly CoordinationField[] = [
  { path: 'nsv_crit', ...FRACTION },
  { path: 'sgdop_eigenvalue_floor', ...OPEN_FRACTION },
  { path: 's_bar', ...number('from -1 to 1', (value) => value >= -1 && value <= 1) },
  { path: 'gamma', ...FRACTION },
  { path: 'eta', ...OPEN_FRACTION },
  { path: 'tau', ...number('above 0', (value) => value > 0) },
  { path: 'kappa', ...UNIT_INTERVAL },
  { path: 'lambda_d', ...number('at least 0 and below 1', (value) => value >= 0 && value < 1) },
  { path: 'd_crit', ...UNIT_INTERVAL },
  { path: 'd_crit_hysteresis', ...UNIT_INTERVAL },
  { path: 'w_consistency', ...COUNT },
  { path: 'variance_ceiling', ...FRACTION },
  { path: 'enable_contribution_isolation', ...SWITCH },
  { path: 'fingerprint_ttl_hours', ...COUNT },
  { path: 'fingerprint_confidence_floor', ...UNIT_INTERVAL },
  { path: 'pruning_context_threshold', ...FRACTION },
  { path: 'pruning_retain_turns', ...COUNT },
  { path: 'max_distillation_depth', ...COUNT },
  { path: 'circuit_breaker.watchdog_window_seconds', ...COUNT },
  { path: 'circuit_breaker.signal_absence_threshold', ...COUNT },
  { path: 'circuit_breaker.full_absence_threshold', ...COUNT },
  { path: 'circuit_breaker.circuit_breaker_approval_quorum', ...COUNT },
  { path: 'breakout_authorization.required_signers', ...COUNT },
  { path: 'breakout_authorization.total_signers', ...COUNT },
  { path: 'memory.fidelity_high_threshold', ...UNIT_INTERVAL },
  { path: 'memory.fidelity_low_threshold', ...UNIT_INTERVAL },
  { path: 'memory.retention_days_standard', ...COUNT },
  { path: 'memory.retention_days_extended', ...COUNT },
  { path: 'memory.retention_days_maximum', ...COUNT },
  { path: 'memory.fidelity_floor', ...UNIT_INTERVAL, defaultValue: 0.75 },
  { path: 'delta_d', ...FRACTION, defaultValue: 0.05 },
  { path: 'w_min', ...FRACTION, defaultValue: 0.1 },
  { path: 'w_max', ...FRACTION, defaultValue: 1 },
  { path: 'w_floor_ceiling', ...FRACTION, defaultValue: 0.6 },
  { path: 'w_initial', ...FRACTION, defaultValue: 0.5 },
]

/** The blocks inside the coordination block. */
export const COORDINATION_BLOCKS: readonly string[] = ['circuit_breaker', 'breakout_authorization', 'memory']

/** A relation between fields that must hold in a resolved block; all of them are numbers by then. */
export interface CoordinationRelation {
  readonly fields: readonly string[]
  readonly rule: string
  readonly holds: (values: readonly number[]) => boolean
}

export const COORDINATION_RELATIONS: readonly CoordinationRelation[] = [
  {
    fields: ['d_crit', 'd_crit_hysteresis'],
    rule: '`d_crit` plus and minus `d_crit_hysteresis` stays from 0 to 1',
    // The same additions as the manifest validator makes, so that both judge the same doubles.
    holds: ([middle = 0, half = 0]) => middle - half >= 0 && middle + half <= 1,
  },
  ascending(
    'signal_absence_threshold',
    'below',
    'circuit_breaker.signal_absence_threshold',
    'circuit_breaker.full_absence_threshold',
  ),
  ascending(
    'required_signers',
    'at most',
    'breakout_authorization.required_signers',
    'breakout_authorization.total_signers',
  ),
  ascending('fidelity_low_threshold', 'below', 'memory.fidelity_low_threshold', 'memory.fidelity_high_threshold'),
  ascending('retention_days_standard', 'at most', 'memory.retention_days_standard', 'memory.retention_days_extended'),
  ascending('retention_days_extended', 'at most', 'memory.retention_days_extended', 'memory.retention_days_maximum'),
  ascending('w_min', 'at most', 'w_min', 'w_initial'),
  ascending('w_initial', 'at most', 'w_initial', 'w_max'),
  ascending('w_min', 'at most', 'w_min', 'w_floor_ceiling'),
  ascending('w_floor_ceiling', 'at most', 'w_floor_ceiling', 'w_max'),
]

function number(allowed: string, accepts: (value: number) => boolean): Pick<CoordinationField, 'allowed' | 'accepts'> {
  return { allowed, accepts: (value) => typeof value === 'number' && Number.isFinite(value) && accepts(value) }
}

function ascending(name: string, how: 'below' | 'at most', lower: string, upper: string): CoordinationRelation {
  const last = upper.slice(upper.lastIndexOf('.') + 1)
  return {
    fields: [lower, upper],
    rule: `\`${name}\` is ${how} \`${last}\``,
    holds: ([a = 0, b = 0]) => (how === 'below' ? a < b : a <= b),
  }
}
