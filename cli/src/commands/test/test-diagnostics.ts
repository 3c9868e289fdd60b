/**
 * Failing tests and gaps of their coverage as diagnostics, for the formats that annotate places: a failing test at its title is an error, a gap a warning. Their
 * codes are not of the catalogue, so they cannot be suppressed or explained.
 */
import type { Analysis, Coverage, CoverageGoal, Diagnostic } from '@clawql/compiler'
import type { TestReport } from './result-text.ts'
import { differencesText, failureText, governanceTestLabel, testLabel } from './test-label.ts'

export function testDiagnostics(
  { results, governance, coverage }: TestReport,
  { program }: Analysis,
): readonly Diagnostic[] {
  const failing = results.filter(({ passed }) => !passed)
  const indexes = new Map(program.tests.map((test, index) => [test, index]))
  return [
    ...failing.map((result) => {
      const origin = program.origins.get(`test:${indexes.get(result.test) ?? -1}`)
      const location = origin ?? { file: result.test.file, span: { start: 0, end: 0 } }
      return diagnostic('test', 'test-failed', 'error', `${testLabel(result)}: ${failureText(result)}`, location)
    }),
    ...program.governanceTests.flatMap((test, index) => {
      const result = governance.find((one) => one.test === test)
      if (result === undefined || result.passed) return []
      const location = program.origins.get(`governance-test:${index}`) ?? {
        file: test.file,
        span: { start: 0, end: 0 },
      }
      const text = `${governanceTestLabel(result)}: ${differencesText(result)}`
      return diagnostic('test', 'test-failed', 'error', text, location)
    }),
    ...coverageGaps(coverage).map(goalDiagnostic),
  ]
}

export function goalDiagnostic({ gap, location }: CoverageGoal): Diagnostic {
  return diagnostic('coverage', 'not-shown', 'warning', gap, location)
}

/** Of an action that no test calls, that alone is said. */
export function coverageGaps(coverage: Coverage | undefined): readonly CoverageGoal[] {
  return (coverage?.actions ?? []).flatMap(({ goals }) => {
    const gaps = goals.filter(({ count }) => count === 0)
    return gaps.find(({ kind }) => kind === 'call') === undefined ? gaps : gaps.slice(0, 1)
  })
}

function diagnostic(
  code: string,
  slug: string,
  severity: Diagnostic['severity'],
  message: string,
  location: Diagnostic['location'],
): Diagnostic {
  return { code, slug, severity, message, location, related: [], notes: [], help: undefined, fixes: [] }
}
