/**
 * What a module is: the declarations of all files of one directory, by kind and name, and what its imports bind. Shapes alone; `build-modules.ts` and
 * `resolve-imports.ts` fill them, and whoever reads one while something is being computed is woken when that part of it changes.
 */
import type { Span } from '../source/span.ts'
import type { ContextDeclaration, Declaration } from '../syntax/tree.ts'
import type { SourceFile } from './source-file.ts'

/** Everything that has a name; each kind has its own names. */
export type NamedDeclaration = Exclude<Declaration, { kind: 'test' | 'context' }>
export type SymbolKind = NamedDeclaration['kind']
export type DeclarationOf<K extends SymbolKind> = Extract<NamedDeclaration, { kind: K }>

/** The same object in every revision, as long as its module has something of this kind and name. */
export interface ModuleSymbol<K extends SymbolKind> {
  readonly kind: K
  readonly name: string
  readonly nameSpan: Span
  readonly isPrivate: boolean
  readonly module: Module
  readonly file: string
  readonly declaration: DeclarationOf<K>
}

export type AnySymbol = { readonly [K in SymbolKind]: ModuleSymbol<K> }[SymbolKind]

export function hasKind<K extends SymbolKind>(symbol: AnySymbol, kind: K): symbol is AnySymbol & ModuleSymbol<K> {
  return symbol.kind === kind
}

/** The same object in every revision, as long as its directory has files. */
export interface Module {
  readonly name: string
  readonly files: readonly SourceFile[]
  /** `kind:name` → symbol; see `symbolKey`. */
  readonly symbols: SymbolTable
  readonly tests: readonly { readonly file: string; readonly declaration: Extract<Declaration, { kind: 'test' }> }[]
  /** The first `context` of the module, whichever file it stands in; a second one is reported. */
  readonly facts: { readonly file: string; readonly declaration: ContextDeclaration } | undefined
  readonly packageName: string | undefined
  /** Local name → what it stands for; filled by `resolveImports`. */
  readonly imports: ImportTable
  /** Modules its imports name and that exist; filled by `resolveImports`. */
  readonly importedModules: ReadonlySet<Module>
}

export interface SymbolTable {
  get(key: string): AnySymbol | undefined
  values(): readonly AnySymbol[]
}

export interface ImportTable {
  get(localName: string): readonly ImportBinding[] | undefined
  entries(): Iterable<readonly [string, readonly ImportBinding[]]>
  /** Remembers that the import was needed. */
  use(binding: ImportBinding): void
}

export interface ImportBinding {
  /** The same for the same import in each revision: where it stands. */
  readonly id: string
  readonly localName: string
  readonly file: string
  readonly span: Span
  /** The things of that name in the other module, one per kind; empty where the import was wrong (already reported). */
  readonly symbols: readonly AnySymbol[]
}

export function symbolKey(kind: SymbolKind, name: string): string {
  return `${kind}:${name}`
}

export function symbolName(declaration: NamedDeclaration): string {
  return declaration.name.text
}

/** Ascending by code units: the one order of names everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
