/** `clawql witness`: watches logs for everybody else. Cosigns a checkpoint only when it continues the one it cosigned before. */
import { resolve } from 'node:path'
import { serveWitness } from '@clawql/runtime/node'
import type { Command } from 'commander'
import { EXIT, UsageError } from '../exit-status.ts'
import { out } from '../terminal.ts'
import { untilStopped } from '../until-stopped.ts'
import type { Finish } from './run-clawql.ts'
import { collect, verifierKey } from './verifier-key-option.ts'

interface Options {
  readonly state: string
  readonly name: string
  readonly port: string
  readonly watch: readonly string[]
}

export function addWitness(program: Command, finish: Finish): void {
  program
    .command('witness')
    .description('cosign checkpoints of logs that never take anything back (C2SP tlog-witness)')
    .option('--state <dir>', 'its key and what it has seen', '.clawql-witness')
    .option('--name <name>', 'its name in cosignatures', 'clawql/witness')
    .option('--port <port>', 'on the local interface; 0 takes a free one', '7347')
    .requiredOption('--watch <key>', 'the verifier key of a log, or a file that holds it; may be repeated', collect)
    .action(async ({ state, name, port, watch }: Options) => {
      if (!/^[0-9]{1,5}$/.test(port)) throw new UsageError(`--port must be a port, not ${JSON.stringify(port)}`)
      const logs = watch.map(verifierKey)
      const witness = await serveWitness({ folder: resolve(state), name, logs, port: Number(port) })
      out(`witnessing ${logs.length} logs at ${witness.url}, key ${witness.verifierKey}\n`)
      await untilStopped().reached
      await witness.close()
      finish(EXIT.fine)
    })
}
