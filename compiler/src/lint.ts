/** The front half of the pipeline and, when there is no error, everything that had better not be: for `lint` and for `fix`. */
import type { AnalyseOptions } from './analyse.ts'
import { type Diagnostic, DiagnosticSink } from './diagnostics/diagnostic.ts'
import { applySuppressions, suppressionsOf } from './diagnostics/suppressions.ts'
import type { Host } from './host.ts'
import type { LintFile } from './lint/lint-context.ts'
import { lintProgram } from './lint/lint-program.ts'
import { isExpired, reportSuppressions } from './lint/lint-suppressions.ts'
import { openWorkspace } from './workspace.ts'

export interface LintOptions extends AnalyseOptions {
  /** The day by which the end of suppressions is judged, `YYYY-MM-DD`; without one none has ended. */
  readonly date?: string
}

export interface LintResult {
  /** Errors and warnings of the analysis first; what lint found is there only when there are no errors. In order of place. */
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
  /** The project's own files. */
  readonly files: readonly string[]
  readonly hasErrors: boolean
}

export function lint(host: Host, options: LintOptions = {}): LintResult {
  const workspace = openWorkspace(host, options)
  const { program, sources, projectSources, diagnostics, suppressed, hasErrors } = workspace.analysis()
  const files = [...projectSources.keys()]
  if (hasErrors) return { diagnostics, sources, files, hasErrors }
  const sink = new DiagnosticSink()
  const parsed = workspace
    .files()
    .flatMap(({ path, text, tree }): readonly LintFile[] => (tree === undefined ? [] : [{ path, text, tree }]))
  lintProgram(program, parsed, sink)
  const suppressions = Map.groupBy(
    parsed.flatMap(({ tree }) => suppressionsOf(tree)),
    (placed) => (isExpired(placed, options.date) ? 'ended' : 'valid'),
  )
  const found = [...diagnostics, ...suppressed, ...sink.sorted()]
  const { shown, unused } = applySuppressions(found, suppressions.get('valid') ?? [])
  const about = new DiagnosticSink()
  reportSuppressions(unused, suppressions.get('ended') ?? [], about)
  return { diagnostics: inOrder([...shown, ...about.sorted()]), sources, files, hasErrors }
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    ({ location: a, code }, { location: b, code: other }) =>
      Number(a.file > b.file) - Number(a.file < b.file) ||
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      Number(code > other) - Number(code < other),
  )
}
