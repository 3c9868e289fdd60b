/**
 * What to make of a token that has no place in the language: the habits of other languages and characters that only look like ours. Each gives one
 * error with the way it is written here; where the meaning is plain, the right token takes its place and parsing goes on as if nothing had happened.
 */
import type { IToken, TokenType } from 'chevrotain'
import {
  blockComment,
  nonAsciiName,
  unexpectedCharacter,
  wrongOperator,
  wrongQuotes,
} from '../diagnostics/catalogue/syntax.ts'
import type { Fix } from '../diagnostics/diagnostic.ts'
import type { Span } from '../source/span.ts'
import { scriptsOf } from '../source/suspicious-characters.ts'
import { makeToken } from './make-token.ts'
import type { SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd, tokenSpan } from './token-span.ts'
import {
  AndAnd,
  Arrow,
  BlockComment,
  Comma,
  Equal,
  Foreign,
  ForeignOperator,
  GreaterOrEqual,
  Implies,
  LessOrEqual,
  Newline,
  NotEqual,
  Numeral,
  OrOr,
  ReservedWord,
  SingleQuoted,
  Text,
  Word,
} from './tokens.ts'

export interface Repair {
  /** Index of the last token used up. */
  readonly last: number
  /** Something was taken out whose meaning is unknown: an error right after it would only repeat this one. */
  readonly damage: boolean
}

/** Judges `read[index]`; appends to `tokens` what stands in for it. */
export function repairToken(read: readonly IToken[], index: number, tokens: IToken[], errors: SyntaxErrors): Repair {
  const token = read[index]!
  if (token.tokenType === SingleQuoted) return repairQuotes(token, index, tokens, errors)
  if (token.tokenType === ForeignOperator) return repairOperator(token, index, tokens, errors)
  if (token.tokenType === Foreign) return repairForeign(read, index, tokens, errors)
  if (token.tokenType === BlockComment) {
    const opener = { start: token.startOffset, end: token.startOffset + 2 }
    errors.report(
      blockComment,
      opener,
      {},
      { help: 'begin each line of the comment with `//`', fixes: lineFix(read, index, errors) },
    )
    return { last: index, damage: false }
  }
  return repairStray(read, index, tokens, errors)
}

/** A comment on one line, with nothing behind it, becomes one of ours. */
function lineFix(read: readonly IToken[], index: number, errors: SyntaxErrors): readonly Fix[] {
  const token = read[index]!
  const next = read[index + 1]
  const isAlone = next === undefined || next.tokenType === Newline
  if (!isAlone || token.image.includes('\n') || !token.image.endsWith('*/')) return []
  // What other languages take for documentation is ours too.
  const [slashes, from] = token.image.startsWith('/**') ? ['///', 3] : ['//', 2]
  const text = `${slashes} ${token.image.slice(from, -2).trim()}`
  return [errors.fix(`write \`${slashes}\``, { span: tokenSpan(token), text })]
}

function standIn(token: IToken, type: TokenType, image: string = token.image): IToken {
  return makeToken(type, image, token.startOffset)
}

function repairQuotes(token: IToken, index: number, tokens: IToken[], errors: SyntaxErrors): Repair {
  const value = token.image.replaceAll("'", '')
  const text = `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  errors.report(
    wrongQuotes,
    tokenSpan(token),
    { quote: 'single ones' },
    {
      help: `write \`${text}\``,
      fixes: [errors.fix('use double quotes', { span: tokenSpan(token), text })],
    },
  )
  const literal = standIn(token, Text)
  literal.payload = { value, raw: false }
  tokens.push(literal)
  return { last: index, damage: false }
}

/** How operators are written elsewhere. */
const OPERATORS: ReadonlyMap<string, readonly [string, TokenType]> = new Map([
  ['===', ['==', Equal]],
  ['!==', ['!=', NotEqual]],
  ['&', ['&&', AndAnd]],
  ['<>', ['!=', NotEqual]],
  ['≠', ['!=', NotEqual]],
  ['≤', ['<=', LessOrEqual]],
  ['≥', ['>=', GreaterOrEqual]],
  ['∧', ['&&', AndAnd]],
  ['∨', ['||', OrOr]],
  ['→', ['->', Arrow]],
  ['⇒', ['=>', Implies]],
])

function repairOperator(token: IToken, index: number, tokens: IToken[], errors: SyntaxErrors): Repair {
  const [instead, type] = OPERATORS.get(token.image)!
  errors.report(
    wrongOperator,
    tokenSpan(token),
    { written: token.image, instead },
    {
      fixes: [errors.fix(`write \`${instead}\``, { span: tokenSpan(token), text: instead })],
    },
  )
  tokens.push(standIn(token, type))
  return { last: index, damage: false }
}

function repairForeign(read: readonly IToken[], index: number, tokens: IToken[], errors: SyntaxErrors): Repair {
  const token = read[index]!
  if (OPERATORS.has(token.image)) return repairOperator(token, index, tokens, errors)
  if (isLetters(token.image)) return repairName(read, index, tokens, errors)
  if (/^\p{Zs}+$/u.test(token.image)) {
    errors.report(
      unexpectedCharacter,
      tokenSpan(token),
      { text: 'this unusual kind of space' },
      {
        help: 'use an ordinary space',
        fixes: [errors.fix('use an ordinary space', { span: tokenSpan(token), text: ' ' })],
      },
    )
    return { last: index, damage: false }
  }
  if (/^[“”„‟«»‘’]/u.test(token.image)) {
    errors.report(wrongQuotes, tokenSpan(token), { quote: 'typographic ones' }, { help: 'use `"`' })
    return { last: endOfLine(read, index), damage: true }
  }
  return repairCurrency(read, index, errors) ?? refuseCharacters(token, index, errors)
}

function refuseCharacters(token: IToken, index: number, errors: SyntaxErrors): Repair {
  errors.report(unexpectedCharacter, tokenSpan(token), { text: `\`${shortened(token.image)}\`` })
  return { last: index, damage: true }
}

const CURRENCIES: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['$', 'USD'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
])

/** `€50`, `50€` */
function repairCurrency(read: readonly IToken[], index: number, errors: SyntaxErrors): Repair | undefined {
  const token = read[index]!
  const unit = CURRENCIES.get(token.image)
  if (unit === undefined) return undefined
  const [before, next] = [read[index - 1], read[index + 1]]
  const follows = next?.tokenType === Numeral && next.startOffset === tokenEnd(token)
  const number = follows
    ? next
    : before?.tokenType === Numeral && tokenEnd(before) === token.startOffset
      ? before
      : undefined
  const text = `${number?.image ?? '5'} ${unit}`
  const span = number === undefined ? tokenSpan(token) : spanOf(number, token)
  const fixes = number === undefined ? [] : [errors.fix(`write \`${text}\``, { span, text })]
  const help = `an amount has its unit behind it: \`${text}\``
  errors.report(unexpectedCharacter, tokenSpan(token), { text: `\`${token.image}\`` }, { help, fixes })
  return { last: follows ? index + 1 : index, damage: true }
}

function spanOf(a: IToken, b: IToken): Span {
  return { start: Math.min(a.startOffset, b.startOffset), end: Math.max(tokenEnd(a), tokenEnd(b)) }
}

function isLetters(image: string): boolean {
  return /^[\p{L}\p{M}\p{N}]+$/u.test(image)
}

/** One word with what touches it: `naïve` comes as `na`, `ï`, `ve`. */
function repairName(read: readonly IToken[], index: number, tokens: IToken[], errors: SyntaxErrors): Repair {
  let start = index
  const before = tokens.at(-1)
  if (
    before !== undefined &&
    read[index - 1] === before &&
    tokenEnd(before) === read[index]!.startOffset &&
    isWordPart(before)
  ) {
    tokens.pop()
    start = index - 1
  }
  let last = index
  while (last + 1 < read.length && read[last + 1]!.startOffset === tokenEnd(read[last]!) && goesOn(read[last + 1]!))
    last++
  const image = read
    .slice(start, last + 1)
    .map((part) => part.image)
    .join('')
  const word = standIn(read[start]!, Word, image)
  // A word of mixed scripts has been reported by whoever decoded the file.
  if (scriptsOf(image).length < 2) {
    errors.report(
      nonAsciiName,
      tokenSpan(word),
      { name: shortened(image) },
      {
        help: 'names are made of A to Z, a to z, 0 to 9, `_` and `-`',
      },
    )
  }
  tokens.push(word)
  return { last, damage: false }
}

/** `true` behind other letters is no word of the language. */
function goesOn(token: IToken): boolean {
  return isWordPart(token) || token.tokenType.CATEGORIES?.includes(ReservedWord) === true
}

function isWordPart(token: IToken): boolean {
  const type = token.tokenType
  return (
    type === Word ||
    type === Numeral ||
    type.CATEGORIES?.includes(Word) === true ||
    (type === Foreign && isLetters(token.image))
  )
}

function repairStray(read: readonly IToken[], index: number, tokens: IToken[], errors: SyntaxErrors): Repair {
  const token = read[index]!
  const span = tokenSpan(token)
  const text = `\`${shortened(token.image)}\``
  if (token.image.startsWith(';')) {
    errors.report(
      unexpectedCharacter,
      span,
      { text },
      {
        help: 'a new line or a comma ends an entry',
        fixes: [errors.fix('remove it', { span, text: '' })],
      },
    )
    const next = read[index + 1]
    if (next !== undefined && next.tokenType !== Newline) tokens.push(standIn(token, Comma))
    return { last: index, damage: true }
  }
  if (token.image.startsWith('#')) {
    const fixes = [errors.fix('write `//`', { span, text: '//' })]
    errors.report(unexpectedCharacter, span, { text }, { help: 'comments begin with `//`', fixes })
    return { last: endOfLine(read, index), damage: true }
  }
  const currency = repairCurrency(read, index, errors)
  if (currency !== undefined) return currency
  const control = /[\x00-\x1f\x7f]/.test(token.image)
  errors.report(unexpectedCharacter, span, { text: control ? 'this control character' : text })
  return { last: index, damage: true }
}

function endOfLine(read: readonly IToken[], index: number): number {
  let last = index
  while (last + 1 < read.length && read[last + 1]!.tokenType !== Newline) last++
  return last
}

/** Messages quote no more than this of a strange text. */
function shortened(image: string): string {
  const points = [...image.slice(0, 60)]
  return points.length <= 20 && image.length <= 60 ? image : `${points.slice(0, 20).join('')}…`
}
