/**
 * Coverage for people and as data: how much of each action tests have shown, then each place that they have not. Judges nothing.
 */
import {
  type Analysis,
  type Coverage,
  coveragePercent,
  type Mark,
  renderMarks,
  resolveDiagnostics,
  visibleLine,
} from '@clawql/compiler'
import { coverageGaps, goalDiagnostic } from './test-diagnostics.ts'

export function coverageText(coverage: Coverage, analysis: Analysis, colour: boolean): string {
  const excerpts = coverageExcerpts(coverage, analysis, colour)
  return `${coverageSummary(coverage)}${excerpts === '' ? '' : `\nno test shows:\n\n${excerpts}`}`
}

function coverageSummary(coverage: Coverage): string {
  const { actions, shown, total } = coverage
  const width = Math.max(0, ...actions.map(({ action }) => action.length))
  const rows = actions.map(
    (action) => `  ${visibleLine(action.action).padEnd(width)}  ${action.shown} of ${action.total}\n`,
  )
  return `\ncoverage ${coveragePercent(coverage)} %: ${shown} of ${total}\n${rows.join('')}`
}

/** Gaps at one place share its excerpt. */
function coverageExcerpts(coverage: Coverage, { sources }: Analysis, colour: boolean): string {
  const marks = new Map<string, Mark>()
  for (const { file, range, message } of resolveDiagnostics(coverageGaps(coverage).map(goalDiagnostic), sources)) {
    const key = `${file} ${range.start.offset} ${range.end.offset}`
    const earlier = marks.get(key)
    // What the excerpt shows anyway is not said beside it.
    const words = message.replace(/^(never (?:true|false)): `.*`(?=$|, called as `[^`]*`$)/, '$1')
    marks.set(key, { file, range, label: earlier === undefined ? words : `${earlier.label}; ${words}` })
  }
  return renderMarks([...marks.values()], sources, { colour })
}

export function coverageJson(coverage: Coverage, { sources }: Analysis): object {
  const gaps = coverageGaps(coverage)
  const resolved = resolveDiagnostics(gaps.map(goalDiagnostic), sources)
  return {
    shown: coverage.shown,
    total: coverage.total,
    percent: coveragePercent(coverage),
    actions: coverage.actions.map(({ action, shown, total }) => ({ action, shown, total })),
    gaps: resolved.map(({ message, file, range }, index) => ({ kind: gaps[index]?.kind, message, file, range })),
  }
}
