/** How far a coordination block stands from its preset: the fields, their order, the shares. */
import assert from 'node:assert/strict'
import { PRESETS, type PresetTable, presetOverrides, resolvePreset } from 'clawql-manifest-validator'

function resolved(preset: string, overrides: PresetTable): unknown {
  const result = resolvePreset(preset, overrides)
  assert.ok(result.ok, JSON.stringify(result))
  return result.coordination
}

describe('overrides of a preset', () => {
  it('a preset as it is has only what it leaves open', () => {
    for (const name of Object.keys(PRESETS)) {
      assert.deepEqual(presetOverrides(name, resolved(name, { s_bar: 0.3 })), [{ path: 's_bar', value: 0.3 }], name)
    }
  })

  it('each other value has its share of the preset, in the order of the source document', () => {
    const coordination = resolved('finance-compliance-high', {
      kappa: 0.15,
      s_bar: 0.3,
      enable_contribution_isolation: false,
      circuit_breaker: { watchdog_window_seconds: 15 },
      delta_d: 0.1,
    })
    assert.deepEqual(presetOverrides('finance-compliance-high', coordination), [
      { path: 's_bar', value: 0.3 },
      { path: 'kappa', value: 0.15, preset: 0.1, change: (0.15 - 0.1) / 0.1 },
      { path: 'enable_contribution_isolation', value: false, preset: true },
      { path: 'circuit_breaker.watchdog_window_seconds', value: 15, preset: 30, change: -0.5 },
      { path: 'delta_d', value: 0.1, preset: 0.05, change: 1 },
    ])
  })

  it('there are none without a preset or a block', () => {
    assert.deepEqual(presetOverrides('custom', { kappa: 0.5 }), [])
    assert.deepEqual(presetOverrides('__proto__', { kappa: 0.5 }), [])
    for (const none of [undefined, null, [], 'kappa', { kappa: 'x' }, Object.create({ kappa: 1 })]) {
      assert.deepEqual(presetOverrides('finance-compliance-high', none), [])
    }
  })
})
