/**
 * The report as JUnit XML, for pipelines: a suite per area. Owns escaping for XML; a case that is unsupported is an error there too, because
 * most readers show a skipped case as if it were fine.
 */
import type { CaseResult } from '../case.ts'
import type { Summary } from '../summary.ts'

export function formatJunit(summary: Summary, results: readonly CaseResult[], allowUnsupported: boolean): string {
  const suites = [...Map.groupBy(results, (result) => result.area)].map(([area, cases]) =>
    formatSuite(area, cases, allowUnsupported),
  )
  const name = escapeXml(`${summary.name} ${summary.version}`.trim())
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}" tests="${results.length}">\n${suites.join('')}</testsuites>\n`
}

function formatSuite(area: string, cases: readonly CaseResult[], allowUnsupported: boolean): string {
  const elements = cases.map((result) => formatCase(result, allowUnsupported))
  const number = (tag: string): number => elements.filter((element) => element.includes(`<${tag} `)).length
  const attributes = `name="${escapeXml(area)}" tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`
  return `  <testsuite ${attributes}>\n${elements.join('')}  </testsuite>\n`
}

function formatCase({ id, area, clause, outcome, detail }: CaseResult, allowUnsupported: boolean): string {
  const open = `    <testcase classname="${escapeXml(`${area}.${clause}`)}" name="${escapeXml(id)}"`
  const message = escapeXml(detail ?? '')
  switch (outcome) {
    case 'pass':
      return `${open}/>\n`
    case 'fail':
    case 'unexpected-pass':
      return `${open}><failure type="${outcome}" message="${message}"/></testcase>\n`
    case 'fault':
      return `${open}><error type="fault" message="${message}"/></testcase>\n`
    case 'unsupported':
      return allowUnsupported
        ? `${open}><skipped message="${message}"/></testcase>\n`
        : `${open}><error type="unsupported" message="${message}"/></testcase>\n`
    case 'expected-failure':
      return `${open}><skipped message="${message}"/></testcase>\n`
  }
}

/** Also drops what XML 1.0 cannot carry at all: most control characters and lone surrogates. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}
