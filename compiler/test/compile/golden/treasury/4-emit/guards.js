/** @generated from acme.treasury, manifest treasury-agent */

const { hasOwnProperty } = Object.prototype

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// A member of the value itself, never one it inherits.
function own(value, name) {
  return hasOwnProperty.call(value, name) ? value[name] : undefined
}

function inheritsNothing(value) {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function schemaInvalid(path, message) {
  return Object.freeze({ effect: 'deny', code: 'SCHEMA_INVALID', path, message })
}

// The bits of all units together are below the first surrogate only when each unit is; a short text is faster read than asked about.
function isWellFormed(text) {
  if (text.length > 8) return text.isWellFormed()
  let units = 0
  for (let index = 0; index < text.length; index++) units |= text.charCodeAt(index)
  return units < 0xd800 || text.isWellFormed()
}

function countCodePoints(text) {
  let count = text.length
  for (let index = 1; index < text.length; index++) {
    // A low surrogate: the second half of a pair, since the text is well-formed.
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) count--
  }
  return count
}

// Asked only where the number of units does not tell.
function hasLength(text, min, max) {
  if (text.length < min || text.length > 2 * max) return false
  const count = countCodePoints(text)
  return count >= min && count <= max
}

// Exact below 2^51: there `scaled` is nearer than a half to the only whole number whose quotient can be `value`.
function hasDecimals(value, digits, scale) {
  if (Math.trunc(value) === value) return true
  const scaled = value * scale
  if (scaled < 0x8000000000000 && scaled > -0x8000000000000) return Math.round(scaled) / scale === value
  return fractionDigits(value) <= digits
}

// Digits after the point in the shortest decimal.
function fractionDigits(value) {
  if (Math.trunc(value) === value) return 0
  const text = String(value)
  const exponentAt = text.indexOf('e')
  const mantissa = exponentAt === -1 ? text : text.slice(0, exponentAt)
  const exponent = exponentAt === -1 ? 0 : Number(text.slice(exponentAt + 1))
  const point = mantissa.indexOf('.')
  return Math.max(0, (point === -1 ? 0 : mantissa.length - point - 1) - exponent)
}

function pointerTo(path, key) {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

// The own members of a value on an object that inherits nothing; a named one that is undefined is left out.
function copyMembers(value, names) {
  const copy = Object.create(null)
  for (const key of Object.keys(value)) if (!names.includes(key)) copy[key] = value[key]
  for (const name of names) {
    const member = own(value, name)
    if (member !== undefined) copy[name] = member
  }
  return copy
}

// What every object inherits, should somebody have added to it.
const everyObject = Object.prototype

// Whole text: "[A-Za-z0-9][A-Za-z0-9._:-]*"
function matchesAccountId(text) {
  if (text.length < 1) return false
  if (!((text.charCodeAt(0) >= 48 && text.charCodeAt(0) <= 57) || (text.charCodeAt(0) >= 65 && text.charCodeAt(0) <= 90) || (text.charCodeAt(0) >= 97 && text.charCodeAt(0) <= 122))) return false
  for (let at = 1; at < text.length; at++) {
    const point = text.charCodeAt(at)
    if (!((point >= 45 && point <= 46) || (point >= 48 && point <= 58) || (point >= 65 && point <= 90) || point === 95 || (point >= 97 && point <= 122))) return false
  }
  return true
}

function isAccountId(value) {
  return typeof value === 'string' && value.length >= 1 && value.length <= 64 && matchesAccountId(value)
}

// Whole text: "AST-[0-9]+"
function matchesAssetId(text) {
  if (text.length < 5) return false
  if (text.charCodeAt(0) !== 65) return false
  if (text.charCodeAt(1) !== 83) return false
  if (text.charCodeAt(2) !== 84) return false
  if (text.charCodeAt(3) !== 45) return false
  if (!(text.charCodeAt(4) >= 48 && text.charCodeAt(4) <= 57)) return false
  for (let at = 5; at < text.length; at++) {
    const point = text.charCodeAt(at)
    if (!(point >= 48 && point <= 57)) return false
  }
  return true
}

function isAssetId(value) {
  return typeof value === 'string' && value.length >= 5 && value.length <= 64 && matchesAssetId(value)
}

const UNREADABLE = schemaInvalid('', 'the input cannot be read')

const ROLE_FINANCE_AGENT_COMPLIANCE_OFFICER = Object.freeze({
  effect: 'deny',
  code: 'ROLE_NOT_AUTHORIZED',
  message: 'the role must be one of finance-agent, compliance-officer',
})

// The claims themselves where they inherit nothing that could pass for one, else a copy of what is their own.
function ownClaims(claims) {
  const prototype = Object.getPrototypeOf(claims)
  const isPlain = prototype === null || (prototype === Object.prototype && everyObject.classification === undefined && everyObject.purpose === undefined && everyObject.role === undefined)
  return isPlain ? claims : copyMembers(claims, ['classification', 'purpose', 'role'])
}

const PURPOSE_SETTLEMENT = Object.freeze({
  effect: 'deny',
  code: 'PURPOSE_MISMATCH',
  message: 'the purpose must be settlement',
})

const CLEARANCE_RESTRICTED = Object.freeze({
  effect: 'deny',
  code: 'CLASSIFICATION_EXCEEDED',
  message: 'the clearance must be restricted or higher',
})

const IMPACT_ABOVE_1000000_USD = Object.freeze({
  effect: 'deny',
  code: 'MAX_IMPACT_EXCEEDED',
  message: 'the impact must not exceed 1000000 USD',
})

const RULE_UNEXPLAINED_LARGE = Object.freeze({
  effect: 'deny',
  code: 'RULE_VIOLATED',
  rule: 'unexplained_large',
  message: 'a transfer above 250,000 USD needs a memo',
})

const RULE_DISTINCT_ACCOUNTS = Object.freeze({
  effect: 'deny',
  code: 'RULE_VIOLATED',
  rule: 'distinct_accounts',
  message: 'source and destination accounts must differ',
})

const STAGE_3_COMPLIANCE_OFFICER = Object.freeze({
  effect: 'stage',
  quorum: 3,
  approverGroups: Object.freeze([Object.freeze({ role: 'compliance-officer', min: 3 })]),
  ttlMs: 7200000,
})

const ASSET_TRANSFER_SENSITIVE_EXPECTED = schemaInvalid('', 'expected an object')

const ASSET_TRANSFER_SENSITIVE_FROM_ACCOUNT_EXPECTED = schemaInvalid('/from_account', 'expected a string of 1 to 64 characters matching r"[A-Za-z0-9][A-Za-z0-9._:-]*"')

const ASSET_TRANSFER_SENSITIVE_FROM_ACCOUNT_ILL_FORMED = schemaInvalid('/from_account', 'expected well-formed Unicode text')

const ASSET_TRANSFER_SENSITIVE_FROM_ACCOUNT_MISSING = schemaInvalid('/from_account', 'missing required field')

const ASSET_TRANSFER_SENSITIVE_TO_ACCOUNT_EXPECTED = schemaInvalid('/to_account', 'expected a string of 1 to 64 characters matching r"[A-Za-z0-9][A-Za-z0-9._:-]*"')

const ASSET_TRANSFER_SENSITIVE_TO_ACCOUNT_ILL_FORMED = schemaInvalid('/to_account', 'expected well-formed Unicode text')

const ASSET_TRANSFER_SENSITIVE_TO_ACCOUNT_MISSING = schemaInvalid('/to_account', 'missing required field')

const ASSET_TRANSFER_SENSITIVE_ASSET_ID_EXPECTED = schemaInvalid('/asset_id', 'expected a string of 5 to 64 characters matching r"AST-[0-9]+"')

const ASSET_TRANSFER_SENSITIVE_ASSET_ID_ILL_FORMED = schemaInvalid('/asset_id', 'expected well-formed Unicode text')

const ASSET_TRANSFER_SENSITIVE_ASSET_ID_MISSING = schemaInvalid('/asset_id', 'missing required field')

const ASSET_TRANSFER_SENSITIVE_AMOUNT_EXPECTED = schemaInvalid('/amount', 'expected a number of USD, at least 0, with at most 2 decimals')

const ASSET_TRANSFER_SENSITIVE_AMOUNT_MISSING = schemaInvalid('/amount', 'missing required field')

const ASSET_TRANSFER_SENSITIVE_MEMO_EXPECTED = schemaInvalid('/memo', 'expected a string of at most 280 characters')

const ASSET_TRANSFER_SENSITIVE_MEMO_ILL_FORMED = schemaInvalid('/memo', 'expected well-formed Unicode text')

function faultOfAssetTransferSensitive(value, from) {
  if (!isRecord(value)) return ASSET_TRANSFER_SENSITIVE_EXPECTED
  const start = inheritsNothing(value) ? from : 0
  if (start <= 0) {
    const $from_account = own(value, 'from_account')
    if ($from_account === undefined) return ASSET_TRANSFER_SENSITIVE_FROM_ACCOUNT_MISSING
    if (!isAccountId($from_account)) {
      return typeof $from_account === 'string' && !$from_account.isWellFormed() ? ASSET_TRANSFER_SENSITIVE_FROM_ACCOUNT_ILL_FORMED : ASSET_TRANSFER_SENSITIVE_FROM_ACCOUNT_EXPECTED
    }
  }
  if (start <= 1) {
    const $to_account = own(value, 'to_account')
    if ($to_account === undefined) return ASSET_TRANSFER_SENSITIVE_TO_ACCOUNT_MISSING
    if (!isAccountId($to_account)) {
      return typeof $to_account === 'string' && !$to_account.isWellFormed() ? ASSET_TRANSFER_SENSITIVE_TO_ACCOUNT_ILL_FORMED : ASSET_TRANSFER_SENSITIVE_TO_ACCOUNT_EXPECTED
    }
  }
  if (start <= 2) {
    const $asset_id = own(value, 'asset_id')
    if ($asset_id === undefined) return ASSET_TRANSFER_SENSITIVE_ASSET_ID_MISSING
    if (!isAssetId($asset_id)) {
      return typeof $asset_id === 'string' && !$asset_id.isWellFormed() ? ASSET_TRANSFER_SENSITIVE_ASSET_ID_ILL_FORMED : ASSET_TRANSFER_SENSITIVE_ASSET_ID_EXPECTED
    }
  }
  if (start <= 3) {
    const $amount = own(value, 'amount')
    if ($amount === undefined) return ASSET_TRANSFER_SENSITIVE_AMOUNT_MISSING
    if (!(typeof $amount === 'number' && $amount >= 0 && $amount < Infinity && hasDecimals($amount, 2, 100))) {
      return ASSET_TRANSFER_SENSITIVE_AMOUNT_EXPECTED
    }
  }
  if (start <= 4) {
    const $memo = own(value, 'memo')
    if ($memo !== undefined) {
      if (!(typeof $memo === 'string' && ($memo.length <= 280 || hasLength($memo, 0, 280)) && isWellFormed($memo))) {
        return typeof $memo === 'string' && !$memo.isWellFormed() ? ASSET_TRANSFER_SENSITIVE_MEMO_ILL_FORMED : ASSET_TRANSFER_SENSITIVE_MEMO_EXPECTED
      }
    }
  }
  for (const key of Object.keys(value)) {
    if (key === 'from_account' || key === 'to_account' || key === 'asset_id' || key === 'amount' || key === 'memo') {
      continue
    }
    return schemaInvalid(pointerTo('', key), 'unknown field')
  }
  return undefined
}

function plainAssetTransferSensitiveInput(value) {
  if (!isRecord(value)) return value
  const copy = copyMembers(value, ['from_account', 'to_account', 'asset_id', 'amount', 'memo'])
  return copy
}

// Valid after all, but not plain data: the guard decides about a plain copy.
function refuseAssetTransferSensitive(from, input, claims, context) {
  return faultOfAssetTransferSensitive(input, from) ?? guardAssetTransferSensitive(plainAssetTransferSensitiveInput(input), claims, context)
}

/** asset.transfer_sensitive 1.3.0: Transfer ownership of a sensitive asset between accounts. */
export function guardAssetTransferSensitive(input, claims, context) {
  try {
    if (!isRecord(input)) return refuseAssetTransferSensitive(0, input, claims, context)
    const $from_account = input.from_account
    if (!isAccountId($from_account)) return refuseAssetTransferSensitive(0, input, claims, context)
    const $to_account = input.to_account
    if (!isAccountId($to_account)) return refuseAssetTransferSensitive(1, input, claims, context)
    const $asset_id = input.asset_id
    if (!isAssetId($asset_id)) return refuseAssetTransferSensitive(2, input, claims, context)
    const $amount = input.amount
    if (!(typeof $amount === 'number' && $amount >= 0 && $amount < Infinity && hasDecimals($amount, 2, 100))) {
      return refuseAssetTransferSensitive(3, input, claims, context)
    }
    const $memo = input.memo
    if ($memo !== undefined && !(typeof $memo === 'string' && ($memo.length <= 280 || hasLength($memo, 0, 280)) && isWellFormed($memo))) {
      return refuseAssetTransferSensitive(4, input, claims, context)
    }
    let seen = 0
    for (const key in input) {
      if (!hasOwnProperty.call(input, key)) return refuseAssetTransferSensitive(5, input, claims, context)
      switch (key) {
        case 'from_account':
          seen |= 1
          break
        case 'to_account':
          seen |= 2
          break
        case 'asset_id':
          seen |= 4
          break
        case 'amount':
          seen |= 8
          break
        case 'memo':
          seen |= 16
          break
        default:
          return refuseAssetTransferSensitive(5, input, claims, context)
      }
    }
    if (seen !== (15 | ($memo === undefined ? 0 : 16))) return refuseAssetTransferSensitive(5, input, claims, context)
    if (!isRecord(claims)) return ROLE_FINANCE_AGENT_COMPLIANCE_OFFICER
    claims = ownClaims(claims)
    const { role } = claims
    if (role !== 'finance-agent' && role !== 'compliance-officer') return ROLE_FINANCE_AGENT_COMPLIANCE_OFFICER
    if (claims.purpose !== 'settlement') return PURPOSE_SETTLEMENT
    const clearance = claims.classification
    if (clearance !== 'restricted' && clearance !== 'high') return CLEARANCE_RESTRICTED
    if (!($amount <= 1000000)) return IMPACT_ABOVE_1000000_USD
    // forbid unexplained_large
    if ($amount > 250000 && $memo === undefined) return RULE_UNEXPLAINED_LARGE
    // require distinct_accounts
    if ($from_account === $to_account) return RULE_DISTINCT_ACCOUNTS
    return STAGE_3_COMPLIANCE_OFFICER
  } catch {
    return UNREADABLE
  }
}

const CLEARANCE_SENSITIVE = Object.freeze({
  effect: 'deny',
  code: 'CLASSIFICATION_EXCEEDED',
  message: 'the clearance must be sensitive or higher',
})

const ALLOW = Object.freeze({ effect: 'allow' })

const LEDGER_GET_BALANCE_EXPECTED = schemaInvalid('', 'expected an object')

const LEDGER_GET_BALANCE_ACCOUNT_EXPECTED = schemaInvalid('/account', 'expected a string of 1 to 64 characters matching r"[A-Za-z0-9][A-Za-z0-9._:-]*"')

const LEDGER_GET_BALANCE_ACCOUNT_ILL_FORMED = schemaInvalid('/account', 'expected well-formed Unicode text')

const LEDGER_GET_BALANCE_ACCOUNT_MISSING = schemaInvalid('/account', 'missing required field')

function faultOfLedgerGetBalance(value, from) {
  if (!isRecord(value)) return LEDGER_GET_BALANCE_EXPECTED
  const start = inheritsNothing(value) ? from : 0
  if (start <= 0) {
    const $account = own(value, 'account')
    if ($account === undefined) return LEDGER_GET_BALANCE_ACCOUNT_MISSING
    if (!isAccountId($account)) {
      return typeof $account === 'string' && !$account.isWellFormed() ? LEDGER_GET_BALANCE_ACCOUNT_ILL_FORMED : LEDGER_GET_BALANCE_ACCOUNT_EXPECTED
    }
  }
  for (const key of Object.keys(value)) {
    if (key === 'account') continue
    return schemaInvalid(pointerTo('', key), 'unknown field')
  }
  return undefined
}

function plainLedgerGetBalanceInput(value) {
  if (!isRecord(value)) return value
  const copy = copyMembers(value, ['account'])
  return copy
}

// Valid after all, but not plain data: the guard decides about a plain copy.
function refuseLedgerGetBalance(from, input, claims, context) {
  return faultOfLedgerGetBalance(input, from) ?? guardLedgerGetBalance(plainLedgerGetBalanceInput(input), claims, context)
}

/** ledger.get_balance 1.0.0: Current balance of an account. */
export function guardLedgerGetBalance(input, claims, context) {
  try {
    if (!isRecord(input)) return refuseLedgerGetBalance(0, input, claims, context)
    const $account = input.account
    if (!isAccountId($account)) return refuseLedgerGetBalance(0, input, claims, context)
    let seen = 0
    for (const key in input) {
      if (!hasOwnProperty.call(input, key)) return refuseLedgerGetBalance(1, input, claims, context)
      switch (key) {
        case 'account':
          seen |= 1
          break
        default:
          return refuseLedgerGetBalance(1, input, claims, context)
      }
    }
    if (seen !== 1) return refuseLedgerGetBalance(1, input, claims, context)
    if (!isRecord(claims)) return ROLE_FINANCE_AGENT_COMPLIANCE_OFFICER
    claims = ownClaims(claims)
    const { role } = claims
    if (role !== 'finance-agent' && role !== 'compliance-officer') return ROLE_FINANCE_AGENT_COMPLIANCE_OFFICER
    if (claims.purpose !== 'settlement') return PURPOSE_SETTLEMENT
    const clearance = claims.classification
    if (clearance !== 'sensitive' && clearance !== 'restricted' && clearance !== 'high') return CLEARANCE_SENSITIVE
    return ALLOW
  } catch {
    return UNREADABLE
  }
}

const UNKNOWN_ACTION = Object.freeze({
  effect: 'deny',
  code: 'UNKNOWN_ACTION',
  message: 'the manifest has no such action',
})

/** Action id → its guard. The object inherits nothing, so any string may be looked up in it. */
export const guards = Object.freeze({
  __proto__: null,
  'asset.transfer_sensitive': guardAssetTransferSensitive,
  'ledger.get_balance': guardLedgerGetBalance,
})

/** Action id → hex ActionLeaf of the contract that the guard was generated from. */
export const actionLeaves = Object.freeze({
  __proto__: null,
  'asset.transfer_sensitive': '84024f1a3f0856b279c292271c6666094c93a87c7525afcc7b7561b210b5196b',
  'ledger.get_balance': '7fbd2587eccb211c499335ed24985a0e9203ac1a41a0d06eb762e261ce2f1668',
})

const byAction = new Map([
  ['asset.transfer_sensitive', guardAssetTransferSensitive],
  ['ledger.get_balance', guardLedgerGetBalance],
])

/** The decision about a call of `action`; an id that the manifest does not have is denied. */
export function decide(action, input, claims, context) {
  const guard = byAction.get(action)
  return guard === undefined ? UNKNOWN_ACTION : guard(input, claims, context)
}
