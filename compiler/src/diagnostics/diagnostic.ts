/**
 * Diagnostics are typed data: a code from a closed catalogue, a location, a message made from typed parameters, and what helps the reader go on.
 * Text, JSON and editor protocols are renderers over this; nothing here prints.
 */
import type { Location, Span } from '../source/span.ts'

export type Severity = 'error' | 'warning'

export interface RelatedLocation {
  readonly location: Location
  readonly message: string
}

/** A replacement of text; `edits` do not overlap and apply to one file each. */
export interface Fix {
  readonly title: string
  readonly edits: readonly { readonly file: string; readonly span: Span; readonly text: string }[]
}

export interface Diagnostic {
  readonly code: string
  readonly slug: string
  readonly severity: Severity
  readonly message: string
  readonly location: Location
  readonly related: readonly RelatedLocation[]
  readonly notes: readonly string[]
  readonly help: string | undefined
  readonly fixes: readonly Fix[]
}

/** One row of a catalogue: the code is the key it stands under. `P` are the message's parameters. */
export interface DiagnosticDefinition<P> {
  readonly slug: string
  readonly severity: Severity
  /** Lower case, no final period, the language's own terms. */
  readonly message: (parameters: P) => string
}

export interface DiagnosticExtras {
  readonly related?: readonly RelatedLocation[]
  readonly notes?: readonly string[]
  readonly help?: string
  readonly fixes?: readonly Fix[]
}

/** A definition that knows its code; what `defineCatalogue` returns for each row. */
export interface CatalogueEntry<P> extends DiagnosticDefinition<P> {
  readonly code: string
}

/** Collects diagnostics for one compilation; phases get one and never throw for a wrong source. */
export interface Reporter {
  report<P>(entry: CatalogueEntry<P>, location: Location, parameters: P, extras?: DiagnosticExtras): void
}

/**
 * Turns `{ CQ2001: { slug, severity, message } }` into entries that carry their code. A catalogue file calls it once per code so that each entry
 * keeps the type of its own parameters.
 */
export function define<P>(code: string, definition: DiagnosticDefinition<P>): CatalogueEntry<P> {
  return { code, ...definition }
}

/** A reporter that keeps what it is given, in order, without duplicates at the same place under the same code. */
export class DiagnosticSink implements Reporter {
  readonly #diagnostics: Diagnostic[] = []
  readonly #seen: Set<string> = new Set()

  report<P>(entry: CatalogueEntry<P>, location: Location, parameters: P, extras: DiagnosticExtras = {}): void {
    const message = entry.message(parameters)
    const key = `${entry.code}\0${location.file}\0${location.span.start}\0${location.span.end}\0${message}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#diagnostics.push({
      code: entry.code,
      slug: entry.slug,
      severity: entry.severity,
      message,
      location,
      related: extras.related ?? [],
      notes: extras.notes ?? [],
      help: extras.help,
      fixes: extras.fixes ?? [],
    })
  }

  get hasErrors(): boolean {
    return this.#diagnostics.some((diagnostic) => diagnostic.severity === 'error')
  }

  /** All of them, by file, position, then code: the order does not depend on the order in which phases ran. */
  sorted(): readonly Diagnostic[] {
    return [...this.#diagnostics].sort(
      (a, b) =>
        compareText(a.location.file, b.location.file) ||
        a.location.span.start - b.location.span.start ||
        a.location.span.end - b.location.span.end ||
        compareText(a.code, b.code) ||
        compareText(a.message, b.message),
    )
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
