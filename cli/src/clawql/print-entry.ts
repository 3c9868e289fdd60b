/** One entry of the audit log as one line for people. What a submitter wrote is shown, never obeyed by the terminal. */
import type { WormEntry } from '@clawql/runtime'
import { visible } from './visible-text.ts'

export function entryLine(entry: WormEntry): string {
  const time = new Date(entry.timestamp_ms).toISOString()
  return visible(
    `${String(entry.worm_seq).padStart(6)}  ${time}  ${entry.event_kind.padEnd(26)} ${entry.correlation_id}  ${details(entry.payload)}`.trimEnd(),
  )
}

const SHOWN = ['action', 'handler', 'code', 'rule', 'reason', 'status', 'approvals', 'quorum', 'subject', 'message']
const MOST_CHARACTERS = 160

/** The members that tell most; of a payload without any, its beginning. */
function details(payload: WormEntry['payload']): string {
  const parts = SHOWN.flatMap((name) => {
    const value = payload[name]
    return typeof value === 'string' || typeof value === 'number'
      ? [`${name}=${typeof value === 'string' && /\s/.test(value) ? JSON.stringify(value) : value}`]
      : []
  })
  if (parts.length > 0) return parts.join(' ')
  const whole = JSON.stringify(payload)
  if (whole === '{}') return ''
  return whole.length <= MOST_CHARACTERS ? whole : `${whole.slice(0, MOST_CHARACTERS).toWellFormed()}…`
}
