/**
 * Whether a waiting action's record still says what was staged and approved. The store may be shared; whoever can write to it must not be able to approve by
 * writing. Each approval is verified again by its signature, which covers everything that decides what will run; how it runs follows from the contract.
 */
import { canonicalize, type JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import type { ActionRecord, Approval } from './action-record.ts'
import { draftStatement } from './approval-statement.ts'
import { executionTerms } from './execution-terms.ts'
import type { PepCrypto } from './pep-crypto.ts'
import { verifySigner } from './verify-signer.ts'

export function isRecordIntact(contract: LoadedContract, crypto: PepCrypto, record: ActionRecord): boolean {
  const action = contract.actions.get(record.request.action)
  if (action === undefined) return false
  const isAsContracted = textOf(record.request.execution) === textOf(executionTerms(action))
  return isAsContracted && record.approvals.every((approval) => isApproved(contract, crypto, record, approval))
}

/** INVARIANT P6: an approval counts by what was signed, not by what was written down about it. */
function isApproved(contract: LoadedContract, crypto: PepCrypto, record: ActionRecord, approval: Approval): boolean {
  const { subject, nonce, expires_at_ms: expiresAtMs, public_key: key, roles, signature } = approval
  if (typeof signature !== 'string') return false
  const statement = draftStatement(record, { verb: 'approve', subject, nonce, expires_at_ms: expiresAtMs })
  const signed = verifySigner(contract, crypto, statement, signature)
  if ('code' in signed || signed.signer.public_key !== key) return false
  return roles.every((role) => signed.signer.roles.includes(role))
}

function textOf(terms: object): string {
  return canonicalize(terms as JsonValue)
}
