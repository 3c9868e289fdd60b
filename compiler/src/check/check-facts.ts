/**
 * The facts of a module: `context { change_window: Bool }`, what its host supplies with each request, and which of them an action reads. Facts are
 * taken as they come, so a field of them has no default and no null.
 */
import { factNamedNow, factPresence, factType } from '../diagnostics/catalogue/governance.ts'
import type { Expr } from '../program/expression.ts'
import type { RecordType, Type } from '../program/type.ts'
import { partsOf } from '../program/visit-expression.ts'
import type { Module } from '../resolve/module.ts'
import type { ContextDeclaration, Name } from '../syntax/tree.ts'
import { CONTEXT_RECORD } from '../types/claims-record.ts'
import { requireNewName, resolveField } from '../types/resolve-record.ts'
import { resolveType } from '../types/resolve-type.ts'
import { refuseAnnotations } from './check-annotations.ts'
import type { Declarations } from './declarations.ts'
import { typeScope } from './scopes.ts'

export interface ModuleFacts {
  /** An open record of those that are right: the host may supply more. */
  readonly type: RecordType
  /** Names of those that are wrong, which has been reported: whoever reads one is not to blame. */
  readonly broken: readonly string[]
  /** The module declares facts at all. */
  readonly declared: boolean
}

export function checkFacts(module: Module, declarations: Declarations): ModuleFacts {
  if (module.facts === undefined) return { type: recordOf([]), broken: [], declared: false }
  const { file, declaration } = module.facts
  const { reporter } = declarations
  refuseAnnotations(declaration.annotations, 'a context', file, reporter)
  const scope = typeScope(module, file, declarations)
  const seen = new Map<string, Name>()
  const facts = declaration.fields.map((field) => {
    const fact = requireNewName(field.name, seen, scope, reporter)
      ? resolveField(field, scope, reporter, resolveType)
      : undefined
    return fact !== undefined && checkFact(field, fact.type, file, declarations) ? fact : undefined
  })
  const names = declaration.fields.map(({ name }) => name.text)
  return {
    type: recordOf(facts.filter((fact) => fact !== undefined)),
    broken: names.filter((_, index) => facts[index] === undefined),
    declared: true,
  }
}

function recordOf(fields: RecordType['fields']): RecordType {
  return { kind: 'record', open: true, fields }
}

function checkFact(
  { name, nullable, defaultValue }: ContextDeclaration['fields'][number],
  type: Type,
  file: string,
  { reporter }: Declarations,
): boolean {
  const location = { file, span: name.span }
  if (name.text === 'now') reporter.report(factNamedNow, location, {})
  else if (nullable || defaultValue !== undefined) reporter.report(factPresence, location, { name: name.text })
  else if (!isSingle(type) && !(type.kind === 'list' && isSingle(type.element)))
    reporter.report(factType, location, { name: name.text })
  else return true
  return false
}

const SINGLE: ReadonlySet<Type['kind']> = new Set(['bool', 'int', 'float', 'string', 'enum', 'timestamp', 'duration'])

/** One value without parts of its own. */
export function isSingle({ kind }: Type): boolean {
  return SINGLE.has(kind)
}

/** What expressions see as `context`. */
export function contextRecord(facts: RecordType): RecordType {
  return { ...CONTEXT_RECORD, fields: [...CONTEXT_RECORD.fields, ...facts.fields] }
}

/** Those that one of the expressions mentions, in the order declared; undefined where there is none. */
export function factsRead(facts: RecordType, expressions: readonly Expr[]): RecordType | undefined {
  const read = new Set(contextMembers(expressions))
  const fields = facts.fields.filter(({ name }) => read.has(name))
  return fields.length === 0 ? undefined : { ...facts, fields }
}

/** Names below `context` that the expressions mention; `now` is the time. */
export function contextMembers(expressions: readonly Expr[]): readonly string[] {
  return expressions.flatMap((expression) => {
    const isMember = expression.kind === 'field' || expression.kind === 'has'
    if (isMember && expression.object.kind === 'root')
      return expression.object.root === 'context' ? [expression.field] : []
    return contextMembers(partsOf(expression))
  })
}
