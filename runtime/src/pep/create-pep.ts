/** The enforcement point put together: what a host, a transport or a command line calls. Only the four decisions change anything; a view may not. */
import type { LoadedContract } from '../contract/loaded-contract.ts'
import { type ActionView, viewOf } from './action-view.ts'
import { cancelOwn, parseOwnCancellation } from './cancel-own.ts'
import { createDriver } from './drive.ts'
import { unfinished } from './end-at-the-door.ts'
import { type ListOptions, listActions } from './list-actions.ts'
import { type PepReply, refusal } from './pep-reply.ts'
import type { PepPorts } from './ports.ts'
import { createRedaction } from './redaction.ts'
import { type RequestArguments, requestAction } from './request.ts'
import { submitStatement } from './submit-statement.ts'

export interface Pep {
  /** The one entrance for every runtime. Never rejects: what goes wrong is a refusal. */
  request(args: RequestArguments): Promise<PepReply>
  /** Idempotent; may move a staged action to AWAITING_APPROVAL and nothing else (D27). */
  view(instance: string): Promise<ActionView | PepReply>
  /** Those that are not over; `all` for every record there is. Changes nothing. */
  list(options?: ListOptions): Promise<readonly ActionView[]>
  /** Signed statements, each `{ statement, signature }`. The approval that completes the quorum executes. */
  approve(submitted: unknown): Promise<PepReply>
  deny(submitted: unknown): Promise<PepReply>
  withdraw(submitted: unknown): Promise<PepReply>
  /** A signed statement; or `{ instance, token }` of whoever asked, who needs no signature to take the request back. */
  cancel(submitted: unknown): Promise<PepReply>
  resolve(submitted: unknown): Promise<PepReply>
  /** Deletes the records of actions that ended before then, whose whole story the log has; resolves with how many. */
  forget(endedBeforeMs: number): Promise<number>
  /** Brings on what an earlier process left; called once, before anything else. Resolves with how many. */
  recover(): Promise<number>
  stop(): void
}

export function createPep(contract: LoadedContract, ports: PepPorts): Pep {
  const redaction = createRedaction(contract, ports)
  const driver = createDriver(contract, ports, redaction)
  const inside = { ...ports, contract, redaction, driver }
  const guarded = (work: () => Promise<PepReply>) => work().catch((error: unknown) => unfinished(ports, error))
  const submit = (submitted: unknown, ...verbs: Parameters<typeof submitStatement>[2]) =>
    guarded(() => submitStatement(inside, submitted, verbs))

  async function view(instance: string): Promise<ActionView | PepReply> {
    const cell = driver.cellOf(String(instance))
    if ((await cell.read()) === undefined)
      return refusal({ code: 'UNKNOWN_INSTANCE', message: 'there is no such action' })
    const viewed = await driver.drive(cell, { handlerStarted: false }, async () => ({
      kind: 'VIEWED',
      at_ms: ports.clock.nowMs(),
    }))
    if (viewed.refusal !== undefined || viewed.record === undefined) {
      return refusal(viewed.refusal ?? { code: 'UNKNOWN_INSTANCE', message: 'there is no such action' }, instance)
    }
    return viewOf(viewed.record, contract)
  }

  return {
    request: (args) => requestAction(inside, args),
    view: (instance) => view(instance).catch((error: unknown) => unfinished(ports, error)),
    list: (options = {}) => listActions(ports.store, options, contract),
    approve: (submitted) => submit(submitted, 'approve'),
    deny: (submitted) => submit(submitted, 'deny'),
    withdraw: (submitted) => submit(submitted, 'withdraw'),
    cancel: (submitted) => {
      const own = parseOwnCancellation(submitted)
      return own === undefined ? submit(submitted, 'cancel') : guarded(() => cancelOwn(ports, driver, own))
    },
    resolve: (submitted) => submit(submitted, 'resolve-applied', 'resolve-not-applied'),
    forget: (endedBeforeMs) => driver.forget(endedBeforeMs),
    recover: () => driver.recover(),
    stop: () => driver.stop(),
  }
}
