/**
 * SHA-256 over bytes. The one place that knows which implementation is bundled (noble-hashes); synchronous, and independent of the platform.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { toHex } from './hex.ts'
import { writeUtf8 } from './utf8.ts'

/** The 32-byte digest of `bytes`. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(nobleSha256(bytes))
}

/** The digest as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return toHex(nobleSha256(bytes))
}

/** The digest of the UTF-8 bytes of `text`. Throws `TypeError` on a lone surrogate. */
export function sha256OfText(text: string): Uint8Array {
  const room = text.length * 3
  if (scratch.length < room) scratch = new Uint8Array(room * 2)
  return nobleSha256(scratch.subarray(0, writeUtf8(text, scratch, 0)))
}

/** Reused between calls, so that hashing a thousand leaves allocates once; holds nothing secret. */
let scratch: Uint8Array = new Uint8Array(4096)
