/**
 * Tokens as JSON Web Signatures: issuer, key and algorithm are those the manifest pins, nothing the token says can choose another. Order: form, pinned key,
 * signature, what the issuer publishes, claims and times, agent, and only then the single use.
 */
import type { KeyObject } from 'node:crypto'
import { type Issuer, type JsonObject, type JsonValue, parseJson } from 'clawql-manifest-validator'
import { MAX_SKEW_MS, readAtrClaims } from '../../claims/atr-claims.ts'
import type { ClaimsVerifier, VerifiedClaims } from '../../claims/claims-verifier.ts'
import type { PepRefusal, PepRefusalCode } from '../../pep/refusal.ts'
import type { ReplayStore } from '../../store/replay-store.ts'
import { isSignedBy, issuerKey } from './issuer-key.ts'
import { type JwksOptions, type PublishedKeys, publishedKeys } from './published-keys.ts'

export interface JwtVerifierOptions {
  readonly issuers: readonly Issuer[]
  readonly audience: string
  /** The manifest's (P10). */
  readonly agentId: string
  readonly replay: ReplayStore
  /** Default 60,000; never more than 300,000. */
  readonly skewMs?: number
  /** By `iss`: where the issuer publishes its keys. Of such an issuer a pinned key counts only while it is published. */
  readonly jwks?: Readonly<Record<string, JwksOptions>>
}

const MAX_TOKEN_CHARACTERS = 16_384
const HEADER_MEMBERS = new Set(['alg', 'kid', 'typ'])

interface PinnedKey {
  readonly issuer: Issuer
  readonly key: KeyObject
  readonly published: PublishedKeys | undefined
}

/** Throws when a key of the manifest cannot be read: then no token could ever be trusted. */
export function createJwtVerifier(options: JwtVerifierOptions): ClaimsVerifier {
  const sets = new Map(Object.entries(options.jwks ?? {}).map(([iss, from]) => [iss, publishedKeys(from)]))
  const unknown = [...sets.keys()].find((iss) => !options.issuers.some((issuer) => issuer.iss === iss))
  if (unknown !== undefined) throw new Error(`a key set is given for ${unknown}, which the manifest does not trust`)
  const pinned = options.issuers.map((issuer) => ({
    issuer,
    key: issuerKey(issuer),
    published: sets.get(issuer.iss),
  }))
  let underWay = 0
  return {
    async verify(token, nowMs) {
      underWay += 1
      try {
        return await verifyToken(token, nowMs, pinned, options, underWay > FEW)
      } finally {
        underWay -= 1
      }
    },
  }
}

/** So many tokens are verified in this thread, one after another: a signature is done before another thread would have begun. */
const FEW = 4

async function verifyToken(
  token: unknown,
  nowMs: number,
  pinned: readonly PinnedKey[],
  options: JwtVerifierOptions,
  aside: boolean,
): Promise<VerifiedClaims> {
  const parsed = parseToken(token)
  if (typeof parsed === 'string') return refuse('TOKEN_INVALID', parsed)
  const { text, alg, kid, payload } = parsed
  const issuerName = memberOf(payload, 'iss')
  const match = pinned.find(({ issuer }) => issuer.iss === issuerName && issuer.kid === kid && issuer.alg === alg)
  if (match === undefined) return refuse('TOKEN_INVALID', 'no pinned issuer has this iss, kid and alg')
  const signed = isSignedBy(text, match.issuer, match.key, { aside })
  if (!(signed instanceof Promise ? await signed : signed))
    return refuse('TOKEN_INVALID', 'the token’s signature does not hold')
  // Only now: nobody without a pinned key makes this process ask anywhere.
  const unpublished = match.published === undefined ? undefined : await unpublishedFault(match.published, match)
  if (unpublished !== undefined) return { refusal: unpublished }
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

async function unpublishedFault(set: PublishedKeys, { issuer, key }: PinnedKey): Promise<PepRefusal | undefined> {
  try {
    if (await set.has(issuer, key)) return undefined
    return { code: 'TOKEN_INVALID', message: 'the issuer does not publish the token’s key' }
  } catch {
    return { code: 'ISSUER_KEYS_UNAVAILABLE', message: 'it cannot be told which keys the issuer publishes now' }
  }
}

interface ParsedToken {
  readonly text: string
  readonly alg: string
  readonly kid: string
  /** Unverified: it chooses the key, and is believed once the signature holds. */
  readonly payload: JsonValue
}

/** Three parts in the one spelling base64url has for them, header and payload strict JSON. Or what is wrong. */
function parseToken(token: unknown): ParsedToken | string {
  if (typeof token !== 'string' || token.length > MAX_TOKEN_CHARACTERS) return 'this is no signed token'
  const parts = token.split('.').map(decodePart)
  const [header, payload, signature] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined)
    return 'this is no signed token'
  const [head, body] = [parseJson(header), parseJson(payload)]
  if (!head.ok || !body.ok) return 'the token is not strict JSON'
  const [alg, kid, typ] = [memberOf(head.value, 'alg'), memberOf(head.value, 'kid'), memberOf(head.value, 'typ')]
  const isClosed = Object.keys(head.value ?? {}).every((name) => HEADER_MEMBERS.has(name))
  if (
    !isClosed ||
    typeof alg !== 'string' ||
    typeof kid !== 'string' ||
    !(typ === undefined || typeof typ === 'string')
  )
    return 'the token’s header must hold alg and kid, and besides them typ alone'
  return { text: token, alg, kid, payload: body.value }
}

/** A decoder forgives other spellings of the same bytes; a token has one. */
function decodePart(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.length > 0 && bytes.toString('base64url') === part ? bytes : undefined
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as JsonObject)[name]
    : undefined
}

function refuse(code: PepRefusalCode, message: string): VerifiedClaims {
  return { refusal: { code, message } }
}
