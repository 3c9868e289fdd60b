/**
 * From files to modules: every directory is one module, its files share one scope and carry the same `module` line, and no two directories carry
 * the same one. Reports what breaks these rules and duplicate declarations; resolves nothing.
 */
import {
  ambiguousWord,
  duplicateDeclaration,
  missingModule,
  moduleInTwoDirectories,
  moduleMismatch,
  repeatedContext,
} from '../diagnostics/catalogue/names.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Queries } from '../query/queries.ts'
import type { Location, Span } from '../source/span.ts'
import type { Declaration } from '../syntax/tree.ts'
import { compareText, type Module, type SymbolKind, symbolKey, symbolName } from './module.ts'
import type { SourceFile } from './source-file.ts'
import {
  createTrackedModule,
  type ModuleContent,
  NO_CONTENT,
  NO_LINKS,
  type PlacedDeclaration,
  type TrackedModule,
} from './tracked-module.ts'

export interface ModuleTable {
  /** Module name → module, names ascending. */
  readonly byName: ReadonlyMap<string, Module>
  /** All modules, those that lost their name to another directory included, ascending by directory. */
  readonly all: readonly TrackedModule[]
  /** Adds the module that the files of one directory make. */
  add(files: readonly SourceFile[]): Module
  readonly registry: ModuleRegistry
}

/** The modules of all revisions: a directory keeps its module. */
export interface ModuleRegistry {
  /** The module of a package's directory, or of the project's; empty until a table adds its files. */
  module(packageName: string | undefined, directory: string): TrackedModule
  /** Ids of imports that were looked up in this revision. */
  readonly used: ReadonlySet<string>
  begin(): void
  /** Modules of the project that no file makes any more are empty. What a package says does not change. */
  emptyBut(present: ReadonlySet<Module>): void
  /** Modules whose imports nobody resolved have none. */
  unlinkBut(linked: ReadonlySet<Module>): void
}

export function createModuleRegistry(queries: Queries): ModuleRegistry {
  const modules = new Map<string, { readonly module: TrackedModule; readonly isOfPackage: boolean }>()
  const used = new Set<string>()
  const noteUse = queries.note('import used', (id: string) => used.add(id))
  return {
    module: (packageName, directory) => {
      const id = `${packageName ?? ''}\0${directory}`
      const known = modules.get(id)
      if (known !== undefined) return known.module
      const module = createTrackedModule(queries, ({ id }) => noteUse(id))
      modules.set(id, { module, isOfPackage: packageName !== undefined })
      return module
    },
    used,
    begin: () => {
      used.clear()
    },
    emptyBut: (present) => {
      for (const { module, isOfPackage } of modules.values()) {
        if (!isOfPackage && !present.has(module)) module.replaceContent(NO_CONTENT)
      }
    },
    unlinkBut: (linked) => {
      for (const { module } of modules.values()) if (!linked.has(module)) module.replaceLinks(NO_LINKS)
    },
  }
}

/** `files` in any order; the result does not depend on it. */
export function buildModules(files: readonly SourceFile[], registry: ModuleRegistry, queries: Queries): ModuleTable {
  const byName = new Map<string, Module>()
  const all: TrackedModule[] = []
  const filesOf = new Map<Module, readonly SourceFile[]>()
  const filesOfModule = queries.input('files of a module', (module: Module) => filesOf.get(module) ?? [])
  const content = queries.query<Module>('content of a module')
  const table: ModuleTable = {
    byName,
    all,
    registry,
    add: (group) => {
      const module = registry.module(group[0]?.packageName, group[0]?.directory ?? '')
      filesOf.set(module, group)
      module.replaceContent(
        content(
          module,
          () => readContent(filesOfModule(module), queries.reporter),
          (_, now) => now,
        ),
      )
      addModule(byName, module, queries.reporter)
      all.push(module)
      return module
    },
  }
  registry.begin()
  for (const group of groupByDirectory(files)) table.add(group)
  registry.emptyBut(new Set(all))
  return table
}

/** A second directory of the same name is reported and stays without a name. */
function addModule(byName: Map<string, Module>, module: Module, reporter: Reporter): void {
  const known = byName.get(module.name)
  if (known !== undefined) reportSecondDirectory(module, known, reporter)
  else if (module.name !== '') byName.set(module.name, module)
}

function groupByDirectory(files: readonly SourceFile[]): readonly (readonly SourceFile[])[] {
  const groups = new Map<string, SourceFile[]>()
  for (const file of [...files].sort((a, b) => compareText(a.path, b.path))) {
    const group = groups.get(file.directory)
    if (group) group.push(file)
    else groups.set(file.directory, [file])
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group)
}

function readContent(files: readonly SourceFile[], reporter: Reporter): ModuleContent {
  const name = agreeOnName(files, reporter)
  const declarations = new Map<string, PlacedDeclaration>()
  const tests: Module['tests'][number][] = []
  const contexts = files.flatMap((file) => contextsOf(file))
  for (const file of files) {
    for (const declaration of file.tree?.declarations ?? []) {
      if (declaration.kind === 'test') tests.push({ file: file.path, declaration })
      else if (declaration.kind !== 'context') declare(declarations, { file: file.path, declaration }, reporter)
    }
  }
  for (const { file, declaration } of contexts.slice(1)) {
    const [first] = contexts
    const related = first && [
      { location: { file: first.file, span: first.declaration.name.span }, message: 'the first one is here' },
    ]
    reporter.report(repeatedContext, { file, span: declaration.name.span }, {}, related ? { related } : {})
  }
  return { name, files, declarations, tests, facts: contexts[0], packageName: files[0]?.packageName }
}

function contextsOf({ path, tree }: SourceFile): readonly NonNullable<Module['facts']>[] {
  return (tree?.declarations ?? []).flatMap((declaration) =>
    declaration.kind === 'context' ? [{ file: path, declaration }] : [],
  )
}

/** The name most files carry (ties: the first in order of names); others are reported against it. */
function agreeOnName(files: readonly SourceFile[], reporter: Reporter): string {
  const votes = new Map<string, { count: number; first: Location }>()
  for (const { path, tree } of files) {
    if (tree?.module === undefined) continue
    const vote = votes.get(tree.module.text)
    if (vote) vote.count++
    else votes.set(tree.module.text, { count: 1, first: { file: path, span: tree.module.span } })
  }
  const [winner] = [...votes].sort(([a, x], [b, y]) => y.count - x.count || compareText(a, b))
  for (const file of files) {
    if (file.tree === undefined) continue
    const { module } = file.tree
    if (module === undefined) {
      if (!file.broken) reportMissing(file, winner?.[0], reporter)
    } else if (winner && module.text !== winner[0]) {
      reporter.report(
        moduleMismatch,
        { file: file.path, span: module.span },
        { written: module.text, expected: winner[0] },
        { related: [{ location: winner[1].first, message: `\`${winner[0]}\` is written here` }] },
      )
    }
  }
  return winner?.[0] ?? ''
}

function reportMissing(file: SourceFile, name: string | undefined, reporter: Reporter): void {
  const [firstImport] = file.tree?.imports ?? []
  const [declaration] = file.tree?.declarations ?? []
  const span = firstImport?.module.span ?? (declaration && nameSpanOf(declaration)) ?? { start: 0, end: 0 }
  const help = name === undefined ? 'begin the file with `module NAME`' : `begin the file with \`module ${name}\``
  reporter.report(missingModule, { file: file.path, span }, {}, { help })
}

function nameSpanOf(declaration: Declaration): Span {
  return declaration.kind === 'test' ? declaration.title.span : declaration.name.span
}

/** Kinds whose names may stand bare in an expression. */
const WORDS: readonly SymbolKind[] = ['role', 'purpose', 'const']

function declare(declarations: Map<string, PlacedDeclaration>, placed: PlacedDeclaration, reporter: Reporter): void {
  const { kind } = placed.declaration
  const name = symbolName(placed.declaration)
  const key = symbolKey(kind, name)
  const known = declarations.get(key)
  const location = locationOf(placed)
  if (known) {
    reporter.report(duplicateDeclaration, location, { what: kind, name }, relatedTo(known))
    return
  }
  declarations.set(key, placed)
  if (!WORDS.includes(kind)) return
  for (const other of WORDS) {
    const clash = other === kind ? undefined : declarations.get(symbolKey(other, name))
    if (clash && (other === 'const' || kind === 'const')) {
      reporter.report(ambiguousWord, location, { what: kind, other, name }, relatedTo(clash))
    }
  }
}

function locationOf({ file, declaration }: PlacedDeclaration): Location {
  return { file, span: declaration.name.span }
}

function relatedTo(placed: PlacedDeclaration): { related: { location: Location; message: string }[] } {
  const message = `\`${symbolName(placed.declaration)}\` is declared here`
  return { related: [{ location: locationOf(placed), message }] }
}

function reportSecondDirectory(module: Module, known: Module, reporter: Reporter): void {
  const line = (of: Module): Location | undefined => {
    for (const { path, tree } of of.files) if (tree?.module) return { file: path, span: tree.module.span }
    return undefined
  }
  const location = line(module)
  const first = line(known)
  if (location === undefined) return
  const directory = (of: Module): string => of.files[0]?.directory || '.'
  reporter.report(
    moduleInTwoDirectories,
    location,
    { name: module.name, directory: directory(module), other: directory(known) },
    first ? { related: [{ location: first, message: 'the other directory says so here' }] } : {},
  )
}
