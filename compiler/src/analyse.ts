/**
 * The front half of the compiler: bytes → text → tree → modules → checked program. Reads through the host, never throws for a wrong source, and goes
 * on after an error so that one broken file does not hide what is wrong in the others.
 */
import { checkProgram } from './check/check-program.ts'
import { type Diagnostic, DiagnosticSink } from './diagnostics/diagnostic.ts'
import { applySuppressions, suppressionsOf } from './diagnostics/suppressions.ts'
import type { Host } from './host.ts'
import type { Program } from './program/program.ts'
import { buildModules } from './resolve/build-modules.ts'
import { createPackageModules, type PackageRecord } from './resolve/package-modules.ts'
import { reportUnusedImports, resolveImports } from './resolve/resolve-imports.ts'
import { readSourceFile, type SourceFile } from './resolve/source-file.ts'

export interface AnalyseOptions {
  /** Directories or single files below the project's root; the whole project where nothing is given. */
  readonly roots?: readonly string[]
  /** The provenance file, relative to the project's root; `provenance.yaml` where nothing is given, and it may then be absent. */
  readonly provenance?: string
}

export interface Analysis {
  /** Complete only when there is no error. */
  readonly program: Program
  /** Text of every file read, packages and key files included; what cannot be decoded is the empty string. */
  readonly sources: ReadonlyMap<string, string>
  /** Text of the project's own `.claw` files and of its provenance file, for the build record. */
  readonly projectSources: ReadonlyMap<string, string>
  /** Installed packages whose modules or presets were read, for the build record. */
  readonly packages: readonly PackageRecord[]
  readonly diagnostics: readonly Diagnostic[]
  /** Warnings that a `suppress` line hides. */
  readonly suppressed: readonly Diagnostic[]
  readonly hasErrors: boolean
}

export function analyse(host: Host, options: AnalyseOptions = {}): Analysis {
  const sink = new DiagnosticSink()
  const files = readProject(host, options.roots ?? [''], sink)
  const table = buildModules(files, sink)
  const packages = createPackageModules(host, table, sink)
  resolveImports(table, packages, sink)
  const furtherTexts = new Map<string, string>()
  const provenance = { path: options.provenance ?? 'provenance.yaml', named: options.provenance !== undefined }
  const program = checkProgram(
    table,
    packages,
    { host, provenance, onRead: (path, text) => furtherTexts.set(path, text) },
    sink,
  )
  reportUnusedImports(table, sink)
  const suppressions = files.flatMap(({ tree }) => (tree === undefined ? [] : suppressionsOf(tree)))
  const { shown, hidden } = applySuppressions(sink.sorted(), suppressions)
  return {
    program,
    sources: new Map([...textsOf(files), ...textsOf(packages.files), ...furtherTexts]),
    projectSources: new Map([...textsOf(files), ...[...furtherTexts].filter(([path]) => path === provenance.path)]),
    packages: packages.records(),
    diagnostics: shown,
    suppressed: hidden,
    hasErrors: sink.hasErrors,
  }
}

function textsOf(files: readonly SourceFile[]): readonly (readonly [string, string])[] {
  return files.map(({ path, text }) => [path, text])
}

/** INVARIANT L8: the order in which the host lists files has no effect. A root that does not exist gives nothing; whoever names roots checks them. */
function readProject(host: Host, roots: readonly string[], sink: DiagnosticSink): readonly SourceFile[] {
  const paths = new Set<string>()
  for (const root of roots) {
    if (root.endsWith('.claw')) paths.add(root)
    else for (const path of host.listFiles(root)) if (path.endsWith('.claw')) paths.add(path)
  }
  return [...paths].sort().flatMap((path) => {
    const bytes = host.readFile(path)
    return bytes === undefined ? [] : [readSourceFile(path, bytes, undefined, sink)]
  })
}
