/** @generated from acme.treasury, manifest treasury-agent */

const { hasOwnProperty } = Object.prototype

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// A member of the value itself, never one it inherits.
function own(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return hasOwnProperty.call(value, name) ? value[name] : undefined
}

// The bits of all units together are below the first surrogate only when each unit is; a short text is faster read than asked about.
function isWellFormed(text: string): boolean {
  if (text.length > 8) return text.isWellFormed()
  let units = 0
  for (let index = 0; index < text.length; index++) units |= text.charCodeAt(index)
  return units < 0xd800 || text.isWellFormed()
}

function countCodePoints(text: string): number {
  let count = text.length
  for (let index = 1; index < text.length; index++) {
    // A low surrogate: the second half of a pair, since the text is well-formed.
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) count--
  }
  return count
}

// Asked only where the number of units does not tell.
function hasLength(text: string, min: number, max: number): boolean {
  if (text.length < min || text.length > 2 * max) return false
  const count = countCodePoints(text)
  return count >= min && count <= max
}

// Exact below 2^51: there `scaled` is nearer than a half to the only whole number whose quotient can be `value`.
function hasDecimals(value: number, digits: number, scale: number): boolean {
  if (Math.trunc(value) === value) return true
  const scaled = value * scale
  if (scaled < 0x8000000000000 && scaled > -0x8000000000000) return Math.round(scaled) / scale === value
  return fractionDigits(value) <= digits
}

// Digits after the point in the shortest decimal.
function fractionDigits(value: number): number {
  if (Math.trunc(value) === value) return 0
  const text = String(value)
  const exponentAt = text.indexOf('e')
  const mantissa = exponentAt === -1 ? text : text.slice(0, exponentAt)
  const exponent = exponentAt === -1 ? 0 : Number(text.slice(exponentAt + 1))
  const point = mantissa.indexOf('.')
  return Math.max(0, (point === -1 ? 0 : mantissa.length - point - 1) - exponent)
}

// The own members of a value on an object that inherits nothing; a named one that is undefined is left out.
function copyMembers(value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(value)) if (!names.includes(key)) copy[key] = value[key]
  for (const name of names) {
    const member = own(value, name)
    if (member !== undefined) copy[name] = member
  }
  return copy
}

// A copy with some members set, or removed where the change is undefined. Defined, not assigned: `__proto__` is a name like any other.
function withChanges(value: object, changes: ReadonlyMap<string, unknown>): unknown {
  const members: Map<string, unknown> = new Map(Object.entries(value))
  for (const [name, after] of changes) {
    if (after === undefined) members.delete(name)
    else members.set(name, after)
  }
  return Object.fromEntries(members)
}

/** Input of asset.transfer_sensitive 1.3.0, as rules and handler see it. */
export interface AssetTransferSensitiveInput {
  /** Account that owns the asset now. */
  readonly from_account: string
  readonly to_account: string
  readonly asset_id: string
  readonly amount: number
  readonly memo?: string | undefined
}

// Whole text: "[A-Za-z0-9][A-Za-z0-9._:-]*"
function matchesAccountId(text: string): boolean {
  if (text.length < 1) return false
  if (!((text.charCodeAt(0) >= 48 && text.charCodeAt(0) <= 57) || (text.charCodeAt(0) >= 65 && text.charCodeAt(0) <= 90) || (text.charCodeAt(0) >= 97 && text.charCodeAt(0) <= 122))) return false
  for (let at = 1; at < text.length; at++) {
    const point = text.charCodeAt(at)
    if (!((point >= 45 && point <= 46) || (point >= 48 && point <= 58) || (point >= 65 && point <= 90) || point === 95 || (point >= 97 && point <= 122))) return false
  }
  return true
}

function isAccountId(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 64 && matchesAccountId(value)
}

// Whole text: "AST-[0-9]+"
function matchesAssetId(text: string): boolean {
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

function isAssetId(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 5 && value.length <= 64 && matchesAssetId(value)
}

function isPlainAssetTransferSensitiveInput(value: unknown): value is { readonly from_account: string; readonly to_account: string; readonly asset_id: string; readonly amount: number; readonly memo?: string | undefined } {
  if (!isRecord(value)) return false
  const $from_account = value.from_account
  if (!isAccountId($from_account)) return false
  const $to_account = value.to_account
  if (!isAccountId($to_account)) return false
  const $asset_id = value.asset_id
  if (!isAssetId($asset_id)) return false
  const $amount = value.amount
  if (!(typeof $amount === 'number' && $amount >= 0 && $amount < Infinity && hasDecimals($amount, 2, 100))) return false
  const $memo = value.memo
  if ($memo !== undefined && !(typeof $memo === 'string' && ($memo.length <= 280 || hasLength($memo, 0, 280)) && isWellFormed($memo))) {
    return false
  }
  let seen = 0
  for (const key in value) {
    if (!hasOwnProperty.call(value, key)) return false
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
        return false
    }
  }
  if (seen !== (15 | ($memo === undefined ? 0 : 16))) return false
  return true
}

function plainAssetTransferSensitiveInput(value: unknown): unknown {
  if (!isRecord(value)) return value
  const copy = copyMembers(value, ['from_account', 'to_account', 'asset_id', 'amount', 'memo'])
  return copy
}

export function isAssetTransferSensitiveInput(value: unknown): value is AssetTransferSensitiveInput {
  return isPlainAssetTransferSensitiveInput(value) || isPlainAssetTransferSensitiveInput(plainAssetTransferSensitiveInput(value))
}

function normalizedAssetTransferSensitiveInput(value: unknown): unknown {
  if (!isRecord(value)) return value
  let changes: Map<string, unknown> | undefined
  if (value.amount === 0 && Object.is(own(value, 'amount'), -0)) changes = (changes ?? new Map()).set('amount', 0)
  return changes === undefined ? value : withChanges(value, changes)
}

export function normalizeAssetTransferSensitiveInput(value: unknown): unknown {
  return normalizedAssetTransferSensitiveInput(value)
}

/** Output of asset.transfer_sensitive 1.3.0. */
export interface AssetTransferSensitiveOutput {
  readonly transaction_id: string
  readonly status: 'pending' | 'confirmed' | 'rejected'
}

function isPlainAssetTransferSensitiveOutput(value: unknown): value is { readonly transaction_id: string; readonly status: 'pending' | 'confirmed' | 'rejected' } {
  if (!isRecord(value)) return false
  const $transaction_id = value.transaction_id
  if (!(typeof $transaction_id === 'string' && isWellFormed($transaction_id))) return false
  const $status = value.status
  if (!($status === 'pending' || $status === 'confirmed' || $status === 'rejected')) return false
  let seen = 0
  for (const key in value) {
    if (!hasOwnProperty.call(value, key)) return false
    switch (key) {
      case 'transaction_id':
        seen |= 1
        break
      case 'status':
        seen |= 2
        break
      default:
        return false
    }
  }
  if (seen !== 3) return false
  return true
}

function plainAssetTransferSensitiveOutput(value: unknown): unknown {
  if (!isRecord(value)) return value
  const copy = copyMembers(value, ['transaction_id', 'status'])
  return copy
}

export function isAssetTransferSensitiveOutput(value: unknown): value is AssetTransferSensitiveOutput {
  return isPlainAssetTransferSensitiveOutput(value) || isPlainAssetTransferSensitiveOutput(plainAssetTransferSensitiveOutput(value))
}

export function normalizeAssetTransferSensitiveOutput(value: unknown): unknown {
  return value
}

/** Input of ledger.get_balance 1.0.0, as rules and handler see it. */
export interface LedgerGetBalanceInput {
  readonly account: string
}

function isPlainLedgerGetBalanceInput(value: unknown): value is { readonly account: string } {
  if (!isRecord(value)) return false
  const $account = value.account
  if (!isAccountId($account)) return false
  let seen = 0
  for (const key in value) {
    if (!hasOwnProperty.call(value, key)) return false
    switch (key) {
      case 'account':
        seen |= 1
        break
      default:
        return false
    }
  }
  if (seen !== 1) return false
  return true
}

function plainLedgerGetBalanceInput(value: unknown): unknown {
  if (!isRecord(value)) return value
  const copy = copyMembers(value, ['account'])
  return copy
}

export function isLedgerGetBalanceInput(value: unknown): value is LedgerGetBalanceInput {
  return isPlainLedgerGetBalanceInput(value) || isPlainLedgerGetBalanceInput(plainLedgerGetBalanceInput(value))
}

export function normalizeLedgerGetBalanceInput(value: unknown): unknown {
  return value
}

/** Output of ledger.get_balance 1.0.0. */
export interface LedgerGetBalanceOutput {
  readonly balance: number
}

function isPlainLedgerGetBalanceOutput(value: unknown): value is { readonly balance: number } {
  if (!isRecord(value)) return false
  const $balance = value.balance
  if (!(typeof $balance === 'number' && $balance > -Infinity && $balance < Infinity && hasDecimals($balance, 2, 100))) {
    return false
  }
  let seen = 0
  for (const key in value) {
    if (!hasOwnProperty.call(value, key)) return false
    switch (key) {
      case 'balance':
        seen |= 1
        break
      default:
        return false
    }
  }
  if (seen !== 1) return false
  return true
}

function plainLedgerGetBalanceOutput(value: unknown): unknown {
  if (!isRecord(value)) return value
  const copy = copyMembers(value, ['balance'])
  return copy
}

export function isLedgerGetBalanceOutput(value: unknown): value is LedgerGetBalanceOutput {
  return isPlainLedgerGetBalanceOutput(value) || isPlainLedgerGetBalanceOutput(plainLedgerGetBalanceOutput(value))
}

function normalizedLedgerGetBalanceOutput(value: unknown): unknown {
  if (!isRecord(value)) return value
  let changes: Map<string, unknown> | undefined
  if (value.balance === 0 && Object.is(own(value, 'balance'), -0)) changes = (changes ?? new Map()).set('balance', 0)
  return changes === undefined ? value : withChanges(value, changes)
}

export function normalizeLedgerGetBalanceOutput(value: unknown): unknown {
  return normalizedLedgerGetBalanceOutput(value)
}

/** `input` and `output` judge a normalised value; a normaliser gives the same object when nothing changes. */
export interface Validators {
  readonly input: (value: unknown) => boolean
  readonly output: (value: unknown) => boolean
  readonly normalizeInput: (value: unknown) => unknown
  readonly normalizeOutput: (value: unknown) => unknown
}

/** Action id → its validators and normalisers. The object inherits nothing, so any string may be looked up in it. */
export const validators: Readonly<Record<string, Validators>> = Object.freeze({
  __proto__: null,
  'asset.transfer_sensitive': Object.freeze({
    input: isAssetTransferSensitiveInput,
    output: isAssetTransferSensitiveOutput,
    normalizeInput: normalizeAssetTransferSensitiveInput,
    normalizeOutput: normalizeAssetTransferSensitiveOutput,
  }),
  'ledger.get_balance': Object.freeze({
    input: isLedgerGetBalanceInput,
    output: isLedgerGetBalanceOutput,
    normalizeInput: normalizeLedgerGetBalanceInput,
    normalizeOutput: normalizeLedgerGetBalanceOutput,
  }),
} as object as Record<string, Validators>)
