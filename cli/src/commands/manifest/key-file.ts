/** Ed25519 keys from files: PEM (PKCS#8 or SPKI) or the base64 of a raw public key. Never prints one. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { UsageError } from '../../exit-status.ts'
import { readBytes } from '../../read-input.ts'

/** A private key for signing; throws a usage error that does not quote the file. */
export function readPrivateKey(path: string): KeyObject {
  const bytes = Buffer.from(readBytes(path))
  try {
    const key = createPrivateKey(bytes)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Falls through to the one message below: what exactly is wrong with a secret is not for a log.
  }
  throw new UsageError(
    `\`${path}\` holds no Ed25519 private key`,
    'make one with: openssl genpkey -algorithm ed25519 -out release.pem',
  )
}

/** 32 bytes. */
export function readPublicKey(text: string, path: string): Uint8Array {
  const raw = Buffer.from(text.trim(), 'base64')
  if (raw.length === 32 && raw.toString('base64') === text.trim()) return new Uint8Array(raw)
  // Node would take the public half of a private key: whoever hands one to a verifier has mixed up two files.
  if (text.includes('PRIVATE KEY')) throw new UsageError(`\`${path}\` holds a private key`, 'give its public half')
  try {
    const key = createPublicKey(text)
    const { x } = key.export({ format: 'jwk' })
    if (key.asymmetricKeyType === 'ed25519' && x !== undefined) return new Uint8Array(Buffer.from(x, 'base64url'))
  } catch {
    // The message below serves both ways of being wrong.
  }
  throw new UsageError(`\`${path}\` holds no Ed25519 public key`, 'PEM (SPKI) or the base64 of its 32 bytes')
}

/** `NAME=FILE`, the name being everything before the first `=`. */
function splitNamed(word: string): { name: string; path: string } {
  const at = word.indexOf('=')
  if (at <= 0 || at === word.length - 1) throw new UsageError(`\`${word}\` is not NAME=FILE`)
  return { name: word.slice(0, at), path: word.slice(at + 1) }
}

export function readNamedPublicKey(word: string): { id: string; publicKey: Uint8Array } {
  const { name, path } = splitNamed(word)
  return { id: name, publicKey: readPublicKey(Buffer.from(readBytes(path)).toString('utf8'), path) }
}
