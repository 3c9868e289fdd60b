/**
 * The treasury rule as a careful person would write it in TypeScript: the same schema checks, the same order, a reason for every denial. This is what
 * generated guards are measured against, so it must be neither careless nor clumsy.
 */
import type { AtrClaims, Decision, RequestContext } from 'clawql-manifest-validator'

const ACCOUNT = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/
const ASSET = /^AST-[0-9]+$/
const STAGE: Decision = {
  effect: 'stage',
  quorum: 3,
  approverGroups: [{ role: 'compliance-officer', min: 3 }],
  ttlMs: 7_200_000,
}
const ALLOW: Decision = { effect: 'allow' }

function invalid(path: string, message: string): Decision {
  return { effect: 'deny', code: 'SCHEMA_INVALID', path, message }
}

function isAccount(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 64 && ACCOUNT.test(value)
}

function hasTwoDecimals(value: number): boolean {
  return Math.round(value * 100) / 100 === value
}

export function transferByHand(input: unknown, claims: AtrClaims, _context: RequestContext): Decision {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return invalid('', 'expected an object')
  const { from_account, to_account, asset_id, amount, memo } = input as Record<string, unknown>
  if (!isAccount(from_account)) return invalid('/from_account', 'expected an account')
  if (!isAccount(to_account)) return invalid('/to_account', 'expected an account')
  if (typeof asset_id !== 'string' || asset_id.length < 5 || asset_id.length > 64 || !ASSET.test(asset_id)) {
    return invalid('/asset_id', 'expected an asset id')
  }
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0 || !hasTwoDecimals(amount)) {
    return invalid('/amount', 'expected an amount')
  }
  if (
    memo !== undefined &&
    (typeof memo !== 'string' || !memo.isWellFormed() || (memo.length > 280 && [...memo].length > 280))
  ) {
    return invalid('/memo', 'expected a memo')
  }
  for (const key in input) {
    if (key !== 'from_account' && key !== 'to_account' && key !== 'asset_id' && key !== 'amount' && key !== 'memo') {
      return invalid(`/${key}`, 'unknown field')
    }
  }
  if (claims.role !== 'finance-agent' && claims.role !== 'compliance-officer') {
    return { effect: 'deny', code: 'ROLE_NOT_AUTHORIZED', message: 'the role may not' }
  }
  if (claims.purpose !== 'settlement') return { effect: 'deny', code: 'PURPOSE_MISMATCH', message: 'wrong purpose' }
  if (claims.classification !== 'restricted' && claims.classification !== 'high') {
    return { effect: 'deny', code: 'CLASSIFICATION_EXCEEDED', message: 'the clearance is too low' }
  }
  if (amount > 1_000_000) return { effect: 'deny', code: 'MAX_IMPACT_EXCEEDED', message: 'too much' }
  if (amount > 250_000 && memo === undefined) {
    return {
      effect: 'deny',
      code: 'RULE_VIOLATED',
      rule: 'unexplained_large',
      message: 'a large transfer needs a memo',
    }
  }
  if (from_account === to_account) {
    return { effect: 'deny', code: 'RULE_VIOLATED', rule: 'distinct_accounts', message: 'accounts must differ' }
  }
  return STAGE
}

export function balanceByHand(input: unknown, claims: AtrClaims, _context: RequestContext): Decision {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return invalid('', 'expected an object')
  const { account } = input as Record<string, unknown>
  if (!isAccount(account)) return invalid('/account', 'expected an account')
  for (const key in input) if (key !== 'account') return invalid(`/${key}`, 'unknown field')
  if (claims.role !== 'finance-agent' && claims.role !== 'compliance-officer') {
    return { effect: 'deny', code: 'ROLE_NOT_AUTHORIZED', message: 'the role may not' }
  }
  if (claims.purpose !== 'settlement') return { effect: 'deny', code: 'PURPOSE_MISMATCH', message: 'wrong purpose' }
  if (
    claims.classification !== 'sensitive' &&
    claims.classification !== 'restricted' &&
    claims.classification !== 'high'
  ) {
    return { effect: 'deny', code: 'CLASSIFICATION_EXCEEDED', message: 'the clearance is too low' }
  }
  return ALLOW
}
