/**
 * The HSM port over PKCS#11. Signatures, tags and derived keys are made inside the token; what the port's callers rely on (strict Ed25519, HKDF with a
 * fixed salt) holds whatever the token's own library accepts. Nothing here holds a private key or a secret.
 */
import { type HSMProvider, verifyEd25519 } from 'clawql-manifest-validator'
import { isAcceptablePoint, isAcceptableSignature } from 'clawql-manifest-validator/ed25519'
import { CK } from './cryptoki.ts'
import { hkdfExpand } from './derive-key.ts'
import { logInToToken } from './log-in-to-token.ts'
import { publicPoint } from './public-point.ts'
import type { Token } from './token.ts'

export interface Pkcs11Options {
  /** The vendor's library, such as `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly modulePath: string
  readonly tokenLabel: string
  /** The user's PIN. Not kept. */
  readonly pin: string
}

export interface Pkcs11Provider extends Required<HSMProvider> {
  /** Ends the session with the token, after what is under way. */
  close(): Promise<void>
}

/** Ends the label of the key that `deriveKey` uses: the extracted one. */
const EXTRACTED = '#prk'

/**
 * A reference `hsm://LABEL` names the key with that label. Throws where the token cannot be opened; the methods reject where a key is missing, ambiguous
 * or unfit, and `verify` answers false only about a signature.
 */
export function openPkcs11Provider({ modulePath, tokenLabel, pin }: Pkcs11Options): Pkcs11Provider {
  const login = logInToToken(modulePath, tokenLabel, pin)
  return {
    verify: async (key, message, signature) =>
      'ref' in key
        ? login.run((token) => verify(token, labelOf(key.ref), message, signature))
        : verifyEd25519(key.publicKey, message, signature),
    sign: async (ref, message) => login.run((token) => sign(token, labelOf(ref), message)),
    mac: async (ref, message) => login.run((token) => mac(token, labelOf(ref), message)),
    deriveKey: async (ref, info, length) =>
      login.run((token) => hkdfExpand((message) => mac(token, `${labelOf(ref)}${EXTRACTED}`, message), info, length)),
    close: () => login.close(),
  }
}

function labelOf(ref: string): string {
  const [, label] = /^hsm:\/\/(.+)$/s.exec(ref) ?? []
  if (label === undefined) throw new Error(`${ref} is no reference of the form hsm://LABEL`)
  return label
}

/** Encodings are judged before the token sees them, so that a lenient token cannot widen what is accepted. */
async function verify(token: Token, label: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = token.findKey('public', label)
  if (key === undefined) throw new Error(`the token has no public key ${label}`)
  const point = publicPoint(token.readPoint(key))
  if (point === undefined) throw new Error(`the public key ${label} is not an Ed25519 key`)
  if (!isAcceptablePoint(point) || !isAcceptableSignature(signature)) return false
  return token.supports(CK.CKM_EDDSA)
    ? token.verify(key, CK.CKM_EDDSA, message, signature)
    : verifyEd25519(point, message, signature)
}

/** What was signed is verified before it is handed out where the token has the public half: a faulty signature can betray its key. */
async function sign(token: Token, label: string, message: Uint8Array): Promise<Uint8Array> {
  if (!token.supports(CK.CKM_EDDSA)) throw new Error('the token cannot sign with Ed25519 (CKM_EDDSA)')
  const key = token.findKey('private', label)
  if (key === undefined) throw new Error(`the token has no private key ${label}`)
  const signature = await token.sign(key, CK.CKM_EDDSA, message, 64)
  const publicKey = token.findKey('public', label)
  const point = publicKey === undefined ? undefined : publicPoint(token.readPoint(publicKey))
  if (point !== undefined && !verifyEd25519(point, message, signature)) {
    throw new Error(`the token made a signature with ${label} that its own public key does not verify`)
  }
  return signature
}

async function mac(token: Token, label: string, message: Uint8Array): Promise<Uint8Array> {
  if (!token.supports(CK.CKM_SHA256_HMAC)) throw new Error('the token has no HMAC-SHA256 (CKM_SHA256_HMAC)')
  const key = token.findKey('secret', label)
  if (key === undefined) {
    const hint = label.endsWith(EXTRACTED)
      ? ': deriveKey needs the extracted key under that label, see hkdfExtract'
      : ''
    throw new Error(`the token has no secret key ${label}${hint}`)
  }
  return token.sign(key, CK.CKM_SHA256_HMAC, message, 32)
}
