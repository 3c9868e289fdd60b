/**
 * From text to the tokens the parser's grammar is written in, newlines still all there. Tells keywords from other words, decodes literals, keeps
 * documentation aside, and replaces or drops what has no place in the language, each time with an error. Brackets and newlines are judged by
 * `arrange-tokens.ts`.
 */
import { type IToken, Lexer, type TokenType } from 'chevrotain'
import { decodeNumeral } from './decode-number.ts'
import { decodeString } from './decode-string.ts'
import { type Documentations, gatherDocumentation } from './documentation.ts'
import { repairToken } from './repair-token.ts'
import type { SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd } from './token-span.ts'
import {
  BlockComment,
  DocumentationLine,
  Duration,
  Foreign,
  ForeignOperator,
  KEYWORD_TYPES,
  LEXED,
  Numeral,
  SingleQuoted,
  Stray,
  Text,
  Word,
} from './tokens.ts'

export interface LexedSource {
  readonly text: string
  readonly tokens: readonly IToken[]
  readonly documentation: Documentations
  /** Ends and starts of tokens between which something was dropped: an error there would only repeat that. */
  readonly damaged: ReadonlySet<number>
}

const UNFIT: ReadonlySet<TokenType> = new Set([BlockComment, SingleQuoted, ForeignOperator, Foreign, Stray])

let lexer: Lexer | undefined

export function lexSource(text: string, errors: SyntaxErrors): LexedSource {
  lexer ??= new Lexer([...LEXED], { positionTracking: 'onlyOffset', ensureOptimizations: true })
  const tokens: IToken[] = []
  const lines: IToken[] = []
  const damaged = new Set<number>()
  const read = lexer.tokenize(text).tokens
  for (let index = 0; index < read.length; index++) {
    const token = read[index]!
    const type = token.tokenType
    if (type === Word) classifyWord(token)
    else if (type === Text) token.payload = decodeString(token.image, token.startOffset, errors)
    else if (type === Numeral) decodeNumber(token, errors)
    else if (type === DocumentationLine) {
      lines.push(token)
      continue
    } else if (UNFIT.has(type)) {
      const { last, damage } = repairToken(read, index, tokens, errors)
      index = last
      if (damage) markDamage(damaged, token, tokens.at(-1), read[index + 1])
      continue
    }
    tokens.push(token)
  }
  return { text, tokens, documentation: gatherDocumentation(text, lines, tokens), damaged }
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

function classifyWord(token: IToken): void {
  const type = KEYWORD_TYPES.get(token.image)
  if (type !== undefined) retype(token, type)
}

function decodeNumber(token: IToken, errors: SyntaxErrors): void {
  const numeral = decodeNumeral(token.image, token.startOffset, errors)
  token.payload = numeral
  if (numeral.kind === 'duration') retype(token, Duration)
}
