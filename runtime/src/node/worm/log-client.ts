/**
 * The audit log in another process, behind the same port. Connects when it is first needed and again after the writer was gone. An answer that never came,
 * or not in time, leaves it unknown whether the entry was written, and that is what the caller is told.
 */
import { connect, type Socket } from 'node:net'
import { type AuditLog, LogRefusedError, LogUnavailableError } from '../../worm/audit-log.ts'
import type { WormEntry, WormSubmission } from '../../worm/worm-entry.ts'
import { type AllowedPeers, demandPeer } from '../peer/doorkeeper.ts'
import { MAX_LINE_CHARACTERS, readLines } from './log-lines.ts'
import { logSocket } from './log-server.ts'

export interface LogClient extends AuditLog {
  /** Resolves with the number of entries, once a checkpoint covers all of them. */
  publish(): Promise<number>
  size(): Promise<number>
  close(): void
}

/** Room for the number of a call, its method and the braces. */
const LINE_AROUND = 100

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: Error) => void
  readonly timer: NodeJS.Timeout
}

/** `uids`: who may write the log beside this process's own user. */
export interface LogClientOptions extends AllowedPeers {
  /** How long a call may take before its outcome counts as unknown. Default 30,000. */
  readonly answerWithinMs?: number
}

export function connectLog(logFolder: string, options: LogClientOptions = {}): LogClient {
  const { answerWithinMs = 30_000 } = options
  const path = logSocket(logFolder)
  const waiting = new Map<number, Waiting>()
  let connection: Promise<Socket> | undefined
  let next = 0
  let closed = false

  function open(): Promise<Socket> {
    if (closed) return Promise.reject(new LogUnavailableError('the log’s client is closed'))
    connection ??= new Promise((resolve, reject) => {
      const socket = connect(path)
      let reason = 'the writer went away'
      // An entry is given to nobody who only sits where the writer should.
      socket.once('connect', () => {
        demandPeer(socket, options).then(
          () => resolve(socket),
          (error: unknown) => {
            reject(error)
            socket.destroy()
          },
        )
      })
      readLines(socket, (message) => {
        if (message.get('id') === null) reason = String(message.get('error'))
        else settle(message)
      })
      socket.once('error', reject)
      socket.once('close', () => {
        connection = undefined
        reject(new Error('nobody answers'))
        for (const id of waiting.keys()) fail(id, reason)
      })
    })
    return connection
  }

  async function call(method: string, json = 'null'): Promise<unknown> {
    const socket = await open().catch((error: unknown) => {
      throw error instanceof LogUnavailableError
        ? error
        : unavailable(error instanceof Error ? error.message : String(error))
    })
    return new Promise((resolve, reject) => {
      const id = next++
      // The connection stays: what is asked over it later is answered after whatever became of this.
      const timer = setTimeout(() => fail(id, `no answer within ${answerWithinMs} ms`), answerWithinMs)
      waiting.set(id, { resolve, reject, timer })
      if (socket.writable) socket.write(`{"id":${id},"method":"${method}","argument":${json}}\n`)
      else fail(id, 'the writer went away')
    })
  }

  function fail(id: number, reason: string): void {
    taken(id)?.reject(unavailable(reason))
  }

  function taken(id: unknown): Waiting | undefined {
    const call = typeof id === 'number' ? waiting.get(id) : undefined
    if (call === undefined) return undefined
    clearTimeout(call.timer)
    waiting.delete(id as number)
    return call
  }

  function settle(message: ReadonlyMap<string, unknown>): void {
    const call = taken(message.get('id'))
    if (call === undefined) return
    const error = message.get('error')
    if (error === undefined) call.resolve(message.get('result'))
    else call.reject(errorOf(error))
  }

  return {
    append: async (entry) => (await call('append', lineOf(entry))) as number,
    history: async (correlationId) => (await call('history', JSON.stringify(correlationId))) as readonly WormEntry[],
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

/** An entry that cannot be sent is at fault itself; sent all the same it would end the connection, and with it the calls of others. */
function lineOf(entry: WormSubmission): string {
  let json: string
  try {
    json = JSON.stringify(entry)
  } catch (error) {
    throw new LogRefusedError([`it is no JSON: ${error instanceof Error ? error.message : String(error)}`])
  }
  if (json.length + LINE_AROUND <= MAX_LINE_CHARACTERS) return json
  throw new LogRefusedError([`it has more than ${MAX_LINE_CHARACTERS - LINE_AROUND} characters`])
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
