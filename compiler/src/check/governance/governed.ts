/**
 * The entries that govern an action: its own, and those of the governance or action it builds on that it does not write itself. Each keeps the place it was
 * written in, because its names mean what they mean there. Reads no value.
 */
import { requireSymbol } from '../../resolve/look-up.ts'
import type { Module, ModuleSymbol } from '../../resolve/module.ts'
import type { Entry } from '../../syntax/tree.ts'
import { baseAction } from '../base-action.ts'
import type { Declarations } from '../declarations.ts'

export interface GovernanceEntry {
  readonly entry: Entry
  readonly module: Module
  readonly file: string
}

/**
 * An entry replaces the one of its name as a whole, all lines of an `approval` together. Undefined where there is no block, or where the governance
 * it names is unknown (reported): what is missing then cannot be told.
 */
export function governanceEntries(
  symbol: ModuleSymbol<'action'>,
  declarations: Declarations,
): readonly GovernanceEntry[] | undefined {
  const base = baseAction(symbol)
  if (base === undefined) return symbol.declaration.base === undefined ? ownEntries(symbol, declarations) : undefined
  const own = symbol.declaration.governance === undefined ? [] : ownEntries(symbol, declarations)
  const inherited = governanceEntries(base, declarations)
  return own && inherited && over(own, inherited)
}

function ownEntries(
  { declaration, file, module }: ModuleSymbol<'action'>,
  declarations: Declarations,
): readonly GovernanceEntry[] | undefined {
  const { governance } = declaration
  if (governance === undefined) return undefined
  const own = governance.entries.map((entry) => ({ entry, module, file }))
  if (governance.base === undefined) return own
  const location = { file, span: governance.base.span }
  const base = requireSymbol(module, location, 'governance', governance.base.text, declarations.reporter)
  if (base === undefined) return undefined
  const shared = base.declaration.entries.map((entry) => ({ entry, module: base.module, file: base.file }))
  return over(own, shared)
}

function over(own: readonly GovernanceEntry[], below: readonly GovernanceEntry[]): readonly GovernanceEntry[] {
  const replaced = new Set(own.map(({ entry }) => entry.name.text))
  return [...below.filter(({ entry }) => !replaced.has(entry.name.text)), ...own]
}
