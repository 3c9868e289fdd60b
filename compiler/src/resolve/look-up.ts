/**
 * Looking up a name from inside a module: its own declarations first, then what it imports. Marks imports as used and reports names that are not
 * there, with the nearest name that is.
 */
import { unknownName } from '../diagnostics/catalogue/names.ts'
import type { Fix, Reporter } from '../diagnostics/diagnostic.ts'
import type { Location } from '../source/span.ts'
import { nearMiss } from '../text/near-miss.ts'
import { adviceOnName } from './advice-on-name.ts'
import { mayDeclare } from './broken-file.ts'
import { hasKind, type ImportBinding, type Module, type ModuleSymbol, type SymbolKind, symbolKey } from './module.ts'

/** The thing of this kind and name that `file` of the module sees. */
export function findSymbol<K extends SymbolKind>(
  module: Module,
  file: string,
  kind: K,
  name: string,
): ModuleSymbol<K> | undefined {
  const own = module.symbols.get(symbolKey(kind, name))
  if (own && hasKind(own, kind)) return own
  const bindings = module.imports.get(name)
  if (bindings === undefined) return undefined
  markUsed(module, bindings, file, kind)
  for (const binding of bindings) {
    for (const symbol of binding.symbols) if (hasKind(symbol, kind)) return symbol
  }
  return undefined
}

/** The file's own import of the name where it has one, else those of its neighbours: all files of a module share what any of them imports. */
function markUsed(module: Module, bindings: readonly ImportBinding[], file: string, kind: SymbolKind): void {
  const fitting = bindings.filter((binding) => binding.symbols.some((symbol) => symbol.kind === kind))
  const own = fitting.filter((binding) => binding.file === file)
  for (const binding of own.length > 0 ? own : fitting) module.imports.use(binding)
}

/** Like `findSymbol`, but a name that is not there is reported at `location`; `alsoKnown` are further names to suggest. */
export function requireSymbol<K extends SymbolKind>(
  module: Module,
  location: Location,
  kind: K,
  name: string,
  reporter: Reporter,
  alsoKnown: readonly string[] = [],
): ModuleSymbol<K> | undefined {
  const found = findSymbol(module, location.file, kind, name)
  if (found || isExcused(module, name)) return found
  const near = nearMiss(name, [...visibleNames(module, kind), ...alsoKnown])
  // A name of other letters than ours has been refused where it is declared; the one it looks like is meant there.
  if (near !== undefined && !/^[\x20-\x7e]*$/.test(near)) return undefined
  const other = near === undefined ? otherKind(module, location.file, kind, name) : undefined
  const extras =
    near !== undefined
      ? { help: `did you mean \`${near}\`?`, fixes: fixesOf(near, name, location) }
      : other !== undefined
        ? { help: `\`${name}\` is a ${other}` }
        : adviceOnName(module, location, kind, name)
  reporter.report(unknownName, location, { what: kind, name }, extras)
  return undefined
}

/** Only the case of letters is changed without asking: another name is another thing. */
function fixesOf(near: string, name: string, { file, span }: Location): readonly Fix[] {
  if (near.toLowerCase() !== name.toLowerCase()) return []
  return [{ title: `write \`${near}\``, edits: [{ file, span, text: near }] }]
}

/** A name that a broken file or a wrong import was to supply is not reported a second time. */
export function isExcused(module: Module, name: string): boolean {
  if (module.imports.get(name)?.some((binding) => binding.symbols.length === 0)) return true
  return mayDeclare(module, name)
}

/** Names of one kind that the module sees, in no particular order. */
export function visibleNames(module: Module, kind: SymbolKind): readonly string[] {
  const names: string[] = []
  for (const symbol of module.symbols.values()) if (symbol.kind === kind) names.push(symbol.name)
  for (const [name, bindings] of module.imports.entries()) {
    if (bindings.some((binding) => binding.symbols.some((symbol) => symbol.kind === kind))) names.push(name)
  }
  return names
}

function otherKind(module: Module, file: string, kind: SymbolKind, name: string): SymbolKind | undefined {
  const kinds: readonly SymbolKind[] = [
    'role',
    'purpose',
    'object',
    'type',
    'const',
    'unit',
    'fn',
    'governance',
    'preset',
    'fixture',
    'action',
    'manifest',
  ]
  return kinds.find((candidate) => candidate !== kind && findSymbol(module, file, candidate, name) !== undefined)
}
