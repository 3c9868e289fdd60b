/**
 * What is likely meant by a token that does not fit, judged from the token, the one before it and what was expected: the habits of other languages, each with
 * how it is written here and, where that is plain, the edit. Wording only; nothing is decided here.
 */
import type { IToken } from 'chevrotain'
import { durationInWords } from '../text/duration-in-words.ts'
import { nearMiss } from '../text/near-miss.ts'
import { isWord } from './line-shape.ts'
import { tokenEnd } from './token-span.ts'
import {
  Colon,
  Duration,
  Equals,
  Implies,
  LeftBracket,
  Null,
  Numeral,
  Percent,
  Question,
  Range,
  RightParenthesis,
  Slash,
  Text,
} from './tokens.ts'

export interface Advice {
  readonly help: string
  readonly edit?: { readonly title: string; readonly start: number; readonly end: number; readonly text: string }
}

/** `expected` as the message says it; `next` is the token behind the one found. */
export function adviceFor(expected: string, found: IToken, before: IToken, next: IToken): Advice | undefined {
  return adviceAboutPlace(expected, found, before, next) ?? adviceAboutToken(found, before)
}

/** Where what was expected says what is meant. */
function adviceAboutPlace(expected: string, found: IToken, before: IToken, next: IToken): Advice | undefined {
  const { tokenType: type } = found
  if (expected.startsWith('`:`') && type === Equals) return replacing(found, ':')
  if (expected === '`->`' && (type === Implies || found.image === '-')) return replacing(found, '->')
  if (expected === '`of`' && isWord(found) && before.tokenType === Numeral) {
    return inserting(found, 'of ', `write \`${before.image} of ${found.image}\``)
  }
  if (expected.startsWith('`:`') && isTypeName(found))
    return inserting(found, ': ', 'a field is written `name: Type`', tokenEnd(before))
  if (expected.startsWith('`:` behind the name of the rule'))
    return { help: 'a rule has a name first: `require NAME: condition`' }
  if (expected.startsWith('a duration') && type === Numeral) return durationAdvice(found, next)
  if (expected === CASE_CONDITION || expected === CASE_NAME)
    return { help: 'a case has a name first: `when large: input.amount > 100 USD`' }
  if (expected === VERDICT && type === Colon) return removing(found, 'no `:` stands here')
  if (expected.includes('to import'))
    return { help: 'names are imported one by one: `import std.finance { Usd, AccountId }`' }
  if (expected === 'the name of a module' && type === Text)
    return { help: 'a module is named without quotes: `import std.finance { Usd }`' }
  if (expected === FIELD_OR_FUNCTION && type === Numeral) return { help: 'a version is a text: `"1.0.0"`' }
  return undefined
}

/** As the parser expects them. */
export const VERDICT = '`allow`, `stage` or `deny`'
export const CASE_NAME = 'a name for the case'
export const CASE_CONDITION = '`:` and a condition'
export const FIELD_OR_FUNCTION = 'the name of a field or function'

function adviceAboutToken(found: IToken, before: IToken): Advice | undefined {
  const { tokenType: type } = found
  if (type === Null) return { help: 'there is no null: an optional field is asked for with `has(…)`' }
  if (type === Equals) return { help: '`==` compares' }
  if (before.tokenType === Range && found.image.startsWith('.')) return removing(found, 'a range has two dots: `1..64`')
  if (type === Slash && before.tokenType === Colon) return { help: 'a pattern is written `r"…"`' }
  if (type === Question && (isWord(before) || before.tokenType === RightParenthesis)) {
    return { help: 'the `?` of an optional field stands behind its name: `memo?: String`' }
  }
  if (type === LeftBracket && isWord(before)) return { help: `a list of them is written \`List<${before.image}>\`` }
  if (before.tokenType === Percent) return { help: '`%` is the remainder of a division; ten percent is `0.1`' }
  if (isWord(found) && before.tokenType === Numeral) return wordedDuration(before, found) ?? unitAdvice(found)
  // Behind the window of an approval.
  if (found.image === 'if' && before.tokenType === Duration) return replacing(found, 'when')
  const help = isWord(found) ? ELSEWHERE.get(found.image) : undefined
  return help === undefined ? undefined : { help }
}

/** Words of other languages, by what is written here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['is', '`==` compares'],
  ['then', 'an implication is written `a => b`'],
  ['else', 'a condition is written `condition ? value : other`'],
  [
    'if',
    'a condition on a rule is written `require name: condition => …`, a case of an approval `when name: condition`',
  ],
  ['when', 'a condition on a rule is written `require name: condition => …`'],
  ['undefined', 'a field that may be missing is asked for with `has(…)`'],
])

function unitAdvice(found: IToken): Advice {
  const help = 'a unit begins with a capital letter: `5 USD`'
  if (!/^[a-z]{3}$/.test(found.image)) return { help }
  const text = found.image.toUpperCase()
  return { help, edit: { title: `write \`${text}\``, start: found.startOffset, end: tokenEnd(found), text } }
}

function durationAdvice(found: IToken, next: IToken): Advice {
  return wordedDuration(found, next) ?? { help: 'the unit is attached: `30s`, `5m`, `2h`' }
}

/** `2 hours` */
function wordedDuration(count: IToken, unit: IToken): Advice | undefined {
  const text = durationInWords(count.image, unit.image)
  if (text === undefined) return undefined
  const edit = { title: `write \`${text}\``, start: count.startOffset, end: tokenEnd(unit), text }
  return { help: `the unit is attached: \`${text}\``, edit }
}

const TYPE_NAMES: readonly string[] = [
  'Bool',
  'Int',
  'Float',
  'String',
  'Bytes',
  'Timestamp',
  'Duration',
  'List',
  'Map',
]

function isTypeName(token: IToken): boolean {
  return isWord(token) && (/^[A-Z]/.test(token.image) || nearMiss(token.image, TYPE_NAMES) !== undefined)
}

function replacing(found: IToken, text: string): Advice {
  const edit = { title: `write \`${text}\``, start: found.startOffset, end: tokenEnd(found), text }
  return { help: `write \`${text}\``, edit }
}

function removing(found: IToken, help: string): Advice {
  return { help, edit: { title: 'remove it', start: found.startOffset, end: tokenEnd(found), text: '' } }
}

function inserting(found: IToken, text: string, help: string, at: number = found.startOffset): Advice {
  // In front of a name the blank is there already.
  const end = at === found.startOffset ? at : found.startOffset
  return { help, edit: { title: `add \`${text.trim()}\``, start: at, end, text } }
}
