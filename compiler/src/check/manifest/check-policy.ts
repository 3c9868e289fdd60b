/**
 * The `policy` block: the preset with the manifest's overrides resolved into the whole coordination block, the release duties, and the raw `redact` and
 * `trust` entries for `check-redact.ts` and `check-trust.ts`.
 */
import { isInSemverRange, POLICY_SCHEMA_VERSION } from 'clawql-manifest-validator'
import { badVersionRange, incompleteCoordination, requiredByPreset } from '../../diagnostics/catalogue/manifest.ts'
import type { JsonValue } from '../../program/type.ts'
import type { Module } from '../../resolve/module.ts'
import type { Location } from '../../source/span.ts'
import type { Presets } from '../check-preset.ts'
import {
  blockMembers,
  type EntryContext,
  type Member,
  readBoolean,
  readInteger,
  readMembers,
  readString,
  reportWrongValue,
} from '../entries.ts'
import { type CoordinationValue, readCoordination } from '../read-coordination.ts'
import { checkRelations, missingCoordination, nestCoordination, withDefaults } from '../resolve-coordination.ts'

export interface CheckedPolicy {
  /** Name published: one of the three presets, or `custom`. */
  readonly preset: string | undefined
  readonly required_signatures: number | undefined
  readonly canary_rollout: boolean | undefined
  readonly rollback_rules: string | undefined
  readonly compatible_policy_version: string | undefined
  readonly coordination: { readonly [key: string]: JsonValue } | undefined
  readonly totalSigners: number | undefined
  readonly redact: Member | undefined
  readonly trust: Member | undefined
}

const REQUIRED = ['preset', 'required_signatures', 'canary_rollout', 'rollback_rules', 'compatible_policy_version']

export function checkPolicy(
  member: Member | undefined,
  module: Module,
  presets: Presets,
  outer: EntryContext,
): CheckedPolicy | undefined {
  const block = blockMembers(member, outer)
  if (member === undefined || block === undefined) return undefined
  const context: EntryContext = { ...outer, block: `\`policy\` of ${outer.block}` }
  const members = readMembers(
    block,
    { required: REQUIRED, optional: ['coordination', 'redact', 'trust'] },
    member.name.span,
    context,
  )
  const coordination = resolveCoordination(members, module, presets, context)
  return {
    preset: coordination.preset,
    required_signatures: readInteger(members.get('required_signatures'), 0, Number.MAX_SAFE_INTEGER, context),
    canary_rollout: readBoolean(members.get('canary_rollout'), context),
    rollback_rules: readString(members.get('rollback_rules'), context),
    compatible_policy_version: readRange(members.get('compatible_policy_version'), context),
    coordination: coordination.block,
    totalSigners: coordination.totalSigners,
    redact: members.get('redact'),
    trust: members.get('trust'),
  }
}

function readRange(member: Member | undefined, context: EntryContext): string | undefined {
  const range = readString(member, context, 'a range of versions such as `"^1.1.0"`')
  if (range === undefined || isInSemverRange(POLICY_SCHEMA_VERSION, range)) return range
  const span = member?.value?.span ?? { start: 0, end: 0 }
  context.reporter.report(badVersionRange, { file: context.file, span }, { written: range })
  return undefined
}

interface ResolvedCoordination {
  readonly preset: string | undefined
  readonly block: { readonly [key: string]: JsonValue } | undefined
  readonly totalSigners: number | undefined
}

function resolveCoordination(
  members: ReadonlyMap<string, Member>,
  module: Module,
  presets: Presets,
  context: EntryContext,
): ResolvedCoordination {
  const overrides = readCoordination(blockMembers(members.get('coordination'), context) ?? [], false, {
    ...context,
    block: 'the coordination block',
  })
  const presetMember = members.get('preset')
  const base = readPreset(presetMember, module, presets, context)
  if (base === undefined) return { preset: undefined, block: undefined, totalSigners: undefined }

  const values = new Map([...base.values, ...overrides.values])
  const judged = new Set([...base.judged, ...overrides.judged])
  const at: Location = { file: context.file, span: presetMember?.value?.span ?? { start: 0, end: 0 } }
  const unsupplied = base.required.filter((path) => !overrides.judged.has(path))
  if (unsupplied.length > 0) context.reporter.report(requiredByPreset, at, { preset: base.name, fields: unsupplied })
  const missing = missingCoordination(judged)
  if (missing.length > 0) context.reporter.report(incompleteCoordination, at, { preset: base.name, fields: missing })

  const all = withDefaults(values)
  const span = members.get('coordination')?.span
  const isHere = (location: Location): boolean =>
    location.file === context.file &&
    span !== undefined &&
    location.span.start >= span.start &&
    location.span.end <= span.end
  checkRelations(all, isHere, at, context.reporter)
  const total = all.get('breakout_authorization.total_signers')?.value
  return {
    preset: base.publishedName,
    block: nestCoordination(all),
    totalSigners: typeof total === 'number' ? total : undefined,
  }
}

interface PresetValues {
  readonly name: string
  readonly publishedName: string
  readonly values: ReadonlyMap<string, CoordinationValue>
  readonly required: readonly string[]
  readonly judged: ReadonlySet<string>
}

function readPreset(
  member: Member | undefined,
  module: Module,
  presets: Presets,
  context: EntryContext,
): PresetValues | undefined {
  const value = member?.value
  if (member === undefined || value === undefined) return undefined
  if (value.kind !== 'name') {
    reportWrongValue(member, 'the name of a preset, or `custom`', context)
    return undefined
  }
  if (value.name.text === 'custom') {
    return { name: 'custom', publishedName: 'custom', values: new Map(), required: [], judged: new Set() }
  }
  const symbol = presets.lookUp(module, context.file, value.name)
  const checked = symbol && presets.check(symbol)
  return checked && { ...checked, name: checked.preset.name, publishedName: checked.preset.publishedName }
}
