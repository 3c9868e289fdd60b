/**
 * A provider without secrets: verifies Ed25519 signatures in software, under public keys given directly or listed by reference. For programs that
 * check manifests and hold no HSM.
 */
import type { HSMProvider } from './hsm-provider.ts'
import { verifyEd25519 } from './verify-ed25519.ts'

/** `publicKeys`: reference → 32-byte Ed25519 key. An unknown reference rejects. */
export function createSoftwareVerifier(publicKeys: Readonly<Record<string, Uint8Array>> = {}): HSMProvider {
  const keys = new Map(Object.entries(publicKeys))
  return {
    verify: async (key, message, signature) => {
      const publicKey = 'ref' in key ? keys.get(key.ref) : key.publicKey
      if (publicKey === undefined) throw new Error('no key under this reference')
      return verifyEd25519(publicKey, message, signature)
    },
  }
}
