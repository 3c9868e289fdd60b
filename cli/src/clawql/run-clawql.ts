/** Reads the words of a `clawql` call, runs the command and returns the exit status. The one place where an error becomes a message. */
import { Command, CommanderError } from 'commander'
import { addCompletionCommand } from '../completion/add-completion.ts'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { err } from '../terminal.ts'
import { VERSION } from '../version.ts'
import { addActions } from './actions.ts'
import { addDoctor } from './doctor.ts'
import { addLog } from './log.ts'
import { addServe } from './serve.ts'
import { addWitness } from './witness.ts'
import { addWorm } from './worm.ts'

/** What a command does ends in one of these. */
export type Finish = (status: ExitStatus) => void

export async function runClawql(words: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.fine
  const finish: Finish = (ended) => {
    status = ended
  }
  const program = new Command('clawql')
    .description('Operate the ClawQL runtime: waiting actions, the audit log, health.')
    .version(VERSION)
    .showHelpAfterError()
    .exitOverride()
  addServe(program, finish)
  addActions(program, finish)
  addWorm(program, finish)
  addLog(program, finish)
  addWitness(program, finish)
  addDoctor(program, finish)
  addCompletionCommand(program)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed
    err(`clawql: ${error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof UsageError && error.hint !== undefined) err(`  ${error.hint}\n`)
    return EXIT.failed
  }
}
