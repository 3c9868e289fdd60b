/** @generated from acme.treasury, manifest treasury-agent */

import type { AllowDecision, DenyDecision, StageDecision } from 'clawql-manifest-validator'

/** What a caller of asset.transfer_sensitive sends. */
export interface AssetTransferSensitiveInput {
  /** Account that owns the asset now. */
  readonly from_account: string
  readonly to_account: string
  readonly asset_id: string
  readonly amount: number
  readonly memo?: string | undefined
}

/** What asset.transfer_sensitive gives when it was executed. */
export interface AssetTransferSensitiveOutput {
  readonly transaction_id: string
  readonly status: 'pending' | 'confirmed' | 'rejected'
}

/** What a caller of ledger.get_balance sends. */
export interface LedgerGetBalanceInput {
  readonly account: string
}

/** What ledger.get_balance gives when it was executed. */
export interface LedgerGetBalanceOutput {
  readonly balance: number
}

/** One call as it goes over the transport. */
export interface ActionRequest {
  readonly action: string
  readonly input: unknown
}

/** Executed with its output, waiting for approval under an id, or denied with the reason. */
export type ActionResult<Output> =
  | { readonly decision: AllowDecision; readonly output: Output }
  | { readonly decision: StageDecision; readonly staged_id: string }
  | { readonly decision: DenyDecision }

/** Carries a request to the enforcement point and its answer back; rejects where the answer cannot be had. */
export type Transport = (request: ActionRequest) => Promise<ActionResult<unknown>>

/** One method per action. */
export interface Client {
  /** asset.transfer_sensitive 1.3.0: Transfer ownership of a sensitive asset between accounts. */
  readonly assetTransferSensitive: (input: AssetTransferSensitiveInput) => Promise<ActionResult<AssetTransferSensitiveOutput>>
  /** ledger.get_balance 1.0.0: Current balance of an account. */
  readonly ledgerGetBalance: (input: LedgerGetBalanceInput) => Promise<ActionResult<LedgerGetBalanceOutput>>
}

/** A client of the actions over `transport`. */
export declare function createClient(transport: Transport): Client
