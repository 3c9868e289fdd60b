/**
 * The bytes of an entry in the log: the canonical JSON (RFC 8785) of the envelope. The known shape is printed by hand, which is three times faster than
 * the general printer; `worm_seq` sorts last, so everything before it is ready before the writer knows the number.
 */

import { canonicalize } from 'clawql-manifest-validator'
import { decodeUtf8 } from '../encoding/decode-utf8.ts'
import { submissionFaults, type WormEntry, type WormSubmission } from './worm-entry.ts'

/** Canonical text of a checked submission up to, not including, the number. `payload` is the canonical text of the payload, where it is known already. */
export function leafPrefix(entry: WormSubmission, payload: string = canonicalize(entry.payload)): string {
  const leaf = entry.action_leaf_hash === undefined ? '' : `"action_leaf_hash":"${entry.action_leaf_hash}",`
  const claims = entry.claims_hash === undefined ? '' : `"claims_hash":"${entry.claims_hash}",`
  return (
    `{${leaf}"agent_id":${canonicalize(entry.agent_id)},${claims}"correlation_id":${canonicalize(entry.correlation_id)}` +
    `,"entry_id":"${entry.entry_id}","event_kind":"${entry.event_kind}","manifest_root":"${entry.manifest_root}"` +
    `,"payload":${payload},"policy_version":"${entry.policy_version}"` +
    `,"session_id":${canonicalize(entry.session_id)},"source":"${entry.source}","timestamp_ms":${entry.timestamp_ms}`
  )
}

export function leafText(prefix: string, wormSeq: number): string {
  return `${prefix},"worm_seq":${wormSeq}}`
}

/** The entry of these bytes at this index, or why they are no entry: not canonical, another number, a field missing. */
export function parseLeaf(bytes: Uint8Array, index: number): { entry: WormEntry } | { fault: string } {
  const text = decodeUtf8(bytes)
  if (text === undefined) return { fault: 'the entry is not UTF-8' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'the entry is not JSON' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fault: 'the entry is not an object' }
  const { worm_seq: wormSeq, ...submission } = value as Record<string, unknown>
  const faults = submissionFaults(submission)
  if (faults.length > 0) return { fault: faults.join('; ') }
  if (wormSeq !== index) return { fault: `the entry is numbered ${String(wormSeq)}, its place is ${index}` }
  const entry = value as WormEntry
  if (leafText(leafPrefix(entry), index) !== text) return { fault: 'the entry is not canonical JSON' }
  return { entry }
}
