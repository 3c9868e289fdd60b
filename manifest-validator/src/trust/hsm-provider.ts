/**
 * The port behind which keys live. Callers inject an implementation; this package ships one for tests and one that verifies public keys in
 * software. Nothing here holds a key.
 */

/** A key the provider knows by reference, or an Ed25519 public key (32 bytes) given as it is. */
export type VerificationKey = { readonly ref: string } | { readonly publicKey: Uint8Array }

/**
 * A provider answers, or rejects its promise when it cannot: a rejection is reported as `HSM_FAILED` and never taken for a yes. Ed25519 signatures
 * have 64 bytes; `mac` is HMAC-SHA256 (32 bytes); `deriveKey` is HKDF-SHA256 with a salt of 32 zero bytes, `length` in bytes.
 */
export interface HSMProvider {
  verify(key: VerificationKey, message: Uint8Array, signature: Uint8Array): Promise<boolean>
  sign?(keyRef: string, message: Uint8Array): Promise<Uint8Array>
  mac?(keyRef: string, message: Uint8Array): Promise<Uint8Array>
  deriveKey?(keyRef: string, info: Uint8Array, length: number): Promise<Uint8Array>
}
