/**
 * Words, looked at once: where one ends and what it says. A word that comes again in the same text is the same string again, found by a hash of its
 * characters, so that neither a copy nor the search for its keyword is made twice.
 */
import type { IToken, TokenType } from 'chevrotain'
import { makeToken } from './make-token.ts'
import { KEYWORD_TYPES, Word } from './tokens.ts'

/** A power of two. Words with the same place only cost each other their copies. */
const PLACES = 1024
const images: string[] = Array.from({ length: PLACES }, () => '')
const types: TokenType[] = Array.from({ length: PLACES }, () => Word)

/** `at` is where a letter or `_` stands. */
export function wordAt(text: string, at: number): IToken {
  let end = at
  let hash = 0
  for (;;) {
    const unit = text.charCodeAt(end)
    if (!isWordUnit(unit) && !(unit === HYPHEN && isWordUnit(text.charCodeAt(end + 1)))) break
    hash = (Math.imul(hash, 31) + unit) | 0
    end++
  }
  const place = (hash ^ (hash >>> 10)) & (PLACES - 1)
  const known = images[place]!
  if (known.length === end - at && text.startsWith(known, at)) return makeToken(types[place]!, known, at)
  const image = text.slice(at, end)
  const type = KEYWORD_TYPES.get(image) ?? Word
  images[place] = image
  types[place] = type
  return makeToken(type, image, at)
}

/** Lets go of the text that was read: its words are parts of it. */
export function forgetWords(): void {
  images.fill('')
}

const HYPHEN = 45

/** Of each unit below 128: 1 for what a word is made of. */
const IN_WORD: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) =>
  /[A-Za-z0-9_]/.test(String.fromCharCode(unit)) ? 1 : 0,
)

export function isWordUnit(unit: number): boolean {
  return unit < 128 && IN_WORD[unit] === 1
}
