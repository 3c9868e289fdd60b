/**
 * Ed25519 in software (RFC 8032), over noble's curve arithmetic. Strict and cofactorless: the encoding checks of `key-encoding.ts`, then
 * [S]B − [k]A must encode to exactly R. So it accepts no more than any provider in common use, and one signature has one spelling.
 */
import { getPublicKey, hashes, Point, sign } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { isAcceptablePoint, isAcceptableSignature } from './key-encoding.ts'

/** Whether `signature` (64 bytes) over `message` is valid under `publicKey` (32 bytes). Never throws. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isAcceptablePoint(publicKey) || !isAcceptableSignature(signature)) return false
  const point = decodePoint(publicKey)
  if (point === undefined) return false
  const r = signature.subarray(0, 32)
  const s = littleEndian(signature.subarray(32))
  const k = littleEndian(sha512(concatenate(r, publicKey, message))) % Point.CURVE().n
  const expected = Point.BASE.multiply(s, false).subtract(point.multiply(k, false)).toBytes()
  return expected.every((byte, i) => byte === r[i])
}

/** Whether a signature can hold under these bytes: an acceptable encoding, and of a point that is on the curve. Never throws. */
export function isEd25519Key(bytes: Uint8Array): boolean {
  return isAcceptablePoint(bytes) && decodePoint(bytes) !== undefined
}

/** Signs with a 32-byte seed; the signature has 64 bytes. Throws `TypeError` or `RangeError` on a seed of another form. */
export function signEd25519(seed: Uint8Array, message: Uint8Array): Uint8Array {
  hashes.sha512 = sha512
  return sign(message, seed)
}

/** The 32-byte public key of a 32-byte seed. Throws as `signEd25519` does. */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  hashes.sha512 = sha512
  return getPublicKey(seed)
}

function decodePoint(bytes: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(bytes)
  } catch {
    return undefined
  }
}

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (let i = bytes.length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(bytes[i]!)
  return value
}
