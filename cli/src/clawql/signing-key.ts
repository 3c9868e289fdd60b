/**
 * The private key of whoever approves, read from a file: PEM (PKCS #8), or the JSON map of names to base64 PKCS #8 that a new project has for development.
 * Kept for one signature; never printed.
 */
import { createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type ActionView, type StatementVerb, type SubmittedStatement, statementBytes } from '@clawql/runtime'
import { UsageError } from '../exit-status.ts'

const STATEMENT_LIFE_MS = 3_600_000

export function readSigningKey(path: string, subject: string): KeyObject {
  const text = readText(path)
  const key = text.trimStart().startsWith('{') ? fromMap(path, text, subject) : fromPem(path, text)
  if (key.asymmetricKeyType !== 'ed25519') throw new UsageError(`${path} holds no Ed25519 key`)
  return key
}

/** A statement about what the view shows, counting for an hour and never longer than the action waits. */
export function signStatement(
  view: ActionView,
  verb: StatementVerb,
  subject: string,
  key: KeyObject,
): SubmittedStatement {
  const now = Date.now()
  const statement = {
    verb,
    ...view.statement,
    subject,
    nonce: randomBytes(16).toString('hex'),
    expires_at_ms: Math.max(
      now + 60_000,
      Math.min(now + STATEMENT_LIFE_MS, view.expires_at_ms ?? Number.MAX_SAFE_INTEGER),
    ),
  }
  return { statement, signature: sign(null, statementBytes(statement), key).toString('base64') }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`the key file cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function fromPem(path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch {
    throw new UsageError(`${path} is no private key`, 'a PEM file: openssl genpkey -algorithm ed25519 -out key.pem')
  }
}

function fromMap(path: string, text: string, subject: string): KeyObject {
  const map: unknown = JSON.parse(text)
  const encoded: unknown =
    typeof map === 'object' && map !== null ? new Map(Object.entries(map)).get(subject) : undefined
  if (typeof encoded !== 'string') throw new UsageError(`${path} has no key of ${subject}`)
  return createPrivateKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'pkcs8' })
}
