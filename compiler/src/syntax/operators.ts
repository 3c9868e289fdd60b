/**
 * The binary operators: how tightly each binds, and how the habits of other languages map to them. A higher level binds tighter; `=>` binds loosest
 * and is not in the table, because it has a rule of its own.
 */
import type { IToken, TokenType } from 'chevrotain'
import {
  AndAnd,
  Equal,
  Greater,
  GreaterOrEqual,
  Implies,
  In,
  Less,
  LessOrEqual,
  Minus,
  NotEqual,
  OrOr,
  Percent,
  Plus,
  Slash,
  Star,
} from './tokens.ts'
import type { BinaryOperator } from './tree.ts'

export const COMPARISON_LEVEL = 3

const LEVELS: ReadonlyMap<TokenType, number> = new Map([
  [OrOr, 1],
  [AndAnd, 2],
  ...[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, In].map((type) => [type, COMPARISON_LEVEL] as const),
  [Plus, 4],
  [Minus, 4],
  [Star, 5],
  [Slash, 5],
  [Percent, 5],
])

/** By the index of the type. */
const LEVELS_BY_INDEX: Uint8Array = new Uint8Array(Math.max(...Array.from(LEVELS.keys(), indexOf)) + 1)
for (const [type, level] of LEVELS) LEVELS_BY_INDEX[indexOf(type)] = level

function indexOf(type: TokenType): number {
  return type.tokenTypeIdx!
}

/** 0 for what is no binary operator. */
export function levelOf(token: IToken): number {
  const index = token.tokenTypeIdx
  return index < LEVELS_BY_INDEX.length ? LEVELS_BY_INDEX[index]! : 0
}

/** As the tree writes it, whatever the token's own text. */
export function operatorText(type: TokenType): BinaryOperator {
  return TEXTS.get(type)!
}

const TEXTS: ReadonlyMap<TokenType, BinaryOperator> = new Map(
  [Implies, ...LEVELS.keys()].map((type) => [type, type.LABEL!.slice(1, -1) as BinaryOperator]),
)

/** Behind a complete expression the words `and` and `or` can only be meant as operators. */
export function meantOperator(token: IToken): TokenType | undefined {
  return token.image === 'and' ? AndAnd : token.image === 'or' ? OrOr : undefined
}
