/**
 * A provider for tests with a pre-loaded key map: real Ed25519 and HMAC-SHA256, real key derivation, secrets in memory. Never for production.
 */
import type { HSMProvider, VerificationKey } from './hsm-provider.ts'
import { hkdfSha256, hmacSha256 } from './mac.ts'
import { ed25519PublicKey, signEd25519, verifyEd25519 } from './verify-ed25519.ts'

/** `ed25519Seed`: 32 bytes, signs and verifies. `publicKey`: 32 bytes, verifies. `secret`: any bytes, for `mac` and `deriveKey`. */
export type MockKey =
  | { readonly ed25519Seed: Uint8Array }
  | { readonly publicKey: Uint8Array }
  | { readonly secret: Uint8Array }

/** A class because the source documents name it as one; it holds nothing but the map. Every method rejects where the key is missing or of another kind. */
export class MockHSMProvider implements HSMProvider {
  readonly #keys: ReadonlyMap<string, MockKey>

  constructor(keys: Readonly<Record<string, MockKey>> = {}) {
    this.#keys = new Map(Object.entries(keys))
  }

  async verify(key: VerificationKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    return verifyEd25519('ref' in key ? this.#publicKey(key.ref) : key.publicKey, message, signature)
  }

  async sign(keyRef: string, message: Uint8Array): Promise<Uint8Array> {
    const key = this.#key(keyRef)
    if (!('ed25519Seed' in key)) throw new Error(`${keyRef} cannot sign`)
    return signEd25519(key.ed25519Seed, message)
  }

  async mac(keyRef: string, message: Uint8Array): Promise<Uint8Array> {
    return hmacSha256(this.#secret(keyRef), message)
  }

  async deriveKey(keyRef: string, info: Uint8Array, length: number): Promise<Uint8Array> {
    return hkdfSha256(this.#secret(keyRef), new Uint8Array(32), info, length)
  }

  #key(keyRef: string): MockKey {
    const key = this.#keys.get(keyRef)
    if (key === undefined) throw new Error(`no key ${keyRef}`)
    return key
  }

  #publicKey(keyRef: string): Uint8Array {
    const key = this.#key(keyRef)
    if ('publicKey' in key) return key.publicKey
    if ('ed25519Seed' in key) return ed25519PublicKey(key.ed25519Seed)
    throw new Error(`${keyRef} cannot verify`)
  }

  #secret(keyRef: string): Uint8Array {
    const key = this.#key(keyRef)
    if (!('secret' in key)) throw new Error(`${keyRef} is no secret`)
    return key.secret
  }
}
