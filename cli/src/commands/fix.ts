/** `clawqlc fix`: applies the fixes that diagnostics carry, as long as none of them brings a new error. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FixedProject, fix, unifiedDiff } from '@clawql/compiler'
import { type Command, Option } from 'commander'
import { countWords, type Format, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { openDirectory, openProject, provenanceOption, requireSources, stdinPathOption } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, outJson, wantsColour } from '../terminal.ts'

interface FixOptions {
  readonly dryRun?: boolean
  readonly provenance?: string
  readonly stdinFilepath?: string
  readonly format: Extract<Format, 'human' | 'json'>
}

export function addFixCommand(program: Command, outcome: Outcome): void {
  program
    .command('fix')
    .summary('apply the fixes that errors and warnings offer')
    .description(
      'Applies every fix of which there is no choice, checks the project again, and writes only what brings no new error.',
    )
    .argument('[dir]', 'the project, or `-`: standard input is fixed to standard output', '.')
    .option('--dry-run', 'write nothing; print what would change as a diff')
    .addOption(provenanceOption())
    .addOption(stdinPathOption())
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action((directory: string, options: FixOptions) => {
      outcome.status = runFix(directory, options)
    })
}

function runFix(directory: string, options: FixOptions): ExitStatus {
  const { provenance, stdinFilepath } = options
  const isInput = directory === '-'
  const { host, files } =
    isInput || stdinFilepath !== undefined
      ? openProject([directory], stdinFilepath)
      : { host: openDirectory(directory) }
  const fixed = fix(host, provenance === undefined ? {} : { provenance })
  requireSources(fixed.state.files)
  if (isInput) return printInput(fixed, files, options)
  if (!options.dryRun) for (const [path, { after }] of fixed.changes) writeFileSync(join(directory, path), after)
  const { diagnostics, sources } = fixed.state
  const rest = reportDiagnostics(diagnostics, sources, options.format, wantsColour(process.stderr))
  if (options.format === 'json') outJson(describe(fixed, rest.resolved))
  else {
    if (options.dryRun) out(diffOf(fixed))
    else
      for (const { diagnostic, fix: applied } of fixed.applied)
        out(`${diagnostic.location.file}: ${diagnostic.code} ${applied.title}\n`)
    err(rest.text)
    const left = countWords(rest.errors, rest.warnings)
    const verb = options.dryRun ? 'would be applied' : 'applied'
    const count = fixed.applied.length
    err(
      `${rest.text === '' ? '' : '\n'}${count} fix${count === 1 ? '' : 'es'} ${verb}${left === '' ? '' : `; left: ${left}`}\n`,
    )
  }
  return rest.errors > 0 ? EXIT.rejected : EXIT.fine
}

/** The text as it is after the fixes, whatever is left to say about it; nothing else of the project is written. */
function printInput(fixed: FixedProject, files: ReadonlySet<string> | undefined, options: FixOptions): ExitStatus {
  const { changes, state } = fixed
  const [file = ''] = files ?? state.files
  const change = changes.get(file)
  const text = change?.after ?? state.sources.get(file) ?? ''
  const left = state.diagnostics.filter(({ location }) => location.file === file)
  const report = reportDiagnostics(left, state.sources, options.format, wantsColour(process.stderr))
  if (options.dryRun) out(change === undefined ? '' : unifiedDiff(file, change.before, change.after))
  else out(text)
  err(report.text)
  return report.errors > 0 ? EXIT.rejected : EXIT.fine
}

function diffOf({ changes }: FixedProject): string {
  return [...changes].map(([path, { before, after }]) => unifiedDiff(path, before, after)).join('')
}

function describe(fixed: FixedProject, diagnostics: readonly unknown[]): object {
  return {
    applied: fixed.applied.map(({ diagnostic, fix: { title } }) => ({
      file: diagnostic.location.file,
      code: diagnostic.code,
      title,
    })),
    diff: diffOf(fixed),
    diagnostics,
  }
}
