/**
 * What is wrong with one file's syntax, gathered from the lexer, the arranger and the parser and reported together in the order of the text. A file
 * that is no policy at all would give thousands of messages: after a hundred only their existence is said.
 */
import { tooManyErrors } from '../diagnostics/catalogue/syntax.ts'
import type { CatalogueEntry, DiagnosticExtras, Fix, Reporter } from '../diagnostics/diagnostic.ts'
import type { Span } from '../source/span.ts'

/** Messages shown for one file. */
export const MAX_SYNTAX_ERRORS = 100

export interface SyntaxErrors {
  report<P>(entry: CatalogueEntry<P>, span: Span, parameters: P, extras?: DiagnosticExtras): void
  /** A fix in this file. */
  fix(title: string, ...edits: readonly { readonly span: Span; readonly text: string }[]): Fix
  /** A related place in this file. */
  related(span: Span, message: string): NonNullable<DiagnosticExtras['related']>
  /** So many were reported that it makes no sense to look for more. */
  readonly isFull: boolean
  /** Takes back what was reported between these offsets. */
  forget(start: number, end: number): void
  readonly isEmpty: boolean
  hasErrorIn(start: number, end: number): boolean
  flush(reporter: Reporter): void
}

export function createSyntaxErrors(file: string): SyntaxErrors {
  let found: { readonly span: Span; readonly send: (reporter: Reporter) => void }[] = []
  return {
    report(entry, span, parameters, extras) {
      // One more than is shown: the summary needs to know that there is one.
      if (found.length > MAX_SYNTAX_ERRORS) return
      found.push({ span, send: (reporter) => reporter.report(entry, { file, span }, parameters, extras) })
    },
    fix: (title, ...edits) => ({ title, edits: edits.map((edit) => ({ file, ...edit })) }),
    related: (span, message) => [{ location: { file, span }, message }],
    get isFull() {
      return found.length > MAX_SYNTAX_ERRORS
    },
    forget(start, end) {
      found = found.filter(({ span }) => span.start < start || span.start >= end)
    },
    get isEmpty() {
      return found.length === 0
    },
    hasErrorIn: (start, end) => found.some(({ span }) => span.start >= start && span.start <= end),
    flush(reporter) {
      found.sort((a, b) => a.span.start - b.span.start)
      for (const { send } of found.slice(0, MAX_SYNTAX_ERRORS)) send(reporter)
      const hidden = found[MAX_SYNTAX_ERRORS]
      if (hidden === undefined) return
      reporter.report(
        tooManyErrors,
        { file, span: hidden.span },
        { shown: MAX_SYNTAX_ERRORS },
        {
          help: 'correct the first ones and try again',
        },
      )
    },
  }
}
