/**
 * How a line begins and ends, judged from a few tokens: whether it starts a declaration, starts an entry of a block, or goes on with the line above.
 * These judgements never reject a correct program; they decide where a broken one is taken up again.
 */
import type { IToken, TokenType } from 'chevrotain'
import { nearMiss } from '../text/near-miss.ts'
import { ALL_DECLARATION_WORDS, DECLARATION_WORDS, MEMBER_WORDS, SECTION_WORDS } from './keywords.ts'
import {
  Arrow,
  At,
  Bang,
  Bar,
  Because,
  BinaryOperator,
  Colon,
  Comma,
  Equals,
  Implies,
  LeftBrace,
  LeftParenthesis,
  Newline,
  Question,
  RightParenthesis,
  Text,
  Unless,
  When,
  Word,
} from './tokens.ts'
import { isIn, typeSet } from './type-set.ts'

const WORDS = typeSet(Word)

export function isWord(token: IToken | undefined): boolean {
  return token !== undefined && isIn(WORDS, token)
}

function isA(type: TokenType, category: TokenType): boolean {
  return type.CATEGORIES?.includes(category) === true
}

/** A declaration keyword with a name or title behind it; `type:` is a field. An annotation counts when it leads to one. */
export function startsDeclaration(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index]!
  if (token.tokenType === At) return annotatesDeclaration(tokens, index)
  const next = tokens[index + 1]
  if (!isWord(token) || !(isWord(next) || next?.tokenType === Text)) return false
  if (ALL_DECLARATION_WORDS.has(token.image)) return true
  // Another keyword of the language is not misspelled.
  return token.tokenType === Word && nearMiss(token.image, DECLARATION_WORDS) !== undefined
}

/** Annotations longer than this are not looked through. */
const MAX_ANNOTATION_TOKENS = 64

function annotatesDeclaration(tokens: readonly IToken[], index: number): boolean {
  const limit = Math.min(tokens.length, index + MAX_ANNOTATION_TOKENS)
  let depth = 0
  for (let at = index; at < limit; at++) {
    const type = tokens[at]!.tokenType
    if (type === LeftParenthesis) depth++
    else if (type === RightParenthesis) depth--
    else if (
      type === Newline &&
      depth === 0 &&
      tokens[at + 1]?.tokenType !== At &&
      tokens[at + 1]?.tokenType !== Newline
    ) {
      return tokens[at + 1] !== undefined && startsDeclaration(tokens, at + 1)
    }
  }
  return false
}

/** `name:`, `name?:`, an annotation, or the keyword and name of a member: what cannot go on with an expression. */
export function startsEntry(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index]!
  if (token.tokenType === At) return true
  if (!isWord(token) && token.tokenType !== Text) return false
  const next = tokens[index + 1]?.tokenType
  return (
    next === Colon ||
    (next === Question && tokens[index + 2]?.tokenType === Colon) ||
    startsSection(tokens, index) ||
    startsDeclaration(tokens, index)
  )
}

/** `input {` and the like, `require name:`, `state name`: has one meaning wherever it stands. */
export function startsSection(tokens: readonly IToken[], index: number): boolean {
  const { image } = tokens[index]!
  const next = tokens[index + 1]
  if (next?.tokenType === LeftBrace) return SECTION_WORDS.has(image)
  return MEMBER_WORDS.has(image) && isWord(next)
}

/** The token at a line's beginning goes on with the line above: because, the case of an approval, arrow, operator, opening brace. */
export function continuesLine(tokens: readonly IToken[], index: number): boolean {
  const type = tokens[index]!.tokenType
  if (type === When || type === Unless) return isWord(tokens[index + 1]) && tokens[index + 2]?.tokenType === Colon
  if (type === Because) {
    const next = tokens[index + 1]?.tokenType === Newline ? tokens[index + 2] : tokens[index + 1]
    return next?.tokenType === Text
  }
  return isOperator(type) || type === LeftBrace || type === Comma || type === Colon
}

/** After a line that ends with `last` something must follow, on the next line at the latest. */
export function demandsMore(last: IToken, next: IToken): boolean {
  const type = last.tokenType
  if (type === Because) return next.tokenType === Text
  return isOperator(type) || type === Colon || type === Equals || type === Bang
}

function isOperator(type: TokenType): boolean {
  return isA(type, BinaryOperator) || type === Implies || type === Arrow || type === Bar || type === Question
}
