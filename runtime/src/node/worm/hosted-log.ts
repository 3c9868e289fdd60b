/**
 * The log as an opened runtime holds it, and the default way to come by one: the writer in this very process, its door open for all others on the machine
 * (D20). Another way stands in `supervise-log.ts`; neither knows what is written.
 */
import { dirname } from 'node:path'
import type { AuditLog } from '../../worm/audit-log.ts'
import type { AllowedPeers } from '../peer/doorkeeper.ts'
import { isSocketPath } from '../socket-path.ts'
import { makeFolderDurably } from './durable-file.ts'
import { type LogSigner, loadLogKey } from './log-key.ts'
import { logSocket, serveLog } from './log-server.ts'
import { openLogWriter } from './log-writer.ts'
import type { TreeLogOptions } from './tree-log.ts'

export interface HostedLog {
  readonly log: AuditLog
  /** What verifiers of the log pin. */
  readonly verifierKey: string
  close(): Promise<void>
}

/** Where a runtime's log lies, and what it is called. */
export interface LogPlace {
  readonly folder: string
  readonly keyPath: string
  readonly origin: string
  readonly alert: (message: string) => void
}

/** How a runtime comes by its log. Throws where there is none to be had. */
export type LogHost = (place: LogPlace) => Promise<HostedLog>

export interface OwnLogOptions extends Pick<TreeLogOptions, 'publishEveryMs' | 'disk'>, AllowedPeers {
  readonly signer?: LogSigner
  /** Whether other processes may write through this one. */
  readonly listen: boolean
}

/** Throws `LogLockedError`, `LogDamagedError`, `PeerRefusedError`. */
export function ownLog({ listen, uids = [], signer: given, ...writing }: OwnLogOptions): LogHost {
  return async ({ folder, keyPath, origin, alert }) => {
    makeFolderDurably(dirname(keyPath))
    const signer = given ?? loadLogKey(keyPath, origin)
    const log = await openLogWriter({
      ...writing,
      folder,
      signer,
      onPoisoned: (reason) => alert(`the audit log can no longer write: ${reason.message}`),
    })
    const isOpen = listen && isSocketPath(logSocket(folder))
    if (listen && !isOpen) alert(`no other process can write to this log: ${logSocket(folder)} is too long a path`)
    const door = isOpen
      ? await serveLog(folder, log, { uids, alert }).catch(async (error: unknown) => {
          await log.close()
          throw error
        })
      : undefined
    door?.unref()
    return {
      log,
      verifierKey: signer.verifierKey,
      async close() {
        await door?.close()
        await log.close()
      },
    }
  }
}
