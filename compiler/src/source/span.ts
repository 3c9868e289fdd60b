/**
 * Where something stands in a source file. Every tree node carries a span with a start and an end, in UTF-16 code units from 0; the
 * conversion to lines, characters and UTF-8 byte offsets happens once, in the renderers.
 */

/** Half-open: `start` is the first code unit, `end` the one after the last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A span and the file it is in (a path relative to the project's root, with `/`). */
export interface Location {
  readonly file: string
  readonly span: Span
}

export function spanOver(first: Span, last: Span): Span {
  return { start: first.start, end: last.end }
}
