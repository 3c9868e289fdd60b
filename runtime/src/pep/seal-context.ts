/**
 * What a sealed input is bound to: everything that was fixed when its action was staged. The store may be shared; whoever can only write to it can change who
 * asked, who may approve, how long, or what approvers are shown, but then the input does not open any more, and nothing runs.
 */
import { canonicalize } from 'clawql-manifest-validator'
import type { ActionRecord } from './action-record.ts'
import type { PepCrypto } from './pep-crypto.ts'

/**
 * The authenticated context for the sealer. INVARIANT P7: it follows from the record alone, as it was staged. `shown`: the input as approvers see it, in
 * canonical JSON, where the caller has it already.
 */
export function sealContext(
  { sha256Hex }: PepCrypto,
  record: ActionRecord,
  shown: string = canonicalize(record.request.input_redacted),
): string {
  const { request: asked } = record
  // One array of JSON: each value has its place, texts their quotation marks, lists their brackets. What may be absent is in a list of its own, because a null
  // that somebody wrote is not the same. Requester, execution and groups are bound whole, in the order in which they were written; the input is text already,
  // for JSON.stringify would take a number that is too large for a null.
  const staged = JSON.stringify([
    record.instance,
    asked.action,
    asked.action_version,
    asked.action_leaf,
    asked.manifest_root,
    asked.policy_version,
    asked.agent_id,
    asked.session_id,
    asked.runtime,
    asked.is_read,
    asked.input_digest,
    shown,
    asked.claims_hash,
    asked.rate_key === undefined ? ABSENT : [asked.rate_key],
    asked.requester,
    asked.execution,
    record.staged_at_ms,
    record.expires_at_ms === undefined ? ABSENT : [record.expires_at_ms],
    record.breaker_version,
    record.conservative_mode_promotion,
    record.quorum,
    record.approver_groups,
  ])
  return `CLAWQL_SEALED_INPUT_V2\0${sha256Hex(staged)}`
}

const ABSENT: readonly never[] = []
