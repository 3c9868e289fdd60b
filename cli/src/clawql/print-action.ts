/** Waiting actions for people: a table, one action in full, one line for what came of a decision. */
import type { ActionView, PepReply } from '@clawql/runtime'
import { out } from '../terminal.ts'
import { visible, visibleJson } from './visible-text.ts'

export function printList(views: readonly ActionView[], all: boolean): void {
  if (views.length === 0) {
    out(all ? 'there are no actions\n' : 'nothing waits\n')
    return
  }
  const rows = views.map((view) => [
    view.instance,
    visible(view.action),
    stateOf(view),
    `${view.approvals.length}/${view.quorum}`,
    visible(view.requester.subject),
    left(view),
  ])
  const table = [['ID', 'ACTION', 'STATE', 'APPROVALS', 'REQUESTER', 'TIME LEFT'], ...rows]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  for (const row of table)
    out(
      `${row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}\n`,
    )
}

export function printView(view: ActionView): void {
  const { owner } = view.requester
  const groups = view.approver_groups.map(({ role, min }) => `${min} × ${role}`).join(' and ')
  const lines: readonly (readonly [string, string])[] = [
    ['action', `${view.action} ${view.action_version}`],
    ['', view.description],
    ['id', view.instance],
    ['state', stateOf(view)],
    [
      'requested by',
      visible(`${view.requester.subject} as ${view.requester.role}${owner === undefined ? '' : `, owned by ${owner}`}`),
    ],
    ['agent', visible(`${view.agent_id} on ${view.runtime}, session ${view.session_id}`)],
    ['input', visibleJson(view.input).join(`\n${' '.repeat(14)}`)],
    [
      'approvals',
      `${view.approvals.length} of ${view.quorum}${groups === '' ? '' : ` (${groups})`}${view.conservative_mode_promotion ? ', raised by Conservative mode' : ''}`,
    ],
    ...view.approvals.map(({ subject, at_ms: atMs }) => ['', `${subject}, ${new Date(atMs).toISOString()}`] as const),
    ['time left', left(view)],
    ['input digest', view.statement.input_digest],
    ['manifest', view.statement.manifest_root],
  ]
  for (const [name, value] of lines) if (value !== '') out(`${name.padEnd(12)}  ${value}\n`)
}

export function replyLine(reply: PepReply): string {
  switch (reply.outcome) {
    case 'executed':
      return `executed ${reply.instance}`
    case 'staged':
      return `recorded: ${reply.approvals} of ${reply.quorum} approvals`
    case 'cancelled':
      return `cancelled ${reply.instance}: ${reply.reason}`
    case 'denied':
    case 'refused':
      return visible(`${reply.outcome} ${reply.code}: ${reply.message}`)
  }
}

function stateOf(view: ActionView): string {
  return view.reason === undefined ? `${view.status} (${view.phase})` : `${view.status} (${view.reason})`
}

function left(view: ActionView): string {
  if (view.status !== 'pending' || view.expires_at_ms === undefined) return ''
  const seconds = Math.max(0, Math.round((view.expires_at_ms - Date.now()) / 1000))
  const hours = Math.floor(seconds / 3600)
  return hours > 0
    ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
