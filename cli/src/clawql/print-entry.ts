/** One entry of the audit log as one line for people. */
import type { WormEntry } from '@clawql/runtime'

export function entryLine(entry: WormEntry): string {
  const time = new Date(entry.timestamp_ms).toISOString()
  return `${String(entry.worm_seq).padStart(6)}  ${time}  ${entry.event_kind.padEnd(26)} ${entry.correlation_id}  ${details(entry.payload)}`.trimEnd()
}

const SHOWN = ['action', 'code', 'rule', 'reason', 'status', 'approvals', 'quorum', 'subject', 'message']

function details(payload: WormEntry['payload']): string {
  const parts = SHOWN.flatMap((name) => {
    const value = payload[name]
    return typeof value === 'string' || typeof value === 'number'
      ? [`${name}=${typeof value === 'string' && /\s/.test(value) ? JSON.stringify(value) : value}`]
      : []
  })
  return parts.join(' ')
}
