/** `clawql doctor`: proves on this machine, by doing, that what must be refused is refused. */
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { runDoctor } from '@clawql/runtime/node'
import type { Command } from 'commander'
import { EXIT } from '../exit-status.ts'
import { out, outJson } from '../terminal.ts'
import { logCommand } from './log-command.ts'
import type { Finish } from './run-clawql.ts'

export function addDoctor(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .description('prove that a denied, an unapproved and an unlogged call are refused here')
    .option('--in <dir>', 'the folder, and so the disk, to test in', tmpdir())
    .option('--json', 'as JSON')
    .action(async (options: { readonly in: string; readonly json?: boolean }) => {
      const checks = await runDoctor({ parent: resolve(options.in), logCommand })
      const failed = checks.filter(({ ok }) => !ok).length
      if (options.json === true) outJson({ ok: failed === 0, checks })
      else {
        for (const { name, ok, found } of checks) out(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(48)}  ${found}\n`)
        out(
          failed === 0
            ? 'everything that must be refused was refused\n'
            : `${failed} of ${checks.length} checks failed\n`,
        )
      }
      finish(failed === 0 ? EXIT.fine : EXIT.propertyFailed)
    })
}
