/**
 * The pipeline on one page: sources → analysis → per manifest: generated code → evidence about that code → every other artifact. Nothing here decides
 * anything about the language; each phase is a call.
 */
import { type AnalyseOptions, type Analysis, analyse } from './analyse.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import type { ArtifactKind } from './emit/artifact-kind.ts'
import { emitArtifacts } from './emit/emit-artifacts.ts'
import { type EmittedCode, emitCode } from './emit/emit-code.ts'
import { type EmittedContracts, emitContracts } from './emit/emit-contracts.ts'
import type { Host } from './host.ts'
import type { ManifestSource, Program } from './program/program.ts'
import { type Assurance, collectAssurance, collectEvidence } from './verify/collect-evidence.ts'
import { evidenceFailures, evidenceSummary, mismatchFailures } from './verify/evidence-text.ts'

export interface CompileOptions extends AnalyseOptions {
  /** Only these manifests; all when absent. */
  readonly manifests?: readonly string[]
  /** Only these artifacts are given back; all when absent. What is left out is still bound by the root. */
  readonly emit?: readonly ArtifactKind[]
  /** How many times the evidence's cases are compared in all; 1 when absent. What goes beyond 1 stands in the build record alone, under no root. */
  readonly assurance?: number
  /** A clock for `stats`, milliseconds. Nothing that is emitted depends on it. */
  readonly now?: () => number
  /** Hears each phase before it begins; `manifest` is absent while nothing is known about manifests. */
  readonly onPhase?: (phase: string, manifest?: string) => void
}

export interface Compilation {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
  /** Undefined when there is an error. */
  readonly program: Program | undefined
  readonly manifests: readonly CompiledManifest[]
  /** Names asked for that the project does not declare. */
  readonly unknownManifests: readonly string[]
  readonly stats: readonly { readonly phase: string; readonly milliseconds: number }[]
}

export interface CompiledManifest {
  readonly name: string
  /** Lower-case hex. */
  readonly root: string
  readonly actions: readonly string[]
  /** Path below `OUT/<manifest>/` → text, in the order of the build. */
  readonly artifacts: ReadonlyMap<string, string>
  /** Tests, invariants, equivalence checks and limits that did not hold, one line each; not to be shipped when there is one. */
  readonly failures: readonly string[]
  readonly evidenceSummary: string
}

export async function compile(host: Host, options: CompileOptions = {}): Promise<Compilation> {
  const phases = createPhases(options)
  const analysis = await phases.run('analyse', () => analyse(host, options))
  const { program, hasErrors } = analysis
  const wanted = program.manifests.filter(({ name }) => options.manifests?.includes(name) ?? true)
  const manifests: CompiledManifest[] = []
  if (!hasErrors) {
    for (const manifest of wanted) manifests.push(await compileManifest(host, analysis, manifest, options, phases))
  }
  return {
    diagnostics: analysis.diagnostics,
    sources: analysis.sources,
    program: hasErrors ? undefined : program,
    manifests,
    unknownManifests: (options.manifests ?? []).filter(
      (name) => !program.manifests.some((known) => known.name === name),
    ),
    stats: phases.stats,
  }
}

async function compileManifest(
  host: Host,
  { program, projectSources, packages }: Analysis,
  manifest: ManifestSource,
  { emit, assurance: factor = 1 }: CompileOptions,
  phases: Phases,
): Promise<CompiledManifest> {
  const { name } = manifest
  const { code, contracts } = await phases.run('generate code', () => generate(program, manifest), name)
  const [guards, validators, client, { readCel }, { readSchema }] = await phases.run(
    'load code',
    () =>
      Promise.all([
        host.loadModule(code.guards.js),
        host.loadModule(code.validators.js),
        host.loadModule(contracts.sdk.js),
        // The engines are for who builds; who checks starts without them.
        import('./foreign/read-cel.ts'),
        import('./foreign/read-schema.ts'),
      ]),
    name,
  )
  const { published, leaves } = code
  const actions = contracts.actions.map((action, index) => ({ ...action, published: published[index] }))
  const presented = { client, tools: contracts.tools, actions }
  const examined = { program, manifest, guards, validators, readCel, readSchema, leaves, presented }
  const evidence = await phases.run('check code against the interpreter', () => collectEvidence(examined), name)
  const assurance: Assurance | undefined =
    factor > 1 ? await phases.run('check it again', () => collectAssurance(examined, factor), name) : undefined
  const request = {
    program,
    manifest,
    code,
    contracts,
    evidence,
    ...(assurance && { assurance }),
    sources: projectSources,
    packages,
    ...(host.sha256 && { digest: host.sha256 }),
  }
  const { root, artifacts, problem } = await phases.run(
    'emit artifacts',
    () => emitArtifacts(emit === undefined ? request : { ...request, emit }),
    name,
  )
  return {
    name,
    root,
    actions: code.actions.map(({ id }) => id),
    artifacts,
    failures: [
      ...evidenceFailures(evidence),
      ...mismatchFailures(assurance?.mismatches ?? []),
      ...(problem === undefined ? [] : [problem]),
    ],
    evidenceSummary: evidenceSummary(evidence, assurance),
  }
}

function generate(program: Program, manifest: ManifestSource): { code: EmittedCode; contracts: EmittedContracts } {
  const code = emitCode(program, manifest)
  return { code, contracts: emitContracts(program, manifest, code) }
}

interface Phases {
  /** The time of each phase over all manifests, in the order of first use. */
  readonly stats: readonly { readonly phase: string; readonly milliseconds: number }[]
  readonly run: <T>(phase: string, work: () => T | Promise<T>, manifest?: string) => Promise<T>
}

function createPhases({ now = () => 0, onPhase }: CompileOptions): Phases {
  const stats: { phase: string; milliseconds: number }[] = []
  return {
    stats,
    run: async (phase, work, manifest) => {
      onPhase?.(phase, manifest)
      const since = now()
      const result = await work()
      const elapsed = now() - since
      const known = stats.find((stat) => stat.phase === phase)
      if (known === undefined) stats.push({ phase, milliseconds: elapsed })
      else known.milliseconds += elapsed
      return result
    },
  }
}
