/**
 * `clawqlc build`: every artifact and the build record. Writes only when everything held: a failed check, test, invariant or equivalence leaves the
 * output as it was.
 */
import { join } from 'node:path'
import { ARTIFACT_KINDS, type ArtifactKind, type Compilation, type CompiledManifest, compile } from '@clawql/compiler'
import { type Command, InvalidArgumentError } from 'commander'
import { countWords, type Format, formatOption, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { createNodeHost } from '../node-host.ts'
import { openDirectory } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, outJson, wantsColour } from '../terminal.ts'
import { writeArtifacts } from '../write-artifacts.ts'

interface BuildOptions {
  readonly manifest: readonly string[]
  readonly output: string
  readonly emit?: readonly ArtifactKind[]
  readonly provenance?: string
  readonly format: Format
  readonly stats?: boolean
}

export function addBuildCommand(program: Command, outcome: Outcome): void {
  program
    .command('build')
    .summary('write the manifest, guards and every other artifact')
    .description('Builds every manifest of a project (or those named with -m) into OUT/<manifest>/.')
    .argument('[dir]', 'the project', '.')
    .option(
      '-m, --manifest <name>',
      'build this manifest alone (repeatable)',
      (name, names: string[]) => [...names, name],
      [],
    )
    .option('-o, --output <out>', 'where to write', 'out')
    .option('--emit <list>', `write only these, comma separated: ${ARTIFACT_KINDS.join(', ')}`, parseEmit)
    .option('--provenance <file>', 'the provenance file, relative to the project (default: provenance.yaml)')
    .option('--stats', 'print the time of each phase')
    .addOption(formatOption())
    .action(async (directory: string, options: BuildOptions) => {
      outcome.status = await runBuild(directory, options)
    })
}

async function runBuild(directory: string, options: BuildOptions): Promise<ExitStatus> {
  const compilation = await compile(createNodeHost(openDirectory(directory)), {
    ...(options.provenance === undefined ? {} : { provenance: options.provenance }),
    ...(options.manifest.length === 0 ? {} : { manifests: options.manifest }),
    now: () => performance.now(),
  })
  const unknown = compilation.unknownManifests[0]
  if (unknown !== undefined && compilation.program !== undefined) {
    const names = compilation.program.manifests.map(({ name }) => name).join(', ')
    throw new UsageError(
      `there is no manifest \`${unknown}\``,
      names === '' ? 'the project declares none' : `the project declares: ${names}`,
    )
  }
  const failed = compilation.manifests.some(({ failures }) => failures.length > 0)
  const report = reportDiagnostics(
    compilation.diagnostics,
    compilation.sources,
    options.format,
    wantsColour(process.stderr),
  )
  const rejected = report.errors > 0
  const written = rejected || failed ? [] : compilation.manifests.map((manifest) => writeManifest(manifest, options))
  if (options.format === 'json') {
    outJson({
      diagnostics: report.resolved,
      manifests: compilation.manifests.map(describe),
      written: written.flat(),
      ...statsOf(compilation, options),
    })
  } else {
    ;(options.format === 'human' ? err : out)(report.text)
    if (options.format === 'human') printHuman(compilation, report.errors, report.warnings, options)
  }
  return rejected ? EXIT.rejected : failed ? EXIT.propertyFailed : EXIT.fine
}

function writeManifest(manifest: CompiledManifest, options: BuildOptions): string[] {
  return writeArtifacts(join(options.output, manifest.name), manifest.artifacts, options.emit)
}

function printHuman(compilation: Compilation, errors: number, warnings: number, options: BuildOptions): void {
  if (errors > 0) {
    err(`\nnot built: ${countWords(errors, warnings)}\n`)
    return
  }
  if (compilation.manifests.length === 0) err('nothing to build: the project declares no manifest\n')
  const failed = compilation.manifests.some(({ failures }) => failures.length > 0)
  for (const manifest of compilation.manifests) {
    for (const failure of manifest.failures) err(`${manifest.name}: ${failure}\n`)
    if (!failed) out(summary(manifest, options))
  }
  if (failed) err('\nnot built: a test, an invariant or the check of the generated code failed\n')
  if (options.stats) {
    for (const { phase, milliseconds } of compilation.stats)
      err(`${milliseconds.toFixed(1).padStart(9)} ms  ${phase}\n`)
  }
}

function summary(manifest: CompiledManifest, options: BuildOptions): string {
  const rows = [
    ['actions', manifest.actions.join(', ')],
    ['artifacts', `${manifest.artifacts.size} files in ${join(options.output, manifest.name)}`],
    ['evidence', manifest.evidenceSummary],
    ['merkle root', manifest.root],
  ]
  return `built ${manifest.name}\n${rows.map(([name = '', value]) => `  ${name.padEnd(12)} ${value}\n`).join('')}`
}

function describe(manifest: CompiledManifest): object {
  return {
    name: manifest.name,
    merkle_root: manifest.root,
    actions: manifest.actions,
    artifacts: [...manifest.artifacts.keys()],
    failures: manifest.failures,
  }
}

function statsOf(compilation: Compilation, options: BuildOptions): object {
  return options.stats ? { stats: compilation.stats } : {}
}

function parseEmit(list: string): readonly ArtifactKind[] {
  return list.split(',').map((word) => {
    const kind = ARTIFACT_KINDS.find((known) => known === word.trim())
    if (kind === undefined)
      throw new InvalidArgumentError(`unknown artifact \`${word.trim()}\`; choose from ${ARTIFACT_KINDS.join(', ')}`)
    return kind
  })
}
