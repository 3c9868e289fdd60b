/**
 * Tokens as JSON Web Signatures: issuer, key and algorithm are those the manifest pins, nothing the token says can choose another. Order: form, pinned key,
 * signature, claims and times, agent, and only then the single use.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { fromBase64, type Issuer, parseJson } from 'clawql-manifest-validator'
import { compactVerify, decodeProtectedHeader } from 'jose'
import { MAX_SKEW_MS, readAtrClaims } from '../../claims/atr-claims.ts'
import type { ClaimsVerifier, VerifiedClaims } from '../../claims/claims-verifier.ts'
import type { PepRefusalCode } from '../../pep/refusal.ts'
import type { ReplayStore } from '../../store/replay-store.ts'
import { ed25519PublicKey } from '../worm/platform-hash.ts'

export interface JwtVerifierOptions {
  readonly issuers: readonly Issuer[]
  readonly audience: string
  /** The manifest's (P10). */
  readonly agentId: string
  readonly replay: ReplayStore
  /** Default 60,000; never more than 300,000. */
  readonly skewMs?: number
}

const MAX_TOKEN_CHARACTERS = 16_384
const FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
const HEADER_MEMBERS = new Set(['alg', 'kid', 'typ'])

interface PinnedKey {
  readonly issuer: Issuer
  readonly key: KeyObject
}

/** Throws when a key of the manifest cannot be read: then no token could ever be trusted. */
export function createJwtVerifier(options: JwtVerifierOptions): ClaimsVerifier {
  const pinned = options.issuers.map((issuer) => ({ issuer, key: issuerKey(issuer) }))
  return { verify: (token, nowMs) => verifyToken(token, nowMs, pinned, options) }
}

async function verifyToken(
  token: unknown,
  nowMs: number,
  pinned: readonly PinnedKey[],
  options: JwtVerifierOptions,
): Promise<VerifiedClaims> {
  if (typeof token !== 'string' || token.length > MAX_TOKEN_CHARACTERS || !FORM.test(token))
    return refuse('TOKEN_INVALID', 'this is no signed token')
  const header = headerOf(token)
  if (header === undefined)
    return refuse('TOKEN_INVALID', 'the token’s header must hold alg and kid, and besides them typ alone')
  const issuerName = issuerOf(token)
  const match = pinned.find(
    ({ issuer }) => issuer.iss === issuerName && issuer.kid === header.kid && issuer.alg === header.alg,
  )
  if (match === undefined) return refuse('TOKEN_INVALID', 'no pinned issuer has this iss, kid and alg')
  const payload = await verifiedPayload(token, match)
  if (payload === undefined) return refuse('TOKEN_INVALID', 'the token’s signature does not hold')
  const read = readAtrClaims(payload, {
    issuer: match.issuer.iss,
    audience: options.audience,
    nowMs,
    skewMs: options.skewMs ?? 60_000,
  })
  if ('code' in read) return { refusal: read }
  // INVARIANT P10: the token speaks for the agent of this manifest, or for nobody here.
  if (read.claims.agent_id !== options.agentId) return refuse('AGENT_MISMATCH', 'the token is another agent’s')
  const spent = await options.replay
    .claim(match.issuer.iss, read.tokenId, read.expiresAtMs + MAX_SKEW_MS)
    .catch(() => 'unknown' as const)
  if (spent === 'unknown')
    return refuse('REPLAY_STORE_UNAVAILABLE', 'it cannot be told whether the token was used before')
  return spent === 'fresh' ? { claims: read.claims } : refuse('TOKEN_REPLAYED', 'the token was used before')
}

function headerOf(token: string): { readonly alg: string; readonly kid: string } | undefined {
  try {
    const header: Readonly<Record<string, unknown>> = decodeProtectedHeader(token)
    const { alg, kid } = header
    const isClosed = Object.keys(header).every((name) => HEADER_MEMBERS.has(name))
    return isClosed && typeof alg === 'string' && typeof kid === 'string' ? { alg, kid } : undefined
  } catch {
    return undefined
  }
}

/** Unverified, to choose the key by; compared again once the signature holds. */
function issuerOf(token: string): unknown {
  const parsed = parseJson(Buffer.from(token.split('.')[1]!, 'base64url'))
  return parsed.ok && typeof parsed.value === 'object' && parsed.value !== null && 'iss' in parsed.value
    ? parsed.value['iss']
    : undefined
}

async function verifiedPayload(token: string, { issuer, key }: PinnedKey): Promise<unknown> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [issuer.alg] })
    const parsed = parseJson(payload)
    return parsed.ok ? parsed.value : undefined
  } catch {
    return undefined
  }
}

/** Raw 32 bytes for Ed25519, SubjectPublicKeyInfo for everything else; base64. */
function issuerKey(issuer: Issuer): KeyObject {
  const bytes = fromBase64(issuer.public_key) ?? new Uint8Array()
  if (issuer.alg === 'EdDSA') {
    const key = ed25519PublicKey(bytes)
    if (key === undefined) throw new Error(`issuer ${issuer.iss}, key ${issuer.kid}: not a raw Ed25519 key`)
    return key
  }
  const key = createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' })
  const wanted = issuer.alg === 'ES256' ? 'ec' : 'rsa'
  if (key.asymmetricKeyType !== wanted)
    throw new Error(`issuer ${issuer.iss}, key ${issuer.kid}: not a key for ${issuer.alg}`)
  return key
}

function refuse(code: PepRefusalCode, message: string): VerifiedClaims {
  return { refusal: { code, message } }
}
