/** The job that every candidate does: take an entry, print it as canonical JSON, hash it, keep it. Entries are those of a treasury action, about 780 bytes. */
import { randomUUID } from 'node:crypto'
import type { WormSubmission } from '@clawql/runtime'

const digest = (digit: string): string => digit.repeat(64)

export const ENTRIES: readonly WormSubmission[] = Array.from({ length: 1024 }, (_, n) => ({
  entry_id: randomUUID(),
  timestamp_ms: 1_750_000_000_000 + n,
  manifest_root: digest('a'),
  policy_version: digest('b'),
  session_id: `session-${n & 15}`,
  agent_id: 'treasury-agent',
  source: 'PEP',
  correlation_id: randomUUID(),
  event_kind: 'ACTION_INTENT',
  payload: {
    action: 'asset.transfer_sensitive',
    action_version: '1.0.0',
    runtime: 'pi',
    input: { from: `ACC-${1000 + n}`, to: 'ACC-2000', amount: 100 + n },
    input_digest: digest('c'),
    requester: { subject: 'agent-7', role: 'settlement-agent' },
    handler: 'finance.transfer',
    idempotency_key: 'f3b6c1de-0000-4000-8000-000000000000',
    approved_by: [],
  },
  action_leaf_hash: digest('d'),
  claims_hash: digest('e'),
}))

interface Payload {
  readonly [key: string]: unknown
  readonly input: { readonly from: string; readonly to: string; readonly amount: number }
  readonly requester: { readonly subject: string; readonly role: string }
}

/** The canonical JSON of such an entry, printed by somebody who knows its shape and checks nothing. */
export function printByHand(entry: WormSubmission, seq: number): string {
  const p = entry.payload as Payload
  const { input, requester } = p
  return (
    `{"action_leaf_hash":"${entry.action_leaf_hash}","agent_id":${JSON.stringify(entry.agent_id)},"claims_hash":"${entry.claims_hash}"` +
    `,"correlation_id":${JSON.stringify(entry.correlation_id)},"entry_id":"${entry.entry_id}","event_kind":"${entry.event_kind}"` +
    `,"manifest_root":"${entry.manifest_root}","payload":{"action":${JSON.stringify(p.action)},"action_version":${JSON.stringify(p.action_version)}` +
    `,"approved_by":${JSON.stringify(p.approved_by)},"handler":${JSON.stringify(p.handler)},"idempotency_key":${JSON.stringify(p.idempotency_key)}` +
    `,"input":{"amount":${input.amount},"from":${JSON.stringify(input.from)},"to":${JSON.stringify(input.to)}},"input_digest":"${p.input_digest}"` +
    `,"requester":{"role":${JSON.stringify(requester.role)},"subject":${JSON.stringify(requester.subject)}},"runtime":${JSON.stringify(p.runtime)}}` +
    `,"policy_version":"${entry.policy_version}","session_id":${JSON.stringify(entry.session_id)},"source":"${entry.source}"` +
    `,"timestamp_ms":${entry.timestamp_ms},"worm_seq":${seq}}`
  )
}
