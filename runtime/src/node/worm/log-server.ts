/**
 * The door of the log's writer for other processes: a socket that only this user can reach. The folder around it is 0700 and the socket 0600, both checked
 * before the first call is answered; the kernel's own word on who called (SO_PEERCRED) is out of Node's reach (docs/decisions/log-process.md).
 */
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { LogRefusedError } from '../../worm/audit-log.ts'
import type { WormSubmission } from '../../worm/worm-entry.ts'
import { readLines, writeLine } from './log-lines.ts'
import type { LogWriter } from './log-writer.ts'

/** From the log's folder. */
const DOOR_FOLDER = 'door'

export function logSocket(logFolder: string): string {
  return join(logFolder, DOOR_FOLDER, 'writer.sock')
}

/** Resolves with the way to close it. The caller holds the log's lock, so whatever socket lies there is a dead one. */
export async function serveLog(logFolder: string, log: LogWriter): Promise<() => Promise<void>> {
  const path = logSocket(logFolder)
  makeDoor(join(logFolder, DOOR_FOLDER))
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    readLines(socket, (message) => {
      const id = message.get('id')
      answer(log, message).then(
        (result) => writeLine(socket, { id, result }),
        (error: unknown) => writeLine(socket, { id, error: describe(error) }),
      )
    })
  })
  await listen(server, path)
  return () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
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

/** What a submission holds is judged by the writer, as for every caller. */
async function answer(log: LogWriter, message: ReadonlyMap<string, unknown>): Promise<unknown> {
  const argument = message.get('argument')
  switch (message.get('method')) {
    case 'append':
      return log.append(argument as WormSubmission)
    case 'history':
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
