/**
 * What an expression can see: the roots, constants and words around it. The resolver builds one per place an expression stands; the checker asks it
 * and reports what it does not find.
 */
import type { DiagnosticExtras } from '../../diagnostics/diagnostic.ts'
import type { Expr } from '../../program/expression.ts'
import type { EnumType, Type } from '../../program/type.ts'
import type { Span } from '../../source/span.ts'
import type { Expression } from '../../syntax/tree.ts'
import type { ScaledUnit } from '../../types/scaled-unit.ts'
import type { StandardMatch } from './standard-match.ts'

/** What constant values may refer to: named constants, roles, purposes. None of these functions reports. */
export interface ConstantScope {
  /** The file the nodes stand in, for locations. */
  readonly file: string
  /** The checked value of `const NAME`; it is put in place of the name. */
  constant(name: string): Expr | undefined
  /** What a word that is no constant stands for; in an expression it is the string of that name. */
  word(name: string): 'role' | 'purpose' | undefined
  /** The values of a declared type that is a union of literals: `Status` in `Status.pending`. */
  enumeration?(name: string): EnumType | undefined
  /** What a declared unit is a multiple of. */
  scaledUnit?(name: string): ScaledUnit | undefined
  /** Every name that would resolve here, for suggestions. */
  names(): readonly string[]
  /** True for a name that cannot be known because something else is broken and has been reported. */
  isExcused?(name: string): boolean
  /** Where something of that kind can be had that is none here. */
  nameAdvice?(kind: 'fn' | 'role' | 'purpose', name: string, span: Span): DiagnosticExtras
  /** A node that stands for a name, such as a table's cell for its column; checked in place against the type expected there. */
  substitute?(name: string): Expression | undefined
}

/** `body` has the parameters as its free variables, the last one the innermost; or it is a match against what the last argument says. */
export interface CheckedFunction {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly type: Type }[]
  readonly result: Type
  readonly body: Expr | StandardMatch
}

/** `known`: there is such a function; `fn` is missing where it is wrong, which has been reported. */
export interface FunctionLookup {
  readonly known: boolean
  readonly fn: CheckedFunction | undefined
}

export interface ExpressionScope extends ConstantScope {
  /** The function of that name, where functions can be called. Reports nothing about the name. */
  fn?(name: string): FunctionLookup
  /** Names of functions, for suggestions. */
  functions?(): readonly string[]
  /** Where members of a root that has no such member are declared. */
  memberAdvice?(root: string): string | undefined
  /** True for a member that cannot be known because its declaration is wrong and has been reported. */
  isExcusedMember?(root: string, name: string): boolean
  /** The type of `input`, `claims`, `context`, `value` or `actions` where they exist. */
  root(name: string): Type | undefined
}
