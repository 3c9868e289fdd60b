/**
 * The local door to an opened enforcement point: a socket in the data folder for its owner and whoever else was allowed, by the kernel's word; one JSON
 * request a line, one JSON answer a line. It adds no authority: requests carry tokens, decisions carry signatures, and both are checked behind it as ever.
 */
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { Pep } from '../../pep/create-pep.ts'
import type { ListOptions } from '../../pep/list-actions.ts'
import { refusal } from '../../pep/pep-reply.ts'
import { endConnections } from '../end-connections.ts'
import { type AllowedPeers, openDoorkeeper } from '../peer/doorkeeper.ts'
import { connectControl } from './control-client.ts'
import { type ControlMethod, readLine } from './control-line.ts'

/** Requests, and statements, are far smaller; a longer line ends the connection. */
export const MAX_LINE_CHARACTERS: number = 1 << 20
/** An action that runs longer than this when the door closes is found in doubt by the next start. */
const UNDERWAY_MS = 10_000

export type ControlledPep = Pick<Pep, ControlMethod>

export interface ServeControlOptions extends AllowedPeers {
  /** Told of whoever was turned away. */
  readonly alert: (message: string) => void
}

/** Resolves with the way to close it. Rejects when another process answers at that path, and with `PeerRefusedError` where nobody can be told apart. */
export async function serveControl(
  path: string,
  pep: ControlledPep,
  options: ServeControlOptions,
): Promise<() => Promise<void>> {
  const admits = await openDoorkeeper({ ...options, door: path })
  const other = await connectControl(path).catch(() => undefined)
  if (other !== undefined) {
    other.close()
    throw new Error(`another process serves ${path}`)
  }
  // What a killed process left behind: nobody answers there, as just seen.
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const underway = new Set<Promise<void>>()
  const server = createServer((socket) => {
    if (!admits(socket)) return
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    answerLines(socket, pep, underway)
  })
  await listen(server, path)
  chmodSync(path, (options.uids ?? []).length > 0 ? 0o666 : 0o600)
  return () => endConnections(server, sockets, underway, UNDERWAY_MS)
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.unref()
      resolve()
    })
  })
}

function answerLines(socket: Socket, pep: ControlledPep, underway: Set<Promise<void>>): void {
  let pending = ''
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (text: string) => {
    pending += text
    const lines = pending.split('\n')
    pending = lines.pop() ?? ''
    if (pending.length > MAX_LINE_CHARACTERS) socket.destroy()
    for (const line of lines) {
      const answered = answer(line, pep).then((reply) => {
        if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`)
      })
      underway.add(answered)
      void answered.finally(() => underway.delete(answered))
    }
  })
}

async function answer(line: string, pep: ControlledPep): Promise<unknown> {
  const request = readLine(line)
  if (request === undefined) return { id: null, error: 'a request is an object with id, method and argument' }
  const { id, method, argument } = request
  if ('refusal' in request) {
    const { code, message } = request.refusal
    return method === 'list' ? { id, error: `${code}: ${message}` } : { id, result: refusal(request.refusal) }
  }
  try {
    return { id, result: await call(pep, method, argument) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}

function call(pep: ControlledPep, method: ControlMethod, argument: unknown): Promise<unknown> {
  switch (method) {
    case 'request':
      return pep.request(requestArguments(argument))
    case 'view':
      return pep.view(String(argument))
    case 'list':
      return pep.list(listOptions(argument))
    default:
      return pep[method](argument)
  }
}

function listOptions(argument: unknown): ListOptions {
  const members = new Map(typeof argument === 'object' && argument !== null ? Object.entries(argument) : [])
  const [after, limit]: readonly unknown[] = [members.get('after'), members.get('limit')]
  return {
    all: members.get('all') === true,
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof limit === 'number' ? { limit } : {}),
  }
}

/** Shapes only; what they hold is judged by the enforcement point. */
function requestArguments(argument: unknown): Parameters<Pep['request']>[0] {
  const members = new Map(typeof argument === 'object' && argument !== null ? Object.entries(argument) : [])
  const text = (name: string) => String(members.get(name) ?? '')
  return { action: text('action'), input: members.get('input'), token: text('token'), runtime: text('runtime') }
}
