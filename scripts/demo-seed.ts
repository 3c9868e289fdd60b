/** The private keys of examples/treasury, each the hash of a public name: demonstration keys that anybody can derive, and therefore no secrets. */
import { createHash } from 'node:crypto'

/** 32 bytes, the Ed25519 seed. `name`: `base-model`, `issuer`, `officer-1`, `breakout-1`… */
export function demoSeed(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`clawql demo key ${name}`).digest())
}
