/**
 * A manifest for people: who the agent is, what it may do, and how far its coordination has moved from the preset it names. Printed by `clawqlc explain`,
 * derived from the program alone.
 */
import type { PresetOverride } from 'clawql-manifest-validator'
import { groupsText, numberText } from '../program/governance-text.ts'
import { changeText, overridesOf } from '../program/override-text.ts'
import { type Action, type Approval, type ManifestSource, OTHERWISE, type Program } from '../program/program.ts'
import { code, plain, table } from './markdown.ts'

export function manifestPage(program: Program, manifest: ManifestSource): string {
  const { identity, permissions, policy } = manifest
  const listed = program.actions.filter(({ id }) => manifest.actions.includes(id))
  const sections = [
    `# ${manifest.name}`,
    ...(manifest.doc === undefined ? [] : [plain(manifest.doc)]),
    `Agent ${code(String(identity['agent_id']))} on ${plain(String(identity['runtime']))} ${plain(String(identity['runtime_version']))}, model family ${code(String(identity['model_family']))}. Its purpose is ${code(permissions.processing_purpose)}, its clearance ${permissions.classification_level}.`,
    '## What it may do',
    table(['action', 'risk tier', 'at most', 'approval'], listed.map(actionRow)),
    '## Coordination',
    coordination(String(policy['preset']), overridesOf(manifest)),
  ]
  return `${sections.join('\n\n')}\n`
}

function actionRow({ id, governance: { riskTier, maxImpact, approval } }: Action): readonly string[] {
  return [
    code(id),
    String(riskTier),
    maxImpact === undefined ? '–' : `${numberText(maxImpact.value)} ${maxImpact.currency}`,
    approval === undefined ? 'nobody' : approvalText(approval),
  ]
}

/** The strictest case, then each that asks for less: a reader must not take the first for all. */
function approvalText({ name, groups, waivers = [] }: Approval): string {
  const cases = waivers.map((waiver) => {
    const who = waiver.groups.length === 0 ? 'nobody' : groupsText(waiver.groups, code)
    return waiver.name === OTHERWISE ? `otherwise ${who}` : `in the case ${code(waiver.name)} ${who}`
  })
  const strictest = `${name === undefined ? '' : `in the case ${code(name)} `}${groupsText(groups, code)}`
  return [strictest, ...cases].join('; ')
}

function coordination(preset: string, overrides: readonly PresetOverride[]): string {
  if (preset === 'custom') return 'Every value is its own: it follows no preset.'
  if (overrides.length === 0) return `Preset ${code(preset)}, as it is.`
  const rows = overrides.map(({ path, value, preset: before, change }) => [
    code(path),
    String(value),
    before === undefined ? 'left open' : String(before),
    change === undefined ? '–' : changeText(change),
  ])
  return `Preset ${code(preset)}, with\n\n${table(['field', 'value', 'preset', 'change'], rows)}`
}
