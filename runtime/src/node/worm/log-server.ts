/**
 * The door of the log's writer for other processes: a socket that only this user can reach. The folder around it is 0700 and the socket 0600, both checked
 * before the first call is answered; the kernel's own word on who called (SO_PEERCRED) is out of Node's reach (docs/decisions/log-process.md).
 */
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { LogRefusedError } from '../../worm/audit-log.ts'
import type { WormSubmission } from '../../worm/worm-entry.ts'
import { endConnections } from '../end-connections.ts'
import { isSocketPath } from '../socket-path.ts'
import { readLines, writeLine } from './log-lines.ts'
import type { LogWriter } from './log-writer.ts'

/** From the log's folder. */
const DOOR_FOLDER = 'door'

export function logSocket(logFolder: string): string {
  return join(logFolder, DOOR_FOLDER, 'writer.sock')
}

export interface ServedLog {
  /** Takes no more calls, answers those it has, and ends the connections. */
  close(): Promise<void>
  /** Resolves as soon as nobody is connected. */
  whenIdle(): Promise<void>
  /** Lets the process end although the door is open. */
  unref(): void
}

/** A disk that takes longer leaves its callers without an answer. */
const UNDERWAY_MS = 10_000

/** The caller holds the log's lock, so whatever socket lies there is a dead one. */
export async function serveLog(logFolder: string, log: LogWriter): Promise<ServedLog> {
  const path = logSocket(logFolder)
  if (!isSocketPath(path)) throw new Error(`${path} is too long a path for a socket`)
  makeDoor(join(logFolder, DOOR_FOLDER))
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const underway = new Set<Promise<unknown>>()
  let idle: (() => void)[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) for (const tell of idle.splice(0)) tell()
    })
    readLines(socket, (message) => {
      const id = message.get('id')
      const call = answer(log, message, underway).then(
        (result) => writeLine(socket, { id, result }),
        (error: unknown) => writeLine(socket, { id, error: describe(error) }),
      )
      underway.add(call)
      void call.then(() => underway.delete(call))
    })
  })
  await listen(server, path)

  return {
    close: () => endConnections(server, sockets, underway, UNDERWAY_MS),
    whenIdle: () =>
      new Promise((resolve) => {
        if (sockets.size === 0) resolve()
        else idle = [...idle, resolve]
      }),
    unref: () => void server.unref(),
  }
}

/** The folder must be a folder of ours that nobody else may enter: a socket is as private as the way to it. */
function makeDoor(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  const isFolder = lstatSync(folder).isDirectory()
  if (!isFolder || (process.getuid !== undefined && uid !== process.getuid())) {
    throw new Error(`${folder} is not a folder of this user`)
  }
  if ((mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      chmodSync(path, 0o600)
      resolve()
    })
  })
}

/**
 * What a submission holds is judged by the writer, as for every caller. A history tells of every entry that came before the question, also of one that was
 * still being written: who asks whether a lost answer meant yes writes it again otherwise, and it would be there twice.
 */
async function answer(
  log: LogWriter,
  message: ReadonlyMap<string, unknown>,
  underway: ReadonlySet<Promise<unknown>>,
): Promise<unknown> {
  const argument = message.get('argument')
  switch (message.get('method')) {
    case 'append':
      return log.append(argument as WormSubmission)
    case 'history':
      await Promise.all(underway)
      return log.history(String(argument))
    case 'publish':
      await log.publish()
      return log.size
    case 'size':
      return log.size
    default:
      throw new Error('there are append, history, publish and size')
  }
}

function describe(error: unknown): { readonly message: string; readonly faults?: readonly string[] } {
  if (error instanceof LogRefusedError) return { message: error.message, faults: error.faults }
  return { message: error instanceof Error ? error.message : String(error) }
}
