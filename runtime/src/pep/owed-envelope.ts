/** The log entry that an owed entry becomes. Its id follows from the action and the number, so the same decision never gives two different entries. */
import type { WormSubmission } from '../worm/worm-entry.ts'
import type { ActionRecord, OwedEntry } from './action-record.ts'
import type { PepCrypto } from './pep-crypto.ts'

export function owedEnvelope(crypto: PepCrypto, { instance, request }: ActionRecord, owed: OwedEntry): WormSubmission {
  return {
    entry_id: entryId(crypto, instance, owed.number),
    timestamp_ms: owed.at_ms,
    manifest_root: request.manifest_root,
    policy_version: request.policy_version,
    session_id: request.session_id,
    agent_id: request.agent_id,
    source: owed.source,
    correlation_id: instance,
    event_kind: owed.event_kind,
    payload: owed.payload,
    action_leaf_hash: request.action_leaf,
    claims_hash: request.claims_hash,
  }
}

/** A UUID of version 8 (RFC 9562: made from a hash). */
export function entryId({ sha256Hex }: PepCrypto, instance: string, number: number): string {
  const hex = sha256Hex(`CLAWQL_ENTRY_V1\0${instance}\0${number}`)
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3]!
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
