/** `clawqlc lint`: what had better not be in a policy without errors. Findings are warnings and leave the status at 0; errors make it 2. */
import { lint } from '@clawql/compiler'
import { type Command, InvalidArgumentError } from 'commander'
import { countWords, type Format, formatOption, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { openDirectory, provenanceOption, requireSources } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, wantsColour } from '../terminal.ts'

interface LintOptions {
  readonly date?: string
  readonly strict?: boolean
  readonly provenance?: string
  readonly format: Format
}

export function addLintCommand(program: Command, outcome: Outcome): void {
  program
    .command('lint')
    .summary('find what is allowed and unwise')
    .description(
      'Reports what a sound policy had better not do: risk without control, what nothing uses, misleading names.',
    )
    .argument('[dir]', 'the project', '.')
    .option('--date <date>', 'judge the end of suppressions by this day (YYYY-MM-DD)', parseDate)
    .option('--strict', 'end with status 3 when there is any finding')
    .addOption(provenanceOption())
    .addOption(formatOption())
    .action((directory: string, options: LintOptions) => {
      outcome.status = runLint(directory, options)
    })
}

function runLint(directory: string, options: LintOptions): ExitStatus {
  const { date, provenance } = options
  const result = lint(openDirectory(directory), {
    ...(provenance !== undefined && { provenance }),
    ...(date !== undefined && { date }),
  })
  requireSources(result.files)
  const report = reportDiagnostics(result.diagnostics, result.sources, options.format, wantsColour(process.stdout))
  out(report.text)
  if (options.format === 'human') {
    const count = countWords(report.errors, report.warnings)
    const sources = result.files.filter((file) => file.endsWith('.claw')).length
    const files = `${sources} file${sources === 1 ? '' : 's'}`
    const verdict =
      report.errors > 0 ? `not linted: ${count}` : `linted ${files}: ${count === '' ? 'nothing to say' : count}`
    err(`${report.text === '' ? '' : '\n'}${verdict}\n`)
  }
  if (report.errors > 0) return EXIT.rejected
  return options.strict && report.warnings > 0 ? EXIT.propertyFailed : EXIT.fine
}

function parseDate(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true
  if (!isDay) throw new InvalidArgumentError('a day is written YYYY-MM-DD')
  return text
}
