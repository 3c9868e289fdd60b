/**
 * Characters that make a policy read unlike what it means (Trojan Source): bidirectional controls, characters nobody sees, words that mix look-alike
 * scripts. Looks at names, strings and comments alike, and reports; it changes nothing.
 */
import { bidirectionalControl, invisibleCharacter, mixedScripts } from '../diagnostics/catalogue/syntax.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'

/** At most so many of each kind are reported for one file. */
const MAX_REPORTS = 20

export function reportSuspiciousCharacters(file: string, text: string, reporter: Reporter): void {
  const beyondAscii = /[^\x00-\x7f]/.test(text)
  if (beyondAscii || ASCII_CONTROL.test(text)) reportHidden(file, text, reporter)
  if (beyondAscii) reportMixedScripts(file, text, reporter)
}

/** The only characters `HIDDEN` finds in ASCII text; looking for these first spares most files the long expression. */
const ASCII_CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/

const BIDIRECTIONAL = /^[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]$/

/**
 * Controls except tab and line feed, a carriage return that does not end a line, format characters, line and paragraph separators, fillers and other
 * characters without a shape. The emoji selector after a pictograph is let through: it is how ordinary emoji are written.
 */
const HIDDEN =
  /(?:(?!\t|\n|\r\n)\p{Cc}|\p{Cf}|[\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}|\u2800)(?<!\p{Extended_Pictographic}\ufe0f)/gu

function reportHidden(file: string, text: string, reporter: Reporter): void {
  let reports = 0
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    // A byte order mark in front has a message of its own.
    if (index === 0 && character === '\ufeff') continue
    if (++reports > MAX_REPORTS) return
    const span = { start: index, end: index + character.length }
    const entry = BIDIRECTIONAL.test(character) ? bidirectionalControl : invisibleCharacter
    reporter.report(
      entry,
      { file, span },
      { character: codePointName(character) },
      {
        help: 'remove it; inside "…" it can be written as an escape, which everybody sees',
      },
    )
  }
}

const WORD = /[\p{L}\p{M}\p{N}_]+/gu

function reportMixedScripts(file: string, text: string, reporter: Reporter): void {
  let reports = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!/[^\x00-\x7f]/.test(word)) continue
    const scripts = scriptsOf(word)
    if (scripts.length < 2) continue
    if (++reports > MAX_REPORTS) return
    const span = { start: index, end: index + word.length }
    reporter.report(
      mixedScripts,
      { file, span },
      { word, scripts },
      {
        help: 'write the whole word in one script',
      },
    )
  }
}

/** The styled forms of Latin (full width, mathematical) count as a script of their own: they too pass for plain letters. */
const LOOK_ALIKES: readonly (readonly [string, RegExp])[] = [
  ['styled Latin', /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}]/u],
  ['Latin', /(?![\uff21-\uff5a])\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Lisu', /\p{Script=Lisu}/u],
]

/** Names of the scripts with look-alike letters that the word uses. */
export function scriptsOf(word: string): readonly string[] {
  return LOOK_ALIKES.filter(([, letters]) => letters.test(word)).map(([name]) => name)
}

/** `U+202E` */
function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
