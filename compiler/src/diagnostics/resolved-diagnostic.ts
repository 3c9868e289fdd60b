/**
 * A diagnostic with its positions worked out: the data form that `--format json` prints, that editors receive and that every other renderer starts
 * from. Lines and UTF-16 characters count from 0, offsets are UTF-8 bytes (the interface contract's form).
 */
import type { LineMap, Position } from '../source/line-map.ts'
import { createLineMap } from '../source/line-map.ts'
import type { Location } from '../source/span.ts'
import type { Diagnostic, Severity } from './diagnostic.ts'

export interface ResolvedRange {
  readonly start: Position
  readonly end: Position
}

export interface ResolvedDiagnostic {
  readonly code: string
  readonly slug: string
  readonly severity: Severity
  readonly message: string
  readonly file: string
  readonly range: ResolvedRange
  readonly related: readonly { readonly message: string; readonly file: string; readonly range: ResolvedRange }[]
  readonly notes: readonly string[]
  readonly help: string | null
  readonly fixes: readonly {
    readonly title: string
    readonly edits: readonly { readonly file: string; readonly range: ResolvedRange; readonly text: string }[]
  }[]
  /** The page of the code, relative to the documentation's root. */
  readonly docs: string
}

/** `sources` maps a file to its text; a file that could not be decoded counts as empty. */
export function resolveDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): readonly ResolvedDiagnostic[] {
  const lineMaps = new Map<string, LineMap>()
  const rangeOf = ({ file, span }: Location): ResolvedRange => {
    let lineMap = lineMaps.get(file)
    if (lineMap === undefined) {
      lineMap = createLineMap(sources.get(file) ?? '')
      lineMaps.set(file, lineMap)
    }
    return { start: lineMap.position(span.start), end: lineMap.position(span.end) }
  }
  return diagnostics.map((diagnostic) => ({
    code: diagnostic.code,
    slug: diagnostic.slug,
    severity: diagnostic.severity,
    message: diagnostic.message,
    file: diagnostic.location.file,
    range: rangeOf(diagnostic.location),
    related: diagnostic.related.map(({ location, message }) => ({
      message,
      file: location.file,
      range: rangeOf(location),
    })),
    notes: diagnostic.notes,
    help: diagnostic.help ?? null,
    fixes: diagnostic.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ file, span, text }) => ({ file, range: rangeOf({ file, span }), text })),
    })),
    docs: `docs/reference/diagnostics/${diagnostic.code}.md`,
  }))
}
