/**
 * Invariants: conditions over the records of a manifest's actions. One inside a manifest ranges over that manifest; one at module level over every
 * manifest whose module, imports or listed actions reach it.
 */
import { duplicateInvariant } from '../diagnostics/catalogue/manifest.ts'
import { ACTION_RECORDS } from '../program/action-record.ts'
import type { Invariant } from '../program/program.ts'
import type { Queries } from '../query/queries.ts'
import { compareText, hasKind, type Module, type ModuleSymbol } from '../resolve/module.ts'
import type { InvariantDeclaration } from '../syntax/tree.ts'
import type { ActionHead } from './check-action.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { checkExpression } from './check-expression.ts'
import type { Declarations } from './declarations.ts'
import { expressionScope } from './scopes.ts'

export interface PlacedInvariant {
  readonly invariant: Invariant
  readonly declaration: InvariantDeclaration
  readonly file: string
}

export interface Invariants {
  /** Those over a manifest, ascending by name; two of one name are reported. */
  over(manifest: ModuleSymbol<'manifest'>, actions: readonly ActionHead[]): readonly PlacedInvariant[]
  /** One at module level; undefined where its condition is wrong. */
  atModuleLevel(symbol: ModuleSymbol<'invariant'>): PlacedInvariant | undefined
}

export function createInvariants(declarations: Declarations, queries: Queries): Invariants {
  const query = queries.query<InvariantDeclaration>('invariant')
  const check = (declaration: InvariantDeclaration, file: string, module: Module): PlacedInvariant | undefined =>
    query(declaration, () => checkInvariant(declaration, file, module, declarations))
  const atModuleLevel: Invariants['atModuleLevel'] = ({ declaration, file, module }) => check(declaration, file, module)
  return {
    atModuleLevel,
    over: (manifest, actions) => {
      const inside = manifest.declaration.invariants.map((declaration) =>
        check(declaration, manifest.file, manifest.module),
      )
      const outside = reachedModules(manifest, actions).flatMap((module) => moduleInvariants(module).map(atModuleLevel))
      return distinct(
        [...inside, ...outside].filter((found) => found !== undefined),
        manifest.name,
        declarations,
      )
    },
  }
}

function checkInvariant(
  declaration: InvariantDeclaration,
  file: string,
  module: Module,
  declarations: Declarations,
): PlacedInvariant | undefined {
  refuseAnnotations(declaration.annotations, 'an invariant', file, declarations.reporter)
  if (declaration.condition === undefined) return undefined
  const scope = expressionScope(module, file, { actions: ACTION_RECORDS }, declarations)
  const condition = checkExpression(declaration.condition, scope, { kind: 'bool' }, declarations.reporter)
  return condition && { invariant: { name: declaration.name.text, condition }, declaration, file }
}

function moduleInvariants(module: Module): readonly ModuleSymbol<'invariant'>[] {
  return module.symbols.values().filter((symbol) => hasKind(symbol, 'invariant'))
}

/** The manifest's module, those of the actions it lists, and everything they import: an organisation's rules cannot be left behind by a list. */
function reachedModules(manifest: ModuleSymbol<'manifest'>, actions: readonly ActionHead[]): readonly Module[] {
  const reached = new Set<Module>()
  const pending = [manifest.module, ...actions.map((action) => action.symbol.module)]
  for (let module = pending.pop(); module !== undefined; module = pending.pop()) {
    if (reached.has(module)) continue
    reached.add(module)
    pending.push(...module.importedModules)
  }
  return [...reached]
}

function distinct(
  found: readonly PlacedInvariant[],
  manifest: string,
  { reporter }: Declarations,
): readonly PlacedInvariant[] {
  const byName = new Map<string, PlacedInvariant>()
  for (const placed of [...found].sort(byPlace)) {
    const { name } = placed.invariant
    const first = byName.get(name)
    if (first === undefined) byName.set(name, placed)
    else if (first !== placed) {
      const related = [
        { location: { file: first.file, span: first.declaration.name.span }, message: 'the other one is here' },
      ]
      reporter.report(
        duplicateInvariant,
        { file: placed.file, span: placed.declaration.name.span },
        { name, manifest },
        { related },
      )
    }
  }
  return [...byName.values()].sort((a, b) => compareText(a.invariant.name, b.invariant.name))
}

function byPlace(a: PlacedInvariant, b: PlacedInvariant): number {
  return compareText(a.file, b.file) || a.declaration.span.start - b.declaration.span.start
}
