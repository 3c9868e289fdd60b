/**
 * Which declarations take part in a build: everything the project declares, and of packages what somebody imports by name. What a package's own
 * declarations refer to joins when it is asked for; see `Declarations.asked`.
 */
import { declaredInTwoModules } from '../diagnostics/catalogue/names.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { ModuleTable } from '../resolve/build-modules.ts'
import { type AnySymbol, compareText, hasKind, type ModuleSymbol, type SymbolKind } from '../resolve/module.ts'
import { STANDARD_LIBRARY } from '../resolve/package-modules.ts'

/** The symbols of a kind, ascending by name, then module. */
export type Participants = <K extends SymbolKind>(kind: K) => readonly ModuleSymbol<K>[]

export function gatherParticipants(table: ModuleTable): Participants {
  const found = new Set<AnySymbol>()
  for (const module of table.all) {
    if (module.packageName === undefined) for (const symbol of module.symbols.values()) found.add(symbol)
    // What the library needs for itself joins when it is asked for: whoever takes a type of it has not taken its roles.
    if (module.packageName === STANDARD_LIBRARY) continue
    for (const [, bindings] of module.imports.entries()) {
      for (const { symbols } of bindings) for (const symbol of symbols) found.add(symbol)
    }
  }
  const byKind = Map.groupBy(found, ({ kind }) => kind)
  return <K extends SymbolKind>(kind: K) =>
    (byKind.get(kind) ?? []).filter((symbol) => hasKind(symbol, kind)).sort(bySymbol)
}

/** One of each name; names that two modules declare are reported at every declaration but the first. */
export function distinctByName<K extends SymbolKind>(
  symbols: Iterable<ModuleSymbol<K>>,
  reporter: Reporter,
): readonly ModuleSymbol<K>[] {
  const byName = new Map<string, ModuleSymbol<K>>()
  for (const symbol of [...new Set(symbols)].sort(bySymbol)) {
    const first = byName.get(symbol.name)
    if (first === undefined) {
      byName.set(symbol.name, symbol)
      continue
    }
    const location = { file: symbol.file, span: symbol.nameSpan }
    const related = [{ location: { file: first.file, span: first.nameSpan }, message: 'it is declared here' }]
    const parameters = { what: symbol.kind, name: symbol.name, other: first.module.name }
    reporter.report(declaredInTwoModules, location, parameters, { related })
  }
  return [...byName.values()]
}

type Placed = Pick<ModuleSymbol<SymbolKind>, 'name' | 'module' | 'file'>

/** Packages before the project, so that a clash is shown where it can be mended. */
function bySymbol(a: Placed, b: Placed): number {
  return (
    compareText(a.name, b.name) ||
    Number(a.module.packageName === undefined) - Number(b.module.packageName === undefined) ||
    compareText(a.module.name, b.module.name) ||
    compareText(a.file, b.file)
  )
}
