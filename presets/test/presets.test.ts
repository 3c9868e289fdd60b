/**
 * The presets say what the source document says (architecture v2.7, section 2.6), and everything derived from them is up to date. The numbers below are
 * typed out from that section, a column per preset, so that no program of ours stands between them and the comparison.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PRESET_NAMES, PRESETS, resolvePreset } from 'clawql-manifest-validator'
import { generators } from '../../scripts/generators.ts'
import { generate, readPresets } from '../scripts/generate.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const NAMES = ['finance-compliance-high', 'research-exploration-high', 'software-dev-balanced'] as const

/** Field → its value in the presets, in the order of NAMES. */
const DOCUMENT: Readonly<Record<string, readonly [unknown, unknown, unknown]>> = {
  nsv_crit: [0.35, 0.15, 0.22],
  sgdop_eigenvalue_floor: [1e-5, 1e-6, 1e-6],
  gamma: [0.05, 0.15, 0.1],
  eta: [0.02, 0.1, 0.05],
  tau: [0.3, 1.5, 0.8],
  kappa: [0.1, 0.25, 0.15],
  lambda_d: [0.05, 0.02, 0.03],
  d_crit: [0.7, 0.4, 0.55],
  d_crit_hysteresis: [0.02, 0.03, 0.02],
  w_consistency: [5, 2, 3],
  variance_ceiling: [0.15, 0.35, 0.25],
  enable_contribution_isolation: [true, false, false],
  fingerprint_ttl_hours: [6, 48, 24],
  fingerprint_confidence_floor: [0.97, 0.8, 0.9],
  pruning_context_threshold: [0.7, 0.88, 0.8],
  pruning_retain_turns: [20, 6, 10],
  max_distillation_depth: [2, 2, 2],
  'circuit_breaker.watchdog_window_seconds': [30, 120, 60],
  'circuit_breaker.signal_absence_threshold': [2, 5, 3],
  'circuit_breaker.full_absence_threshold': [4, 10, 6],
  'circuit_breaker.circuit_breaker_approval_quorum': [3, 1, 2],
  'breakout_authorization.required_signers': [3, 1, 2],
  'breakout_authorization.total_signers': [5, 3, 3],
  'memory.fidelity_high_threshold': [0.95, 0.85, 0.9],
  'memory.fidelity_low_threshold': [0.85, 0.7, 0.75],
  'memory.retention_days_standard': [30, 30, 30],
  'memory.retention_days_extended': [60, 60, 60],
  'memory.retention_days_maximum': [90, 90, 90],
}

describe('presets', () => {
  it('are the three of the source document, and the validator knows them and `custom`', () => {
    assert.deepEqual(
      readPresets().map(({ name }) => name),
      NAMES,
    )
    assert.deepEqual(Object.keys(PRESETS), NAMES)
    assert.deepEqual([...PRESET_NAMES].sort(), ['custom', ...NAMES])
  })

  NAMES.forEach((name, column) => {
    const expected = Object.fromEntries(Object.entries(DOCUMENT).map(([field, values]) => [field, values[column]]))

    it(`${name} has the document’s ${Object.keys(expected).length} values, in the language, as JSON and in the validator`, () => {
      const preset = readPresets().find((each) => each.name === name)
      const json = JSON.parse(readFileSync(join(ROOT, 'presets', 'json', `${name}.json`), 'utf8')) as {
        preset: string
        required: string[]
        coordination: object
      }
      for (const values of [preset?.values, json.coordination, PRESETS[name]])
        assert.deepEqual(flatten(values), expected)
      assert.deepEqual([json.preset, json.required, preset?.required], [name, ['s_bar'], ['s_bar']])
    })

    // Decision D10: what the document leaves "calibrated" cannot come from a preset.
    it(`${name} alone does not resolve, and with s_bar it does`, () => {
      const alone = resolvePreset(name, {})
      assert.ok(!alone.ok)
      assert.deepEqual(
        alone.issues.map(({ pointer }) => pointer),
        ['/coordination/s_bar'],
      )
      const resolved = resolvePreset(name, { s_bar: 0.31 })
      assert.ok(resolved.ok)
      const values = flatten(resolved.coordination)
      for (const [field, value] of Object.entries(expected)) assert.equal(values[field], value, field)
    })
  })

  it('are derived: the committed table and JSON files are what the generator makes', () => {
    const derived = generate()
    assert.equal(derived.size, 4)
    for (const [path, text] of derived) assert.equal(readFileSync(join(ROOT, path), 'utf8'), text, path)
  })

  it('come first among the generators, before the files of Layer 0 that show them', () => {
    assert.equal(generators[0], generate)
  })
})

function flatten(block: unknown, prefix = ''): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(block as object).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' ? Object.entries(flatten(value, `${prefix}${key}.`)) : [[`${prefix}${key}`, value]],
    ),
  )
}
