/** What is said when a verb cannot do its work: called wrongly, refused by the operating system, or a defect of this program, which it then says. */
import { EXIT, type ExitStatus, UsageError } from './exit-status.ts'
import { err } from './terminal.ts'

export function reportFault(error: unknown): ExitStatus {
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
