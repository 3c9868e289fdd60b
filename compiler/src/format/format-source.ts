/**
 * The one layout of a source. Asks the parser whether the source is sound, reads its layout from the tokens, and prints that; words, numbers and texts
 * stay as they are written, so nothing but blank space and separators can change.
 */
import { DiagnosticSink } from '../diagnostics/diagnostic.ts'
import { reportSuspiciousCharacters } from '../source/suspicious-characters.ts'
import { arrangeTokens } from '../syntax/arrange-tokens.ts'
import { lexSource } from '../syntax/lex-source.ts'
import { parseSource } from '../syntax/parse-source.ts'
import { createSyntaxErrors } from '../syntax/syntax-errors.ts'
import { printLayout } from './print-layout.ts'
import { readLayout } from './read-layout.ts'
import { findTypeBrackets } from './type-brackets.ts'

/** Undefined where the source has an error of syntax; never throws. Time is linear in the text. */
export function formatSource(text: string): string | undefined {
  const sink = new DiagnosticSink()
  reportSuspiciousCharacters('', text, sink)
  const tree = parseSource('', text, sink)
  if (sink.hasErrors) return undefined
  const errors = createSyntaxErrors('')
  const segments = arrangeTokens(lexSource(text, errors).tokens, errors)
  return printLayout(readLayout(text, segments, findTypeBrackets(tree)))
}
