/**
 * The two primitives the enforcement point needs for every action. A port, because a platform's own are ten to twenty times faster than portable code; what
 * they are applied to, and under which domain, is decided here in `digests.ts` and `approval-statement.ts`.
 */
import { sha256Hex, utf8, verifyEd25519 } from 'clawql-manifest-validator'

export interface PepCrypto {
  /** Lower-case hex of SHA-256 over the UTF-8 bytes of well-formed text. */
  sha256Hex(text: string): string
  /** `publicKey` 32 bytes, `signature` 64. False for anything else; never throws. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
}

export const portableCrypto: PepCrypto = { sha256Hex: (text) => sha256Hex(utf8(text)), verifyEd25519 }
