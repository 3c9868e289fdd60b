/** `clawqlc manifest show FILE`: a valid manifest for people, on one screen. */
import type { ActionType, RootVerified } from 'clawql-manifest-validator'
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
  const rows: [string, string][] = [
    ['agent', `${identity.agent_id} on ${identity.runtime} ${identity.runtime_version}, model family ${identity.model_family}`],
    ['purpose', `${permissions.processing_purpose}, up to ${permissions.classification_level}`],
    ['preset', policy.preset],
    ['signatures', `${policy.required_signatures} release keys unless the root is pinned`],
    ['root', manifest.merkle_root],
  ]
  const trust = policy.trust
  if (trust !== undefined) {
    rows.push(['issuers', (trust.issuers ?? []).map(({ iss, kid }) => `${iss} (${kid})`).join(', ') || 'none'])
    rows.push(['approvers', (trust.approvers ?? []).map(({ subject, roles }) => `${subject} (${roles.join(', ')})`).join(', ') || 'none'])
  }
  const head = rows.map(([name, value]) => `${name.padEnd(11)} ${value}\n`).join('')
  return `${head}\n${actions.map(describeAction).join('')}`
}

function describeAction({ id, version, description, governance, side_effects }: ActionType): string {
  const { classification, risk_tier, authorized_roles, requires_approval, approval_quorum, approver_groups, max_impact } = governance
  const approval = requires_approval
    ? `${approval_quorum} approval${approval_quorum === 1 ? '' : 's'}${approver_groups === undefined ? '' : ` (${approver_groups.map(({ role, min }) => `${min} × ${role}`).join(', ')})`}`
    : 'no approval'
  const limit = max_impact === undefined ? '' : `, up to ${max_impact.value} ${max_impact.currency}`
  const effects = side_effects.map(({ object, operation }) => `${object}.${operation}`).join(', ')
  return [
    `${id} ${version}: ${description.split('\n')[0]}`,
    `  ${effects === '' ? 'reads' : `changes ${effects}`}; ${classification}, risk tier ${risk_tier}, ${approval}${limit}`,
    `  roles ${authorized_roles.join(', ')}`,
    '',
  ].join('\n')
}
