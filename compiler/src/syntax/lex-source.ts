/**
 * From text to the tokens the parser's grammar is written in, newlines still all there. Tells keywords from other words, decodes literals, keeps
 * documentation aside, and replaces or drops what has no place in the language, each time with an error. Brackets and newlines are judged by
 * `arrange-tokens.ts`.
 */
import type { IToken, TokenType } from 'chevrotain'
import { decodeNumeral } from './decode-number.ts'
import { decodeString } from './decode-string.ts'
import { type Documentations, gatherDocumentation } from './documentation.ts'
import { repairToken } from './repair-token.ts'
import { scanSound, scanTokens, UNFIT } from './scan-tokens.ts'
import type { SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd } from './token-span.ts'
import { DocumentationLine, Duration, Numeral, Text } from './tokens.ts'
import { isIn } from './type-set.ts'

export interface LexedSource {
  readonly text: string
  readonly tokens: readonly IToken[]
  readonly documentation: Documentations
  /** Ends and starts of tokens between which something was dropped: an error there would only repeat that. */
  readonly damaged: ReadonlySet<number>
}

export function lexSource(text: string, errors: SyntaxErrors): LexedSource {
  const lines: IToken[] = []
  const tokens = scanSound(text, lines)
  if (tokens === undefined) return lexDamaged(text, errors)
  for (const token of tokens) decode(token, errors)
  return { text, tokens, documentation: gatherDocumentation(text, lines, tokens), damaged: UNDAMAGED }
}

const UNDAMAGED: ReadonlySet<number> = new Set()

/** Something in it has no place in the language. */
function lexDamaged(text: string, errors: SyntaxErrors): LexedSource {
  const tokens: IToken[] = []
  const lines: IToken[] = []
  const damaged = new Set<number>()
  const read = scanTokens(text)
  for (let index = 0; index < read.length; index++) {
    const token = read[index]!
    if (isIn(UNFIT, token)) {
      const { last, damage } = repairToken(read, index, tokens, errors)
      index = last
      if (damage) markDamage(damaged, token, tokens.at(-1), read[index + 1])
    } else {
      decode(token, errors)
      ;(token.tokenType === DocumentationLine ? lines : tokens).push(token)
    }
  }
  return { text, tokens, documentation: gatherDocumentation(text, lines, tokens), damaged }
}

function decode(token: IToken, errors: SyntaxErrors): void {
  const { tokenType: type } = token
  if (type === Text) token.payload = decodeString(token.image, token.startOffset, errors)
  else if (type === Numeral) decodeNumber(token, errors)
}

function markDamage(damaged: Set<number>, token: IToken, before: IToken | undefined, after: IToken | undefined): void {
  damaged.add(token.startOffset)
  if (before !== undefined) damaged.add(tokenEnd(before))
  if (after !== undefined) damaged.add(after.startOffset)
}

export function retype(token: IToken, type: TokenType): IToken {
  token.tokenType = type
  token.tokenTypeIdx = type.tokenTypeIdx!
  return token
}

function decodeNumber(token: IToken, errors: SyntaxErrors): void {
  const numeral = decodeNumeral(token.image, token.startOffset, errors)
  token.payload = numeral
  if (numeral.kind === 'duration') retype(token, Duration)
}
