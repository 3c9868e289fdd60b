/**
 * Declarations that others refer to, checked once each when first asked for: types, constants, roles, objects, purposes. Order of files and
 * declarations does not matter, because nothing is checked before its turn by name; circles are found on the way.
 */
import { constantCycle, deepDependency, functionCycle, typeCycle } from '../diagnostics/catalogue/names.ts'
import type { CatalogueEntry, Reporter } from '../diagnostics/diagnostic.ts'
import type { Expr } from '../program/expression.ts'
import type { Purpose, Role } from '../program/program.ts'
import type { Type } from '../program/type.ts'
import { DEEPEST, type Queries } from '../query/queries.ts'
import type { Module, ModuleSymbol, SymbolKind } from '../resolve/module.ts'
import { resolveType } from '../types/resolve-type.ts'
import type { ScaledUnit } from '../types/scaled-unit.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { checkExpression } from './check-expression.ts'
import { checkFacts, type ModuleFacts } from './check-facts.ts'
import { checkFunction } from './check-function.ts'
import { type CheckedObject, checkObject } from './check-object.ts'
import { checkPurpose } from './check-purpose.ts'
import { checkRole } from './check-role.ts'
import { checkUnit } from './check-unit.ts'
import type { CheckedFunction } from './expression/scope.ts'
import { resolveReadable } from './resolve-readable.ts'
import { expressionScope, typeScope } from './scopes.ts'

/** Each returns undefined where the declaration is wrong, which is then reported already. */
export interface Declarations {
  readonly reporter: Reporter
  type(symbol: ModuleSymbol<'type'>): Type | undefined
  constant(symbol: ModuleSymbol<'const'>): Expr | undefined
  unit(symbol: ModuleSymbol<'unit'>): ScaledUnit | undefined
  fn(symbol: ModuleSymbol<'fn'>): CheckedFunction | undefined
  facts(module: Module): ModuleFacts
  role(symbol: ModuleSymbol<'role'>): Role | undefined
  object(symbol: ModuleSymbol<'object'>): CheckedObject
  purpose(symbol: ModuleSymbol<'purpose'>): Purpose
  /** Roles, objects and purposes that somebody asked for so far: those of packages are part of the program by being asked for. */
  readonly asked: {
    roles(): Iterable<ModuleSymbol<'role'>>
    objects(): Iterable<ModuleSymbol<'object'>>
    purposes(): Iterable<ModuleSymbol<'purpose'>>
  }
}

export function createDeclarations(queries: Queries): Declarations {
  const { reporter } = queries
  const role = memoised(queries, 'role', (symbol: ModuleSymbol<'role'>) => checkRole(symbol, reporter))
  const object = memoised(queries, 'object', (symbol: ModuleSymbol<'object'>) => {
    const scope = typeScope(symbol.module, symbol.file, declarations)
    return checkObject(symbol, (node) => resolveReadable(node, scope, reporter), reporter)
  })
  const purpose = memoised(queries, 'purpose', (symbol: ModuleSymbol<'purpose'>) => checkPurpose(symbol, reporter))
  const facts = queries.query<Module>('facts')
  const declarations: Declarations = {
    reporter,
    type: onceEach(queries, 'type', (symbol) => checkType(symbol, declarations), typeCycle),
    constant: onceEach(queries, 'const', (symbol) => checkConstant(symbol, declarations), constantCycle),
    fn: onceEach(queries, 'fn', (symbol) => checkFunction(symbol, declarations), functionCycle),
    facts: (module) => facts(module, () => checkFacts(module, declarations)),
    unit: memoised(queries, 'unit', (symbol: ModuleSymbol<'unit'>) => checkUnit(symbol, reporter)),
    role,
    object,
    purpose,
    asked: { roles: role.asked, objects: object.asked, purposes: purpose.asked },
  }
  return declarations
}

function checkType(symbol: ModuleSymbol<'type'>, declarations: Declarations): Type | undefined {
  const { declaration, file, module, name } = symbol
  refuseAnnotations(declaration.annotations, 'a type', file, declarations.reporter)
  if (declaration.type === undefined) return undefined
  const type = resolveType(declaration.type, typeScope(module, file, declarations), declarations.reporter)
  return type && { ...type, name }
}

function checkConstant(symbol: ModuleSymbol<'const'>, declarations: Declarations): Expr | undefined {
  const { declaration, file, module } = symbol
  const { reporter } = declarations
  refuseAnnotations(declaration.annotations, 'a constant', file, reporter)
  if (declaration.value === undefined) return undefined
  const scope = expressionScope(module, file, {}, declarations)
  if (declaration.type === undefined) return checkExpression(declaration.value, scope, undefined, reporter)
  const type = resolveReadable(declaration.type, typeScope(module, file, declarations), reporter)
  return type && checkExpression(declaration.value, scope, type, reporter)
}

export interface Memoised<K extends SymbolKind, R> {
  (symbol: ModuleSymbol<K>): R
  /** The symbols asked for so far. */
  asked(): Iterable<ModuleSymbol<K>>
}

/** Checks a symbol when it is first asked for, once, and again when something that the check read has changed. */
export function memoised<K extends SymbolKind, R>(
  queries: Queries,
  name: string,
  check: (symbol: ModuleSymbol<K>) => R,
): Memoised<K, R> {
  const query = queries.query<ModuleSymbol<K>>(name)
  return Object.assign((symbol: ModuleSymbol<K>): R => query(symbol, () => check(symbol)), { asked: query.asked })
}

/** Memoised, and a symbol met again while it is being checked is a circle: reported at the first one of the circle that was begun. */
function onceEach<K extends SymbolKind, R>(
  queries: Queries,
  name: string,
  check: (symbol: ModuleSymbol<K>) => R | undefined,
  cycle: CatalogueEntry<{ path: readonly string[] }>,
): (symbol: ModuleSymbol<K>) => R | undefined {
  const { reporter } = queries
  const open: ModuleSymbol<K>[] = []
  const query = queries.query<ModuleSymbol<K>>(name, 'nested')
  const checkNested = (symbol: ModuleSymbol<K>): R | undefined => {
    // As deep as anything else may be nested: a project of ten thousand declarations in a row must not exhaust the stack.
    if (queries.depth > DEEPEST + 1) {
      queries.refuseToKeep()
      reporter.report(deepDependency, { file: symbol.file, span: symbol.nameSpan }, { name: symbol.name })
      return undefined
    }
    open.push(symbol)
    try {
      return check(symbol)
    } finally {
      open.pop()
    }
  }
  return (symbol) => {
    const begun = open.indexOf(symbol)
    if (begun < 0) return query(symbol, () => checkNested(symbol))
    // Where a circle is reported depends on who asked first.
    queries.refuseToKeep()
    const path = [...open.slice(begun), symbol].map(({ name: member }) => member)
    reporter.report(cycle, { file: symbol.file, span: symbol.nameSpan }, { path })
    return undefined
  }
}
