/** An opened runtime over the sample contract, with handlers that count what they did and can be told to misbehave. */

import { OFFICERS, type SampleContract, writeSampleContract } from '../../src/node/doctor/sample-contract.ts'
import { type OpenedPep, openPep, type PepOptions } from '../../src/node/open-pep.ts'
import type { ActionView } from '../../src/pep/action-view.ts'
import type { PepReply } from '../../src/pep/pep-reply.ts'
import { temporaryFolder } from './log-fixture.ts'

export interface Bench {
  readonly pep: OpenedPep
  readonly sample: SampleContract
  readonly dataDir: string
  /** Names of handlers in the order they ran, with their idempotency keys. */
  readonly ran: { readonly handler: string; readonly key: string; readonly attempt: number; readonly input: unknown }[]
  readonly alerts: string[]
}

export const TRANSFER = { from: 'A-1', to: 'A-2', amount: 5 }

export async function openBench(
  changes: Partial<PepOptions> = {},
  sample: SampleContract = writeSampleContract(temporaryFolder()),
): Promise<Bench> {
  const ran: { handler: string; key: string; attempt: number; input: unknown }[] = []
  const alerts: string[] = []
  const dataDir = changes.dataDir ?? temporaryFolder()
  const handler =
    (name: string, output: unknown) =>
    (input: unknown, { idempotencyKey, attempt }: { idempotencyKey: string; attempt: number }) => {
      ran.push({ handler: name, key: idempotencyKey, attempt, input })
      return output
    }
  const pep = await openPep({
    artifactsDir: sample.artifactsDir,
    trust: { pinnedRoot: sample.pinnedRoot },
    hsm: sample.hsm,
    alert: (message) => alerts.push(message),
    ...changes,
    dataDir,
    handlers: {
      'finance.transfer': handler('finance.transfer', { transaction: 'T-1' }),
      'ledger.get_balance': handler('ledger.get_balance', { balance: 7 }),
      'note.append': handler('note.append', { note: 'N-1' }),
      'note.write': handler('note.write', { note: 'N-1' }),
      'note.erase': handler('note.erase', null),
      ...changes.handlers,
    },
  })
  return { pep, sample, dataDir, ran, alerts }
}

export async function stageTransfer({ pep, sample }: Bench, input: unknown = TRANSFER): Promise<ActionView> {
  const reply = await pep.request({ action: 'asset.transfer', input, token: sample.token(), runtime: 'pi' })
  if (reply.outcome !== 'staged') throw new Error(`not staged: ${JSON.stringify(reply)}`)
  return viewed(await pep.view(reply.instance))
}

export function viewed(view: ActionView | PepReply): ActionView {
  if ('outcome' in view) throw new Error(`no view: ${JSON.stringify(view)}`)
  return view
}

/** Approvals by the first officers, one after another. */
export async function approveBy({ pep, sample }: Bench, view: ActionView, count: number): Promise<PepReply> {
  let reply: PepReply = { outcome: 'refused', code: 'STATEMENT_INVALID', message: 'nobody approved' }
  for (const officer of OFFICERS.slice(0, count))
    reply = await pep.approve(sample.sign(officer, 'approve', view.statement))
  return reply
}

export async function kindsOf({ pep }: Bench, instance: string): Promise<readonly string[]> {
  return (await pep.log.history(instance)).map((entry) => entry.event_kind)
}
