/**
 * Every range of the manifest, at its edges. The table is written from the documents, not read off the shape: it would notice a range that was
 * loosened by accident.
 */
import assert from 'node:assert/strict'
import { resolvePreset, validateManifest } from 'clawql-manifest-validator'
import { changedManifest } from '../support/change.ts'

const NEXT = 2 ** -52
const TINY = Number.MIN_VALUE
const MAX_INTEGER = Number.MAX_SAFE_INTEGER

/** Parameter of the coordination block → values allowed, values refused. */
const COORDINATION: Readonly<Record<string, { readonly in: readonly number[]; readonly out: readonly unknown[] }>> = {
  nsv_crit: { in: [TINY, 1], out: [0, -0, -TINY, 1 + NEXT] },
  sgdop_eigenvalue_floor: { in: [TINY, 1 - NEXT], out: [0, 1, -1] },
  s_bar: { in: [-1, 0, 1], out: [-1 - NEXT, 1 + NEXT] },
  gamma: { in: [TINY, 1], out: [0, 1 + NEXT] },
  eta: { in: [TINY, 1 - NEXT], out: [0, 1] },
  tau: { in: [TINY, 1e308], out: [0, -1] },
  kappa: { in: [0, 1], out: [-TINY, 1 + NEXT] },
  lambda_d: { in: [0, 1 - NEXT], out: [-TINY, 1] },
  d_crit: { in: [0.02, 0.98], out: [-TINY, 1 + NEXT] },
  d_crit_hysteresis: { in: [0, 0.3], out: [-TINY, 1 + NEXT] },
  w_consistency: { in: [1, MAX_INTEGER], out: [0, 1.5, MAX_INTEGER + 1] },
  variance_ceiling: { in: [TINY, 1], out: [0, 1 + NEXT] },
  fingerprint_ttl_hours: { in: [1], out: [0, 0.5] },
  fingerprint_confidence_floor: { in: [0, 1], out: [-TINY, 1 + NEXT] },
  pruning_context_threshold: { in: [TINY, 1], out: [0, 1 + NEXT] },
  pruning_retain_turns: { in: [1], out: [0, -1] },
  max_distillation_depth: { in: [1], out: [0, 2.5] },
  delta_d: { in: [TINY, 1], out: [0, 1 + NEXT] },
  w_min: { in: [TINY, 0.5], out: [0, -1] },
  w_max: { in: [0.6, 1], out: [1 + NEXT, 0] },
  w_initial: { in: [0.1, 1], out: [0, 1 + NEXT] },
  w_floor_ceiling: { in: [0.1, 1], out: [0, 1 + NEXT] },
  'circuit_breaker.watchdog_window_seconds': { in: [1], out: [0, 1.5] },
  'circuit_breaker.signal_absence_threshold': { in: [1, 3], out: [0, 1.5] },
  'circuit_breaker.full_absence_threshold': { in: [3], out: [0, 2.5] },
  'circuit_breaker.circuit_breaker_approval_quorum': { in: [1], out: [0, 1.5] },
  'breakout_authorization.required_signers': { in: [1, 5], out: [0, 1.5] },
  'breakout_authorization.total_signers': { in: [3], out: [0, 3.5] },
  'memory.fidelity_high_threshold': { in: [0.86, 1], out: [1 + NEXT] },
  'memory.fidelity_low_threshold': { in: [0, 0.94], out: [-TINY] },
  'memory.fidelity_floor': { in: [0, 1], out: [-TINY, 1 + NEXT] },
  'memory.retention_days_standard': { in: [1, 60], out: [0, 1.5] },
  'memory.retention_days_extended': { in: [30, 90], out: [30.5] },
  'memory.retention_days_maximum': { in: [60], out: [60.5] },
}

const nest = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object

describe('ranges of the coordination block', () => {
  for (const [path, { in: allowed, out }] of Object.entries(COORDINATION)) {
    it(`${path}: edges allowed, beyond them refused`, () => {
      const resolve = (value: unknown): ReturnType<typeof resolvePreset> =>
        resolvePreset('finance-compliance-high', { s_bar: 0.3, ...nest(path, value) })
      for (const value of allowed) {
        const result = resolve(value)
        assert.ok(result.ok, `${value}: ${result.ok ? '' : result.issues.map(({ message }) => message).join()}`)
      }
      for (const value of [...out, '1', null, [1], {}]) {
        const result = resolve(value)
        assert.ok(!result.ok, `${value} was accepted`)
        const pointer = `/coordination/${path.replaceAll('.', '/')}`
        assert.ok(
          result.issues.some(
            (issue) =>
              issue.pointer === pointer && ['OUT_OF_RANGE', 'NOT_AN_INTEGER', 'WRONG_TYPE'].includes(issue.code),
          ),
        )
      }
    })
  }
})

const RELATIONS: readonly (readonly [string, object, object, string])[] = [
  [
    'd_crit + h at 1',
    { d_crit: 0.9, d_crit_hysteresis: 0.1 },
    { d_crit: 0.9, d_crit_hysteresis: 0.2 },
    'D_CRIT_BAND_OUT_OF_RANGE',
  ],
  [
    'd_crit − h at 0',
    { d_crit: 0.1, d_crit_hysteresis: 0.1 },
    { d_crit: 0.1, d_crit_hysteresis: 0.2 },
    'D_CRIT_BAND_OUT_OF_RANGE',
  ],
  [
    'absence thresholds',
    { circuit_breaker: { signal_absence_threshold: 3 } },
    { circuit_breaker: { signal_absence_threshold: 4 } },
    'ABSENCE_THRESHOLDS_NOT_ASCENDING',
  ],
  [
    'breakout quorum',
    { breakout_authorization: { required_signers: 5 } },
    { breakout_authorization: { required_signers: 6 } },
    'BREAKOUT_QUORUM_TOO_LARGE',
  ],
  [
    'fidelity',
    { memory: { fidelity_low_threshold: 0.94 } },
    { memory: { fidelity_low_threshold: 0.95 } },
    'FIDELITY_THRESHOLDS_NOT_ASCENDING',
  ],
  [
    'retention, extended',
    { memory: { retention_days_extended: 30 } },
    { memory: { retention_days_extended: 29 } },
    'RETENTION_DAYS_NOT_ASCENDING',
  ],
  [
    'retention, maximum',
    { memory: { retention_days_maximum: 60 } },
    { memory: { retention_days_maximum: 59 } },
    'RETENTION_DAYS_NOT_ASCENDING',
  ],
  ['initial weight, low', { w_initial: 0.1 }, { w_initial: 0.09 }, 'WEIGHTS_NOT_ORDERED'],
  ['initial weight, high', { w_max: 0.6, w_initial: 0.6 }, { w_max: 0.6, w_initial: 0.61 }, 'WEIGHTS_NOT_ORDERED'],
  ['floor ceiling, low', { w_floor_ceiling: 0.1 }, { w_floor_ceiling: 0.09 }, 'WEIGHT_CEILING_OUT_OF_RANGE'],
  ['floor ceiling, high', { w_max: 0.6 }, { w_max: 0.59 }, 'WEIGHT_CEILING_OUT_OF_RANGE'],
]

describe('relations of the coordination block', () => {
  for (const [name, allowed, refused, code] of RELATIONS) {
    it(`${name}: equality and beyond`, () => {
      const good = resolvePreset('finance-compliance-high', { s_bar: 0.3, ...allowed })
      assert.ok(good.ok, good.ok ? '' : good.issues.map(({ message }) => message).join())
      const bad = resolvePreset('finance-compliance-high', { s_bar: 0.3, ...refused })
      assert.ok(!bad.ok && bad.issues.length === 1 && bad.issues[0]?.code === code)
    })
  }
})

const G = '/actions/0/governance'
/** Pointer → allowed, refused; each value alone in an otherwise valid manifest. */
const FIELDS: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
  ['/policy/required_signatures', [0, 1, 100], [-1, 0.5, '1', null]],
  [
    '/policy/compatible_policy_version',
    ['^1.0.0', '>=1.0.0 <2.0.0', '1.x', '*', '1.1.0', '~1.1', '0.9 || 1.1', '1.0.0 - 1.2'],
    ['', '^2.0.0', '1.0', '<1.1.0', 'latest', '>', 5],
  ],
  ['/identity/runtime', ['hermes', 'openclaw', 'goose', 'pi', 'custom'], ['', 'Pi', 'other', 1]],
  ['/identity/runtime_version', ['0.0.1', '1.2.3-rc.1+b5'], ['1.2', 'v1.2.3', '01.2.3', '1.2.3-01']],
  [`${G}/risk_tier`, [1, 5], [0, 6, 2.5, '5']],
  [`${G}/approval_ttl_seconds`, [1, 2_592_000], [0, 2_592_001, 1.5]],
  [`${G}/max_impact/value`, [TINY, 1e308], [0, -1, '1']],
  [`${G}/max_impact/currency`, ['USD', 'A', 'A123456789012345'], ['usd', '', 'A1234567890123456', 'U$']],
  [`${G}/classification`, ['standard', 'sensitive', 'restricted'], ['high', 'secret', '']],
  [`${G}/rate/count`, [1], [0, 1.5]],
  [`${G}/rate/counting`, ['executed', 'all'], ['none']],
  ['/actions/0/execution/timeout_seconds', [1, MAX_INTEGER], [0, 0.5, MAX_INTEGER + 1]],
  ['/actions/0/execution/retry_policy', ['none', 'fixed', 'exponential'], ['', 'linear', null]],
  ['/actions/0/id', ['a', 'asset.transfer-2.x_1'], ['', '../x', 'a b', 'a.', '.a', 'a'.repeat(4097)]],
]

describe('ranges of the other fields', () => {
  for (const [pointer, allowed, refused] of FIELDS) {
    it(pointer, () => {
      for (const value of allowed) {
        const result = validateManifest(changedManifest({ pointer, value }))
        assert.ok(result.ok, `${value}: ${result.ok ? '' : result.issues.map(({ message }) => message).join()}`)
      }
      for (const value of refused) {
        const result = validateManifest(changedManifest({ pointer, value }))
        assert.ok(!result.ok, `${value} was accepted`)
        assert.ok(result.issues.some((issue) => issue.pointer === pointer && issue.severity === 'error'))
      }
    })
  }
})
