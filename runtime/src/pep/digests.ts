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

/** One agent’s session asks again and again, each time by another token that says the same: what it said last is remembered, and compared member by member. */
export function claimsHash(crypto: PepCrypto, claims: AtrClaims): string {
  const known = hashed.get(claims.session_id)
  if (known !== undefined && saysTheSame(known.claims, claims)) return known.hash
  const hash = crypto.sha256Hex(`CLAWQL_CLAIMS_V1\0${canonicalize(claims)}`)
  if (hashed.size >= MAX_SESSIONS) hashed.clear()
  hashed.set(claims.session_id, { claims: structureOf(claims), hash })
  return hash
}

const MAX_SESSIONS = 1024
const hashed = new Map<string, { readonly claims: Members; readonly hash: string }>()

type Members = Readonly<Record<string, unknown>>

/** Of its own, so that whoever holds the claims cannot change what they are compared with. */
function structureOf(claims: AtrClaims): Members {
  return JSON.parse(JSON.stringify(claims)) as Members
}

/** As canonical JSON would say it; each member is the value's own. */
function saysTheSame(left: Members, right: object): boolean {
  const names = Object.keys(right)
  const members = right as Members
  for (let at = 0; at < names.length; at++) {
    const name = names[at]!
    if (!Object.hasOwn(left, name) || !isSame(left[name], members[name])) return false
  }
  return names.length === Object.keys(left).length
}

function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  return Array.isArray(left) === Array.isArray(right) && saysTheSame(left as Members, right)
}
