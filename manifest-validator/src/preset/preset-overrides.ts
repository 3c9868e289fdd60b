/**
 * How far a manifest's coordination block has moved from the preset it names: field by field, in the order of the source document. It compares; what is
 * too far is for whoever asks to say.
 */
import { isJsonObject } from '../json/json-object.ts'
import { COORDINATION_PARAMETERS } from '../shape/coordination-parameters.ts'
import { COORDINATION_DEFAULTS, PRESET_TABLES } from './expand-coordination.ts'

export interface PresetOverride {
  /** `circuit_breaker.watchdog_window_seconds` */
  readonly path: string
  readonly value: number | boolean
  /** Absent where the preset leaves the field to the manifest, as it does `s_bar`. */
  readonly preset?: number | boolean
  /** Of the preset's value: 0.5 is half as much again, −1 nothing of it. Absent where there is no such share: no value, a switch, a preset of 0. */
  readonly change?: number
}

/** Fields whose value is not the preset's. None for `custom`, for an unknown preset and for what is no block. */
export function presetOverrides(preset: string, coordination: unknown): readonly PresetOverride[] {
  const table = Object.hasOwn(PRESET_TABLES, preset) ? PRESET_TABLES[preset] : undefined
  if (table === undefined) return []
  return COORDINATION_PARAMETERS.flatMap(({ path }): readonly PresetOverride[] => {
    const value = valueAt(coordination, path)
    const before = valueAt(table, path) ?? valueAt(COORDINATION_DEFAULTS, path)
    if (value === undefined || value === before) return []
    if (before === undefined) return [{ path, value }]
    const share =
      typeof value === 'number' && typeof before === 'number' ? (value - before) / Math.abs(before) : Number.NaN
    return [{ path, value, preset: before, ...(Number.isFinite(share) && { change: share }) }]
  })
}

function valueAt(block: unknown, path: string): number | boolean | undefined {
  let value = block
  for (const name of path.split('.'))
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}
