/**
 * From a type as written to a resolved type: built-in names, aliases with further refinement, records and unions of literals. Aliases are looked up by
 * the caller; every bound of the result is explicit. Nothing here knows modules.
 */
import { checkExpression } from '../check/check-expression.ts'
import type { ConstantScope } from '../check/expression/scope.ts'
import { duplicateLiteral, emptyType, typeArguments, wrongUnit } from '../diagnostics/catalogue/types.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { EnumType, Type } from '../program/type.ts'
import type { LiteralUnionNode, Name, NamedTypeNode, TypeNode } from '../syntax/tree.ts'
import { applyRefinements } from './apply-refinements.ts'
import { resolveRecord } from './resolve-record.ts'
import { resolveUnion } from './resolve-union.ts'
import { showType } from './show-type.ts'
import { SIZE_UNITS } from './size-units.ts'

export interface TypeScope extends ConstantScope {
  /** The declared type of that name, its `name` set; undefined after reporting that there is none. Never asked for a built-in name. */
  lookupType(name: Name): Type | undefined
}

/** Names that mean a type everywhere; a declaration cannot take them. */
export const BUILTIN_TYPES: readonly string[] = [
  'Bool',
  'Int',
  'Float',
  'String',
  'Timestamp',
  'Duration',
  'Bytes',
  'Json',
  'List',
  'Map',
]
/** What `Bytes` and `Json` without a size would hold; a declaration has to say less. */
const MOST_BYTES = 2 ** 30

const UNIT = /^[A-Z][A-Za-z0-9]{0,15}$/

/** The resolved type, or undefined after reporting what is wrong with it. Locations are in `scope.file`. */
export function resolveType(node: TypeNode, scope: TypeScope, reporter: Reporter): Type | undefined {
  switch (node.kind) {
    case 'named-type':
      return resolveNamed(node, scope, reporter)
    case 'record-type':
      return resolveRecord(node, scope, reporter, resolveType)
    case 'literal-union':
      return resolveLiterals(node, scope, reporter)
    case 'union-type':
      return resolveUnion(node, scope, reporter, resolveType)
  }
}

function resolveNamed(node: NamedTypeNode, scope: TypeScope, reporter: Reporter): Type | undefined {
  const base = resolveBase(node, scope, reporter)
  if (base === undefined) return undefined
  const measured = withUnit(base, node, scope, reporter)
  if (measured === undefined) return undefined
  const refined = applyRefinements(measured, node.refinements, node.span, scope, reporter)
  return refined === undefined ? undefined : withCondition(refined, node, scope, reporter)
}

function resolveBase(node: NamedTypeNode, scope: TypeScope, reporter: Reporter): Type | undefined {
  const name = node.name.text
  if (name === 'List' || name === 'Map') return resolveCollection(name, node, scope, reporter)
  if (node.arguments.length > 0) {
    reporter.report(
      typeArguments,
      { file: scope.file, span: node.arguments[0]!.span },
      { type: name, takes: 'no type in angle brackets' },
    )
    return undefined
  }
  return builtin(name) ?? scope.lookupType(node.name)
}

function builtin(name: string): Type | undefined {
  switch (name) {
    case 'Bool':
      return { kind: 'bool' }
    case 'Int':
      return { kind: 'int', min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }
    case 'Float':
      return { kind: 'float' }
    case 'String':
      return { kind: 'string', minLength: 0 }
    case 'Timestamp':
      return { kind: 'timestamp' }
    case 'Duration':
      return { kind: 'duration' }
    case 'Bytes':
      return { kind: 'bytes', minSize: 0, maxSize: MOST_BYTES }
    case 'Json':
      return { kind: 'json', maxBytes: MOST_BYTES }
    default:
      return undefined
  }
}

function resolveCollection(
  name: 'List' | 'Map',
  node: NamedTypeNode,
  scope: TypeScope,
  reporter: Reporter,
): Type | undefined {
  const [element] = node.arguments
  if (element === undefined || node.arguments.length > 1) {
    const parameters = { type: name, takes: `one type in angle brackets: \`${name}<String>\`` }
    reporter.report(typeArguments, { file: scope.file, span: node.name.span }, parameters)
    return undefined
  }
  const type = resolveType(element, scope, reporter)
  if (type === undefined) return undefined
  if (name === 'Map') return { kind: 'map', element: type, minSize: 0 }
  return { kind: 'list', element: type, minLength: 0, unique: false }
}

function resolveLiterals(node: LiteralUnionNode, scope: TypeScope, reporter: Reporter): EnumType | undefined {
  const values = new Set<string>()
  let failed = false
  for (const { value, span } of node.literals) {
    if (values.has(value)) {
      reporter.report(duplicateLiteral, { file: scope.file, span }, { literal: JSON.stringify(value) })
      failed = true
    } else values.add(value)
  }
  if (values.size === 0) {
    const reason = 'it has no members'
    reporter.report(emptyType, { file: scope.file, span: node.span }, { reason })
  }
  return failed || values.size === 0 ? undefined : { kind: 'enum', values: [...values] }
}

function withUnit(type: Type, node: NamedTypeNode, scope: TypeScope, reporter: Reporter): Type | undefined {
  if (node.unit === undefined) return type
  const unit = node.unit.text
  const problem = unitProblem(type, unit, scope)
  if (problem === undefined && (type.kind === 'float' || type.kind === 'int')) return { ...type, unit }
  reporter.report(wrongUnit, { file: scope.file, span: node.unit.span }, { problem: problem ?? '' })
  return undefined
}

// An amount of a scaled unit or of a size folds where it is written, so no amount could ever be one of such a type.
function unitProblem(type: Type, unit: string, scope: TypeScope): string | undefined {
  if (type.kind !== 'float' && type.kind !== 'int')
    return `${showType(type)} takes no unit; amounts are \`Float\` or \`Int\``
  if (type.unit !== undefined) return `${showType(type)} is already in \`${type.unit}\``
  if (!UNIT.test(unit)) return `a unit is a capital and up to 15 letters or digits, not \`${unit}\``
  if (SIZE_UNITS.has(unit)) return `\`${unit}\` is a number of bytes; sizes are plain numbers`
  const scaled = scope.scaledUnit?.(unit)
  return scaled && `\`${unit}\` is ${scaled.factor} \`${scaled.unit}\`; the type is in \`${scaled.unit}\``
}

// A condition sees the value alone, as the type it refines, and constants.
function withCondition(type: Type, node: NamedTypeNode, scope: TypeScope, reporter: Reporter): Type | undefined {
  if (node.where === undefined) return type
  const { where = [], ...bare } = type
  const root = (name: string): Type | undefined => (name === 'value' ? bare : undefined)
  const inner = { ...scope, root, names: () => ['value', ...scope.names()] }
  const condition = checkExpression(node.where, inner, { kind: 'bool' }, reporter)
  return condition === undefined ? undefined : { ...type, where: [...where, condition] }
}
