/**
 * Generates the cases of the area `preset`: every table as it is, overrides that are allowed at the edge of each range, and the block that results.
 * Expected values come from the oracle's own copy of the tables.
 */
import { caseFile, type GeneratedCase, type GeneratedFile } from '../case-file.ts'
import { expandPreset, PRESET_TABLES, type Settings } from '../oracle/presets.ts'
import { nest, PARAMETERS, rangeCode } from '../parameters.ts'

export function presetCases(): readonly GeneratedFile[] {
  return [
    caseFile(
      'preset',
      'tables',
      'Each named preset with the one parameter that it leaves open, and overrides of it.',
      tableCases(),
    ),
    caseFile('preset', 'edges', 'Values at the edge of each range are taken.', edgeCases()),
    caseFile('preset', 'refused', 'Values beyond each range are refused, never adjusted.', refusedCases()),
  ]
}

function resolve(id: string, clause: string, preset: string, overrides: Settings): GeneratedCase {
  return {
    id,
    kind: 'preset.resolve',
    clause,
    input: { preset, overrides },
    expected: { coordination: expandPreset(preset, overrides) },
  }
}

function tableCases(): GeneratedCase[] {
  const names = Object.keys(PRESET_TABLES).filter((name) => name !== 'custom')
  return names.flatMap((name) => [
    resolve(name, 'manifest.presets', name, { s_bar: 0.31 }),
    resolve(`${name}-nested-override`, 'manifest.presets', name, {
      s_bar: 0.31,
      circuit_breaker: { full_absence_threshold: 100 },
    }),
    resolve(`${name}-all-constants`, 'manifest.presets', name, {
      s_bar: 0,
      delta_d: 0.1,
      w_min: 0.2,
      w_max: 0.9,
      w_floor_ceiling: 0.5,
      w_initial: 0.4,
      memory: { fidelity_floor: 0.5 },
    }),
    resolve(`${name}-written-out`, 'manifest.presets', name, expandPreset(name, { s_bar: -1 })),
    resolve(`custom-from-${name}`, 'manifest.presets', 'custom', expandPreset(name, { s_bar: 1 })),
    withoutQuorum(name),
  ])
}

/** No version is given with a preset, so it is 1.1, and the field that 1.1 added is missed. */
function withoutQuorum(name: string): GeneratedCase {
  const breaker = { watchdog_window_seconds: 45, signal_absence_threshold: 3, full_absence_threshold: 8 }
  const pointer = '/coordination/circuit_breaker/circuit_breaker_approval_quorum'
  return {
    id: `custom-from-${name}-without-the-quorum`,
    kind: 'preset.resolve',
    clause: 'manifest.presets',
    input: { preset: 'custom', overrides: { ...expandPreset(name, { s_bar: 1 }), circuit_breaker: breaker } },
    expected: { issues: [{ code: 'MISSING_FIELD', pointer }] },
  }
}

function edgeCases(): GeneratedCase[] {
  return PARAMETERS.flatMap(({ path, good, beside }) =>
    good.map((value, index) =>
      resolve(
        `${path}-${index}`,
        'manifest.ranges',
        'software-dev-balanced',
        nest({ s_bar: 0.2, ...beside, [path]: value }),
      ),
    ),
  )
}

function refusedCases(): GeneratedCase[] {
  return PARAMETERS.flatMap(({ path, bad, beside }) =>
    bad.map((value, index) => ({
      id: `${path}-${index}`,
      kind: 'preset.resolve',
      clause: 'manifest.ranges',
      input: { preset: 'software-dev-balanced', overrides: nest({ s_bar: 0.2, ...beside, [path]: value }) },
      expected: { issues: [{ code: rangeCode(path, value), pointer: `/coordination/${path.replaceAll('.', '/')}` }] },
    })),
  )
}
