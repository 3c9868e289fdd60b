/**
 * Expressions as the parser reads them: names unresolved, nothing typed, a span on every node. The rest of the syntax tree is in `tree.ts`.
 */
import type { Span } from '../source/span.ts'
import type { Name, Node } from './node.ts'

export type Expression =
  | BooleanLiteral
  | NumberLiteral
  | StringLiteral
  | DurationLiteral
  | NameExpression
  | MemberExpression
  | IndexExpression
  | CallExpression
  | UnaryExpression
  | BinaryExpression
  | ConditionalExpression
  | ListExpression
  | RecordExpression

export interface BooleanLiteral extends Node {
  readonly kind: 'boolean'
  readonly value: boolean
}

/** `1_000.50` or the quantity `1_000 USD`. `text` is the number without `_`; a leading minus is a unary expression. */
export interface NumberLiteral extends Node {
  readonly kind: 'number'
  readonly value: number
  readonly text: string
  /** True when written with a point or exponent. */
  readonly fractional: boolean
  readonly unit: Name | undefined
}

/** `"…"`, `r"…"`, `"""…"""`, decoded. */
export interface StringLiteral extends Node {
  readonly kind: 'string'
  readonly value: string
  readonly raw: boolean
}

/** `30s`, `1h30m` */
export interface DurationLiteral extends Node {
  readonly kind: 'duration'
  readonly milliseconds: number
  readonly text: string
}

export interface NameExpression extends Node {
  readonly kind: 'name'
  readonly name: Name
}

export interface MemberExpression extends Node {
  readonly kind: 'member'
  readonly object: Expression
  readonly member: Name
}

export interface IndexExpression extends Node {
  readonly kind: 'index'
  readonly object: Expression
  readonly index: Expression
}

/** `has(input.memo)`, `size(x)`, `x.startsWith("a")`, `actions.all(a, …)`: the callee is a name or a member. */
export interface CallExpression extends Node {
  readonly kind: 'call'
  readonly callee: NameExpression | MemberExpression
  readonly arguments: readonly Expression[]
}

export interface UnaryExpression extends Node {
  readonly kind: 'unary'
  readonly operator: '!' | '-'
  readonly operand: Expression
}

export type BinaryOperator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||'
  | '=>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'in'

export interface BinaryExpression extends Node {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly operatorSpan: Span
  readonly left: Expression
  readonly right: Expression
  /** True when the expression stands in parentheses of its own; the mixing rule of `&&` and `||` asks. */
  readonly parenthesised: boolean
}

export interface ConditionalExpression extends Node {
  readonly kind: 'conditional'
  readonly condition: Expression
  readonly whenTrue: Expression
  readonly whenFalse: Expression
}

export interface ListExpression extends Node {
  readonly kind: 'list'
  readonly elements: readonly Expression[]
}

/** `{ from_account: "A-1", "x-id": 3 }`: in fixtures, tests and policy blocks. */
export interface RecordExpression extends Node {
  readonly kind: 'record'
  readonly fields: readonly {
    readonly name: Name
    readonly quoted: boolean
    readonly value: Expression
    readonly span: Span
  }[]
}
