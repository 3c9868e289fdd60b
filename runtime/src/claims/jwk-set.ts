/**
 * A JSON Web Key Set (RFC 7517) as an issuer publishes it, read with suspicion. What could mean two things, or holds a secret that nobody should ever have
 * published, is no set at all; a key that is not there for signatures is as good as not there. Whether a key is trusted is not said here.
 */
import { type JsonObject, type JsonValue, parseJson } from 'clawql-manifest-validator'

export interface PublishedKey {
  readonly kid: string
  /** Absent: any algorithm the key is good for. */
  readonly alg?: string
  readonly jwk: JsonObject
}

export const MAX_JWK_SET_BYTES: number = 1 << 16
const MAX_KEYS = 100
/** Of private keys of every type, and of symmetric ones. */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** The keys for signatures that have a name; or what is wrong with the whole. */
export function parseJwkSet(bytes: Uint8Array): readonly PublishedKey[] | string {
  if (bytes.length > MAX_JWK_SET_BYTES) return `a key set has at most ${MAX_JWK_SET_BYTES} bytes`
  const parsed = parseJson(bytes)
  if (!parsed.ok) return `the key set is not strict JSON: ${parsed.issue.message}`
  const keys = isObject(parsed.value) ? parsed.value['keys'] : undefined
  if (!isList(keys) || !keys.every(isObject)) return 'a key set is an object with a list of keys'
  if (keys.length > MAX_KEYS) return `a key set has at most ${MAX_KEYS} keys`
  if (keys.some((jwk) => SECRET_MEMBERS.some((name) => Object.hasOwn(jwk, name))))
    return 'the key set holds a private or a symmetric key'
  const named = keys.filter(({ kid }) => kid !== undefined)
  if (!named.every(({ kid }) => typeof kid === 'string' && kid.length > 0)) return 'a kid must be a text'
  if (new Set(named.map(({ kid }) => kid)).size < named.length) return 'two keys of the set have one kid'
  return named.filter(isForSignatures).map((jwk) => {
    const { kid, alg } = jwk
    return { kid: String(kid), ...(alg === undefined ? {} : { alg: String(alg) }), jwk }
  })
}

function isForSignatures({ use, key_ops: operations, alg }: JsonObject): boolean {
  const isVerifying = operations === undefined || (isList(operations) && operations.includes('verify'))
  return (use === undefined || use === 'sig') && isVerifying && (alg === undefined || typeof alg === 'string')
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}
