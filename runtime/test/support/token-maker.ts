/** Tokens signed by keys of the test’s, each with an identifier of its own; headers and payloads may be given as text, to say what no library would. */
import { type KeyObject, randomUUID, sign } from 'node:crypto'

export const TOKEN_NOW = 1_800_000_000_000
export const ATR = {
  agent_id: 'agent',
  role: 'r',
  purpose: 'p',
  scope: [],
  classification: 'standard',
  session_id: 's',
}

export const encodePart = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

export function tokenPayload(changes: object = {}): object {
  const seconds = TOKEN_NOW / 1000
  const times = { iat: seconds, exp: seconds + 60 }
  return { iss: 'https://id', aud: 'agent', ...times, jti: randomUUID(), sub: 'me', atr: ATR, ...changes }
}

/** Signed as the key’s kind asks for, whatever the header says. */
export function makeToken(header: unknown, payload: unknown, key: KeyObject): string {
  const text = `${encodePart(header)}.${encodePart(payload)}`
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const signature = sign(digest, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}
