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
  Arrow,
  At,
  Bang,
  Colon,
  Comma,
  Dot,
  Duration,
  Equals,
  Implies,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
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
  return adviceAboutPlace(expected, found, before, next) ?? adviceAboutToken(expected, found, before, next)
}

/** Where what was expected says what is meant. */
function adviceAboutPlace(expected: string, found: IToken, before: IToken, next: IToken): Advice | undefined {
  const { tokenType: type } = found
  if (expected.startsWith('`:`') && type === Equals) return replacing(found, ':')
  if (expected === '`->`' && (type === Implies || found.image === '-' || found.image === 'to'))
    return replacing(found, '->')
  if (expected === '`of`' && isWord(found) && before.tokenType === Numeral) {
    return inserting(found, 'of ', `write \`${before.image} of ${found.image}\``)
  }
  if (expected === FIELD_TYPE) return fieldAdvice(found, before)
  if (expected.startsWith('`:` behind the name of the rule')) return ruleAdvice(found, before)
  if (expected.startsWith('`:`') && isTypeName(found))
    return inserting(found, ': ', 'a field is written `name: Type`', tokenEnd(before))
  if (expected === '`:` and the type of the result' && type === Arrow) return replacing(found, ':')
  if (expected === '`:` and a value' || expected === COMMA_OR_LINE) {
    const reason = reasonAdvice(expected, found, before)
    if (reason !== undefined) return reason
  }
  if (expected.startsWith('a duration')) return durationAdvice(found, next)
  if (expected === '`per` and a duration' || expected.startsWith('`by`'))
    return found.image === 'per' ? replacing(found, 'by') : { help: RATE }
  if (expected === CASE_CONDITION && found.image === 'within')
    return { help: 'the time stands in front of the case: `2 of boss within 1h when large: …`' }
  if (expected === CASE_CONDITION || expected === CASE_NAME)
    return { help: 'a case has a name first: `when large: input.amount > 100 USD`' }
  if (expected.includes('to import'))
    return { help: 'names are imported one by one: `import std.finance { Usd, AccountId }`' }
  if (expected === 'the name of a module' && type === Text)
    return { help: 'a module is named without quotes: `import std.finance { Usd }`' }
  if (expected === 'the name of a module' && type === LeftBrace)
    return { help: 'the module stands in front of the names: `import std.finance { Usd }`' }
  if (expected === 'the name of a role' && type === LeftBracket)
    return { help: 'one role stands here, others behind `and`: `2 of on-call and 1 of owner`' }
  if (expected.startsWith('the name of') && type === Text) return { help: 'a name stands without quotes' }
  if (type === Colon && (expected === VERDICT || expected.startsWith('the name of') || before.image === 'governance'))
    return removing(found, 'no `:` stands here')
  if (type === Colon && expected.startsWith('`{`') && expected !== '`{`') return removing(found, 'no `:` stands here')
  if (expected.startsWith('`{`') && type === Equals) return { help: 'it stands in braces, without `=`' }
  if (expected === '`=` and a type' && type === LeftBrace) return inserting(found, '= ', 'a type stands behind `=`')
  if (expected === '`=` and an expression' && type === LeftBrace)
    return { help: 'the body is one expression behind `=`: `fn half(x: Float): Float = x / 2`' }
  if (expected === 'a type') return typeAdvice(found, next)
  if (expected.startsWith('the name of a refinement') && (type === Numeral || type === Range))
    return { help: 'a refinement has a name: `Int(range: 0..50)`, `String(length: 1..64)`' }
  if (expected === '`,` or `]`' && type === Colon) return { help: 'what holds a `:` stands in quotes' }
  if (expected === '`,` or `)`') return cellAdvice(found, before)
  if (expected === VERDICT && type === LeftParenthesis) return { help: 'a verdict stands without parentheses' }
  if (expected === '`in`' && type === LeftBracket) return inserting(found, 'in ', 'write `in` in front of the rows')
  if (expected.startsWith('the title of the test') && isWord(found))
    return { help: `write \`test "${found.image}" { … }\`` }
  if (expected === FIELD_OR_FUNCTION && type === Numeral) return { help: 'a version is a text: `"1.0.0"`' }
  return undefined
}

const RATE = 'a rate is written `20 per 1h by claims.agent_id`'
const COMMA_OR_LINE = 'a comma or a new line'

function ruleAdvice(found: IToken, before: IToken): Advice {
  const { tokenType: type, image } = found
  if (image === 'if' || image === 'when') {
    const edit = { title: 'write `:`', start: tokenEnd(before), end: tokenEnd(found), text: ':' }
    return { help: `the condition stands behind \`:\`, without \`${image}\``, edit }
  }
  if (type === LeftBrace) return { help: 'the condition stands behind `:`, without braces' }
  if (isWord(found) || type === Bang) return inserting(found, ': ', 'the condition stands behind `:`', tokenEnd(before))
  return { help: 'a rule has a name first: `require NAME: condition`' }
}

/** How the reason of a rule is introduced elsewhere. */
const REASONS: ReadonlySet<string> = new Set(['reason', 'message', 'msg', 'why', 'description', 'otherwise'])

function reasonAdvice(expected: string, found: IToken, before: IToken): Advice | undefined {
  if (found.tokenType === LeftParenthesis && RULES.has(before.image))
    return { help: 'a rule is written `forbid NAME: condition`' }
  if (found.tokenType !== Text) return undefined
  const help = 'the reason of a rule stands behind `because`'
  if (expected === COMMA_OR_LINE) return inserting(found, 'because ', help)
  if (!REASONS.has(before.image)) return undefined
  return { help, edit: { title: 'write `because`', start: before.startOffset, end: tokenEnd(before), text: 'because' } }
}

const RULES: ReadonlySet<string> = new Set(['forbid', 'require', 'permit', 'allow', 'deny'])

function fieldAdvice(found: IToken, before: IToken): Advice | undefined {
  if (found.tokenType === Comma && before.tokenType === Text)
    return { help: 'texts to choose from are joined by `|`: `"yes" | "no"`' }
  if (isWord(found) && (before.image === 'sensitive' || before.image === 'redact')) {
    const { startOffset } = before
    return {
      help: `an annotation begins with \`@\`: \`@${before.image}\``,
      edit: { title: 'add `@`', start: startOffset, end: startOffset, text: '@' },
    }
  }
  if (found.tokenType === LeftBrace)
    return { help: 'a variant stands in a `union on kind { … }`, a field has a type behind `:`' }
  return isTypeName(found) ? inserting(found, ': ', 'a field is written `name: Type`', tokenEnd(before)) : undefined
}

function typeAdvice(found: IToken, next: IToken): Advice | undefined {
  const { tokenType: type } = found
  if (type === Numeral) return { help: 'a range belongs to a type: `Int(range: 0..50)`' }
  if (type === LeftBracket && isWord(next)) return { help: `a list of them is written \`List<${next.image}>\`` }
  if (type === At) return { help: 'an annotation stands in front of the field: `@sensitive reason: String`' }
  return undefined
}

/** In a row of a table. */
function cellAdvice(found: IToken, before: IToken): Advice | undefined {
  const { tokenType: type, image } = found
  const range = { start: before.startOffset, end: tokenEnd(found) }
  if (before.image === 'stage' && type === Numeral)
    return {
      help: `write \`stage(${image})\``,
      edit: { title: `write \`stage(${image})\``, ...range, text: `stage(${image})` },
    }
  if (before.image === 'deny' && type === Text) return { help: 'a rule is named without quotes: `deny NAME`' }
  if (before.image === 'denied' || before.image === 'denies')
    return { help: `write \`deny ${image}\``, edit: { title: 'write `deny`', ...range, text: `deny ${image}` } }
  return undefined
}

/** As the parser expects them. */
export const VERDICT = '`allow`, `stage` or `deny`'
export const CASE_NAME = 'a name for the case'
export const CASE_CONDITION = '`:` and a condition'
export const FIELD_OR_FUNCTION = 'the name of a field or function'
export const FIELD_TYPE = '`:` and the type of the field'

function adviceAboutToken(expected: string, found: IToken, before: IToken, next: IToken): Advice | undefined {
  const { tokenType: type } = found
  if (type === Null) return { help: 'there is no null: an optional field is asked for with `has(…)`' }
  if (type === Equals) return { help: '`==` compares' }
  if (before.tokenType === Range && found.image.startsWith('.')) return removing(found, 'a range has two dots: `1..64`')
  if (type === Slash && before.tokenType === Colon) return { help: 'a pattern is written `r"…"`' }
  if (type === Question && (isWord(before) || before.tokenType === RightParenthesis)) {
    return { help: 'the `?` of an optional field stands behind its name: `memo?: String`' }
  }
  if (type === LeftBracket && isTypeName(before)) return { help: `a list of them is written \`List<${before.image}>\`` }
  if (type === LeftBrace && expected === COMMA_OR_LINE)
    return { help: 'a block stands behind its name without `:`, as in `governance careful { … }`' }
  if (before.tokenType === Percent) return { help: '`%` is the remainder of a division; ten percent is `0.1`' }
  if (found.image === 'in' && next.tokenType === Duration) return replacing(found, 'within')
  if (found.image === 'is') return replacing(found, '==')
  if (found.image === 'with') return removing(found, 'write it without `with`')
  if (found.image === 'or' && isWord(before))
    return { help: 'groups of people are joined by `and`: each of them is asked' }
  if (found.image === 'per') return { help: 'how often is said by `rate: 20 per 1h by claims.agent_id`' }
  if (found.image === 'of')
    return { help: 'who approves is said by a number and a role: `approval: 2 of boss within 1h`' }
  if (isWord(found) && before.tokenType === Numeral)
    return wordedDuration(before, found) ?? (next.tokenType === Dot ? undefined : unitAdvice(found))
  if (type === Numeral && /^[A-Z]{3}$/.test(before.image)) {
    const text = `${found.image} ${before.image}`
    const edit = { title: `write \`${text}\``, start: before.startOffset, end: tokenEnd(found), text }
    return { help: `the unit stands behind the number: \`${text}\``, edit }
  }
  if (isWord(found) && before.image === 'has')
    return { help: 'what is asked for stands in parentheses: `has(input.memo)`' }
  if (isWord(found) && /^(?:any|some|every|all|exists)$/.test(before.image))
    return { help: 'elements are asked about by `list.exists(x, …)` and `list.all(x, …)`' }
  // Behind the window of an approval.
  if (found.image === 'if' && before.tokenType === Duration) return replacing(found, 'when')
  const help = isWord(found) ? ELSEWHERE.get(found.image) : undefined
  return help === undefined ? undefined : { help }
}

/** Words of other languages, by what is written here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
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
  const text = isWord(found) ? durationInWords('1', found.image) : undefined
  if (text !== undefined) return replacing(found, text)
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
