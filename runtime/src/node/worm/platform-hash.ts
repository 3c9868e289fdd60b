/** SHA-256 and Ed25519 of the platform, for the code that takes them as ports. Several times faster than the portable ones. */
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { createTreeHash, type Sha256, type TreeHash } from '../../worm/tree-hash.ts'

export const platformSha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer')

export function platformTreeHash(): TreeHash {
  return createTreeHash(platformSha256)
}

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** A raw 32-byte Ed25519 key as a key object; undefined when it is none. */
export function ed25519PublicKey(raw: Uint8Array): KeyObject | undefined {
  if (raw.length !== 32) return undefined
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = ed25519PublicKey(publicKey)
  return key !== undefined && signature.length === 64 && verify(null, message, key, signature)
}
