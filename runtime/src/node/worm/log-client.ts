/**
 * The audit log in another process, behind the same port. Connects when it is first needed and again after the writer was gone. An answer that never came
 * leaves it unknown whether the entry was written, and that is what the caller is told.
 */
import { connect, type Socket } from 'node:net'
import { type AuditLog, LogRefusedError, LogUnavailableError } from '../../worm/audit-log.ts'
import type { WormEntry } from '../../worm/worm-entry.ts'
import { readLines, writeLine } from './log-lines.ts'
import { logSocket } from './log-server.ts'

export interface LogClient extends AuditLog {
  /** Resolves with the number of entries, once a checkpoint covers all of them. */
  publish(): Promise<number>
  size(): Promise<number>
  close(): void
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: Error) => void
}

export function connectLog(logFolder: string): LogClient {
  const path = logSocket(logFolder)
  const waiting = new Map<number, Waiting>()
  let connection: Promise<Socket> | undefined
  let next = 0
  let closed = false

  function open(): Promise<Socket> {
    if (closed) return Promise.reject(new LogUnavailableError('the log’s client is closed'))
    connection ??= new Promise((resolve, reject) => {
      const socket = connect(path)
      socket.once('connect', () => resolve(socket))
      readLines(socket, settle)
      socket.once('error', reject)
      socket.once('close', () => {
        connection = undefined
        reject(new Error('nobody answers'))
        for (const { reject: fail } of waiting.values()) fail(unavailable('the writer went away'))
        waiting.clear()
      })
    })
    return connection
  }

  async function call(method: string, argument?: unknown): Promise<unknown> {
    const socket = await open().catch((error: unknown) => {
      throw error instanceof LogUnavailableError ? error : unavailable(String(error))
    })
    return new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, { resolve, reject })
      writeLine(socket, { id, method, argument })
      if (!socket.writable && waiting.delete(id)) reject(unavailable('the writer went away'))
    })
  }

  function settle(message: ReadonlyMap<string, unknown>): void {
    const id = message.get('id')
    const call = typeof id === 'number' ? waiting.get(id) : undefined
    if (call === undefined || typeof id !== 'number') return
    waiting.delete(id)
    const error = message.get('error')
    if (error === undefined) call.resolve(message.get('result'))
    else call.reject(errorOf(error))
  }

  return {
    append: async (entry) => (await call('append', entry)) as number,
    history: async (correlationId) => (await call('history', correlationId)) as readonly WormEntry[],
    publish: async () => (await call('publish')) as number,
    size: async () => (await call('size')) as number,
    close() {
      closed = true
      void connection?.then(
        (socket) => socket.destroy(),
        () => undefined,
      )
    },
  }
}

function unavailable(reason: string): LogUnavailableError {
  return new LogUnavailableError(`the audit log is out of reach: ${reason}`)
}

function errorOf(error: unknown): Error {
  const members = new Map(typeof error === 'object' && error !== null ? Object.entries(error) : [])
  const faults: unknown = members.get('faults')
  if (Array.isArray(faults)) return new LogRefusedError(faults.map(String))
  return new LogUnavailableError(String(members.get('message')))
}
