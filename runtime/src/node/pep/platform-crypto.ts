/** SHA-256 and Ed25519 of OpenSSL behind the enforcement point's port. Key objects are made once per key, since making one costs as much as using it. */
import { hash, type KeyObject, verify } from 'node:crypto'
import type { PepCrypto } from '../../pep/pep-crypto.ts'
import { ed25519PublicKey } from '../worm/platform-hash.ts'

/** More approvers than this are served all the same, only slower. */
const MAX_KEYS = 1024
/**
 * Signatures that held lately, by key, signature and message together: whether one holds never changes, and each approval of an action is verified again with
 * every later one. One that does not hold is never remembered.
 */
const MAX_HELD = 4096
const held = new Set<string>()
const keys = new Map<string, KeyObject>()

export const platformCrypto: PepCrypto = {
  sha256Hex: (text) => hash('sha256', text, 'hex'),
  verifyEd25519(publicKey, message, signature) {
    const key = keyOf(publicKey)
    if (key === undefined || signature.length !== 64) return false
    // Unambiguous: key and signature have one length each.
    const name = hash('sha256', Buffer.concat([publicKey, signature, message]), 'base64')
    if (held.has(name)) return true
    if (!verify(null, message, key, signature)) return false
    if (held.size >= MAX_HELD) held.clear()
    held.add(name)
    return true
  },
}

function keyOf(raw: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(raw).toString('latin1')
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = ed25519PublicKey(raw)
  if (key !== undefined && keys.size < MAX_KEYS) keys.set(name, key)
  return key
}
