/**
 * The verbs of `clawqlc` and what happens when one fails. Each verb is a file of `commands/`; this one only puts them together.
 */
import { Command, CommanderError } from 'commander'
import { addBuildCommand } from './commands/build.ts'
import { addCheckCommand } from './commands/check.ts'
import { addEvalCommand } from './commands/eval.ts'
import { addExplainCommand } from './commands/explain.ts'
import { addInitCommand } from './commands/init.ts'
import { addManifestCommand } from './commands/manifest.ts'
import { addTestCommand } from './commands/test.ts'
import { EXIT, type ExitStatus, UsageError } from './exit-status.ts'
import { err } from './terminal.ts'
import { VERSION } from './version.ts'

/** Sets the exit status of the verb that ran; a verb that sets none ended well. */
export interface Outcome {
  status: ExitStatus
}

export async function runClawqlc(words: readonly string[]): Promise<ExitStatus> {
  const outcome: Outcome = { status: EXIT.fine }
  const program = createProgram(outcome)
  try {
    await program.parseAsync(words, { from: 'user' })
    return outcome.status
  } catch (error) {
    return report(error)
  }
}

function createProgram(outcome: Outcome): Command {
  const program = new Command('clawqlc')
    .description('The ClawQL toolchain: checks policies, builds manifests and guards, evaluates decisions.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [verb]', 'print help for a verb')
    .exitOverride()
    .showHelpAfterError('(clawqlc --help lists the verbs)')
    .configureHelp({ sortSubcommands: false })
    .addHelpText(
      'after',
      `
Exit status: 0 fine, 1 the tool failed or was called wrongly, 2 the input was rejected,
             3 a property or test fails, 4 unknown or timed out, 5 drift.

Start with:  clawqlc init my-policy && cd my-policy && clawqlc build`,
    )
  addInitCommand(program)
  addCheckCommand(program, outcome)
  addBuildCommand(program, outcome)
  addTestCommand(program, outcome)
  addEvalCommand(program, outcome)
  addExplainCommand(program)
  addManifestCommand(program, outcome)
  return program
}

function report(error: unknown): ExitStatus {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed
  if (error instanceof UsageError) {
    err(`clawqlc: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`)
    return EXIT.failed
  }
  const fault = error as NodeJS.ErrnoException
  if (typeof fault.syscall === 'string') {
    err(`clawqlc: ${fault.message}\n`)
    return EXIT.failed
  }
  err(
    `clawqlc: this is a bug in clawqlc, not in your policy\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return EXIT.failed
}
