/** The log's own signing key: made on first use, kept as PKCS #8 PEM readable by its owner alone. An HSM takes its place through the same signer port. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { dirname } from 'node:path'
import type { NoteSigner } from '../../worm/signed-note.ts'
import { ED25519_KEY, formatVerifierKey, keyIdOf, parseVerifierKey } from '../../worm/verifier-key.ts'
import { makeFolderDurably, readIfPresent, writeDurably } from './durable-file.ts'
import { VERIFIER_KEY_FILE } from './tree-log.ts'

export interface LogSigner extends NoteSigner {
  /** What a verifier pins. */
  readonly verifierKey: string
}

/** The name a log was begun with, which stands in its verifier key; `otherwise` for one that is yet to be begun. */
export function logOrigin(folder: string, otherwise: string): string {
  const line = readIfPresent(folder, VERIFIER_KEY_FILE)
  return (
    (line === undefined ? undefined : parseVerifierKey(Buffer.from(line).toString('utf8').trim())?.name) ?? otherwise
  )
}

export function loadLogKey(path: string, name: string): LogSigner {
  return logSigner(name, loadOrCreateKey(path))
}

export function logSigner(name: string, privateKey: KeyObject): LogSigner {
  const publicKey = rawPublicKey(privateKey)
  return {
    name,
    keyId: keyIdOf(name, ED25519_KEY, publicKey),
    verifierKey: formatVerifierKey(name, publicKey),
    sign: (text) => Promise.resolve(sign(null, text, privateKey)),
  }
}

export function rawPublicKey(key: KeyObject): Uint8Array {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' })
  return new Uint8Array(spki.subarray(spki.length - 32))
}

/** An Ed25519 key from a PKCS #8 PEM file that its owner alone can read; made when missing. */
export function loadOrCreateKey(path: string): KeyObject {
  const pem = readIfPresent(path)
  if (pem !== undefined) return createPrivateKey(Buffer.from(pem))
  const { privateKey } = generateKeyPairSync('ed25519')
  makeFolderDurably(dirname(path))
  writeDurably(path, Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })), 0o600)
  return privateKey
}
