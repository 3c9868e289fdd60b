/**
 * The door of the log's writer for other processes: a socket for this user and whoever else was allowed. Permissions keep all others away from it, and the
 * kernel says of each connection whose it is before a byte of it is read (docs/decisions/peer-credentials.md).
 */
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { LogRefusedError } from '../../worm/audit-log.ts'
import type { WormSubmission } from '../../worm/worm-entry.ts'
import { endConnections } from '../end-connections.ts'
import { type AllowedPeers, openDoorkeeper } from '../peer/doorkeeper.ts'
import { isSocketPath } from '../socket-path.ts'
import { readLines, writeLine } from './log-lines.ts'
import type { LogWriter } from './log-writer.ts'

/** From the log's folder. */
const DOOR_FOLDER = 'door'

export function logSocket(logFolder: string): string {
  return join(logFolder, DOOR_FOLDER, 'writer.sock')
}

/** What `probe` answers, at once: whoever asks twice sees whether anything moved. */
export interface WriterProgress {
  /** Entries that are durable, and that a checkpoint covers. */
  readonly size: number
  readonly published: number
  /** Calls that were taken and not answered yet. */
  readonly underway: number
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

export interface ServeLogOptions extends AllowedPeers {
  /** Told of whoever was turned away. */
  readonly alert: (message: string) => void
}

/** The caller holds the log's lock, so whatever socket lies there is a dead one. Rejects with `PeerRefusedError` where nobody can be told apart. */
export async function serveLog(logFolder: string, log: LogWriter, options: ServeLogOptions): Promise<ServedLog> {
  const path = logSocket(logFolder)
  if (!isSocketPath(path)) throw new Error(`${path} is too long a path for a socket`)
  const isOthersToo = (options.uids ?? []).length > 0
  makeDoor(join(logFolder, DOOR_FOLDER), isOthersToo ? 0o711 : 0o700)
  rmSync(path, { force: true })
  const admits = await openDoorkeeper({ ...options, door: path })
  const sockets = new Set<Socket>()
  const underway = new Set<Promise<unknown>>()
  let idle: (() => void)[] = []
  const server = createServer((socket) => {
    if (!admits(socket)) return
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
  await listen(server, path, isOthersToo ? 0o666 : 0o600)

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

/** The folder must be a folder of ours in which nobody else may put anything, and that nobody enters who was not allowed to come. */
function makeDoor(folder: string, wanted: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  const isFolder = lstatSync(folder).isDirectory()
  if (!isFolder || (process.getuid !== undefined && uid !== process.getuid())) {
    throw new Error(`${folder} is not a folder of this user`)
  }
  if ((mode & 0o777) !== wanted) chmodSync(folder, wanted)
}

function listen(server: Server, path: string, mode: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      chmodSync(path, mode)
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
    case 'probe':
      return { size: log.size, published: log.published, underway: underway.size } satisfies WriterProgress
    default:
      throw new Error('there are append, history, publish, size and probe')
  }
}

function describe(error: unknown): { readonly message: string; readonly faults?: readonly string[] } {
  if (error instanceof LogRefusedError) return { message: error.message, faults: error.faults }
  return { message: error instanceof Error ? error.message : String(error) }
}
