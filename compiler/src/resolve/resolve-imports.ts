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
import { keepEqual } from '../query/keep-equal.ts'
import type { Queries } from '../query/queries.ts'
import type { ImportDeclaration, StringLiteral } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { standardHome } from './advice-on-name.ts'
import { mayDeclare } from './broken-file.ts'
import type { ModuleTable } from './build-modules.ts'
import { type AnySymbol, compareText, type ImportBinding, type Module, type SymbolKind, symbolKey } from './module.ts'
import { type PackageModules, STANDARD_LIBRARY } from './package-modules.ts'
import type { SourceFile } from './source-file.ts'
import type { ModuleLinks } from './tracked-module.ts'

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

export function resolveImports(table: ModuleTable, packages: PackageModules, queries: Queries): void {
  const { reporter } = queries
  reportStandardNames(table, packages, reporter)
  const names = queries.input('modules of the project', (_: 'all') =>
    [...table.byName].flatMap(([name, { packageName }]) => (packageName === undefined ? [name] : [])),
  )
  const nearby: Nearby = {
    named: queries.input('module of the project', (name: string) => {
      const known = table.byName.get(name)
      return known?.packageName === undefined ? known : undefined
    }),
    names: () => names('all'),
  }
  const links = queries.query<Module>('imports of a module')
  // The list grows while packages are loaded; a module is visited once.
  for (let index = 0; index < table.all.length; index++) {
    const module = table.all[index]!
    module.replaceLinks(links(module, () => bindImports(module, nearby, packages, reporter), keepBindings))
  }
  table.registry.unlinkBut(new Set(table.all))
  reportConflicts(table, reporter)
  reportCycles(table, reporter)
}

interface Nearby {
  readonly named: (name: string) => Module | undefined
  readonly names: () => readonly string[]
}

function bindImports(module: Module, nearby: Nearby, packages: PackageModules, reporter: Reporter): ModuleLinks {
  const imports = new Map<string, ImportBinding[]>()
  const importedModules = new Set<Module>()
  for (const file of module.files) {
    for (const declaration of file.tree?.imports ?? []) {
      const target =
        declaration.from === undefined
          ? moduleNearby(module, file, declaration, nearby, packages, reporter)
          : moduleOfPackage(declaration.from, file, declaration, packages, reporter)
      if (target !== undefined) importedModules.add(target)
      for (const binding of bindNames(module, file, declaration, target, reporter)) {
        const bindings = imports.get(binding.localName)
        if (bindings) bindings.push(binding)
        else imports.set(binding.localName, [binding])
      }
    }
  }
  return { imports, importedModules }
}

/** Name by name, so that a new import wakes nobody who looked up another one. */
function keepBindings(before: ModuleLinks, now: ModuleLinks): ModuleLinks {
  const kept = [...now.imports].map(
    ([name, bindings]) => [name, keepEqual(before.imports.get(name) ?? [], bindings)] as const,
  )
  return { imports: new Map(kept), importedModules: keepEqual(before.importedModules, now.importedModules) }
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

function bindNames(
  module: Module,
  file: SourceFile,
  { names }: ImportDeclaration,
  target: Module | undefined,
  reporter: Reporter,
): readonly ImportBinding[] {
  return names.map((item) => ({
    id: `${file.path}:${item.span.start}`,
    localName: (item.alias ?? item.name).text,
    file: file.path,
    span: item.span,
    symbols: target === undefined ? [] : importedSymbols(module, file, target, item.name, reporter),
  }))
}

// A package's modules are found by who names the package and by the package itself, never because somebody else has read it. INVARIANT L8
function moduleNearby(
  importing: Module,
  file: SourceFile,
  { module: { text: name, span } }: ImportDeclaration,
  nearby: Nearby,
  packages: PackageModules,
  reporter: Reporter,
): Module | undefined {
  const { packageName } = importing
  const isOfPackage = packageName !== undefined && packageName !== STANDARD_LIBRARY
  const siblings = isOfPackage ? packages.packageModule(packageName, name) : undefined
  const own = packageName === undefined ? nearby.named(name) : siblings?.module
  const target = own ?? packages.standardModule(name)
  if (target !== undefined) return target
  const ownNames = packageName === undefined ? nearby.names() : (siblings?.names ?? [])
  const near = nearMiss(name, [...ownNames, ...packages.standardNames()])
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
  const visible = declared.filter((found) => target === module || !found.isPrivate)
  if (visible.length > 0) return visible
  if (declared.length > 0) {
    reporter.report(privateImport, location, parameters)
  } else if (!mayDeclare(target, name.text)) {
    const candidates = [...target.symbols.values()].filter(
      (symbol) => !symbol.isPrivate && IMPORTABLE.includes(symbol.kind),
    )
    const near = nearMiss(
      name.text,
      candidates.map((symbol) => symbol.name),
    )
    const home = near === undefined ? standardHome(name.text) : undefined
    const elsewhere = home === undefined ? {} : { help: `it is in \`${home}\`: \`import ${home} { ${name.text} }\`` }
    reporter.report(unknownImport, location, parameters, near === undefined ? elsewhere : didYouMean(near))
  }
  return []
}

function didYouMean(near: string | undefined): DiagnosticExtras {
  return near === undefined ? {} : { help: `did you mean \`${near}\`?` }
}

/** Two imports of one thing under one name are fine (files share a scope); anything else under a name already taken is not. */
function reportConflicts(table: ModuleTable, reporter: Reporter): void {
  for (const module of table.all) {
    for (const [localName, bindings] of module.imports.entries()) {
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
            module.imports.use(binding)
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
    for (const [, bindings] of module.imports.entries()) {
      for (const binding of bindings) {
        // An invariant comes into force by being reached; nothing else looks it up.
        const reached = binding.symbols.some((symbol) => symbol.kind === 'invariant' || symbol.kind === 'action')
        if (table.registry.used.has(binding.id) || reached || binding.symbols.length === 0) continue
        reporter.report(unusedImport, { file: binding.file, span: binding.span }, { name: binding.localName })
      }
    }
  }
}
