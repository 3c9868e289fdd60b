/**
 * From the text of a file to its syntax tree: tokens, their arrangement, the parse. Never throws and always returns a tree, whatever the text; what
 * is wrong goes to the reporter. Time is linear in the text.
 */
import type { Reporter } from '../diagnostics/diagnostic.ts'
import { arrangeTokens, type Segment } from './arrange-tokens.ts'
import type { Documentations } from './documentation.ts'
import { lexSource } from './lex-source.ts'
import { SourceParser } from './source-parser.ts'
import { createSyntaxErrors, type SyntaxErrors } from './syntax-errors.ts'
import { tokenEnd } from './token-span.ts'
import type { SourceTree } from './tree.ts'

let sourceParser: SourceParser | undefined

/** What tests ask for. */
export interface ParseOptions {
  /** Receives the number of entries tried and tokens skipped. */
  readonly meter?: { steps: number }
  /** Reads the tokens instead of the usual one. */
  readonly parser?: SourceParser
}

/** `file` is the path put into locations. */
export function parseSource(file: string, text: string, reporter: Reporter, options: ParseOptions = {}): SourceTree {
  sourceParser ??= new SourceParser(false)
  const { parser = sourceParser } = options
  const errors = createSyntaxErrors(file)
  const source = lexSource(text, errors)
  const segments = arrangeTokens(source.tokens, errors)
  const parts = parser.readFile(source, segments, errors)
  reportDangling(source.documentation, segments, errors)
  errors.flush(reporter)
  if (options.meter !== undefined) options.meter.steps = parser.steps
  return { kind: 'file', file, ...parts, span: { start: 0, end: text.length } }
}

/** Documentation without a declaration is no news where the declaration could not be read. */
function reportDangling(documentation: Documentations, segments: readonly Segment[], errors: SyntaxErrors): void {
  if (!errors.isEmpty) {
    for (const segment of segments) {
      const [start, end] = [segment[0]!.startOffset, tokenEnd(segment.at(-1)!)]
      if (errors.hasErrorIn(start, end)) documentation.excuse(start, end)
    }
  }
  documentation.reportDangling(errors)
}
