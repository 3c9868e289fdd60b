/** `clawqlc check`: diagnostics only, nothing written. */
import { check } from '@clawql/compiler'
import type { Command } from 'commander'
import { countWords, type Format, formatOption, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT } from '../exit-status.ts'
import { createNodeHost } from '../node-host.ts'
import { openProject } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, wantsColour } from '../terminal.ts'

export function addCheckCommand(program: Command, outcome: Outcome): void {
  program
    .command('check')
    .summary('report what is wrong, write nothing')
    .description(
      'Checks a project and reports every error and warning. With files, only what stands in them is reported.',
    )
    .argument('[paths...]', 'a project directory, or files of the project in the current directory', ['.'])
    .option('--provenance <file>', 'the provenance file, relative to the project')
    .addOption(formatOption())
    .action((paths: string[], options: { format: Format; provenance?: string }) => {
      outcome.status = runCheck(paths, options)
    })
}

function runCheck(paths: readonly string[], options: { format: Format; provenance?: string }): 0 | 2 {
  const project = openProject(paths)
  const result = check(createNodeHost(project.directory), {
    ...(options.provenance === undefined ? {} : { provenance: options.provenance }),
  })
  const diagnostics =
    project.files === undefined
      ? result.diagnostics
      : result.diagnostics.filter(({ location }) => project.files?.has(location.file))
  const report = reportDiagnostics(diagnostics, result.sources, options.format, wantsColour(process.stdout))
  out(report.text)
  if (options.format === 'human') {
    const count = countWords(report.errors, report.warnings)
    const files = `${result.sources.size} file${result.sources.size === 1 ? '' : 's'}`
    err(
      count === ''
        ? `checked ${files}: no problems\n`
        : `${report.text === '' ? '' : '\n'}checked ${files}: ${count}\n`,
    )
  }
  return report.errors > 0 ? EXIT.rejected : EXIT.fine
}
