/** `clawqlc fmt`: brings sources into the one layout, or says which are not in it. A file with an error of syntax is reported and left alone. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Diagnostic, type FormattedFile, formatFile } from '@clawql/compiler'
import { type Command, Option } from 'commander'
import { countWords, type Format, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { createNodeHost } from '../node-host.ts'
import { isDirectory, requireSources, stdinPathOption } from '../project.ts'
import { readBytes } from '../read-input.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, outJson, wantsColour } from '../terminal.ts'

interface FmtOptions {
  readonly check?: boolean
  readonly stdinFilepath?: string
  readonly format: Extract<Format, 'human' | 'plain' | 'json'>
}

interface Result extends FormattedFile {
  readonly path: string
}

export function addFmtCommand(program: Command, outcome: Outcome): void {
  program
    .command('fmt')
    .summary('bring sources into the one layout')
    .description(
      'Formats files, or every `.claw` file below directories. `-` formats standard input to standard output.',
    )
    .argument('[paths...]', 'files, directories, or `-`', ['.'])
    .addOption(stdinPathOption())
    .option('--check', 'write nothing; list what is not in the layout and end with status 5')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'plain', 'json']).default('human'))
    .action((paths: string[], options: FmtOptions) => {
      if (options.stdinFilepath !== undefined && !paths.includes('-')) {
        throw new UsageError('`--stdin-filepath` goes with `-`')
      }
      outcome.status = paths.includes('-') ? formatInput(paths, options) : formatPaths(paths, options)
    })
}

function formatInput(paths: readonly string[], options: FmtOptions): ExitStatus {
  if (paths.length > 1) throw new UsageError('`-` stands alone: standard input is formatted, or files are')
  const path = options.stdinFilepath ?? '-'
  const result: Result = { path, ...formatFile(path, readBytes('-')) }
  if (!options.check && options.format !== 'json' && result.formatted !== undefined) {
    out(result.formatted)
    return EXIT.fine
  }
  return report([result], options)
}

function formatPaths(paths: readonly string[], options: FmtOptions): ExitStatus {
  const files = new Set(paths.flatMap(filesOf))
  requireSources(files)
  const results = [...files].map((path): Result => ({ path, ...formatFile(path, readBytes(path)) }))
  if (!options.check) for (const result of changed(results)) writeFileSync(result.path, result.formatted ?? result.text)
  return report(results, options)
}

function filesOf(path: string): readonly string[] {
  if (!isDirectory(path)) return [path]
  const files = createNodeHost(path).listFiles('')
  return files.filter((file) => file.endsWith('.claw')).map((file) => join(path, file))
}

function changed(results: readonly Result[]): readonly Result[] {
  return results.filter(({ text, formatted }) => formatted !== undefined && formatted !== text)
}

function report(results: readonly Result[], options: FmtOptions): ExitStatus {
  const errors: readonly Diagnostic[] = results.flatMap((result) => result.errors)
  const sources = new Map(results.map(({ path, text }) => [path, text]))
  const rendered = reportDiagnostics(errors, sources, options.format, wantsColour(process.stderr))
  const files = changed(results).map(({ path }) => path)
  if (options.format === 'json') {
    const name = options.check ? 'unformatted' : 'formatted'
    outJson({ files: results.length, [name]: files, diagnostics: rendered.resolved })
  } else {
    err(rendered.text)
    out(files.map((path) => `${path}\n`).join(''))
    if (options.format === 'human') err(summary(results.length, files.length, errors.length, options))
  }
  if (errors.length > 0) return EXIT.rejected
  return options.check && files.length > 0 ? EXIT.drift : EXIT.fine
}

function summary(all: number, changes: number, errors: number, { check }: FmtOptions): string {
  const problems = errors === 0 ? '' : `; left alone: ${countWords(errors, 0)}`
  const verb = check ? 'not in the layout' : 'formatted'
  return `${changes} of ${all} file${all === 1 ? '' : 's'} ${verb}${problems}\n`
}
