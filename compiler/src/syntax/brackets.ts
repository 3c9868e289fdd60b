/** The brackets of the language: which token closes which, and which tokens close anything. A type's `<` is none: only the grammar knows it from a comparison. */
import type { TokenType } from 'chevrotain'
import { LeftBrace, LeftBracket, LeftParenthesis, RightBrace, RightBracket, RightParenthesis } from './tokens.ts'

/** Opener → closer. */
export const CLOSERS: ReadonlyMap<TokenType, TokenType> = new Map([
  [LeftBrace, RightBrace],
  [LeftParenthesis, RightParenthesis],
  [LeftBracket, RightBracket],
])

export function isOpener(type: TokenType): boolean {
  return type === LeftBrace || type === LeftParenthesis || type === LeftBracket
}

export function isCloser(type: TokenType): boolean {
  return type === RightBrace || type === RightParenthesis || type === RightBracket
}

/** How a bracket is written. */
export function bracketText(type: TokenType): string {
  return type.LABEL!.slice(1, -1)
}
