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
import type { Location, Span } from '../source/span.ts'
import type { Declaration } from '../syntax/tree.ts'
import {
  type AnySymbol,
  compareText,
  type Module,
  type NamedDeclaration,
  type SymbolKind,
  symbolKey,
  symbolName,
} from './module.ts'
import type { SourceFile } from './source-file.ts'

export interface ModuleTable {
  /** Module name → module, names ascending. */
  readonly byName: Map<string, Module>
  /** All modules, those that lost their name to another directory included, ascending by directory. */
  readonly all: Module[]
}

/** `files` in any order; the result does not depend on it. */
export function buildModules(files: readonly SourceFile[], reporter: Reporter): ModuleTable {
  const table: ModuleTable = { byName: new Map(), all: [] }
  for (const group of groupByDirectory(files)) addModule(table, group, reporter)
  return table
}

/** Adds the module that the files of one directory make; a second directory of the same name is reported and stays without a name. */
export function addModule(table: ModuleTable, files: readonly SourceFile[], reporter: Reporter): Module {
  const module = buildModule(files, reporter)
  const known = table.byName.get(module.name)
  if (known === undefined) {
    if (module.name !== '') table.byName.set(module.name, module)
  } else {
    reportSecondDirectory(module, known, reporter)
  }
  table.all.push(module)
  return module
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

function buildModule(files: readonly SourceFile[], reporter: Reporter): Module {
  const name = agreeOnName(files, reporter)
  const symbols = new Map<string, AnySymbol>()
  const tests: Module['tests'][number][] = []
  const contexts = files.flatMap((file) => contextsOf(file))
  const module: Module = {
    name,
    files,
    symbols,
    tests,
    facts: contexts[0],
    packageName: files[0]?.packageName,
    imports: new Map(),
    importedModules: new Set(),
  }
  for (const file of files) {
    for (const declaration of file.tree?.declarations ?? []) {
      if (declaration.kind === 'test') tests.push({ file: file.path, declaration })
      else if (declaration.kind !== 'context') declare(symbols, makeSymbol(module, file.path, declaration), reporter)
    }
  }
  for (const { file, declaration } of contexts.slice(1)) {
    const [first] = contexts
    const related = first && [
      { location: { file: first.file, span: first.declaration.name.span }, message: 'the first one is here' },
    ]
    reporter.report(repeatedContext, { file, span: declaration.name.span }, {}, related ? { related } : {})
  }
  return module
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

function makeSymbol(module: Module, file: string, declaration: NamedDeclaration): AnySymbol {
  return {
    kind: declaration.kind,
    name: symbolName(declaration),
    nameSpan: declaration.name.span,
    module,
    file,
    declaration,
  } as AnySymbol
}

/** Kinds whose names may stand bare in an expression. */
const WORDS: readonly SymbolKind[] = ['role', 'purpose', 'const']

function declare(symbols: Map<string, AnySymbol>, symbol: AnySymbol, reporter: Reporter): void {
  const key = symbolKey(symbol.kind, symbol.name)
  const known = symbols.get(key)
  const location = { file: symbol.file, span: symbol.nameSpan }
  if (known) {
    reporter.report(duplicateDeclaration, location, { what: symbol.kind, name: symbol.name }, relatedTo(known))
    return
  }
  symbols.set(key, symbol)
  if (!WORDS.includes(symbol.kind)) return
  for (const other of WORDS) {
    const clash = other === symbol.kind ? undefined : symbols.get(symbolKey(other, symbol.name))
    if (clash && (other === 'const' || symbol.kind === 'const')) {
      reporter.report(ambiguousWord, location, { what: symbol.kind, other, name: symbol.name }, relatedTo(clash))
    }
  }
}

function relatedTo(symbol: AnySymbol): { related: { location: Location; message: string }[] } {
  return {
    related: [
      { location: { file: symbol.file, span: symbol.nameSpan }, message: `\`${symbol.name}\` is declared here` },
    ],
  }
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
