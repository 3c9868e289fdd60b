/** @generated from acme.treasury, manifest treasury-agent */

/** Input of asset.transfer_sensitive 1.3.0, as rules and handler see it. */
export interface AssetTransferSensitiveInput {
  /** Account that owns the asset now. */
  readonly from_account: string
  readonly to_account: string
  readonly asset_id: string
  readonly amount: number
  readonly memo?: string | undefined
}

export declare function isAssetTransferSensitiveInput(value: unknown): value is AssetTransferSensitiveInput

export declare function normalizeAssetTransferSensitiveInput(value: unknown): unknown

/** Output of asset.transfer_sensitive 1.3.0. */
export interface AssetTransferSensitiveOutput {
  readonly transaction_id: string
  readonly status: 'pending' | 'confirmed' | 'rejected'
}

export declare function isAssetTransferSensitiveOutput(value: unknown): value is AssetTransferSensitiveOutput

export declare function normalizeAssetTransferSensitiveOutput(value: unknown): unknown

/** Input of ledger.get_balance 1.0.0, as rules and handler see it. */
export interface LedgerGetBalanceInput {
  readonly account: string
}

export declare function isLedgerGetBalanceInput(value: unknown): value is LedgerGetBalanceInput

export declare function normalizeLedgerGetBalanceInput(value: unknown): unknown

/** Output of ledger.get_balance 1.0.0. */
export interface LedgerGetBalanceOutput {
  readonly balance: number
}

export declare function isLedgerGetBalanceOutput(value: unknown): value is LedgerGetBalanceOutput

export declare function normalizeLedgerGetBalanceOutput(value: unknown): unknown

/** `input` and `output` judge a normalised value; a normaliser gives the same object when nothing changes. */
export interface Validators {
  readonly input: (value: unknown) => boolean
  readonly output: (value: unknown) => boolean
  readonly normalizeInput: (value: unknown) => unknown
  readonly normalizeOutput: (value: unknown) => unknown
}

/** Action id → its validators and normalisers. The object inherits nothing, so any string may be looked up in it. */
export declare const validators: Readonly<Record<string, Validators>>
