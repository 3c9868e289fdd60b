/**
 * A text as the pattern that matches it and nothing else. Whatever would mean something in a pattern is escaped; what cannot be seen is written by its
 * number, so that a quoted text never looks like another.
 */
export function quoteText(text: string): string {
  return [...text].map(quoteCharacter).join('')
}

const SYNTAX = '^$\\.*+?()[]{}|/-'

function quoteCharacter(character: string): string {
  if (SYNTAX.includes(character)) return `\\${character}`
  return /^[\p{L}\p{N}\p{P}\p{S} ]$/u.test(character)
    ? character
    : `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`
}
