/**
 * From text to tokens, looking at each character once: the kinds and patterns of `tokens.ts`, with keywords told from other words. White space and comments
 * are left out; everything else is kept, whether it has a place in the language or not. A test holds that chevrotain's lexer reads the same from the same
 * patterns on every text; it takes several times as long.
 */
import type { IToken, TokenType } from 'chevrotain'
import { makeToken } from './make-token.ts'
import { endOfBlockComment } from './scan-comment.ts'
import { endOfDay } from './scan-day.ts'
import { endOfLine, endOfString } from './scan-string.ts'
import { forgetWords, isWordUnit, wordAt } from './scan-word.ts'
import {
  BlockComment,
  Day,
  DocumentationLine,
  Foreign,
  ForeignOperator,
  LEXED,
  Newline,
  Numeral,
  SingleQuoted,
  Stray,
  Text,
} from './tokens.ts'
import { isIn, type TypeSet, typeSet } from './type-set.ts'

export function scanTokens(text: string): IToken[] {
  return scan(text, undefined)!
}

/** The tokens of a text in which all has a place in the language, lines of documentation put into a list of their own; else undefined. */
export function scanSound(text: string, documentation: IToken[]): IToken[] | undefined {
  return scan(text, documentation)
}

function scan(text: string, documentation: IToken[] | undefined): IToken[] | undefined {
  const tokens: IToken[] = []
  const { length } = text
  for (let at = 0; at < length; ) {
    const unit = text.charCodeAt(at)
    const kind = unit < ASCII ? KINDS[unit]! : unit === BYTE_ORDER_MARK ? BLANK : OTHER
    if (kind === BLANK) at++
    else if (unit === SLASH && text.charCodeAt(at + 1) === SLASH && !isDocumentation(text, at)) at = endOfLine(text, at)
    else {
      const token = tokenAt(text, at, unit, kind, tokens)
      if (documentation === undefined || !isIn(ASIDE, token)) tokens.push(token)
      else if (token.tokenType === DocumentationLine) documentation.push(token)
      else return undefined
      at += token.image.length
    }
  }
  forgetWords()
  return tokens
}

/** What has no place in the language. */
export const UNFIT: TypeSet = typeSet(BlockComment, SingleQuoted, ForeignOperator, Foreign, Stray)
const ASIDE: TypeSet = typeSet(DocumentationLine, BlockComment, SingleQuoted, ForeignOperator, Foreign, Stray)

function tokenAt(text: string, at: number, unit: number, kind: number, before: readonly IToken[]): IToken {
  switch (kind) {
    case LETTER:
      return unit === LETTER_R && text.charCodeAt(at + 1) === QUOTE ? textAt(text, at) : wordAt(text, at)
    case OPERATOR:
      return unit === SLASH ? slashAt(text, at) : operatorAt(text, at, unit)
    case DIGIT:
      return numberAt(text, at, before)
    default:
      if (unit === LINE_FEED) return newlineAt(text, at)
      if (unit === QUOTE) return textAt(text, at)
      return matchAt(unit === SINGLE_QUOTE ? SingleQuoted : unit < ASCII ? Stray : Foreign, text, at)
  }
}

function textAt(text: string, at: number): IToken {
  return makeToken(Text, text.slice(at, endOfString(text, at)), at)
}

/** With the blank space behind it, to where the next line's first token stands. */
function newlineAt(text: string, at: number): IToken {
  let end = at + 1
  for (let unit = text.charCodeAt(end); isBlank(unit) || unit === LINE_FEED; unit = text.charCodeAt(end)) end++
  return makeToken(Newline, text.slice(at, end), at)
}

/** Digits alone are most numbers; the pattern reads all others. */
function numberAt(text: string, at: number, before: readonly IToken[]): IToken {
  const day = endOfDay(text, at, before.at(-1))
  if (day !== undefined) return makeToken(Day, text.slice(at, day), at)
  let end = at + 1
  while (text.charCodeAt(end) >= DIGIT_0 && text.charCodeAt(end) <= DIGIT_9) end++
  return isWholeNumber(text, end) ? makeToken(Numeral, text.slice(at, end), at) : matchAt(Numeral, text, at)
}

/** Nothing at `end` goes on with the digits in front of it: no point but that of a range, no letter, no unit behind a space. */
function isWholeNumber(text: string, end: number): boolean {
  const unit = text.charCodeAt(end)
  const next = text.charCodeAt(end + 1)
  if (unit === POINT) return next === POINT
  if (unit === TAB || isWordUnit(unit)) return false
  return unit !== SPACE || !(next === SPACE || next === TAB || (next >= CAPITAL_A && next <= CAPITAL_Z))
}

/** A documentation line, a comment of another language, or a division. */
function slashAt(text: string, at: number): IToken {
  if (text.charCodeAt(at + 1) === SLASH) return makeToken(DocumentationLine, text.slice(at, endOfLine(text, at)), at)
  const comment = endOfBlockComment(text, at)
  return comment === undefined ? operatorAt(text, at, SLASH) : makeToken(BlockComment, text.slice(at, comment), at)
}

/** `///` and no more strokes. */
function isDocumentation(text: string, at: number): boolean {
  return text.charCodeAt(at + 2) === SLASH && text.charCodeAt(at + 3) !== SLASH
}

function operatorAt(text: string, at: number, unit: number): IToken {
  const found = OPERATORS[unit]!
  const last = found.length - 1
  for (let index = 0; index < last; index++) {
    const { image, type } = found[index]!
    if (text.startsWith(image, at)) return makeToken(type, image, at)
  }
  const { image, type } = found[last]!
  return makeToken(type, image, at)
}

/** The token of this type that is known to begin here. */
function matchAt(type: TokenType, text: string, at: number): IToken {
  const pattern = STICKY.get(type)!
  pattern.lastIndex = at
  return makeToken(type, pattern.exec(text)![0], at)
}

const STICKY: ReadonlyMap<TokenType, RegExp> = new Map(
  [Numeral, SingleQuoted, Stray, Foreign].map((type) => [type, new RegExp(type.PATTERN as RegExp, 'y')]),
)

const [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE] = [9, 10, 13, 32] as const
const [QUOTE, SINGLE_QUOTE, POINT, SLASH] = [34, 39, 46, 47] as const
const [DIGIT_0, DIGIT_9, CAPITAL_A, CAPITAL_Z, LETTER_R] = [48, 57, 65, 90, 114] as const
const ASCII = 128
const BYTE_ORDER_MARK = 0xfeff

interface Operator {
  readonly image: string
  readonly type: TokenType
}

/** By first character; longer ones first, and last the character alone. */
const OPERATORS: readonly (readonly Operator[] | undefined)[] = operatorsByUnit([
  ...LEXED.filter(({ LABEL }) => LABEL?.startsWith('`')).map((type) => ({ image: type.LABEL!.slice(1, -1), type })),
  ...['===', '!==', '&', '<>'].map((image) => ({ image, type: ForeignOperator })),
])

function operatorsByUnit(operators: readonly Operator[]): (Operator[] | undefined)[] {
  const sorted = operators.toSorted((a, b) => b.image.length - a.image.length)
  return Array.from({ length: ASCII }, (_, unit) => {
    const found = sorted.filter(({ image }) => image.charCodeAt(0) === unit)
    return found.length === 0 ? undefined : found
  })
}

const [OTHER, BLANK, LETTER, DIGIT, OPERATOR] = [0, 1, 2, 3, 4] as const

const KINDS: Uint8Array = Uint8Array.from({ length: ASCII }, (_, unit) => {
  if (isBlank(unit)) return BLANK
  if (unit >= DIGIT_0 && unit <= DIGIT_9) return DIGIT
  if (isWordUnit(unit)) return LETTER
  return OPERATORS[unit] === undefined ? OTHER : OPERATOR
})

function isBlank(unit: number): boolean {
  return unit === SPACE || unit === TAB || unit === CARRIAGE_RETURN
}
