/** Diagnostics and test results as JUnit XML, the form build servers collect: one suite, one case per item, failures with their text. */
import type { ResolvedDiagnostic } from '../resolved-diagnostic.ts'
import { visibleText } from './display-text.ts'
import { diagnosticPlace, diagnosticText } from './render-compact.ts'

export interface JunitCase {
  readonly classname: string
  readonly name: string
  /** Absent: passed. */
  readonly failure?: { readonly message: string; readonly text: string }
}

/** Errors are failures, warnings pass under their code and place; a clean project is one passed case. */
export function renderJunit(diagnostics: readonly ResolvedDiagnostic[]): string {
  if (diagnostics.length === 0)
    return renderJunitCases('clawqlc check', [{ classname: 'clawqlc', name: 'no problems' }])
  return renderJunitCases(
    'clawqlc check',
    diagnostics.map((diagnostic) => {
      const { file, code, slug, severity, message } = diagnostic
      const failure = { message, text: diagnosticText(diagnostic, '\n') }
      const name = `${code} ${slug} at ${diagnosticPlace(diagnostic)}`
      return { classname: file, name, ...(severity === 'error' ? { failure } : {}) }
    }),
  )
}

export function renderJunitCases(suite: string, cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(suite)}" ${counts}>`,
  ]
  for (const { classname, name, failure } of cases) {
    const head = `    <testcase classname="${escapeXml(classname)}" name="${escapeXml(name)}"`
    if (failure === undefined) lines.push(`${head}/>`)
    else
      lines.push(
        `${head}>`,
        `      <failure message="${escapeXml(failure.message)}">${escapeXml(failure.text)}</failure>`,
        '    </testcase>',
      )
  }
  lines.push('  </testsuite>', '</testsuites>')
  return `${lines.join('\n')}\n`
}

/** XML 1.0 admits no other control characters, not even escaped: they are written as in a terminal, `\u{1b}`. */
export function escapeXml(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}
