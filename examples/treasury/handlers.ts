/**
 * What the treasury's actions do, over a ledger in memory. Each handler is an ordinary function under the name that `execution` gives it; the types are those
 * that `clawqlc build examples/treasury -o examples/treasury/out` writes.
 */
import { NotAppliedError } from '@clawql/runtime'
import type { AssetTransferSensitiveOutput, Handlers } from './out/treasury-agent/handlers.d.ts'

const balances = new Map([
  ['A-1', 1200],
  ['A-2', 30],
])
/** What was done, by idempotency key: whoever asks again is told the same, and nothing is done twice. */
const done = new Map<string, AssetTransferSensitiveOutput>()

export default {
  'ledger.get_balance': ({ account }) => ({ balance: balances.get(account) ?? 0 }),

  'finance.transfer_handler': async ({ from_account, to_account, amount }, { idempotencyKey }) => {
    const earlier = done.get(idempotencyKey)
    if (earlier !== undefined) return earlier
    const balance = balances.get(from_account) ?? 0
    // Certain that nothing has happened yet: the action ends as not applied, and in no doubt.
    if (balance < amount) throw new NotAppliedError('the account does not cover the amount')
    balances.set(from_account, balance - amount)
    balances.set(to_account, (balances.get(to_account) ?? 0) + amount)
    const transfer: AssetTransferSensitiveOutput = { transaction_id: idempotencyKey, status: 'confirmed' }
    done.set(idempotencyKey, transfer)
    return transfer
  },
} satisfies Handlers
