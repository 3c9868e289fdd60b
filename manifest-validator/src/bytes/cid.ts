/**
 * Content identifiers of artifacts: CIDv1, codec raw (0x55), multihash sha2-256, multibase base32 lower case without padding. Computes and
 * recognises this one form only.
 */
import { sha256 } from './sha256.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const PREFIX = Uint8Array.of(0x01, 0x55, 0x12, 0x20)

/** The CID of `bytes`: `b` followed by 58 base32 digits, always starting `bafkrei`. */
export function cidOf(bytes: Uint8Array): string {
  return cidOfDigest(sha256(bytes))
}

/** The CID of what has this SHA-256 digest, 32 bytes: for who hashes by the platform's means. */
export function cidOfDigest(digest: Uint8Array): string {
  const content = new Uint8Array(PREFIX.length + 32)
  content.set(PREFIX)
  content.set(digest, PREFIX.length)
  return `b${toBase32(content)}`
}

function toBase32(bytes: Uint8Array): string {
  let text = ''
  let pending = 0
  let bits = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(pending >> bits) & 31]
    }
    pending &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + ALPHABET[(pending << (5 - bits)) & 31]
}
