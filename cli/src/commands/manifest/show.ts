/** `clawqlc manifest show FILE`: a valid manifest for people, on one screen. What it says about itself is made visible before it reaches a terminal. */
import { overrideText, visibleLine } from '@clawql/compiler'
import { type ActionType, presetOverrides, type RootVerified } from 'clawql-manifest-validator'
import { type Command, Option } from 'commander'
import { EXIT } from '../../exit-status.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { out, outJson } from '../../terminal.ts'
import { type JsonFormat, requireValid } from './read-manifest.ts'

export function addShowCommand(group: Command, outcome: Outcome): void {
  group
    .command('show')
    .summary('who the agent is, what it may do, whom it trusts')
    .argument('<file>', 'the manifest')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action((path: string, { format }: { format: JsonFormat }) => {
      const manifest = requireValid(path, format)
      if (manifest === undefined) outcome.status = EXIT.rejected
      else if (format === 'json') outJson(manifest)
      else out(describe(manifest))
    })
}

function describe(manifest: RootVerified): string {
  const { identity, permissions, policy, actions = [] } = manifest
  const { circuit_breaker, breakout_authorization } = policy.coordination
  const { required_signers, total_signers } = breakout_authorization
  const rows: [string, string][] = [
    ['agent', `${identity.agent_id} on ${identity.runtime} ${identity.runtime_version}, ${identity.model_family}`],
    ['purpose', `${permissions.processing_purpose}, up to ${permissions.classification_level}`],
    ['preset', policy.preset],
    ...lines('overrides', presetOverrides(policy.preset, policy.coordination).map(overrideText)),
    ['release', `signed with ${countOf(policy.required_signatures, 'release key')}, unless the root is pinned`],
    [
      'breaker',
      `${circuit_breaker.circuit_breaker_approval_quorum} people while Conservative; ${required_signers} of ${total_signers} signers end Blind`,
    ],
    ...trustRows(policy.trust),
    ['root', manifest.merkle_root],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const head = rows.map(([name, value]) => `${name.padEnd(width)}  ${visibleLine(value)}\n`).join('')
  return [head, ...actions.map(describeAction)].join('\n')
}

/** One line for each value, the name before the first of them only. */
function lines(name: string, values: readonly string[]): [string, string][] {
  return values.map((value, n) => [n === 0 ? name : '', value])
}

function trustRows(trust: RootVerified['policy']['trust']): [string, string][] {
  return [
    ...lines(
      'issuers',
      (trust?.issuers ?? []).map(({ iss, kid }) => `${iss} (${kid})`),
    ),
    ...lines(
      'approvers',
      (trust?.approvers ?? []).map(({ subject, roles }) => `${subject} (${roles.join(', ')})`),
    ),
  ]
}

function describeAction({ id, version, description, governance, side_effects }: ActionType): string {
  const { classification, risk_tier, authorized_roles, max_impact, rate } = governance
  const effects = side_effects.map(({ object, operation }) => `${object}.${operation}`).join(', ')
  const limit =
    max_impact === undefined ? [] : [`at most ${max_impact.value.toLocaleString('en')} ${max_impact.currency}`]
  const often =
    rate === undefined ? [] : [`at most ${rate.count} in ${rate.per_seconds} s for each ${rate.by} (${rate.counting})`]
  const lines = [
    `${id} ${version}: ${description.split('\n')[0]}`,
    `  ${effects === '' ? 'reads' : `changes ${effects}`}`,
    `  ${[classification, `risk tier ${risk_tier}`, ...limit, ...often].join(', ')}`,
    `  may be asked by ${authorized_roles.join(', ')}; ${approval(governance)}`,
  ]
  return lines.map((line) => `${visibleLine(line)}\n`).join('')
}

function approval({ requires_approval, approval_quorum = 0, ...governance }: ActionType['governance']): string {
  if (!requires_approval) return 'needs no approval'
  const groups = groupsOf(governance.approver_groups)
  const cases = (governance.approval_waivers ?? []).map(
    ({ id, approver_groups }) => `; in the case ${id} ${groupsOf(approver_groups) || 'nobody'}`,
  )
  return `needs ${countOf(approval_quorum, 'approval')}${groups === '' ? '' : `: ${groups}`}${cases.join('')}`
}

function groupsOf(groups: ActionType['governance']['approver_groups']): string {
  return (groups ?? []).map(({ role, min }) => `${min} ${role}`).join(', ')
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
