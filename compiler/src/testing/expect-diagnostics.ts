/**
 * Checks a project in memory against the markers in its own files: every diagnostic is marked, every marker is met. The one way tests assert what
 * the compiler says about a source.
 */
import { type Analysis, analyse } from '../analyse.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type LintOptions, lint } from '../lint.ts'
import type { Span } from '../source/span.ts'
import { readMarkers } from './markers.ts'
import { type VirtualFiles, virtualHost } from './virtual-host.ts'

export interface CheckOptions extends LintOptions {
  readonly packages?: Readonly<Record<string, VirtualFiles>>
}

/** Analyses the files; a single text is the file `main.claw`. */
export function check(files: string | VirtualFiles, options: CheckOptions = {}): Analysis {
  const { packages, ...analyseOptions } = options
  return analyse(virtualHost(typeof files === 'string' ? { 'main.claw': files } : files, packages), analyseOptions)
}

export interface ExpectOptions extends CheckOptions {
  /** Where to read the markers of a file that is given as bytes. */
  readonly markers?: Readonly<Record<string, string>>
  /** Markers of `lint` are in the files too. */
  readonly lint?: boolean
}

/** Throws with both lists where diagnostics and markers differ; a span over several lines counts to the end of its first. */
export function expectDiagnostics(files: string | VirtualFiles, options: ExpectOptions = {}): Analysis {
  const { markers = {}, lint: linted = false, ...checkOptions } = options
  const texts = typeof files === 'string' ? { 'main.claw': files } : files
  const checked = check(files, checkOptions)
  const analysis = linted ? { ...checked, diagnostics: lintFiles(texts, checkOptions) } : checked
  const placed: string[] = []
  const placeless: string[] = []
  for (const [file, content] of Object.entries(texts)) {
    const text = markers[file] ?? content
    if (typeof text !== 'string') continue
    for (const { span, ...marker } of readMarkers(text)) {
      if (span) placed.push(describe(file, text, { ...marker, span }))
      else placeless.push(`${file} ${marker.severity} ${marker.code}`)
    }
  }
  const actual = analysis.diagnostics.map((diagnostic) => {
    const { file, span } = diagnostic.location
    const anywhere = `${file} ${diagnostic.severity} ${diagnostic.code}`
    return placeless.includes(anywhere)
      ? anywhere
      : describe(file, analysis.sources.get(file) ?? '', { ...diagnostic, span })
  })
  const expected = [...placed, ...placeless]
  const missing = without(expected, actual)
  const unexpected = without(actual, expected)
  if (missing.length === 0 && unexpected.length === 0) return analysis
  throw new Error(
    [
      'diagnostics differ from the markers',
      ...missing.map((line) => `  expected, not reported: ${line}`),
      ...unexpected.map((line) => `  reported, not expected: ${line}`),
      ...analysis.diagnostics.map((diagnostic) => `  (${diagnostic.code} ${messageOf(diagnostic)})`),
    ].join('\n'),
  )
}

/** What `lint` says, what analysis says included. */
export function lintFiles(files: VirtualFiles, { packages, ...options }: CheckOptions = {}): readonly Diagnostic[] {
  return lint(virtualHost(files, packages), options).diagnostics
}

function describe(
  file: string,
  text: string,
  { code, severity, span }: { readonly code: string; readonly severity: string; readonly span: Span },
): string {
  const before = text.slice(0, span.start)
  const line = before.split('\n').length
  const character = span.start - (before.lastIndexOf('\n') + 1)
  const underlined = text.slice(span.start, span.end).split('\n')[0] ?? ''
  return `${file}:${line}:${character} ${severity} ${code} «${underlined}»`
}

function messageOf({ message, help }: Diagnostic): string {
  return help === undefined ? message : `${message}; ${help}`
}

/** The lines of `a` that are not in `b`, each counted as often as it stands there. */
function without(a: readonly string[], b: readonly string[]): readonly string[] {
  const rest = [...b]
  return a.filter((line) => {
    const index = rest.indexOf(line)
    if (index >= 0) rest.splice(index, 1)
    return index < 0
  })
}
