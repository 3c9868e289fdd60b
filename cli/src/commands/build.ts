/**
 * `clawqlc build`: every artifact and the build record. Writes only when everything held: a failed check, test, invariant or equivalence leaves the
 * output as it was.
 */
import { join } from 'node:path'
import {
  ARTIFACT_KINDS,
  type ArtifactKind,
  type Compilation,
  type CompiledManifest,
  compile,
  numberText,
  overridesOf,
  overrideText,
  type Program,
  worstCost,
} from '@clawql/compiler'
import { type Command, InvalidArgumentError } from 'commander'
import {
  countWords,
  type DiagnosticReport,
  type Format,
  formatOption,
  reportDiagnostics,
} from '../diagnostic-output.ts'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { createProgress } from '../progress.ts'
import { maxCostOption, openDirectory, provenanceOption, requireSources } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, outJson, wantsColour } from '../terminal.ts'
import { watched } from '../watched.ts'
import { writeArtifacts } from '../write-artifacts.ts'

interface BuildOptions {
  readonly manifest: readonly string[]
  readonly output: string
  readonly emit?: readonly ArtifactKind[]
  readonly provenance?: string
  readonly maxCost?: number
  readonly format: Format
  readonly stats?: boolean
  readonly assurance?: number
  readonly watch?: boolean
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
    .addOption(provenanceOption())
    .addOption(maxCostOption())
    .option(
      '--assurance <n>',
      'compare generated code with the interpreter on <n> times as many cases (1 to 1000)',
      parseFactor,
    )
    .option('--stats', 'print the time of each phase and the most steps that a decision about each action takes')
    .option('--watch', 'run again whenever the project changes, until interrupted')
    .addOption(formatOption())
    .action(async (directory: string, options: BuildOptions) => {
      const run = () => runBuild(directory, options)
      outcome.status = options.watch ? await watched(directory, [options.output], run) : await run()
    })
}

async function runBuild(directory: string, options: BuildOptions): Promise<ExitStatus> {
  const compilation = await compileProject(directory, options)
  requireKnownManifests(compilation)
  const { diagnostics, sources, manifests } = compilation
  const colour = wantsColour(options.format === 'human' ? process.stderr : process.stdout)
  const report = reportDiagnostics(diagnostics, sources, options.format, colour)
  const failed = manifests.some(({ failures }) => failures.length > 0)
  const since = performance.now()
  const written = report.errors > 0 || failed ? [] : manifests.flatMap((manifest) => write(manifest, options))
  const stats = [...compilation.stats, { phase: 'write', milliseconds: performance.now() - since }]
  if (options.format === 'json') printJson({ ...compilation, stats }, report, written, options)
  else printText({ ...compilation, stats }, report, failed, options)
  return report.errors > 0 ? EXIT.rejected : failed ? EXIT.propertyFailed : EXIT.fine
}

async function compileProject(directory: string, options: BuildOptions): Promise<Compilation> {
  const progress = createProgress()
  try {
    const compilation = await compile(openDirectory(directory), {
      ...(options.provenance === undefined ? {} : { provenance: options.provenance }),
      ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
      ...(options.manifest.length === 0 ? {} : { manifests: options.manifest }),
      ...(options.emit === undefined ? {} : { emit: options.emit }),
      ...(options.assurance === undefined ? {} : { assurance: options.assurance }),
      now: () => performance.now(),
      onPhase: (phase, manifest) => progress.show(manifest === undefined ? phase : `${manifest}: ${phase}`),
    })
    requireSources(compilation.sources.keys())
    return compilation
  } finally {
    progress.clear()
  }
}

function requireKnownManifests({ unknownManifests, program }: Compilation): void {
  const [unknown] = unknownManifests
  if (unknown === undefined || program === undefined) return
  const names = program.manifests.map(({ name }) => name).join(', ')
  const hint = names === '' ? 'the project declares none' : `the project declares: ${names}`
  throw new UsageError(`there is no manifest \`${unknown}\``, hint)
}

function write(manifest: CompiledManifest, options: BuildOptions): readonly string[] {
  return writeArtifacts(join(options.output, manifest.name), manifest.artifacts, options.emit === undefined)
}

function printJson(
  { program, manifests, stats }: Compilation,
  { resolved }: DiagnosticReport,
  written: readonly string[],
  options: BuildOptions,
): void {
  outJson({
    diagnostics: resolved,
    manifests: manifests.map(({ name, root, actions, artifacts, failures }) => {
      const overrides = overridesFor(name, program)
      return { name, merkle_root: root, actions, artifacts: [...artifacts.keys()], overrides, failures }
    }),
    written,
    ...(options.stats ? { stats, costs: costsOf(program) } : {}),
  })
}

/** In the forms for machines standard output has the diagnostics and nothing else. */
function printText(compilation: Compilation, report: DiagnosticReport, failed: boolean, options: BuildOptions): void {
  const { program, manifests, stats } = compilation
  const isHuman = options.format === 'human'
  ;(isHuman ? err : out)(report.text)
  for (const { name, failures } of manifests) for (const failure of failures) err(`${name}: ${failure}\n`)
  if (isHuman && report.errors > 0) err(`\nnot built: ${countWords(report.errors, report.warnings)}\n`)
  else if (isHuman && manifests.length === 0) err('nothing to build: the project declares no manifest\n')
  if (failed) err('\nnot built: a test, an invariant or the check of the generated code failed\n')
  else if (isHuman) for (const manifest of manifests) out(summary(manifest, program, options))
  if (!options.stats) return
  for (const { phase, milliseconds } of stats) err(`${milliseconds.toFixed(1).padStart(9)} ms  ${phase}\n`)
  const costs = costsOf(program)
  for (const { action, steps } of costs.slice(0, DEAREST)) err(`${numberText(steps).padStart(12)} steps  ${action}\n`)
  if (costs.length > DEAREST) err(`${' '.repeat(20)}and ${numberText(costs.length - DEAREST)} more that take no more\n`)
}

const DEAREST = 20

/** The most steps of a decision about each action (L1), the dearest first. */
function costsOf(program: Program | undefined): readonly { readonly action: string; readonly steps: number }[] {
  const costs = (program?.actions ?? []).map((action) => ({ action: action.id, steps: worstCost(action) }))
  return costs.sort((one, other) => other.steps - one.steps)
}

/** How far the manifest stands from its preset. */
function overridesFor(name: string, program: Program | undefined): ReturnType<typeof overridesOf> {
  const manifest = program?.manifests.find((candidate) => candidate.name === name)
  return manifest === undefined ? [] : overridesOf(manifest)
}

function summary(
  { name, root, actions, artifacts, evidenceSummary }: CompiledManifest,
  program: Program | undefined,
  options: BuildOptions,
): string {
  // What the preset leaves open has not moved from it.
  const moved = overridesFor(name, program).filter(({ preset }) => preset !== undefined)
  const rows = [
    ['actions', actions.length > 12 ? `${actions.length}` : actions.join(', ')],
    ['artifacts', `${artifacts.size} file${artifacts.size === 1 ? '' : 's'} in ${join(options.output, name)}`],
    ['evidence', evidenceSummary],
    ...moved.map((override, index) => [index === 0 ? 'overrides' : '', overrideText(override)]),
    ['merkle root', root],
  ]
  return `built ${name}\n${rows.map(([title = '', value]) => `  ${title.padEnd(12)} ${value}\n`).join('')}`
}

function parseFactor(text: string): number {
  const factor = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0
  if (factor >= 1 && factor <= 1000) return factor
  throw new InvalidArgumentError('it is a whole number from 1 to 1000')
}

function parseEmit(list: string): readonly ArtifactKind[] {
  return list.split(',').map((word) => {
    const kind = ARTIFACT_KINDS.find((known) => known === word.trim())
    if (kind !== undefined) return kind
    throw new InvalidArgumentError(`unknown artifact \`${word.trim()}\`; choose from ${ARTIFACT_KINDS.join(', ')}`)
  })
}
