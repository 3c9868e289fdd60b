/**
 * Verifier keys of signed notes (`name+hex id+base64 key`). Any key type parses when its id is right; only Ed25519 (0x01) and the timestamped Ed25519
 * cosignature (0x04) are turned into verifiers here.
 */
import { fromBase64, sha256, toBase64, utf8 } from 'clawql-manifest-validator'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { hexKeyId, isKeyName, type NoteVerifier, readKeyId } from './signed-note.ts'

export const ED25519_KEY = 0x01
export const COSIGNATURE_KEY = 0x04

export interface VerifierKey {
  readonly name: string
  readonly keyId: number
  readonly type: number
  /** Without the type byte. */
  readonly publicKey: Uint8Array
}

/** Checks an Ed25519 signature; supplied by the host. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

/** Key ids of Ed25519 and cosignature keys: SHA-256(name || 0x0A || type || key)[:4]. */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): number {
  return readKeyId(sha256(concatBytes(utf8(name), Uint8Array.of(0x0a, type), publicKey)))
}

export function formatVerifierKey(name: string, publicKey: Uint8Array, type: number = ED25519_KEY): string {
  const key = concatBytes(Uint8Array.of(type), publicKey)
  return `${name}+${hexKeyId(keyIdOf(name, type, publicKey))}+${toBase64(key)}`
}

/** Undefined when it is not a key of a type read here, or when its id is not the one its bytes have. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text)
  if (match === null || !isKeyName(match[1]!)) return undefined
  const bytes = fromBase64(match[3]!)
  const type = bytes?.[0]
  if (bytes === undefined || (type !== ED25519_KEY && type !== COSIGNATURE_KEY) || bytes.length !== 33) return undefined
  const publicKey = bytes.subarray(1)
  const keyId = Number.parseInt(match[2]!, 16)
  return keyIdOf(match[1]!, type, publicKey) === keyId ? { name: match[1]!, keyId, type, publicKey } : undefined
}

export function noteVerifier(key: VerifierKey, verifyEd25519: VerifyEd25519): NoteVerifier {
  return {
    name: key.name,
    keyId: key.keyId,
    verify: (text, signature) =>
      key.type === ED25519_KEY
        ? signature.length === 64 && verifyEd25519(key.publicKey, text, signature)
        : verifyCosignature(key, text, signature, verifyEd25519),
  }
}

/** C2SP cosignature/v1: `u64be seconds || signature` over "cosignature/v1\ntime N\n" and the checkpoint's text. */
function verifyCosignature(
  key: VerifierKey,
  text: Uint8Array,
  signature: Uint8Array,
  verifyEd25519: VerifyEd25519,
): boolean {
  const seconds = cosignatureTime(signature)
  if (seconds === undefined) return false
  return verifyEd25519(key.publicKey, cosignedMessage(text, seconds), signature.subarray(8))
}

/** What a witness signs: the checkpoint's text under the time at which it saw it. */
export function cosignedMessage(text: Uint8Array, seconds: number): Uint8Array {
  return concatBytes(utf8(`cosignature/v1\ntime ${seconds}\n`), text)
}

/** POSIX seconds of a timestamped cosignature (without key id), or undefined where the bytes are none. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  if (signature.length !== 72) return undefined
  const seconds = readKeyId(signature) * 0x1_0000_0000 + readKeyId(signature.subarray(4))
  return Number.isSafeInteger(seconds) ? seconds : undefined
}
