/**
 * A token as the lexer, the arranger and the repairs make it: all of one shape, which is what makes reading them fast. Where it ends follows from its image.
 */
import type { IToken, TokenType } from 'chevrotain'

export function makeToken(type: TokenType, image: string, offset: number): IToken {
  return { image, startOffset: offset, tokenTypeIdx: type.tokenTypeIdx!, tokenType: type, payload: undefined }
}
