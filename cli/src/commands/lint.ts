/** `clawqlc lint`: what had better not be in a policy without errors. Findings are warnings and leave the status at 0; errors make it 2. */
import { type LintResult, lint } from '@clawql/compiler'
import { type Command, InvalidArgumentError } from 'commander'
import {
  countWords,
  type DiagnosticReport,
  type Format,
  formatOption,
  reportDiagnostics,
} from '../diagnostic-output.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { openProject, provenanceOption, requireRead, requireSources, stdinPathOption } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, wantsColour } from '../terminal.ts'

interface LintOptions {
  readonly date?: string
  readonly strict?: boolean
  readonly stdinFilepath?: string
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
    .argument('[paths...]', 'a project directory, files of the project in the current directory, or `-`', ['.'])
    .option('--date <date>', 'judge the end of suppressions by this day (YYYY-MM-DD)', parseDate)
    .option('--strict', 'end with status 3 when there is any finding')
    .addOption(provenanceOption())
    .addOption(stdinPathOption())
    .addOption(formatOption())
    .action((paths: string[], options: LintOptions) => {
      outcome.status = runLint(paths, options)
    })
}

function runLint(paths: readonly string[], options: LintOptions): ExitStatus {
  const { date, provenance } = options
  const { host, files } = openProject(paths, options.stdinFilepath)
  const result = lint(host, {
    ...(provenance !== undefined && { provenance }),
    ...(date !== undefined && { date }),
  })
  requireSources(result.files)
  if (files !== undefined) requireRead(files, result)
  const diagnostics = result.diagnostics.filter(({ location }) => files?.has(location.file) ?? true)
  const report = reportDiagnostics(diagnostics, result.sources, options.format, wantsColour(process.stdout))
  out(report.text)
  if (options.format === 'human') {
    err(`${report.text === '' ? '' : '\n'}${closingLine(report, result, files?.size)}\n`)
  }
  if (result.hasErrors) return EXIT.rejected
  return options.strict && report.warnings > 0 ? EXIT.propertyFailed : EXIT.fine
}

function closingLine(report: DiagnosticReport, result: LintResult, named: number | undefined): string {
  const count = countWords(report.errors, report.warnings)
  if (result.hasErrors) return `not linted: ${count === '' ? 'the project has errors in other files' : count}`
  const sources = named ?? result.files.filter((file) => file.endsWith('.claw')).length
  return `linted ${sources} file${sources === 1 ? '' : 's'}: ${count === '' ? 'nothing to say' : count}`
}

function parseDate(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true
  if (!isDay) throw new InvalidArgumentError('a day is written YYYY-MM-DD')
  return text
}
