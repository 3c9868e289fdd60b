/**
 * Which encodings of Ed25519 keys and signatures are acceptable at all, decided on the bytes alone: canonical, and not of low order. Every provider
 * is protected by this, whatever its own library accepts.
 */
import { fromHex } from '../bytes/hex.ts'

/** Canonical encodings of the eight points of low order (both signs of y where they differ). */
const LOW_ORDER: readonly string[] = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]
const LOW_ORDER_BYTES: readonly Uint8Array[] = LOW_ORDER.map((hex) => fromHex(hex)!)

/** 2^255 − 19 and the group order, little endian. */
const FIELD: Uint8Array = fromHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f')!
const ORDER: Uint8Array = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')!

/** A 32-byte point encoding with y below the field prime, no negative zero, and not of low order. Says nothing about being on the curve. */
export function isAcceptablePoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false
  const y = new Uint8Array(bytes)
  y[31] = y[31]! & 0x7f
  if (!isBelow(y, FIELD)) return false
  // x = 0 has one encoding only: with the sign bit, y = ±1 is not canonical.
  const unsigned = (point: Uint8Array): boolean => isEqual(y, point)
  if (unsigned(LOW_ORDER_BYTES[0]!) || unsigned(LOW_ORDER_BYTES[1]!)) return false
  return !LOW_ORDER_BYTES.some((point) => isEqual(bytes, point))
}

/** 64 bytes: an acceptable point and a scalar below the group order. */
export function isAcceptableSignature(bytes: Uint8Array): boolean {
  return bytes.length === 64 && isAcceptablePoint(bytes.subarray(0, 32)) && isBelow(bytes.subarray(32), ORDER)
}

/** Compares two 32-byte little-endian numbers. */
function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i -= 1) {
    if (a[i] !== b[i]) return a[i]! < b[i]!
  }
  return false
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
