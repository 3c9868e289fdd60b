/** The port behind which tokens become claims. Whoever implements it answers for signature, times and single use; no permissive default exists. */
import type { AtrClaims } from 'clawql-manifest-validator'
import type { PepRefusal } from '../pep/refusal.ts'

export type VerifiedClaims = { readonly claims: AtrClaims } | { readonly refusal: PepRefusal }

export interface ClaimsVerifier {
  /** Never rejects: what cannot be checked is refused. A token is spent by the call that accepts it. */
  verify(token: unknown, nowMs: number): Promise<VerifiedClaims>
}
