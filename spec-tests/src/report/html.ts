/**
 * One self-contained page that compares implementations area by area. Owns its markup: no script, no font, no address outside the page, and every
 * text from a report is escaped, because reports come from strangers.
 */
import type { JsonReport } from './json.ts'
import { escapeXml } from './junit.ts'

export function formatHtml(reports: readonly JsonReport[]): string {
  const areas = [...new Set(reports.flatMap((report) => Object.keys(report.areas)))].sort()
  const head = reports
    .map((report) => `<th scope="col">${escapeXml(`${report.name} ${report.version}`.trim())}</th>`)
    .join('')
  const rows = areas.map((area) =>
    formatRow(
      area,
      reports.map((report) => report.areas[area]),
    ),
  )
  const total = formatRow(
    'all',
    reports.map((report) => report.total),
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ClawQL conformance</title>
<style>${STYLE}</style>
<h1>ClawQL conformance</h1>
<p>Cases passed, of the cases in each area. Unsupported cases are never passes.</p>
<table>
<thead><tr><th scope="col">area</th>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
<tfoot>
${total}
</tfoot>
</table>
${reports.map(formatFindings).join('\n')}
</html>
`
}

type AreaCounts = JsonReport['total'] | undefined

function formatRow(name: string, cells: readonly AreaCounts[]): string {
  return `<tr><th scope="row">${escapeXml(name)}</th>${cells.map(formatCell).join('')}</tr>`
}

function formatCell(counts: AreaCounts): string {
  if (counts === undefined) return '<td class="none">not run</td>'
  const rate = `${Number(counts.pass)} of ${Number(counts.total)}`
  if (counts.pass === counts.total) return `<td class="all">${rate}</td>`
  if (counts.unsupported === counts.total) return '<td class="none">unsupported</td>'
  const notes = [
    [counts.fail, 'failed'],
    [counts.fault, 'not answered'],
    [counts.unsupported, 'unsupported'],
    [counts['expected-failure'], 'listed'],
    [counts['unexpected-pass'], 'wrongly listed'],
  ] as const
  const text = notes.filter(([number]) => number > 0).map(([number, word]) => `${Number(number)} ${word}`)
  return `<td class="${counts.fail + counts.fault > 0 ? 'bad' : 'some'}">${rate}<br><small>${text.join(', ')}</small></td>`
}

const SHOWN_CASES = 200

function formatFindings(report: JsonReport): string {
  const findings = report.cases.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'unsupported')
  if (findings.length === 0) return ''
  const items = findings
    .slice(0, SHOWN_CASES)
    .map(
      ({ id, clause, outcome, detail }) =>
        `<li><b>${escapeXml(id)}</b> (${escapeXml(clause)}): ${escapeXml(outcome)}: ${escapeXml(detail ?? '')}</li>`,
    )
  return `<details><summary>${escapeXml(report.name)}: ${findings.length} not passed</summary><ul>\n${items.join('\n')}\n</ul></details>`
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.4rem .7rem;text-align:left;vertical-align:top}
tfoot{font-weight:bold}.all{background:#d7f0d9}.some{background:#fdf3cf}.bad{background:#f8d4d0}.none{background:#eee;color:#555}li{overflow-wrap:anywhere}`
