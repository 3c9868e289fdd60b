/** The results of tests, with their coverage where it was asked for, in the form that was asked for. */
import {
  type Analysis,
  type Coverage,
  coveragePercent,
  decisionText,
  type GovernanceTestResult,
  type JunitCase,
  renderGithub,
  renderJunitCases,
  renderSarif,
  resolveDiagnostics,
  type TestResult,
  visibleLine,
} from '@clawql/compiler'
import type { Format } from '../../diagnostic-output.ts'
import { VERSION } from '../../version.ts'
import { coverageJson, coverageText } from './coverage-text.ts'
import { testDiagnostics } from './test-diagnostics.ts'
import { differencesText, expectedText, failureText, governanceTestLabel, testLabel } from './test-label.ts'

export interface TestReport {
  readonly results: readonly TestResult[]
  readonly governance: readonly GovernanceTestResult[]
  readonly coverage: Coverage | undefined
  /** Whole percent. */
  readonly minimum: number | undefined
}

export function resultText(report: TestReport, analysis: Analysis, format: Format, colour: boolean): string {
  const { results, governance, coverage } = report
  const tests = [...results.map(testJson), ...governance.map(governanceJson)]
  switch (format) {
    case 'json':
      return `${JSON.stringify({ tests, ...coveragePart(coverage, analysis) }, null, 2)}\n`
    case 'jsonl': {
      const lines = [...tests, ...(coverage === undefined ? [] : [coveragePart(coverage, analysis)])]
      return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    }
    case 'junit':
      return renderJunitCases('clawqlc test', [
        ...results.map(junitCase),
        ...governance.map(governanceCase),
        ...coverageCase(report),
      ])
    case 'github':
      return renderGithub(resolveDiagnostics(testDiagnostics(report, analysis), analysis.sources))
    case 'sarif':
      return renderSarif(resolveDiagnostics(testDiagnostics(report, analysis), analysis.sources), VERSION)
    case 'human':
    case 'plain':
      return testLines(report) + (coverage === undefined ? '' : coverageText(coverage, analysis, colour))
  }
}

function coveragePart(coverage: Coverage | undefined, analysis: Analysis): object {
  return coverage === undefined ? {} : { coverage: coverageJson(coverage, analysis) }
}

function testLines({ results, governance }: TestReport): string {
  const all = [...results, ...governance]
  const failed = all.filter(({ passed }) => !passed).length
  return [
    ...results.flatMap((result) => {
      const head = `${result.passed ? 'ok  ' : 'FAIL'}  ${visibleLine(testLabel(result))}`
      if (result.passed) return [head]
      return [
        head,
        `      expected ${expectedText(result)}`,
        `      but got  ${visibleLine(decisionText(result.actual))}`,
      ]
    }),
    ...governance.flatMap((result) => [
      `${result.passed ? 'ok  ' : 'FAIL'}  ${visibleLine(governanceTestLabel(result))}`,
      ...result.differences.flatMap(({ expected, actual }) => [
        `      expected ${visibleLine(expected)}`,
        `      but got  ${visibleLine(actual)}`,
      ]),
    ]),
    `${all.length - failed} passed, ${failed} failed`,
    '',
  ].join('\n')
}

function testJson(result: TestResult): object {
  const { test, manifest, passed, actual } = result
  return {
    module: test.module,
    title: test.title,
    ...(test.row === undefined ? {} : { row: test.row }),
    action: test.action,
    manifest: manifest ?? null,
    passed,
    expected: test.expectations,
    actual,
  }
}

/** Under no manifest: an action's governance is the same wherever it is listed. */
function governanceJson({ test: { module, title, action }, passed, differences }: GovernanceTestResult): object {
  return { module, title, action, passed, differences }
}

function governanceCase(result: GovernanceTestResult): JunitCase {
  const name = governanceTestLabel(result)
  if (result.passed) return { classname: result.test.module, name }
  const text = differencesText(result)
  return { classname: result.test.module, name, failure: { message: text, text } }
}

function junitCase(result: TestResult): JunitCase {
  const name = testLabel(result)
  if (result.passed) return { classname: result.test.module, name }
  const text = failureText(result)
  return { classname: result.test.module, name, failure: { message: text, text } }
}

/** A build server shows cases and nothing else; so the minimum is one of them. */
function coverageCase({ coverage, minimum }: TestReport): readonly JunitCase[] {
  if (coverage === undefined || minimum === undefined) return []
  const name = `coverage of at least ${minimum} %`
  const percent = coveragePercent(coverage)
  if (percent >= minimum) return [{ classname: 'coverage', name }]
  const text = `the tests show ${percent} %: ${coverage.shown} of ${coverage.total}`
  return [{ classname: 'coverage', name, failure: { message: text, text } }]
}
