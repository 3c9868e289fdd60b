/** The domain-separated digests that bind an approval, a log entry and an execution to the same input, output and claims. Lower-case hex. */
import { type AtrClaims, canonicalize } from 'clawql-manifest-validator'
import type { PepCrypto } from './pep-crypto.ts'

/** Over the normalised, unredacted input. */
export function inputDigest({ sha256Hex }: PepCrypto, canonicalInput: string): string {
  return sha256Hex(`CLAWQL_INPUT_V1\0${canonicalInput}`)
}

export function outputDigest({ sha256Hex }: PepCrypto, canonicalOutput: string): string {
  return sha256Hex(`CLAWQL_OUTPUT_V1\0${canonicalOutput}`)
}

export function claimsHash({ sha256Hex }: PepCrypto, claims: AtrClaims): string {
  const text = canonicalize(claims)
  if (lastClaims.text !== text) lastClaims = { text, hash: sha256Hex(`CLAWQL_CLAIMS_V1\0${text}`) }
  return lastClaims.hash
}

/** One agent’s session asks again and again, each time by another token that says the same. */
let lastClaims = { text: '', hash: '' }
