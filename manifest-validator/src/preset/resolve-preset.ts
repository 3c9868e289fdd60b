/**
 * Preset resolution on its own: expand the named preset, apply overrides, check every range and relation. The same checks as a manifest's
 * coordination block goes through.
 */
import { described, type Issue, report } from '../issues/issue.ts'
import { copyJson } from '../json/copy-json.ts'
import type { Coordination } from '../manifest.generated.ts'
import { PRESET_NAMES } from '../shape/policy-shape.ts'
import { checkCoordinationRules } from '../validate/coordination-rules.ts'
import { createWalk, walkCoordination } from '../validate/walk-shape.ts'
import { expandCoordination } from './expand-coordination.ts'

export type ResolvedPreset =
  | { readonly ok: true; readonly coordination: Coordination }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Pointers are relative to the policy block: `/preset`, `/coordination/kappa`. Never throws. */
export function resolvePreset(preset: unknown, overrides: unknown, version: '1.0' | '1.1' = '1.1'): ResolvedPreset {
  const isPresetKnown = typeof preset === 'string' && PRESET_NAMES.includes(preset)
  const walk = createWalk(version, isPresetKnown)
  if (!isPresetKnown) {
    const found = typeof preset === 'string' ? preset : described(`a value of type ${typeof preset}`)
    report(walk.issues, 'NOT_IN_LIST', ['preset'], found, `one of ${PRESET_NAMES.join(', ')}`)
  }
  const copied = copyJson(overrides === undefined ? {} : overrides)
  if (!copied.ok) return { ok: false, issues: [...walk.issues.errors, copied.issue] }
  const coordination = expandCoordination(preset, copied.value)
  walk.path.push('coordination')
  walkCoordination(walk, coordination)
  checkCoordinationRules(walk, coordination)
  if (walk.issues.errors.length > 0) return { ok: false, issues: walk.issues.errors }
  return { ok: true, coordination: coordination as Coordination }
}
