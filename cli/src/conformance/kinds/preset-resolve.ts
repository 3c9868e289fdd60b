/** `preset.resolve`: a named preset with overrides, expanded and checked. */
import { resolvePreset } from 'clawql-manifest-validator'
import { type JsonObject, toComparedIssues } from '../kind.ts'

export function presetResolve(input: JsonObject): object {
  const resolved = resolvePreset(input['preset'], input['overrides'])
  return resolved.ok ? { coordination: resolved.coordination } : { issues: toComparedIssues(resolved.issues) }
}
