/**
 * Names that mean something by themselves and that no declaration may take: built-in types, built-in functions, the roots of expressions,
 * `custom`, `claims`.
 */
import { builtinName } from '../diagnostics/catalogue/names.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { ModuleTable } from '../resolve/build-modules.ts'
import type { AnySymbol } from '../resolve/module.ts'
import { BUILTIN_TYPES } from '../types/resolve-type.ts'
import { FUNCTIONS } from './expression/check-call.ts'

const ROOTS = ['input', 'claims', 'context', 'value', 'actions']

/** For the project's own declarations. */
export function checkBuiltinNames(table: ModuleTable, reporter: Reporter): void {
  for (const module of table.all) {
    if (module.packageName !== undefined) continue
    for (const symbol of module.symbols.values()) {
      const meaning = builtinMeaning(symbol)
      if (meaning === undefined) continue
      reporter.report(builtinName, { file: symbol.file, span: symbol.nameSpan }, { name: symbol.name, meaning })
    }
  }
}

function builtinMeaning({ kind, name }: AnySymbol): string | undefined {
  switch (kind) {
    case 'type':
      return BUILTIN_TYPES.includes(name) ? 'a built-in type' : undefined
    case 'const':
    case 'role':
    case 'purpose':
      return ROOTS.includes(name) ? 'a root of expressions' : undefined
    case 'fn':
      return (FUNCTIONS as readonly string[]).includes(name) ? 'a built-in function' : undefined
    case 'preset':
      return name === 'custom' ? 'the preset without values' : undefined
    case 'fixture':
      return name === 'claims' ? 'the claims of a test' : undefined
    default:
      return undefined
  }
}
