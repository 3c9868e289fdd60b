/** Who signed a statement: somebody of `policy.trust.approvers` whose key the signature holds under. What they may decide is judged by the machine. */
import { type Approver, fromBase64 } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import { type ApprovalStatement, statementBytes } from './approval-statement.ts'
import type { PepCrypto } from './pep-crypto.ts'
import type { SignedStatement } from './pep-event.ts'
import type { PepRefusal } from './refusal.ts'

/** INVARIANT P6 rests on this: a role that is declared an agent's makes nobody an approver. */
export function verifySigner(
  contract: LoadedContract,
  crypto: PepCrypto,
  statement: ApprovalStatement,
  signature: string,
): SignedStatement | PepRefusal {
  const { trust, roles = {} } = contract.manifest.policy
  const bytes = statementBytes(statement)
  const signatureBytes = fromBase64(signature)
  const known = (trust?.approvers ?? []).filter(({ subject }) => subject === statement.subject)
  if (known.length === 0) return { code: 'NOT_AN_APPROVER', message: 'the signer is not among policy.trust.approvers' }
  const signer = known.find(
    (approver) => signatureBytes !== undefined && holds(crypto, approver, bytes, signatureBytes),
  )
  if (signer === undefined)
    return { code: 'SIGNATURE_INVALID', message: 'the signature does not hold under the signer’s key' }
  const human = signer.roles.filter((role) => !Object.hasOwn(roles, role) || roles[role] === 'human')
  if (human.length === 0) return { code: 'NOT_AN_APPROVER', message: 'the signer has no human role' }
  return {
    statement,
    signature,
    // Where an action names no groups, every approver is an operator (manifest.md).
    signer: { subject: signer.subject, roles: [...new Set([...human, 'operator'])], public_key: signer.public_key },
  }
}

function holds(
  { verifyEd25519 }: PepCrypto,
  { public_key: key }: Approver,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const bytes = fromBase64(key)
  return bytes?.length === 32 && signature.length === 64 && verifyEd25519(bytes, message, signature)
}
