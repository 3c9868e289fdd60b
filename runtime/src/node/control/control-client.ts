/** The other end of the local door: calls an enforcement point that another process has open. */
import { connect, type Socket } from 'node:net'
import { copyJson } from '../../pep/copy-json.ts'
import { type PepReply, refusal } from '../../pep/pep-reply.ts'
import type { RequestArguments } from '../../pep/request.ts'
import { type AllowedPeers, demandPeer } from '../peer/doorkeeper.ts'
import type { ControlMethod } from './control-line.ts'
import type { ControlledPep } from './control-server.ts'

export interface ControlClient extends ControlledPep {
  close(): void
}

/** `uids`: who may serve there beside this process's own user. Rejects when nobody answers at the path, and with `PeerRefusedError` when somebody else does. */
export async function connectControl(path: string, allowed: AllowedPeers = {}): Promise<ControlClient> {
  const socket = await open(path)
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>()
  let next = 0
  let pending = ''
  let reason = 'the enforcement point closed the connection'
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    pending += text
    const lines = pending.split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) reason = settle(line, waiting) ?? reason
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error(reason))
    waiting.clear()
  })
  // A token is given to nobody who only sits where the enforcement point should.
  await demandPeer(socket, allowed).catch((error: unknown) => {
    socket.destroy()
    throw error
  })

  /** The server answers with what the same method returns there; both ends are this package. */
  function call<T>(method: ControlMethod, argument: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (socket.destroyed) {
        reject(new Error(reason))
        return
      }
      const id = next++
      waiting.set(id, { resolve: (value) => resolve(value as T), reject })
      socket.write(`${JSON.stringify({ id, method, argument })}\n`)
    })
  }

  /** Sent as it was given, or not at all: JSON would make `null` of a number that is none, and nothing of what is no data. */
  async function request(args: RequestArguments): Promise<PepReply> {
    const copied = copyJson(args.input)
    if (!('fault' in copied)) return call('request', { ...args, input: copied.value })
    return refusal({
      code: copied.isNumber === true ? 'NUMBER_OUT_OF_RANGE' : 'REQUEST_UNREADABLE',
      message: copied.fault,
    })
  }

  return {
    request,
    view: (instance) => call('view', instance),
    list: (options) => call('list', options ?? {}),
    approve: (submitted) => call('approve', submitted),
    deny: (submitted) => call('deny', submitted),
    withdraw: (submitted) => call('withdraw', submitted),
    cancel: (submitted) => call('cancel', submitted),
    resolve: (submitted) => call('resolve', submitted),
    close: () => socket.destroy(),
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

/** Returns what is said about the connection as a whole. */
function settle(
  line: string,
  waiting: Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>,
): string | undefined {
  const value: unknown = JSON.parse(line)
  const members = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const id: unknown = members.get('id')
  const call = typeof id === 'number' ? waiting.get(id) : undefined
  if (call === undefined || typeof id !== 'number') return id === null ? String(members.get('error')) : undefined
  waiting.delete(id)
  if (members.has('error')) call.reject(new Error(String(members.get('error'))))
  else call.resolve(members.get('result'))
  return undefined
}
