/**
 * What a sealed input is bound to: everything that was fixed when its action was staged. The store may be shared; whoever can only write to it can change who
 * asked, who may approve, how long, or what approvers are shown, but then the input does not open any more, and nothing runs.
 */
import { canonicalize } from 'clawql-manifest-validator'
import type { ActionRecord } from './action-record.ts'
import type { PepCrypto } from './pep-crypto.ts'

/** The authenticated context for the sealer. INVARIANT P7: it follows from the record alone, as it was staged. */
export function sealContext({ sha256Hex }: PepCrypto, record: ActionRecord): string {
  const { input_sealed: _, ...asked } = record.request
  const staged = {
    asked,
    staged_at_ms: record.staged_at_ms,
    expires_at_ms: record.expires_at_ms ?? null,
    breaker_version: record.breaker_version,
    conservative_mode_promotion: record.conservative_mode_promotion,
    quorum: record.quorum,
    approver_groups: record.approver_groups,
  }
  return `CLAWQL_SEALED_INPUT_V2\0${record.instance}\0${sha256Hex(canonicalize(staged))}`
}
