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
import { scanTokens } from './scan-tokens.ts'
import type { SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd } from './token-span.ts'
import {
  BlockComment,
  DocumentationLine,
  Duration,
  Foreign,
  ForeignOperator,
  Numeral,
  SingleQuoted,
  Stray,
  Text,
} from './tokens.ts'

export interface LexedSource {
  readonly text: string
  readonly tokens: readonly IToken[]
  readonly documentation: Documentations
  /** Ends and starts of tokens between which something was dropped: an error there would only repeat that. */
  readonly damaged: ReadonlySet<number>
}

export function lexSource(text: string, errors: SyntaxErrors): LexedSource {
  const tokens: IToken[] = []
  const lines: IToken[] = []
  const damaged = new Set<number>()
  const read = scanTokens(text)
  for (let index = 0; index < read.length; index++) {
    const token = read[index]!
    switch (TREATMENTS[token.tokenTypeIdx]) {
      case 'as text':
        token.payload = decodeString(token.image, token.startOffset, errors)
        break
      case 'as number':
        decodeNumber(token, errors)
        break
      case 'as documentation':
        lines.push(token)
        continue
      case 'as unfit': {
        const { last, damage } = repairToken(read, index, tokens, errors)
        index = last
        if (damage) markDamage(damaged, token, tokens.at(-1), read[index + 1])
        continue
      }
    }
    tokens.push(token)
  }
  return { text, tokens, documentation: gatherDocumentation(text, lines, tokens), damaged }
}

type Treatment = 'as text' | 'as number' | 'as documentation' | 'as unfit'

/** For the index of a token's type; all others are kept as they are. */
const TREATMENTS: readonly (Treatment | undefined)[] = treatments([
  [Text, 'as text'],
  [Numeral, 'as number'],
  [DocumentationLine, 'as documentation'],
  ...[BlockComment, SingleQuoted, ForeignOperator, Foreign, Stray].map((type) => [type, 'as unfit'] as const),
])

function treatments(pairs: readonly (readonly [TokenType, Treatment])[]): (Treatment | undefined)[] {
  const byIndex = new Map(pairs.map(([type, treatment]) => [type.tokenTypeIdx!, treatment]))
  return Array.from({ length: Math.max(...byIndex.keys()) + 1 }, (_, index) => byIndex.get(index))
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
