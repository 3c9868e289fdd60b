/**
 * From the payload of a token whose signature holds to the flat claims a guard reads. Strict: the `atr` part is closed, every member has its type, nothing
 * has a default. Times are judged here too, with a bounded skew; the signature and single use are judged elsewhere.
 */
import type { AtrClaims, Classification } from 'clawql-manifest-validator'
import type { PepRefusalCode } from '../pep/refusal.ts'

export interface ClaimsTerms {
  readonly issuer: string
  readonly audience: string
  readonly nowMs: number
  /** At most `MAX_SKEW_MS`. */
  readonly skewMs: number
}

export interface AcceptedClaims {
  readonly claims: AtrClaims
  readonly tokenId: string
  readonly expiresAtMs: number
}

export interface ClaimsRefusal {
  readonly code: Extract<PepRefusalCode, `TOKEN_${string}`>
  readonly message: string
}

export const MAX_SKEW_MS = 300_000
/** Longer-lived tokens are refused: single use would have to be remembered too long. */
const MAX_LIFETIME_SECONDS = 86_400
const CLASSIFICATIONS: readonly Classification[] = ['standard', 'sensitive', 'restricted', 'high']

export function readAtrClaims(payload: unknown, terms: ClaimsTerms): AcceptedClaims | ClaimsRefusal {
  const top = membersOf(payload)
  const atr = membersOf(top?.get('atr'))
  if (top === undefined || atr === undefined) return invalid('the token carries no atr claims')
  const fault = topFault(top, terms) ?? atrFault(atr)
  if (fault !== undefined) return invalid(fault)
  const untimely = timeFault(top, terms)
  if (untimely !== undefined) return untimely
  return {
    claims: { subject: top.get('sub'), ...Object.fromEntries(atr) } as AtrClaims,
    tokenId: top.get('jti') as string,
    expiresAtMs: (top.get('exp') as number) * 1000,
  }
}

type Members = ReadonlyMap<string, unknown>

function topFault(top: Members, terms: ClaimsTerms): string | undefined {
  if (top.get('iss') !== terms.issuer) return 'iss is not the issuer whose key was used'
  if (!isAudience(top.get('aud'), terms.audience)) return 'aud does not name this agent'
  for (const name of ['jti', 'sub'])
    if (!isName(top.get(name))) return `${name} must be a text of 1 to 1,024 characters`
  for (const name of ['iat', 'exp']) if (!isSeconds(top.get(name))) return `${name} must be a number of seconds`
  if (top.has('nbf') && !isSeconds(top.get('nbf'))) return 'nbf must be a number of seconds'
  const lifetime = (top.get('exp') as number) - (top.get('iat') as number)
  if (lifetime <= 0 || lifetime > MAX_LIFETIME_SECONDS) return 'exp must be after iat, by a day at most'
  return undefined
}

const ATR: Readonly<
  Record<string, { readonly required: boolean; readonly isValid: (value: unknown) => boolean; readonly wanted: string }>
> = {
  agent_id: { required: true, isValid: isName, wanted: 'a text of 1 to 1,024 characters' },
  role: { required: true, isValid: isName, wanted: 'a text of 1 to 1,024 characters' },
  purpose: { required: true, isValid: isName, wanted: 'a text of 1 to 1,024 characters' },
  scope: { required: true, isValid: isNames, wanted: 'a list of texts' },
  classification: {
    required: true,
    isValid: (value) => CLASSIFICATIONS.some((name) => name === value),
    wanted: `one of ${CLASSIFICATIONS.join(', ')}`,
  },
  session_id: { required: true, isValid: isName, wanted: 'a text of 1 to 1,024 characters' },
  owner: { required: false, isValid: isName, wanted: 'a text of 1 to 1,024 characters' },
  delegates: { required: false, isValid: isNames, wanted: 'a list of texts' },
  impact: { required: false, isValid: isImpact, wanted: 'a currency and a finite value, not negative' },
}

function atrFault(atr: Members): string | undefined {
  for (const name of atr.keys()) if (!Object.hasOwn(ATR, name)) return `atr has an unknown member ${name}`
  for (const [name, { required, isValid, wanted }] of Object.entries(ATR)) {
    if (!atr.has(name) && !required) continue
    if (!isValid(atr.get(name))) return `atr.${name} must be ${wanted}`
  }
  return undefined
}

function timeFault(top: Members, { nowMs, skewMs }: ClaimsTerms): ClaimsRefusal | undefined {
  // What is no number is no skew: comparing with NaN would let every token live for ever.
  const skew = skewMs > 0 ? Math.min(skewMs, MAX_SKEW_MS) : 0
  if (nowMs >= (top.get('exp') as number) * 1000 + skew)
    return { code: 'TOKEN_EXPIRED', message: 'the token’s time is over' }
  const from = Math.max(top.get('iat') as number, top.has('nbf') ? (top.get('nbf') as number) : 0)
  return nowMs < from * 1000 - skew
    ? { code: 'TOKEN_NOT_YET_VALID', message: 'the token’s time has not come' }
    : undefined
}

function isAudience(value: unknown, audience: string): boolean {
  return (
    value === audience ||
    (Array.isArray(value) && value.every((item) => typeof item === 'string') && value.includes(audience))
  )
}

function isImpact(value: unknown): boolean {
  const members = membersOf(value)
  if (members === undefined || members.size !== 2) return false
  const amount = members.get('value')
  return isName(members.get('currency')) && typeof amount === 'number' && Number.isFinite(amount) && amount >= 0
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.length <= 1000 && value.every(isName)
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= 1024 && value.isWellFormed()
}

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e11
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined
}

function invalid(message: string): ClaimsRefusal {
  return { code: 'TOKEN_INVALID', message }
}
