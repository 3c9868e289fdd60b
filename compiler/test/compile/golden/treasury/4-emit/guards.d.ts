/** @generated from acme.treasury, manifest treasury-agent */
import type { AtrClaims, Decision, Guard, RequestContext } from 'clawql-manifest-validator'

/** asset.transfer_sensitive 1.3.0: Transfer ownership of a sensitive asset between accounts. */
export declare function guardAssetTransferSensitive(input: unknown, claims: AtrClaims, context: RequestContext): Decision

/** ledger.get_balance 1.0.0: Current balance of an account. */
export declare function guardLedgerGetBalance(input: unknown, claims: AtrClaims, context: RequestContext): Decision

/** Action id → its guard. The object inherits nothing, so any string may be looked up in it. */
export declare const guards: Readonly<Record<string, Guard>>

/** Action id → hex ActionLeaf of the contract that the guard was generated from. */
export declare const actionLeaves: Readonly<Record<string, string>>

/** The decision about a call of `action`; an id that the manifest does not have is denied. */
export declare function decide(action: string, input: unknown, claims: AtrClaims, context: RequestContext): Decision
