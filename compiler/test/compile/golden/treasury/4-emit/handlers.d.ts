/** @generated from acme.treasury, manifest treasury-agent */

/** What a handler is told beside its input. */
export interface HandlerContext {
  readonly action: string
  /** The same for every attempt of one action, another for every other. */
  readonly idempotencyKey: string
  /** 1 for the first. */
  readonly attempt: number
  readonly requester: {
    readonly subject: string
    readonly agent_id: string
    readonly role: string
    readonly owner?: string
    readonly delegates: readonly string[]
  }
}

/** What the handler of asset.transfer_sensitive gets. */
export interface AssetTransferSensitiveInput {
  /** Account that owns the asset now. */
  readonly from_account: string
  readonly to_account: string
  readonly asset_id: string
  readonly amount: number
  readonly memo?: string | undefined
}

/** What the handler of asset.transfer_sensitive gives back. */
export interface AssetTransferSensitiveOutput {
  readonly transaction_id: string
  readonly status: 'pending' | 'confirmed' | 'rejected'
}

/** What the handler of ledger.get_balance gets. */
export interface LedgerGetBalanceInput {
  readonly account: string
}

/** What the handler of ledger.get_balance gives back. */
export interface LedgerGetBalanceOutput {
  readonly balance: number
}

/** By the names in `execution` of the actions. A module of handlers has such an object as its default export. */
export interface Handlers {
  /** asset.transfer_sensitive 1.3.0: Transfer ownership of a sensitive asset between accounts. */
  readonly 'finance.transfer_handler': (input: AssetTransferSensitiveInput, context: HandlerContext) => AssetTransferSensitiveOutput | Promise<AssetTransferSensitiveOutput>
  /** ledger.get_balance 1.0.0: Current balance of an account. */
  readonly 'ledger.get_balance': (input: LedgerGetBalanceInput, context: HandlerContext) => LedgerGetBalanceOutput | Promise<LedgerGetBalanceOutput>
}
