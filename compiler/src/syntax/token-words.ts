/**
 * How messages speak of a token that was found, and what is likely meant by one that does not fit. Wording only; nothing is decided here.
 */
import type { IToken } from 'chevrotain'
import { isWord } from './line-shape.ts'
import { Equals, Null, Numeral, Text } from './tokens.ts'

/** Longer tokens are cut. */
const MAX_QUOTED = 40

export function describeToken(token: IToken): string {
  return token.tokenType === Text ? 'a text' : `\`${shortened(token.image)}\``
}

function shortened(image: string): string {
  return image.length <= MAX_QUOTED ? image : `${image.slice(0, MAX_QUOTED)}…`
}

/** Words of other languages, by what is written here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['and', '`&&` is the word for "and"'],
  ['or', '`||` is the word for "or"'],
  ['not', '`!` is the word for "not"'],
  ['is', '`==` compares'],
  ['if', 'a condition is written `condition ? value : other`, or as a rule `require name: a => b`'],
  ['then', 'an implication is written `a => b`'],
  ['else', 'a condition is written `condition ? value : other`'],
  ['when', 'a condition on a rule is written `require name: condition => …`'],
  ['undefined', 'a field that may be missing is asked for with `has(…)`'],
])

export function helpFor(found: IToken, before: IToken): string | undefined {
  if (found.tokenType === Null) return 'there is no null: an optional field is asked for with `has(…)`'
  if (found.tokenType === Equals) return '`==` compares'
  if (isWord(found) && before.tokenType === Numeral) return 'a unit begins with a capital letter: `5 USD`'
  if (isWord(before) && before.image === 'not') return ELSEWHERE.get('not')
  return isWord(found) ? ELSEWHERE.get(found.image) : undefined
}
