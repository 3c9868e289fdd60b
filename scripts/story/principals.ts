/**
 * The people and the agent of the story: private keys of examples/treasury (demonstration keys, derived from public names, no secrets), tokens as an
 * identity provider would issue them, key files as approvers would hold them.
 */
import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSoftwareVerifier, ed25519PublicKey, type HSMProvider } from 'clawql-manifest-validator'
import { demoSeed } from '../demo-seed.ts'

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

export const OFFICERS = ['officer-1', 'officer-2', 'officer-3'] as const
/** Asks for the transfer, and is an approver too: just not of this one. */
export const REQUESTER = 'officer-4'

export function subjectOf(name: string): string {
  return `${name}@acme.example`
}

export function privateKey(name: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, demoSeed(name)]), format: 'der', type: 'pkcs8' })
}

/** A PEM file only its owner may read. */
export function writeKeyFile(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.pem`)
  writeFileSync(path, privateKey(name).export({ format: 'pem', type: 'pkcs8' }))
  chmodSync(path, 0o600)
  return path
}

/** The one key behind the HSM port that a verifier of this manifest asks about: the base model's. */
export function demoHsm(): HSMProvider {
  return createSoftwareVerifier({ 'hsm://models/llama-4': ed25519PublicKey(demoSeed('base-model')) })
}

/** A fresh token for one request: an EdDSA JWT with the claims under `atr`. */
export function issueToken(changes: Readonly<Record<string, unknown>> = {}, subject = subjectOf(REQUESTER)): string {
  const now = Math.floor(Date.now() / 1000)
  const header = { alg: 'EdDSA', typ: 'JWT', kid: '2026-1' }
  const payload = {
    iss: 'https://id.acme.example',
    aud: 'treasury-agent-01',
    iat: now,
    exp: now + 300,
    jti: randomUUID(),
    sub: subject,
    atr: {
      agent_id: 'treasury-agent-01',
      role: 'finance-agent',
      purpose: 'settlement',
      scope: [],
      classification: 'restricted',
      session_id: 'session-1',
      ...changes,
    },
  }
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${sign(null, Buffer.from(text), privateKey('issuer')).toString('base64url')}`
}
