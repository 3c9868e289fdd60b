/**
 * What a person signs about a waiting action (D18). Every part that decides what will run is named, so a signature is worth nothing for anything else. The
 * signed bytes are a domain-separated canonical JSON; the signature is Ed25519, base64.
 */
import { canonicalize, utf8 } from 'clawql-manifest-validator'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { isDigest } from '../encoding/is-digest.ts'
import type { ActionRecord } from './action-record.ts'

export const STATEMENT_DOMAIN = 'CLAWQL_APPROVAL_V1'
export const STATEMENT_VERBS = [
  'approve',
  'deny',
  'withdraw',
  'cancel',
  'resolve-applied',
  'resolve-not-applied',
] as const
export type StatementVerb = (typeof STATEMENT_VERBS)[number]

export interface ApprovalStatement {
  readonly verb: StatementVerb
  readonly action_instance_id: string
  readonly action_leaf: string
  readonly input_digest: string
  readonly manifest_root: string
  /** As stamped at staging. */
  readonly breaker_version: number
  readonly quorum: number
  /** Who signs, as in `policy.trust.approvers`. */
  readonly subject: string
  /** 16 to 64 bytes in lower-case hex, chosen by the signer, used once. */
  readonly nonce: string
  readonly expires_at_ms: number
}

/** A statement as it is sent: with its signature. */
export interface SubmittedStatement {
  readonly statement: ApprovalStatement
  readonly signature: string
}

/** The statement that fits a record; the signer adds who, once, and until when. */
export function draftStatement(
  record: Pick<ActionRecord, 'instance' | 'breaker_version' | 'quorum' | 'request'>,
  by: Pick<ApprovalStatement, 'verb' | 'subject' | 'nonce' | 'expires_at_ms'>,
): ApprovalStatement {
  return {
    verb: by.verb,
    action_instance_id: record.instance,
    action_leaf: record.request.action_leaf,
    input_digest: record.request.input_digest,
    manifest_root: record.request.manifest_root,
    breaker_version: record.breaker_version,
    quorum: record.quorum,
    subject: by.subject,
    nonce: by.nonce,
    expires_at_ms: by.expires_at_ms,
  }
}

/** `"CLAWQL_APPROVAL_V1" || 0x00 || JCS(statement)` */
export function statementBytes(statement: ApprovalStatement): Uint8Array {
  return concatBytes(utf8(STATEMENT_DOMAIN), Uint8Array.of(0), utf8(canonicalize(statement)))
}

const CHECKS: Readonly<Record<keyof ApprovalStatement, (value: unknown) => boolean>> = {
  verb: (value) => STATEMENT_VERBS.some((verb) => verb === value),
  action_instance_id: isText,
  action_leaf: isDigest,
  input_digest: isDigest,
  manifest_root: isDigest,
  breaker_version: isCount,
  quorum: isCount,
  subject: isText,
  nonce: (value) => typeof value === 'string' && /^(?:[0-9a-f]{2}){16,64}$/.test(value),
  expires_at_ms: isCount,
}

/** The statement in a submitted value, or what is wrong with it. Closed: an unknown member is refused. */
export function parseSubmittedStatement(value: unknown): SubmittedStatement | string {
  if (!isObject(value) || !isObject(value['statement']))
    return 'a submission is an object with a statement and a signature'
  const { statement, signature, ...rest } = value
  if (Object.keys(rest).length > 0) return `unknown member ${Object.keys(rest)[0]}`
  if (typeof signature !== 'string') return 'signature must be base64'
  // A copy, so that a later change of the caller's object cannot reach what has been checked.
  const copy: Record<string, unknown> = { ...statement }
  return isStatement(copy) ? { statement: copy, signature } : statementFault(copy)
}

function isStatement(value: object): value is ApprovalStatement {
  return statementFault(value) === ''
}

function statementFault(value: object): string {
  const members: ReadonlyMap<string, unknown> = new Map(Object.entries(value))
  for (const [name, isValid] of Object.entries(CHECKS)) {
    if (!members.has(name) || !isValid(members.get(name))) return `statement.${name} is missing or malformed`
  }
  for (const name of members.keys()) if (!Object.hasOwn(CHECKS, name)) return `unknown member statement.${name}`
  return ''
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= 1024 && value.isWellFormed()
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
