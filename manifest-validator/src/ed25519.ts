/** Ed25519 on its own (`clawql-manifest-validator/ed25519`): for programs that check signatures and need nothing else of Layer 0. */
export { isAcceptablePoint, isAcceptableSignature } from './trust/key-encoding.ts'
export { ed25519PublicKey, signEd25519, verifyEd25519 } from './trust/verify-ed25519.ts'
