/**
 * Typed expressions: what the checker makes of the syntax and what interpreter, canonical CEL and generated code are made from. Names are resolved,
 * constants are literals, units are folded, every node knows its type. By guarantee L3 evaluating one of these on a value of the declared input
 * type cannot fail.
 */
import type { Type } from './type.ts'

export type Expr =
  | LiteralExpr
  | ListExpr
  | RootExpr
  | VariableExpr
  | FieldExpr
  | IndexExpr
  | HasExpr
  | UnaryExpr
  | BinaryExpr
  | ConditionalExpr
  | CallExpr
  | QuantifierExpr

/** What an expression may start from. `actions` exists in invariants alone, `value` in `where` alone. */
export type Root = 'input' | 'claims' | 'context' | 'value' | 'actions'

interface Typed {
  readonly type: Type
}

/** For an `int` or `float` literal the value in the type's base unit; roles, purposes and enum members are strings. */
export interface LiteralExpr extends Typed {
  readonly kind: 'literal'
  readonly value: boolean | number | string
}

export interface ListExpr extends Typed {
  readonly kind: 'list'
  readonly elements: readonly Expr[]
}

export interface RootExpr extends Typed {
  readonly kind: 'root'
  readonly root: Root
}

/** Bound by the quantifier `depth` levels out, 0 the innermost. `name` is as written, for people. */
export interface VariableExpr extends Typed {
  readonly kind: 'variable'
  readonly depth: number
  readonly name: string
}

/** `object` is a record, or a union whose variants still possible here all have the field; it is present there by typing (required, defaulted, or proven by flow). */
export interface FieldExpr extends Typed {
  readonly kind: 'field'
  readonly object: Expr
  readonly field: string
}

/** `list[index]`, the index proven in range; `map[key]`, the key proven present. */
export interface IndexExpr extends Typed {
  readonly kind: 'index'
  readonly object: Expr
  readonly index: Expr
}

/** `has(object.field)` */
export interface HasExpr extends Typed {
  readonly kind: 'has'
  readonly object: Expr
  readonly field: string
}

export interface UnaryExpr extends Typed {
  readonly kind: 'unary'
  readonly operator: '!' | '-'
  readonly operand: Expr
}

/** `=>` is kept; canonical CEL prints `!a || b`. `&&`, `||`, `=>` evaluate the left side first and stop when it decides. */
export interface BinaryExpr extends Typed {
  readonly kind: 'binary'
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | '=>' | '+' | '-' | '*' | '/' | '%' | 'in'
  readonly left: Expr
  readonly right: Expr
}

export interface ConditionalExpr extends Typed {
  readonly kind: 'conditional'
  readonly condition: Expr
  readonly whenTrue: Expr
  readonly whenFalse: Expr
}

/**
 * `size` counts code points, bytes, list elements, members of a map; `matches` takes a literal pattern of the linear subset and is whole-string;
 * `int` cuts the fraction of a `Float` off, `double` gives the `Float` equal to an `Int`.
 */
export type Builtin = 'size' | 'startsWith' | 'endsWith' | 'contains' | 'matches' | 'min' | 'max' | 'int' | 'double'

export interface CallExpr extends Typed {
  readonly kind: 'call'
  readonly builtin: Builtin
  /** The receiver first. */
  readonly arguments: readonly Expr[]
  /** For people: the function of the standard library that a `matches` was written as, and the text it was given. */
  readonly written?: { readonly name: string; readonly constant: string }
}

export interface QuantifierExpr extends Typed {
  readonly kind: 'quantifier'
  readonly quantifier: 'all' | 'exists' | 'exists_one' | 'map' | 'filter'
  readonly range: Expr
  readonly variable: string
  readonly body: Expr
}
