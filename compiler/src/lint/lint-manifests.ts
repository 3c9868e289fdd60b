/** A manifest against the actions it lists, clearance and signatures, and against the preset it names. */
import type { Classification } from 'clawql-manifest-validator'
import { excessClearance, farOverride, loneSignature } from '../diagnostics/catalogue/lint.ts'
import { classificationRank } from '../evaluate/classification.ts'
import { overridesOf, overrideText } from '../program/override-text.ts'
import type { Action } from '../program/program.ts'
import { findEntry, type LintContext, type LintManifest, warn } from './lint-context.ts'

/** From this tier on one person alone should not release what governs it. */
const SIGNED_TIER = 4

/** Beyond these a value is another one, not the preset's adjusted. */
const DOUBLED = 1
const HALVED = -0.5
/** `clawqlc calibrate` gives them: they depend on the embedding model, not on how careful somebody is. */
const MEASURED: ReadonlySet<string> = new Set(['s_bar', 'nsv_crit'])

export function lintManifests(context: LintContext): void {
  const actions = new Map(context.program.actions.map((action) => [action.id, action]))
  for (const placed of context.manifests) {
    lintOverrides(context, placed)
    const listed = placed.manifest.actions.flatMap((id) => actions.get(id) ?? [])
    if (listed.length === 0) continue
    lintClearance(context, placed, listed)
    lintSignatures(context, placed, listed)
  }
}

function lintClearance(context: LintContext, placed: LintManifest, listed: readonly Action[]): void {
  const level = placed.manifest.permissions.classification_level
  const needed = listed
    .map(({ governance }) => governance.classification)
    .reduce((a: Classification, b) => (classificationRank(a) < classificationRank(b) ? b : a))
  if (classificationRank(level) <= classificationRank(needed)) return
  warn(context, excessClearance, place(placed, 'permissions', 'classification_level'), { level, needed })
}

function lintSignatures(context: LintContext, placed: LintManifest, listed: readonly Action[]): void {
  if (placed.manifest.policy['required_signatures'] !== 1) return
  const risky = listed.find(({ governance }) => governance.riskTier >= SIGNED_TIER)
  if (risky === undefined) return
  const parameters = { action: risky.id, tier: risky.governance.riskTier }
  warn(context, loneSignature, place(placed, 'policy', 'required_signatures'), parameters)
}

// More than double, less than half, a switch turned. A derived preset is where the manifest names it.
function lintOverrides(context: LintContext, placed: LintManifest): void {
  const preset = String(placed.manifest.policy['preset'])
  for (const override of overridesOf(placed.manifest)) {
    const { path, value, change = 0 } = override
    const isFar = change > DOUBLED || change < HALVED || typeof value === 'boolean'
    if (!isFar || MEASURED.has(path)) continue
    const written = findEntry(placed.node.entries, 'policy', 'coordination', ...path.split('.'))?.value?.span
    const at = written === undefined ? place(placed, 'policy', 'preset') : { file: placed.file, span: written }
    const help = 'choose the preset that is meant, or derive one with `extends` and say in its documentation why'
    warn(context, farOverride, at, { override: overrideText(override), preset }, { help })
  }
}

function place(
  { node, file }: LintManifest,
  ...path: readonly string[]
): { file: string; span: LintManifest['node']['span'] } {
  const entry = findEntry(node.entries, ...path)
  return { file, span: entry?.value?.span ?? node.name.span }
}
