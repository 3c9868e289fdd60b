/** HMAC-SHA256 (RFC 2104) and HKDF-SHA256 (RFC 5869) over raw keys, and a comparison whose time does not depend on the contents. */
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** The 32-byte tag of `message`. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message)
}

/** `length` bytes (at most 8,160) derived from `secret`. Throws `RangeError` beyond that. */
export function hkdfSha256(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return hkdf(sha256, secret, salt, info, length)
}

/** Whether both hold the same bytes; looks at every byte whatever differs. */
export function isEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i += 1) difference |= a[i]! ^ b[i]!
  return difference === 0
}
