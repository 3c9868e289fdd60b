/** `clawqlc check`: diagnostics only, nothing written. */
import { type CheckResult, check, type Host } from '@clawql/compiler'
import type { Command } from 'commander'
import { countWords, type Format, formatOption, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { createProgress } from '../progress.ts'
import {
  maxCostOption,
  openProject,
  provenanceOption,
  requireRead,
  requireSources,
  stdinPathOption,
} from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, wantsColour } from '../terminal.ts'

interface CheckOptions {
  readonly format: Format
  readonly provenance?: string
  readonly maxCost?: number
  readonly stdinFilepath?: string
}

export function addCheckCommand(program: Command, outcome: Outcome): void {
  program
    .command('check')
    .summary('report what is wrong, write nothing')
    .description(
      'Checks a project and reports every error and warning. With files, the project of the current directory is checked and what stands in them is ' +
        'reported; `-` checks one module from standard input.',
    )
    .argument('[paths...]', 'a project directory, files of the project in the current directory, or `-`', ['.'])
    .addOption(provenanceOption())
    .addOption(maxCostOption())
    .addOption(stdinPathOption())
    .addOption(formatOption())
    .action((paths: string[], options: CheckOptions) => {
      outcome.status = runCheck(paths, options)
    })
}

function runCheck(paths: readonly string[], options: CheckOptions): ExitStatus {
  const { host, files } = openProject(paths, options.stdinFilepath)
  const result = checkProject(host, options)
  if (files !== undefined) requireRead(files, result)
  const diagnostics = result.diagnostics.filter(({ location }) => files?.has(location.file) ?? true)
  const report = reportDiagnostics(diagnostics, result.sources, options.format, wantsColour(process.stdout))
  out(report.text)
  if (options.format === 'human') err(closingLine(report, files?.size ?? sourceCount(result)))
  return report.errors > 0 ? EXIT.rejected : EXIT.fine
}

function checkProject(host: Host, { provenance, maxCost }: CheckOptions): CheckResult {
  const progress = createProgress()
  progress.show('checking')
  try {
    const result = check(host, {
      ...(provenance === undefined ? {} : { provenance }),
      ...(maxCost === undefined ? {} : { maxCost }),
    })
    requireSources(result.files)
    return result
  } finally {
    progress.clear()
  }
}

function sourceCount({ files }: CheckResult): number {
  return files.filter((file) => file.endsWith('.claw')).length
}

function closingLine(
  { text, errors, warnings }: { text: string; errors: number; warnings: number },
  count: number,
): string {
  const files = `${count} file${count === 1 ? '' : 's'}`
  return `${text === '' ? '' : '\n'}checked ${files}: ${countWords(errors, warnings) || 'no problems'}\n`
}
