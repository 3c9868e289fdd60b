/**
 * Binds what every module imports, loading modules of the standard library on the way, and refuses modules that import each other in a circle.
 * What was imported and never looked up is told at the end by `reportUnusedImports`.
 */
import {
  conflictingImport,
  importCycle,
  privateImport,
  standardModule,
  unknownImport,
  unknownModule,
  unknownPackage,
  unusedImport,
} from '../diagnostics/catalogue/names.ts'
import type { DiagnosticExtras, Reporter } from '../diagnostics/diagnostic.ts'
import type { ImportDeclaration, StringLiteral } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { mayDeclare } from './broken-file.ts'
import type { ModuleTable } from './build-modules.ts'
import { type AnySymbol, compareText, type ImportBinding, type Module, type SymbolKind, symbolKey } from './module.ts'
import type { PackageModules } from './package-modules.ts'
import type { SourceFile } from './source-file.ts'

/** What an import may name; tests have no name and manifests are for nobody else. */
const IMPORTABLE: readonly SymbolKind[] = [
  'type',
  'const',
  'unit',
  'fn',
  'governance',
  'role',
  'purpose',
  'object',
  'preset',
  'fixture',
  'invariant',
  'action',
]

export function resolveImports(table: ModuleTable, packages: PackageModules, reporter: Reporter): void {
  reportStandardNames(table, packages, reporter)
  // The list grows while packages are loaded; a module is visited once.
  for (let index = 0; index < table.all.length; index++) {
    const module = table.all[index]!
    for (const file of module.files) {
      for (const declaration of file.tree?.imports ?? [])
        bindImport(module, file, declaration, table, packages, reporter)
    }
  }
  reportConflicts(table, reporter)
  reportCycles(table, reporter)
}

/** A project cannot put its own module in the place of one that its readers know. */
function reportStandardNames(table: ModuleTable, packages: PackageModules, reporter: Reporter): void {
  for (const [name, module] of table.byName) {
    if (!name.startsWith('std.') || !packages.standardNames().includes(name)) continue
    for (const { path, tree } of module.files) {
      if (tree?.module) reporter.report(standardModule, { file: path, span: tree.module.span }, { name })
    }
  }
}

function bindImport(
  module: Module,
  file: SourceFile,
  declaration: ImportDeclaration,
  table: ModuleTable,
  packages: PackageModules,
  reporter: Reporter,
): void {
  const target =
    declaration.from === undefined
      ? moduleNearby(module, file, declaration, table, packages, reporter)
      : moduleOfPackage(declaration.from, file, declaration, packages, reporter)
  if (target !== undefined) module.importedModules.add(target)
  for (const item of declaration.names) {
    const local = item.alias ?? item.name
    const binding: ImportBinding = {
      localName: local.text,
      file: file.path,
      span: item.span,
      symbols: target === undefined ? [] : importedSymbols(module, file, target, item.name, reporter),
      used: false,
    }
    const bindings = module.imports.get(local.text)
    if (bindings) bindings.push(binding)
    else module.imports.set(local.text, [binding])
  }
}

// A package's modules are found by who names the package and by the package itself, never because somebody else has read it. INVARIANT L8
function moduleNearby(
  importing: Module,
  file: SourceFile,
  { module: { text: name, span } }: ImportDeclaration,
  table: ModuleTable,
  packages: PackageModules,
  reporter: Reporter,
): Module | undefined {
  const known = table.byName.get(name)
  const target =
    known !== undefined && known.packageName === importing.packageName ? known : packages.standardModule(name)
  if (target !== undefined) return target
  const own = [...table.byName.values()].filter((candidate) => candidate.packageName === importing.packageName)
  const near = nearMiss(name, [...own.map((candidate) => candidate.name), ...packages.standardNames()])
  reporter.report(unknownModule, { file: file.path, span }, { name }, didYouMean(near))
  return undefined
}

function moduleOfPackage(
  from: StringLiteral,
  file: SourceFile,
  { module: { text: name, span } }: ImportDeclaration,
  packages: PackageModules,
  reporter: Reporter,
): Module | undefined {
  const { isInstalled, module, names } = packages.packageModule(from.value, name)
  if (!isInstalled) {
    const help = 'install it in the workspace; its `package.json#claw` names the directory of its `.claw` files'
    reporter.report(unknownPackage, { file: file.path, span: from.span }, { name: from.value }, { help })
  } else if (module === undefined) {
    reporter.report(unknownModule, { file: file.path, span }, { name }, didYouMean(nearMiss(name, names)))
  }
  return module
}

function importedSymbols(
  module: Module,
  file: SourceFile,
  target: Module,
  name: { readonly text: string; readonly span: ImportDeclaration['span'] },
  reporter: Reporter,
): readonly AnySymbol[] {
  const location = { file: file.path, span: name.span }
  const parameters = { module: target.name, name: name.text }
  const declared = IMPORTABLE.map((kind) => target.symbols.get(symbolKey(kind, name.text))).filter(
    (found) => found !== undefined,
  )
  const visible = declared.filter((found) => target === module || !found.declaration.isPrivate)
  if (visible.length > 0) return visible
  if (declared.length > 0) {
    reporter.report(privateImport, location, parameters)
  } else if (!mayDeclare(target, name.text)) {
    const candidates = [...target.symbols.values()].filter(
      (symbol) => !symbol.declaration.isPrivate && IMPORTABLE.includes(symbol.kind),
    )
    const near = nearMiss(
      name.text,
      candidates.map((symbol) => symbol.name),
    )
    reporter.report(unknownImport, location, parameters, didYouMean(near))
  }
  return []
}

function didYouMean(near: string | undefined): DiagnosticExtras {
  return near === undefined ? {} : { help: `did you mean \`${near}\`?` }
}

/** Two imports of one thing under one name are fine (files share a scope); anything else under a name already taken is not. */
function reportConflicts(table: ModuleTable, reporter: Reporter): void {
  for (const module of table.all) {
    for (const [localName, bindings] of module.imports) {
      const taken = new Map<SymbolKind, AnySymbol>()
      for (const kind of IMPORTABLE) {
        const own = module.symbols.get(symbolKey(kind, localName))
        if (own) taken.set(kind, own)
      }
      for (const binding of bindings) {
        for (const symbol of binding.symbols) {
          const other = taken.get(symbol.kind)
          if (other === undefined) taken.set(symbol.kind, symbol)
          else if (other !== symbol) {
            binding.used = true
            const location = { file: other.file, span: other.nameSpan }
            const related = [{ location, message: `\`${localName}\` stands for this` }]
            reporter.report(
              conflictingImport,
              { file: binding.file, span: binding.span },
              { name: localName },
              { related },
            )
          }
        }
      }
    }
  }
}

/** One report for each circle, at the import that begins it: the one of the module first in order of names. */
function reportCycles(table: ModuleTable, reporter: Reporter): void {
  const state = new Map<Module, 'open' | 'done'>()
  const path: Module[] = []
  const visit = (module: Module): void => {
    state.set(module, 'open')
    path.push(module)
    for (const next of [...module.importedModules].sort((a, b) => compareText(a.name, b.name))) {
      if (state.get(next) === 'open') reportCycle([...path.slice(path.indexOf(next)), next], reporter)
      else if (!state.has(next)) visit(next)
    }
    path.pop()
    state.set(module, 'done')
  }
  for (const module of [...table.all].sort((a, b) => compareText(a.name, b.name))) if (!state.has(module)) visit(module)
}

function reportCycle(cycle: readonly Module[], reporter: Reporter): void {
  const [first, second] = cycle
  for (const file of first?.files ?? []) {
    for (const declaration of file.tree?.imports ?? []) {
      if (declaration.module.text !== second?.name) continue
      const location = { file: file.path, span: declaration.module.span }
      reporter.report(importCycle, location, { path: cycle.map((module) => module.name) })
      return
    }
  }
}

/** For the project's own modules; an import of something that could not be resolved counts as used. */
export function reportUnusedImports(table: ModuleTable, reporter: Reporter): void {
  for (const module of table.all) {
    if (module.packageName !== undefined || module.files.some((file) => file.broken)) continue
    for (const bindings of module.imports.values()) {
      for (const binding of bindings) {
        // An invariant comes into force by being reached; nothing else looks it up.
        const reached = binding.symbols.some((symbol) => symbol.kind === 'invariant' || symbol.kind === 'action')
        if (binding.used || reached || binding.symbols.length === 0) continue
        reporter.report(unusedImport, { file: binding.file, span: binding.span }, { name: binding.localName })
      }
    }
  }
}
