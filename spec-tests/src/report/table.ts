/**
 * The table for people: a line per area, then every case that is not a plain pass. Owns the layout of plain text; decides nothing.
 */
import type { CaseResult } from '../case.ts'
import type { Counts, Summary } from '../summary.ts'

const SHOWN_CASES = 50
const HEADINGS = ['area', 'pass', 'fail', 'fault', 'unsupported', 'listed', 'total'] as const

export function formatTable(summary: Summary, results: readonly CaseResult[]): string {
  const rows = [...summary.areas].map(([area, counts]) => toRow(area, counts))
  const cells = [[...HEADINGS], ...rows, toRow('all', summary.total)]
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
  const verdict = summary.isGreen ? 'green' : 'red'
  return [
    `${summary.name} ${summary.version}`.trim(),
    '',
    ...lines,
    '',
    ...formatFindings(results),
    `result: ${verdict}`,
    '',
  ].join('\n')
}

function toRow(name: string, counts: Counts): string[] {
  const listed = counts['expected-failure'] + counts['unexpected-pass']
  return [name, counts.pass, counts.fail, counts.fault, counts.unsupported, listed, counts.total].map(String)
}

function formatFindings(results: readonly CaseResult[]): readonly string[] {
  const findings = results.filter(
    ({ outcome }) => outcome === 'fail' || outcome === 'fault' || outcome === 'unexpected-pass',
  )
  if (findings.length === 0) return []
  const shown = findings
    .slice(0, SHOWN_CASES)
    .map(({ id, clause, outcome, detail }) => `${outcome} ${id} [${clause}]: ${detail}`)
  const rest = findings.length - shown.length
  return [...shown, ...(rest > 0 ? [`and ${rest} more: --json FILE writes all of them`] : []), '']
}
