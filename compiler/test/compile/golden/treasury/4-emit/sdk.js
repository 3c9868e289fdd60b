/** @generated from acme.treasury, manifest treasury-agent */

/** A client of the actions over `transport`. */
export function createClient(transport) {
  return Object.freeze({
    assetTransferSensitive: (input) => transport({ action: 'asset.transfer_sensitive', input }),
    ledgerGetBalance: (input) => transport({ action: 'ledger.get_balance', input }),
  })
}
