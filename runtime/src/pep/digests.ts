/** The domain-separated digests that bind an approval, a log entry and an execution to the same input, output and claims. Lower-case hex. */
import { type AtrClaims, canonicalize, sha256Hex, utf8 } from 'clawql-manifest-validator'

/** Over the normalised, unredacted input. */
export function inputDigest(canonicalInput: string): string {
  return sha256Hex(utf8(`CLAWQL_INPUT_V1\0${canonicalInput}`))
}

export function outputDigest(canonicalOutput: string): string {
  return sha256Hex(utf8(`CLAWQL_OUTPUT_V1\0${canonicalOutput}`))
}

export function claimsHash(claims: AtrClaims): string {
  return sha256Hex(utf8(`CLAWQL_CLAIMS_V1\0${canonicalize(claims)}`))
}
