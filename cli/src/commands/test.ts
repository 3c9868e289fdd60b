/** `clawqlc test`: runs the `test` blocks of a project against every manifest that lists the action, by the reference interpreter. */
import {
  type Analysis,
  analyse,
  decisionText,
  expectationText,
  type JunitCase,
  renderGithub,
  renderJunitCases,
  resolveDiagnostics,
  runTests,
  type TestResult,
  visibleLine,
} from '@clawql/compiler'
import { type Command, Option } from 'commander'
import { type Format, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { openDirectory, provenanceOption, requireSources } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, wantsColour } from '../terminal.ts'

/** SARIF has no word for a test that passed or failed. */
const TEST_FORMATS = ['human', 'plain', 'json', 'jsonl', 'junit', 'github'] as const satisfies readonly Format[]
type TestFormat = (typeof TEST_FORMATS)[number]

interface TestOptions {
  readonly filter?: string
  readonly failOnEmpty?: boolean
  readonly provenance?: string
  readonly format: TestFormat
}

export function addTestCommand(program: Command, outcome: Outcome): void {
  program
    .command('test')
    .summary('run the test blocks')
    .description('Runs the test blocks of a project. Status 0: all pass, 2: the project has errors, 3: a test fails.')
    .argument('[dir]', 'the project', '.')
    .option('--filter <text>', 'only tests whose title contains this')
    .option('--fail-on-empty', 'status 3 when no test ran')
    .addOption(provenanceOption())
    .addOption(new Option('--format <format>', 'how to print results').choices(TEST_FORMATS).default('human'))
    .action((directory: string, options: TestOptions) => {
      outcome.status = runTestCommand(directory, options)
    })
}

function runTestCommand(directory: string, options: TestOptions): ExitStatus {
  const { provenance, format, filter = '', failOnEmpty = false } = options
  const analysis = analyse(openDirectory(directory), provenance === undefined ? {} : { provenance })
  requireSources(analysis.projectSources.keys())
  if (analysis.hasErrors) {
    const colour = wantsColour(format === 'human' ? process.stderr : process.stdout)
    const report = reportDiagnostics(analysis.diagnostics, analysis.sources, format, colour)
    ;(format === 'human' ? err : out)(report.text)
    return EXIT.rejected
  }
  const results = runTests(analysis.program, ({ title }) => title.includes(filter))
  out(resultText(results, analysis, format))
  if (results.length === 0 && filter !== '') err(`no test has a title that contains \`${visibleLine(filter)}\`\n`)
  const failed = results.some(({ passed }) => !passed)
  return failed || (results.length === 0 && failOnEmpty) ? EXIT.propertyFailed : EXIT.fine
}

function resultText(results: readonly TestResult[], analysis: Analysis, format: TestFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ tests: results.map(testJson) }, null, 2)}\n`
    case 'jsonl':
      return results.map((result) => `${JSON.stringify(testJson(result))}\n`).join('')
    case 'junit':
      return renderJunitCases('clawqlc test', results.map(junitCase))
    case 'github':
      return annotations(results, analysis)
    case 'human':
    case 'plain':
      return testLines(results)
  }
}

function testLines(results: readonly TestResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length
  return [
    ...results.flatMap((result) => {
      const head = `${result.passed ? 'ok  ' : 'FAIL'}  ${visibleLine(label(result))}`
      if (result.passed) return [head]
      return [head, `      expected ${expected(result)}`, `      but got  ${visibleLine(decisionText(result.actual))}`]
    }),
    `${results.length - failed} passed, ${failed} failed`,
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

function junitCase(result: TestResult): JunitCase {
  const name = label(result)
  if (result.passed) return { classname: result.test.module, name }
  const text = failureText(result)
  return { classname: result.test.module, name, failure: { message: text, text } }
}

/** A failing test at the line of its title; passing ones say nothing. */
function annotations(results: readonly TestResult[], { program, sources }: Analysis): string {
  const failing = results.filter(({ passed }) => !passed)
  const diagnostics = failing.map((result) => ({
    code: 'test',
    slug: result.test.title,
    severity: 'error' as const,
    message: `${label(result)}: ${failureText(result)}`,
    location: program.origins.get(`test:${program.tests.indexOf(result.test)}`) ?? {
      file: result.test.file,
      span: { start: 0, end: 0 },
    },
    related: [],
    notes: [],
    help: undefined,
    fixes: [],
  }))
  return renderGithub(resolveDiagnostics(diagnostics, sources))
}

function label({ test, manifest }: TestResult): string {
  const row = test.row === undefined ? '' : ` [row ${test.row}]`
  return `${test.title}${row}${manifest === undefined ? '' : ` (${manifest})`}`
}

function failureText(result: TestResult): string {
  return `expected ${expected(result)}, but got ${decisionText(result.actual)}`
}

function expected({ test }: TestResult): string {
  return test.expectations.map(expectationText).join(' and ')
}
