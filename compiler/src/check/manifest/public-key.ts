/**
 * Public keys as people have them (PEM, or base64 of raw or SPKI bytes) in the one form the manifest publishes: base64, raw for Ed25519, SPKI for the
 * other algorithms. Checks the form, not the point: the manifest validator refuses weak keys.
 */
import { fromBase64, toBase64 } from 'clawql-manifest-validator'

export type KeyAlgorithm = 'EdDSA' | 'ES256' | 'RS256'

/** DER up to the key itself, in hex. */
const SPKI_ED25519 = '302a300506032b6570032100'
const SPKI_P256 = '3059301306072a8648ce3d020106082a8648ce3d03010703420004'
const RSA_ALGORITHM = '300d06092a864886f70d0101010500'

const EXPECTED: Readonly<Record<KeyAlgorithm, string>> = {
  EdDSA: 'an Ed25519 key, as PEM or as base64 of its 32 bytes',
  ES256: 'a P-256 key in SPKI form, as PEM or base64',
  RS256: 'an RSA key in SPKI form, as PEM or base64',
}

export function expectedKey(algorithm: KeyAlgorithm): string {
  return EXPECTED[algorithm]
}

/** The published form, or undefined when the text is no such key. */
export function normalizePublicKey(text: string, algorithm: KeyAlgorithm): string | undefined {
  const bytes = keyBytes(text.trim())
  if (bytes === undefined) return undefined
  const hex = toHex(bytes)
  switch (algorithm) {
    case 'EdDSA':
      if (bytes.length === 32) return toBase64(bytes)
      return bytes.length === 44 && hex.startsWith(SPKI_ED25519) ? toBase64(bytes.subarray(12)) : undefined
    case 'ES256':
      return bytes.length === 91 && hex.startsWith(SPKI_P256) ? toBase64(bytes) : undefined
    case 'RS256':
      return isRsaSpki(bytes, hex) ? toBase64(bytes) : undefined
  }
}

function keyBytes(text: string): Uint8Array | undefined {
  if (!text.startsWith('-----')) return fromBase64(text)
  const body = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)\r?\n-----END PUBLIC KEY-----$/.exec(text)?.[1]
  return body === undefined ? undefined : fromBase64(body.replace(/[\r\n]/g, ''))
}

/** `SEQUENCE (two length bytes) { rsaEncryption, … }` of exactly the bytes there are; keys of 2,048 bits and more have this form. */
function isRsaSpki(bytes: Uint8Array, hex: string): boolean {
  return hex.startsWith('3082') && (bytes[2]! << 8) + bytes[3]! === bytes.length - 4 && hex.startsWith(RSA_ALGORITHM, 8)
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
