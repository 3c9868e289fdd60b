/**
 * The key that a manifest pins for an issuer, and whether a token is signed by it, by the platform's own primitives. The algorithm is the manifest's; here
 * every algorithm has exactly one kind of key, one digest and one form of signature.
 */
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { fromBase64, type Issuer } from 'clawql-manifest-validator'
import { ed25519PublicKey } from '../worm/platform-hash.ts'

/** RFC 7518 section 3.3. */
const MIN_RSA_BITS = 2048

/**
 * Raw 32 bytes for Ed25519, SubjectPublicKeyInfo for everything else; base64. Throws for what is no key of the issuer's algorithm: no token could ever
 * be trusted by it.
 */
export function issuerKey(issuer: Issuer): KeyObject {
  const bytes = fromBase64(issuer.public_key) ?? new Uint8Array()
  if (issuer.alg === 'EdDSA') {
    const key = ed25519PublicKey(bytes)
    if (key === undefined) throw new Error(`issuer ${issuer.iss}, key ${issuer.kid}: not a raw Ed25519 key`)
    return key
  }
  const key = createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' })
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  const fits =
    issuer.alg === 'ES256'
      ? key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1'
      : key.asymmetricKeyType === 'rsa' && modulusLength >= MIN_RSA_BITS
  if (!fits) throw new Error(`issuer ${issuer.iss}, key ${issuer.kid}: not a key for ${issuer.alg}`)
  return key
}

/**
 * `token`: a compact JWS whose three parts have their one spelling. False for every other signature; never rejects. `aside`: on a thread of the platform's
 * pool, which costs as much again and leaves this one free for the other callers.
 */
export function isSignedBy(
  token: string,
  { alg }: Issuer,
  key: KeyObject,
  { aside }: { readonly aside: boolean },
): boolean | Promise<boolean> {
  const form = FORMS.get(alg)
  if (form === undefined) return false
  const end = token.lastIndexOf('.')
  const signed = Buffer.from(token.slice(0, end), 'latin1')
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  try {
    if (!aside) return verify(form.digest, signed, { key, ...form.options }, signature)
    return new Promise((resolve) =>
      verify(form.digest, signed, { key, ...form.options }, signature, (error, holds) =>
        resolve(error === null && holds),
      ),
    )
  } catch {
    return false
  }
}

/** RFC 7518 sections 3.3 and 3.4, RFC 8037 section 3.1. */
const FORMS: ReadonlyMap<string, { readonly digest: string | null; readonly options: object }> = new Map([
  ['EdDSA', { digest: null, options: {} }],
  ['ES256', { digest: 'sha256', options: { dsaEncoding: 'ieee-p1363' } }],
  ['RS256', { digest: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } }],
])
