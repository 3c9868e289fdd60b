/** A manifest against the actions it lists: clearance and signatures. */
import type { Classification } from 'clawql-manifest-validator'
import { excessClearance, loneSignature } from '../diagnostics/catalogue/lint.ts'
import { classificationRank } from '../evaluate/classification.ts'
import type { Action } from '../program/program.ts'
import { findEntry, type LintContext, type LintManifest, warn } from './lint-context.ts'

/** From this tier on one person alone should not release what governs it. */
const SIGNED_TIER = 4

export function lintManifests(context: LintContext): void {
  const actions = new Map(context.program.actions.map((action) => [action.id, action]))
  for (const placed of context.manifests) {
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

function place(
  { node, file }: LintManifest,
  ...path: readonly string[]
): { file: string; span: LintManifest['node']['span'] } {
  const entry = findEntry(node.entries, ...path)
  return { file, span: entry?.value?.span ?? node.name.span }
}
