/** Where the runtime's data lies, for every command that needs it: `--data`, `CLAWQL_DATA`, or `.clawql` here; and the door of the process that serves it. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type ControlClient, connectControl, dataLayout, PeerRefusedError } from '@clawql/runtime/node'
import { UsageError } from '../exit-status.ts'

export const DATA_OPTION: readonly [flags: string, description: string, value: string] = [
  '--data <dir>',
  'the runtime’s data folder (CLAWQL_DATA)',
  process.env['CLAWQL_DATA'] ?? '.clawql',
]

export function logFolder(options: { readonly data: string; readonly log?: string }): string {
  const folder = resolve(options.log ?? dataLayout(resolve(options.data)).log)
  const hint = 'name the data folder with --data, or the log itself with --log'
  if (!existsSync(folder)) throw new UsageError(`there is no log in ${folder}`, hint)
  if (!LOG_HAS.some((name) => existsSync(join(folder, name)))) throw new UsageError(`${folder} is no log`, hint)
  return folder
}

/** Any of these makes it one, however damaged. */
const LOG_HAS = ['wal', 'tile', 'checkpoint', 'vkey']

/** Undefined when no process serves the folder. Throws where somebody does who may not. */
export async function connectData(data: string): Promise<ControlClient | undefined> {
  const uids = process.env['CLAWQL_SERVER_UID']?.split(',').map(parseUid) ?? []
  return connectControl(dataLayout(resolve(data)).control, { uids }).catch((error: unknown) => {
    if (error instanceof PeerRefusedError) throw new UsageError(error.message, PEER_HINT)
    return undefined
  })
}

const PEER_HINT = 'where the runtime belongs to another user, its number goes into CLAWQL_SERVER_UID'

export function collectUid(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, parseUid(text)]
}

function parseUid(text: string): number {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text) && isUid(Number(text))) return Number(text)
  throw new UsageError(`a user is given by number, not ${JSON.stringify(text)}`)
}

export async function demandServed(data: string): Promise<ControlClient> {
  const client = await connectData(data)
  if (client !== undefined) return client
  throw new UsageError(
    `no process serves ${resolve(data)}`,
    'start one with clawql serve, or run the program that opens it',
  )
}

/** The largest number means nobody. */
export function isUid(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 0xffffffff
}
