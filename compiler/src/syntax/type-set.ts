/** A set of kinds of token that is asked of every token: a table by the index of the kind. A category stands for its members as well. */
import type { IToken, TokenType } from 'chevrotain'

export type TypeSet = Uint8Array

export function typeSet(...types: readonly TokenType[]): TypeSet {
  const indexes = types.flatMap(({ tokenTypeIdx, categoryMatches }) => [tokenTypeIdx!, ...categoryMatches!])
  const set = new Uint8Array(Math.max(...indexes) + 1)
  for (const index of indexes) set[index] = 1
  return set
}

export function isIn(set: TypeSet, token: IToken): boolean {
  const index = token.tokenTypeIdx
  return index < set.length && set[index] === 1
}
