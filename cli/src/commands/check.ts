/** `clawqlc check`: diagnostics only, nothing written. */
import { type CheckResult, check, type Host } from '@clawql/compiler'
import type { Command } from 'commander'
import { countWords, type Format, formatOption, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
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
  readonly handlers?: string
  readonly manifest: readonly string[]
}

export function addCheckCommand(program: Command, outcome: Outcome): void {
  program
    .command('check')
    .summary('report what is wrong, write nothing')
    .description(
      'Checks a project and reports every error and warning. With files, the project of the current directory is checked and what stands in them is ' +
        'reported; `-` checks one module from standard input. With --handlers, a module of handlers is checked against the actions of the manifests.',
    )
    .argument('[paths...]', 'a project directory, files of the project in the current directory, or `-`', ['.'])
    .option('--handlers <file>', 'prove that the handlers in this TypeScript or JavaScript module fit their actions')
    .option(
      '-m, --manifest <name>',
      'with --handlers: for the actions of this manifest alone (repeatable)',
      (name, names: string[]) => [...names, name],
      [],
    )
    .addOption(provenanceOption())
    .addOption(maxCostOption())
    .addOption(stdinPathOption())
    .addOption(formatOption())
    .action(async (paths: string[], { handlers, ...options }: CheckOptions) => {
      if (handlers === undefined && options.manifest.length > 0)
        throw new UsageError('-m says whose handlers are checked', 'name them with --handlers')
      outcome.status =
        handlers === undefined ? runCheck(paths, options) : await runHandlers(paths, { ...options, handlers })
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

async function runHandlers(
  paths: readonly string[],
  options: CheckOptions & { readonly handlers: string },
): Promise<ExitStatus> {
  const [directory = '.'] = paths
  if (paths.length > 1) throw new UsageError('handlers are checked against a whole project: name one directory')
  // Loaded for this alone: no other verb needs TypeScript.
  const { checkHandlers } = await import('../handlers/check-handlers.ts')
  return checkHandlers(directory, options)
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
