/**
 * What types and expressions see from a place in a module: its types, constants and words, and the roots that exist there.
 */
import type { Expr } from '../program/expression.ts'
import type { Type } from '../program/type.ts'
import { adviceOnName } from '../resolve/advice-on-name.ts'
import { findSymbol, isExcused, requireSymbol, visibleNames } from '../resolve/look-up.ts'
import type { Module } from '../resolve/module.ts'
import type { Expression } from '../syntax/tree.ts'
import type { TypeScope } from '../types/resolve-type.ts'
import { BUILTIN_TYPES } from '../types/resolve-type.ts'
import type { Declarations } from './declarations.ts'
import type { ExpressionScope } from './expression/scope.ts'

export type Roots = Readonly<Record<string, Type>>

/** A table's columns: name → the cell's expression. */
export type Substitutions = ReadonlyMap<string, Expression>

export function expressionScope(
  module: Module,
  file: string,
  roots: Roots,
  declarations: Declarations,
  substitutions?: Substitutions,
): ExpressionScope {
  return {
    file,
    root: (name) => (Object.hasOwn(roots, name) ? roots[name] : undefined),
    constant: (name) => constantOf(module, file, name, declarations),
    word: (name) => wordKind(module, file, name, declarations),
    scaledUnit: (name) => {
      const symbol = findSymbol(module, file, 'unit', name)
      return symbol && declarations.unit(symbol)
    },
    enumeration: (name) => {
      const symbol = findSymbol(module, file, 'type', name)
      const type = symbol && declarations.type(symbol)
      return type?.kind === 'enum' ? type : undefined
    },
    fn: (name) => {
      const symbol = findSymbol(module, file, 'fn', name)
      return { known: symbol !== undefined, fn: symbol && declarations.fn(symbol) }
    },
    memberAdvice: (root) => (root === 'context' ? factAdvice(module, declarations) : undefined),
    isExcusedMember: (root, name) => root === 'context' && declarations.facts(module).broken.includes(name),
    functions: () => visibleNames(module, 'fn'),
    nameAdvice: (kind, name, span) => adviceOnName(module, { file, span }, kind, name),
    isExcused: (name) => isExcused(module, name),
    names: () => [
      ...Object.keys(roots),
      ...visibleNames(module, 'const'),
      ...visibleNames(module, 'role'),
      ...visibleNames(module, 'purpose'),
      ...(substitutions?.keys() ?? []),
    ],
    ...(substitutions && { substitute: (name: string) => substitutions.get(name) }),
  }
}

function factAdvice(module: Module, declarations: Declarations): string | undefined {
  const { declared } = declarations.facts(module)
  return declared
    ? 'what the host supplies is declared in the `context { … }` of the module'
    : 'what the host supplies is declared first, once for the module: `context { office_hours: Bool }`'
}

/** Types in the module; `where` conditions see the root `value`, which whoever reads the type adds. */
export function typeScope(module: Module, file: string, declarations: Declarations): TypeScope {
  return {
    ...expressionScope(module, file, {}, declarations),
    lookupType: (name) => {
      const symbol = requireSymbol(
        module,
        { file, span: name.span },
        'type',
        name.text,
        declarations.reporter,
        BUILTIN_TYPES,
      )
      return symbol && declarations.type(symbol)
    },
  }
}

function wordKind(
  module: Module,
  file: string,
  name: string,
  declarations: Declarations,
): 'role' | 'purpose' | undefined {
  const role = findSymbol(module, file, 'role', name)
  if (role) {
    declarations.role(role)
    return 'role'
  }
  const purpose = findSymbol(module, file, 'purpose', name)
  if (purpose) declarations.purpose(purpose)
  return purpose && 'purpose'
}

/** A constant's value; a role or purpose imported under another name stands for the name it was declared with. */
function constantOf(module: Module, file: string, name: string, declarations: Declarations): Expr | undefined {
  const symbol = findSymbol(module, file, 'const', name)
  if (symbol) return declarations.constant(symbol)
  const word = findSymbol(module, file, 'role', name) ?? findSymbol(module, file, 'purpose', name)
  if (word === undefined || word.name === name) return undefined
  return {
    kind: 'literal',
    value: word.name,
    type: { kind: 'string', minLength: word.name.length, maxLength: word.name.length },
  }
}
