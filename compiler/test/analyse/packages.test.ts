/**
 * The packages that every installation has are sound by themselves, and the presets carry the numbers of the source document (architecture 2.6).
 */
import assert from 'node:assert/strict'
import type { JsonValue } from '../../src/program/type.ts'
import { check } from '../../src/testing/expect-diagnostics.ts'
import { readDirectory } from '../repository-host.ts'

const SOURCE: Readonly<Record<string, string>> = {
  'finance-compliance-high':
    '0.35 1e-5 - 0.05 0.02 0.3 0.1 0.05 0.7 0.02 5 0.15 true 6 0.97 0.70 20 2 | 30 2 4 3 | 3 5 | 0.95 0.85 30 60 90',
  'research-exploration-high':
    '0.15 1e-6 - 0.15 0.10 1.5 0.25 0.02 0.4 0.03 2 0.35 false 48 0.80 0.88 6 2 | 120 5 10 1 | 1 3 | 0.85 0.70 30 60 90',
  'software-dev-balanced':
    '0.22 1e-6 - 0.10 0.05 0.8 0.15 0.03 0.55 0.02 3 0.25 false 24 0.90 0.80 10 2 | 60 3 6 2 | 2 3 | 0.90 0.75 30 60 90',
}

const FIELDS = [
  'nsv_crit sgdop_eigenvalue_floor s_bar gamma eta tau kappa lambda_d d_crit d_crit_hysteresis w_consistency variance_ceiling',
  'enable_contribution_isolation fingerprint_ttl_hours fingerprint_confidence_floor pruning_context_threshold',
  'pruning_retain_turns max_distillation_depth',
]
  .join(' ')
  .split(' ')

const BLOCKS = {
  circuit_breaker: [
    'watchdog_window_seconds',
    'signal_absence_threshold',
    'full_absence_threshold',
    'circuit_breaker_approval_quorum',
  ],
  breakout_authorization: ['required_signers', 'total_signers'],
  memory: [
    'fidelity_high_threshold',
    'fidelity_low_threshold',
    'retention_days_standard',
    'retention_days_extended',
    'retention_days_maximum',
  ],
}

function expectedValues(line: string): JsonValue {
  const [top = '', ...blocks] = line.split(' | ')
  const pair = (names: readonly string[], text: string): Record<string, JsonValue> =>
    Object.fromEntries(
      text
        .split(' ')
        .map((value, index) => [names[index]!, value] as const)
        .filter(([, value]) => value !== '-')
        .map(([name, value]) => [name, JSON.parse(value) as JsonValue]),
    )
  return {
    ...pair(FIELDS, top),
    ...Object.fromEntries(Object.entries(BLOCKS).map(([name, names], index) => [name, pair(names, blocks[index]!)])),
  }
}

describe('packages', () => {
  for (const name of ['stdlib', 'presets']) {
    it(`${name} has no diagnostics`, () => {
      assert.deepEqual(
        check(readDirectory(name)).diagnostics.map(
          ({ code, message, location }) => `${location.file} ${code} ${message}`,
        ),
        [],
      )
    })
  }

  const presets = check(readDirectory('presets')).program.presets
  it('the presets are those of the source document', () => {
    assert.deepEqual(
      presets.map(({ name }) => name),
      Object.keys(SOURCE),
    )
  })

  for (const [name, line] of Object.entries(SOURCE)) {
    it(`${name} has the numbers of the source document and asks for s_bar`, () => {
      const preset = presets.find((candidate) => candidate.name === name)
      assert.deepEqual(preset?.values, expectedValues(line))
      assert.deepEqual(preset?.required, ['s_bar'])
      assert.equal(preset?.publishedName, name)
    })
  }
})
