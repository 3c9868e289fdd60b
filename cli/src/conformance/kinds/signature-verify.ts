/** `signature.verify`: Ed25519, strict about encodings, and HMAC-SHA-256 with whole tags. What cannot be read is not valid. */
import { hmacSha256, isEqualBytes, verifyEd25519 } from 'clawql-manifest-validator'
import { type JsonObject, readHex } from '../kind.ts'

export function signatureVerify(input: JsonObject): object {
  const key = readHex(input['key'])
  const message = readHex(input['message'])
  const signature = readHex(input['signature'])
  if (key === undefined || message === undefined || signature === undefined) return { ok: false }
  switch (input['alg']) {
    case 'ed25519':
      return { ok: verifyEd25519(key, message, signature) }
    case 'hmac-sha256':
      return { ok: isEqualBytes(hmacSha256(key, message), signature) }
    default:
      return { ok: false }
  }
}
