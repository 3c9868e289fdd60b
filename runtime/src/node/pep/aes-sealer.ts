/** Sealing with AES-256-GCM: a fresh nonce each time, the context as authenticated data. The key comes from the caller and stays in memory. */
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { InputSealer } from '../../pep/input-sealer.ts'
import { makeFolderDurably, readIfPresent, writeDurably } from '../worm/durable-file.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

export function createAesSealer(key: Uint8Array): InputSealer {
  if (key.length !== 32) throw new RangeError('AES-256 takes a key of 32 bytes')
  // Made once: telling what kind of key bytes are takes the platform longer than encrypting with them.
  const secret = createSecretKey(key)
  const nextNonce = nonces()
  return {
    seal(text, context) {
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', secret, nonce)
      cipher.setAAD(Buffer.from(context))
      const sealed = cipher.update(text, 'utf8')
      cipher.final()
      const bytes = Buffer.allocUnsafe(NONCE_BYTES + TAG_BYTES + sealed.length)
      bytes.set(nonce)
      bytes.set(cipher.getAuthTag(), NONCE_BYTES)
      bytes.set(sealed, NONCE_BYTES + TAG_BYTES)
      return bytes.toString('base64')
    },
    async open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
        'utf8',
      )
    },
  }
}

/** Fresh random bytes each time, drawn from the platform many at once. */
function nonces(): () => Uint8Array {
  let pool = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at === pool.length) {
      pool = randomBytes(NONCE_BYTES * 256)
      at = 0
    }
    at += NONCE_BYTES
    return pool.subarray(at - NONCE_BYTES, at)
  }
}

/** The key in this file, made on first use, readable by its owner alone. An HSM-backed host passes its own key instead. */
export function loadSealingKey(path: string): Uint8Array {
  const present = readIfPresent(path)
  if (present !== undefined) {
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new Error(`${path} holds a key and is open to others: chmod 600 it`)
    return present
  }
  const key = randomBytes(32)
  makeFolderDurably(dirname(path))
  writeDurably(path, key, 0o600)
  return key
}
