/**
 * HKDF-SHA256 (RFC 5869) with a key that never leaves its token. Expanding is HMAC keyed by the extracted key, which every token can do; extracting would
 * be HMAC *over* the secret, which none can do for us. So the token holds the extracted key, made once when the secret is installed.
 */
import { hmacSha256 } from 'clawql-manifest-validator'

const HASH_BYTES = 32
const MAX_BYTES = 255 * HASH_BYTES

/** What to install in the token for a secret: HKDF-Extract with the salt of 32 zero bytes that the HSM port fixes. 32 bytes. */
export function hkdfExtract(secret: Uint8Array): Uint8Array {
  return hmacSha256(new Uint8Array(HASH_BYTES), secret)
}

/** HKDF-Expand. `mac` is HMAC-SHA256 keyed by the extracted key; `length` in bytes, 1 to 8,160. */
export async function hkdfExpand(
  mac: (message: Uint8Array) => Promise<Uint8Array>,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  if (!Number.isInteger(length) || length < 1 || length > MAX_BYTES) {
    throw new RangeError(`a derived key has 1 to ${MAX_BYTES} bytes`)
  }
  const key = new Uint8Array(length)
  let block: Uint8Array = new Uint8Array(0)
  for (let at = 0, counter = 1; at < length; at += HASH_BYTES, counter += 1) {
    const message = new Uint8Array(block.length + info.length + 1)
    message.set(block)
    message.set(info, block.length)
    message[message.length - 1] = counter
    block = await mac(message)
    key.set(block.subarray(0, length - at), at)
  }
  return key
}
