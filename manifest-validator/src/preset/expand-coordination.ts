/**
 * Preset expansion: the named table, then the manifest's overrides field by field, then the constants that the source documents use but place
 * nowhere. Merges only; whether the result is complete and in range is judged by the walk over the shape.
 */
import { isJsonObject } from '../json/json-object.ts'
import { PRESETS } from '../presets.generated.ts'
import { COORDINATION } from '../shape/coordination-shape.ts'
import { frozen } from '../shape/frozen.ts'
import type { BlockShape } from '../shape/shape.ts'
import type { PresetTable } from './preset-table.ts'

/** Values written into the resolved policy where a manifest gives none. */
export const COORDINATION_DEFAULTS: PresetTable = frozen(constantsOf(COORDINATION))

/** The presets by name, frozen through and through: nobody can change what manifests resolve to. */
export const PRESET_TABLES: Readonly<Record<string, PresetTable>> = frozen(PRESETS)

/** The expanded block, frozen; an `overrides` that is no object, and an unknown preset name, come back as they are for the walk to report. */
export function expandCoordination(preset: unknown, overrides: unknown): unknown {
  const table = typeof preset === 'string' && Object.hasOwn(PRESET_TABLES, preset) ? PRESET_TABLES[preset] : {}
  return merge(merge(COORDINATION_DEFAULTS, table), overrides === undefined ? {} : overrides)
}

/** Both sides are frozen through and through, so what is taken over whole needs no copy. */
function merge(base: unknown, overrides: unknown): unknown {
  if (!isJsonObject(base) || !isJsonObject(overrides)) return overrides
  const merged: { [key: string]: unknown } = { ...base }
  for (const key of Object.keys(overrides)) {
    const value = Object.hasOwn(base, key) ? merge(base[key], overrides[key]) : overrides[key]
    Object.defineProperty(merged, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return Object.freeze(merged)
}

/** INVARIANT of the shape: the example of a field with a constant is that constant. Blocks without one are left out. */
function constantsOf(block: BlockShape): PresetTable {
  const constants: { [field: string]: PresetTable[string] } = {}
  for (const { name, shape, presence, example } of block.fields) {
    const inner = shape.kind === 'block' ? constantsOf(shape) : {}
    if (presence === 'default' && typeof example === 'number') constants[name] = example
    else if (Object.keys(inner).length > 0) constants[name] = inner
  }
  return constants
}
