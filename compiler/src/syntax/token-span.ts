/**
 * Spans of tokens. The lexer keeps only where a token starts and what it says; the rest follows from that.
 */
import type { IToken } from 'chevrotain'
import type { Span } from '../source/span.ts'

export function tokenEnd(token: IToken): number {
  return token.startOffset + token.image.length
}

export function tokenSpan(token: IToken): Span {
  return { start: token.startOffset, end: tokenEnd(token) }
}
