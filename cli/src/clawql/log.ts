/** `clawql log`: the audit log's writer as a process of its own (D20). Others write to it through its socket; it ends when its disk fails, and says so. */
import { resolve } from 'node:path'
import {
  dataLayout,
  loadLogKey,
  logOrigin,
  logSocket,
  openLogWriter,
  type ServedLog,
  serveLog,
  type WitnessAddress,
} from '@clawql/runtime/node'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { err, out } from '../terminal.ts'
import { type Stop, untilStopped } from '../until-stopped.ts'
import { askWitnesses } from './ask-witnesses.ts'
import { collectUid, DATA_OPTION } from './data-folder.ts'
import type { Finish } from './run-clawql.ts'
import { collect, verifierKey } from './verifier-key-option.ts'

interface LogOptions {
  readonly data: string
  readonly log?: string
  readonly key?: string
  readonly name?: string
  readonly supervised?: boolean
  readonly allowUid?: readonly number[]
  readonly witness?: readonly string[]
  readonly witnessKey?: readonly string[]
  readonly witnessEvery: string
}

export function addLog(program: Command, finish: Finish): void {
  program
    .command('log')
    .description('write the audit log as a process of its own, for all others on this machine')
    .option(...DATA_OPTION)
    .option('--log <dir>', 'the log itself, wherever it lies')
    .option('--key <file>', 'the log’s signing key (PEM); made when missing')
    .option(
      '--name <origin>',
      'the log’s name in its checkpoints (default: the one it was begun with, else clawql/log)',
    )
    .option('--witness <url>', 'a witness that must cosign; may be repeated', collect)
    .option('--witness-key <key>', 'its verifier key, in the same order', collect)
    .option('--witness-every <seconds>', 'how often they are asked', '60')
    .option('--allow-uid <uid>', 'another user who may write; may be repeated', collectUid)
    .option('--supervised', 'end when standard input ends and nobody is connected any more')
    .action(async (options: LogOptions) => finish(await run(options)))
}

const alert = (message: string): void => err(`clawql: ${message}\n`)

async function run(options: LogOptions): Promise<ExitStatus> {
  const layout = dataLayout(resolve(options.data))
  const folder = resolve(options.log ?? layout.log)
  const witnesses = witnessesOf(options)
  const signer = loadLogKey(resolve(options.key ?? layout.logKey), options.name ?? logOrigin(folder, 'clawql/log'))
  let stop: Stop | undefined
  const log = await openLogWriter({
    folder,
    signer,
    onPoisoned: (reason) => {
      alert(`the audit log can no longer write: ${reason.message}`)
      stop?.now()
    },
  })
  const door = await serveLog(folder, log, { uids: options.allowUid ?? [], alert }).catch(async (error: unknown) => {
    await log.close()
    throw error
  })
  stop = untilStopped()
  if (options.supervised === true) void supervisorGone().then(() => endWhenUnused(door, stop))
  if (log.poisoned !== undefined) stop.now()
  out(`writing ${folder}: ${log.size} entries, key ${signer.verifierKey}, socket ${logSocket(folder)}\n`)
  const askLast = askWitnesses(folder, signer.verifierKey, witnesses, Number(options.witnessEvery) * 1000)
  await stop.reached
  if (options.supervised === true) process.stdin.destroy()
  await door.close()
  const failed = log.poisoned !== undefined
  await log.close()
  await askLast()
  return failed ? EXIT.failed : EXIT.fine
}

/** Whoever started this holds the other end of standard input for as long as it lives, whatever ends it. */
function supervisorGone(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.once('end', resolve)
    process.stdin.once('error', () => resolve())
    process.stdin.resume()
  })
}

/** Others on this machine may be writing through it: it serves them to their end. */
async function endWhenUnused(door: ServedLog, stop: Stop | undefined): Promise<void> {
  await door.whenIdle()
  stop?.now()
}

function witnessesOf({ witness = [], witnessKey = [], witnessEvery }: LogOptions): readonly WitnessAddress[] {
  if (witness.length !== witnessKey.length) throw new UsageError('every --witness needs its --witness-key')
  if (!/^[1-9][0-9]{0,5}$/.test(witnessEvery)) throw new UsageError('--witness-every must be a number of seconds')
  return witness.map((url, at) => ({ url, verifierKey: verifierKey(witnessKey[at]!) }))
}
