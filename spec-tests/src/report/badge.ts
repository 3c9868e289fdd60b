/**
 * A badge in the endpoint form of shields.io: passes over cases, and a colour. Owns nothing else; no badge is ever green for a red run.
 */
import type { Summary } from '../summary.ts'

export function formatBadge({ total, isGreen }: Summary): string {
  const message = `${total.pass}/${total.total}${total.unsupported > 0 ? ` (${total.unsupported} unsupported)` : ''}`
  const color = !isGreen ? 'red' : total.pass === total.total ? 'brightgreen' : 'yellow'
  return `${JSON.stringify({ schemaVersion: 1, label: 'ClawQL conformance', message, color })}\n`
}
