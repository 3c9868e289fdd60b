/**
 * A project that is edited: bytes → text → tree → modules → checked declarations, again after each edit, redoing what the edit touches. One that was never
 * edited is what `analyse` gives, so that there is one front half and not two.
 */
import type { AnalyseOptions, Analysis } from './analyse.ts'
import { assembleProgram, type CheckedParts } from './check/assemble-program.ts'
import { checkProgram } from './check/check-program.ts'
import { type Diagnostic, DiagnosticSink } from './diagnostics/diagnostic.ts'
import { applySuppressions, suppressionsOf } from './diagnostics/suppressions.ts'
import { type ReadFile, withoutEchoes } from './diagnostics/without-echoes.ts'
import type { Host } from './host.ts'
import { keepEqual } from './query/keep-equal.ts'
import { createQueries, type Queries } from './query/queries.ts'
import { buildModules, createModuleRegistry } from './resolve/build-modules.ts'
import { createInstalledPackages, createPackageModules, type PackageModules } from './resolve/package-modules.ts'
import { reportUnusedImports, resolveImports } from './resolve/resolve-imports.ts'
import { readSourceFile, type SourceFile } from './resolve/source-file.ts'

export interface Workspace {
  /** What an editor shows of a file, from now on instead of what the host has; undefined: what the host has, read anew. */
  edit(path: string, bytes: Uint8Array | undefined): void
  /** Files may have come, gone or changed behind the host: everything not edited here is read anew. Installed packages are not. */
  refresh(): void
  /** All there is to say, in the order of `analyse`. The program is not put together for it. */
  diagnostics(): readonly Diagnostic[]
  analysis(): Analysis
}

/** For what reads the project as it was written, too. */
export interface ReadableWorkspace extends Workspace {
  /** The project's own files, ascending by path. */
  files(): readonly SourceFile[]
}

/** The diagnostics of a workspace are those of a fresh analysis of the same files, whatever was edited before. */
export function createWorkspace(host: Host, options: AnalyseOptions = {}): Workspace {
  return openWorkspace(host, options)
}

export function openWorkspace(host: Host, options: AnalyseOptions = {}): ReadableWorkspace {
  const edited = new Map<string, Uint8Array>()
  const read = new Map<string, Uint8Array | undefined>()
  const readFile = (path: string): Uint8Array | undefined => {
    const shown = edited.get(path)
    if (shown !== undefined) return shown
    if (!read.has(path)) read.set(path, host.readFile(path))
    return read.get(path)
  }
  const queries = createQueries()
  const front: Front = {
    queries,
    readFile,
    registry: createModuleRegistry(queries),
    packageOf: createInstalledPackages(host),
    provenance: { path: options.provenance ?? 'provenance.yaml', named: options.provenance !== undefined },
    maxCost: options.maxCost,
  }
  let listed: readonly string[] | undefined
  let checked: Checked | undefined
  const check = (): Checked => {
    listed ??= listSources(host, options.roots ?? [''])
    checked ??= checkFiles(front, withEdited(listed, edited.keys(), options.roots ?? ['']))
    return checked
  }
  return {
    edit: (path, bytes) => {
      if (bytes === undefined) {
        edited.delete(path)
        read.delete(path)
        listed = undefined
      } else edited.set(path, bytes)
      checked = undefined
    },
    refresh: () => {
      read.clear()
      listed = undefined
      checked = undefined
    },
    diagnostics: () => check().diagnostics,
    files: () => check().files,
    analysis: () => analysisOf(check(), front),
  }
}

/** What all revisions share. */
interface Front {
  readonly queries: Queries
  readonly readFile: (path: string) => Uint8Array | undefined
  readonly registry: ReturnType<typeof createModuleRegistry>
  readonly packageOf: ReturnType<typeof createInstalledPackages>
  readonly provenance: { readonly path: string; readonly named: boolean }
  readonly maxCost: number | undefined
}

/** A revision. */
interface Checked {
  readonly files: readonly SourceFile[]
  readonly packages: PackageModules
  readonly furtherTexts: ReadonlyMap<string, string>
  readonly parts: CheckedParts
  readonly diagnostics: readonly Diagnostic[]
  readonly suppressed: readonly Diagnostic[]
  readonly hasErrors: boolean
}

function checkFiles(
  { queries, readFile, registry, packageOf, provenance, maxCost }: Front,
  paths: readonly string[],
): Checked {
  const sink = new DiagnosticSink()
  queries.begin(sink)
  const files = readProject(paths, readFile, queries)
  const table = buildModules(files, registry, queries)
  const packages = createPackageModules(packageOf, table, queries)
  resolveImports(table, packages, queries)
  const furtherTexts = new Map<string, string>()
  const onRead = (path: string, text: string): void => {
    furtherTexts.set(path, text)
  }
  const parts = checkProgram(table, packages, { readFile, provenance, maxCost, onRead }, queries)
  reportUnusedImports(table, queries.reporter)
  queries.end()
  const suppressions = files.flatMap(({ tree }) => (tree === undefined ? [] : suppressionsOf(tree)))
  const reported = sink.sorted()
  const about = new Set(reported.map(({ location }) => location.file))
  const read = files.filter(({ path }) => about.has(path)).map(withStarts)
  const { shown, hidden } = applySuppressions(withoutEchoes(reported, read), suppressions)
  return { files, packages, furtherTexts, parts, diagnostics: shown, suppressed: hidden, hasErrors: sink.hasErrors }
}

/** Of the revision it is asked in: modules and symbols show what the newest revision says of them. */
function analysisOf(checked: Checked, { provenance }: Front): Analysis {
  const { files, packages, furtherTexts, parts, diagnostics, suppressed, hasErrors } = checked
  return {
    program: assembleProgram(parts),
    sources: new Map([...textsOf(files), ...textsOf(packages.files), ...furtherTexts]),
    projectSources: new Map([...textsOf(files), ...[...furtherTexts].filter(([path]) => path === provenance.path)]),
    packages: packages.records(),
    diagnostics,
    suppressed,
    hasErrors,
  }
}

function withStarts({ path, text, tree }: SourceFile): ReadFile {
  return { path, text, declarations: (tree?.declarations ?? []).map(({ span }) => span.start) }
}

function textsOf(files: readonly SourceFile[]): readonly (readonly [string, string])[] {
  return files.map(({ path, text }) => [path, text])
}

/** INVARIANT L8: the order in which the host lists files has no effect. A root that does not exist gives nothing; whoever names roots checks them. */
function listSources(host: Host, roots: readonly string[]): readonly string[] {
  const paths = new Set<string>()
  for (const root of roots) {
    if (root.endsWith('.claw')) paths.add(root)
    else for (const path of host.listFiles(root)) if (path.endsWith('.claw')) paths.add(path)
  }
  return [...paths].sort()
}

/** A file that so far stands in an editor alone belongs to the project like any other. */
function withEdited(listed: readonly string[], edited: Iterable<string>, roots: readonly string[]): readonly string[] {
  const known = new Set(listed)
  const isBelow = (path: string): boolean =>
    roots.some((root) => root === '' || root === '.' || path === root || path.startsWith(`${root}/`))
  const further = [...edited].filter((path) => path.endsWith('.claw') && !known.has(path) && isBelow(path))
  return further.length === 0 ? listed : [...listed, ...further].sort()
}

function readProject(
  paths: readonly string[],
  readFile: (path: string) => Uint8Array | undefined,
  queries: Queries,
): readonly SourceFile[] {
  const bytesOf = queries.input('source file', readFile)
  const file = queries.query<string>('parsed file')
  return paths.flatMap((path) => {
    const read = (): SourceFile | undefined => {
      const bytes = bytesOf(path)
      return bytes && readSourceFile(path, bytes, undefined, queries.reporter)
    }
    return file(path, read, keepDeclarations) ?? []
  })
}

/** What an edit leaves where and as it was is the declaration of before. */
function keepDeclarations(before: SourceFile | undefined, now: SourceFile | undefined): SourceFile | undefined {
  if (before?.tree === undefined || now?.tree === undefined) return now
  const known = new Map(before.tree.declarations.map((declaration) => [declaration.span.start, declaration]))
  const declarations = now.tree.declarations.map((declaration) => {
    const old = known.get(declaration.span.start)
    return old === undefined ? declaration : keepEqual(old, declaration)
  })
  return { ...now, tree: { ...now.tree, declarations } }
}
