/**
 * The coordination parameters with values at the edges of their ranges, as the design's table gives them: what must be taken and what must be refused.
 * `beside` sets the parameters that the same rule relates, so that only the named one is at fault.
 */
import type { Settings } from './oracle/presets.ts'

export type ParameterValue = number | boolean | string | null | object

export interface Parameter {
  /** Dotted path below `policy.coordination`. */
  readonly path: string
  readonly good: readonly (number | boolean)[]
  readonly bad: readonly ParameterValue[]
  readonly beside: Readonly<Record<string, number | boolean>>
}

const TINY = 5e-324
const BELOW_ONE = 1 - 2 ** -53
const ABOVE_ONE = 1 + 2 ** -52
const NOT_A_NUMBER = ['0.5', null, true, [], {}] as const

type Edges = readonly [good: readonly number[], bad: readonly ParameterValue[]]
const HALF_OPEN: Edges = [
  [TINY, 0.5, 1],
  [0, -TINY, ABOVE_ONE, -1, 2, ...NOT_A_NUMBER],
]
const OPEN: Edges = [
  [TINY, 0.5, BELOW_ONE],
  [0, 1, -0.1, 1.5, ...NOT_A_NUMBER],
]
const CLOSED: Edges = [
  [0, 0.5, 1],
  [-TINY, ABOVE_ONE, -1, 2, ...NOT_A_NUMBER],
]
const COUNT: Edges = [
  [1, 2, 1000],
  [0, -1, 1.5, 0.5, '1', null, true, [], {}],
]

const parameter = (path: string, [good, bad]: Edges, beside: Parameter['beside'] = {}): Parameter => ({
  path,
  good,
  bad,
  beside,
})

export const PARAMETERS: readonly Parameter[] = [
  parameter('nsv_crit', HALF_OPEN),
  parameter('sgdop_eigenvalue_floor', OPEN),
  parameter('s_bar', [
    [-1, 0, 1],
    [-ABOVE_ONE, ABOVE_ONE, -2, ...NOT_A_NUMBER],
  ]),
  parameter('gamma', HALF_OPEN),
  parameter('eta', OPEN),
  parameter('tau', [
    [TINY, 1, 1e300],
    [0, -1, ...NOT_A_NUMBER],
  ]),
  parameter('kappa', CLOSED),
  parameter('lambda_d', [
    [0, 0.5, BELOW_ONE],
    [1, -TINY, 2, ...NOT_A_NUMBER],
  ]),
  parameter('d_crit', CLOSED, { d_crit_hysteresis: 0 }),
  parameter(
    'd_crit_hysteresis',
    [
      [0, 0.25, 0.5],
      [-TINY, ABOVE_ONE, ...NOT_A_NUMBER],
    ],
    { d_crit: 0.5 },
  ),
  parameter('w_consistency', COUNT),
  parameter('variance_ceiling', HALF_OPEN),
  { path: 'enable_contribution_isolation', good: [true, false], bad: [0, 1, 'true', null, [], {}], beside: {} },
  parameter('fingerprint_ttl_hours', COUNT),
  parameter('fingerprint_confidence_floor', CLOSED),
  parameter('pruning_context_threshold', HALF_OPEN),
  parameter('pruning_retain_turns', COUNT),
  parameter('max_distillation_depth', COUNT),
  parameter('circuit_breaker.watchdog_window_seconds', COUNT),
  parameter('circuit_breaker.signal_absence_threshold', COUNT, { 'circuit_breaker.full_absence_threshold': 2000 }),
  parameter(
    'circuit_breaker.full_absence_threshold',
    [
      [2, 3, 1000],
      [0, -1, 2.5, '2', null, true, []],
    ],
    { 'circuit_breaker.signal_absence_threshold': 1 },
  ),
  parameter('circuit_breaker.circuit_breaker_approval_quorum', COUNT),
  parameter('breakout_authorization.required_signers', COUNT, { 'breakout_authorization.total_signers': 1000 }),
  parameter('breakout_authorization.total_signers', COUNT, { 'breakout_authorization.required_signers': 1 }),
  parameter(
    'memory.fidelity_high_threshold',
    [
      [TINY, 0.5, 1],
      [-TINY, ABOVE_ONE, ...NOT_A_NUMBER],
    ],
    { 'memory.fidelity_low_threshold': 0 },
  ),
  parameter(
    'memory.fidelity_low_threshold',
    [
      [0, 0.5, BELOW_ONE],
      [-TINY, ABOVE_ONE, ...NOT_A_NUMBER],
    ],
    { 'memory.fidelity_high_threshold': 1 },
  ),
  parameter('memory.retention_days_standard', COUNT, {
    'memory.retention_days_extended': 1000,
    'memory.retention_days_maximum': 1000,
  }),
  parameter('memory.retention_days_extended', COUNT, {
    'memory.retention_days_standard': 1,
    'memory.retention_days_maximum': 1000,
  }),
  parameter('memory.retention_days_maximum', COUNT, {
    'memory.retention_days_standard': 1,
    'memory.retention_days_extended': 1,
  }),
  parameter('memory.fidelity_floor', CLOSED),
  parameter('delta_d', HALF_OPEN),
  parameter(
    'w_min',
    [
      [TINY, 0.5, 1],
      [0, -1, ABOVE_ONE, ...NOT_A_NUMBER],
    ],
    { w_initial: 1, w_max: 1, w_floor_ceiling: 1 },
  ),
  parameter(
    'w_max',
    [
      [TINY, 0.5, 1],
      [0, -1, ABOVE_ONE, ...NOT_A_NUMBER],
    ],
    { w_min: TINY, w_initial: TINY, w_floor_ceiling: TINY },
  ),
  parameter('w_initial', HALF_OPEN, { w_min: TINY, w_max: 1 }),
  parameter('w_floor_ceiling', HALF_OPEN, { w_min: TINY, w_max: 1 }),
]

const COUNTED = /consistency|hours|turns|depth|seconds|absence|quorum|signers|days/

/** The general code for a value that is out of its range, by what is wrong with it. */
export function rangeCode(path: string, value: ParameterValue): string {
  if (typeof value !== (path === 'enable_contribution_isolation' ? 'boolean' : 'number')) return 'WRONG_TYPE'
  return COUNTED.test(path) && !Number.isInteger(value) ? 'NOT_AN_INTEGER' : 'OUT_OF_RANGE'
}

/** `{'a.b': 1}` becomes `{a: {b: 1}}`. */
export function nest(flat: Readonly<Record<string, ParameterValue>>): Settings {
  const nested: Settings = {}
  for (const [path, value] of Object.entries(flat)) {
    const [first = '', second] = path.split('.')
    if (second === undefined) nested[first] = value as number
    else nested[first] = { ...((nested[first] ?? {}) as Settings), [second]: value as number }
  }
  return nested
}
