/** `clawqlc test`: runs the `test` blocks of a project against every manifest that lists the action, by the reference interpreter. */
import { analyse, type Expectation, type JunitCase, renderJunitCases, runTests, type TestResult } from '@clawql/compiler'
import type { Command } from 'commander'
import { type Format, formatOption, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { createNodeHost } from '../node-host.ts'
import { openDirectory } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { decisionLines } from './eval/decision-text.ts'
import { err, out, outJson, wantsColour } from '../terminal.ts'

interface TestOptions {
  readonly filter?: string
  readonly failOnEmpty?: boolean
  readonly provenance?: string
  readonly format: Format
}

export function addTestCommand(program: Command, outcome: Outcome): void {
  program
    .command('test')
    .summary('run the test blocks')
    .argument('[dir]', 'the project', '.')
    .option('--filter <text>', 'only tests whose title contains this')
    .option('--fail-on-empty', 'status 3 when no test ran')
    .option('--provenance <file>', 'the provenance file, relative to the project')
    .addOption(formatOption())
    .action((directory: string, options: TestOptions) => {
      outcome.status = runTestCommand(directory, options)
    })
}

function runTestCommand(directory: string, options: TestOptions): ExitStatus {
  const analysis = analyse(
    createNodeHost(openDirectory(directory)),
    options.provenance === undefined ? {} : { provenance: options.provenance },
  )
  const report = reportDiagnostics(analysis.diagnostics, analysis.sources, options.format, wantsColour(process.stderr))
  if (report.errors > 0) {
    ;(options.format === 'human' ? err : out)(report.text)
    return EXIT.rejected
  }
  const results = runTests(analysis.program).filter(({ test }) => test.title.includes(options.filter ?? ''))
  print(results, options.format)
  const failed = results.some(({ passed }) => !passed)
  return failed || (results.length === 0 && options.failOnEmpty) ? EXIT.propertyFailed : EXIT.fine
}

function print(results: readonly TestResult[], format: Format): void {
  if (format === 'json') outJson({ tests: results.map(testJson) })
  else if (format === 'jsonl') out(results.map((result) => `${JSON.stringify(testJson(result))}\n`).join(''))
  else if (format === 'junit') out(renderJunitCases('clawqlc test', results.map(junitCase)))
  else printLines(results)
}

function printLines(results: readonly TestResult[]): void {
  for (const result of results) {
    out(`${result.passed ? 'ok  ' : 'FAIL'}  ${label(result)}\n`)
    if (!result.passed) out(`      expected ${expected(result)}\n      but got  ${actual(result)}\n`)
  }
  const failed = results.filter(({ passed }) => !passed).length
  out(`${results.length - failed} passed, ${failed} failed\n`)
}

function testJson(result: TestResult): object {
  const { test, manifest, passed } = result
  return {
    module: test.module,
    title: test.title,
    ...(test.row === undefined ? {} : { row: test.row }),
    action: test.action,
    manifest: manifest ?? null,
    passed,
    expected: test.expectations,
    actual: result.actual,
  }
}

function label({ test, manifest }: TestResult): string {
  return `${test.title}${test.row === undefined ? '' : ` [row ${test.row}]`}${manifest === undefined ? '' : ` (${manifest})`}`
}

function expected({ test }: TestResult): string {
  return test.expectations.map(expectationText).join(' and ')
}

function expectationText(expectation: Expectation): string {
  if (expectation.effect === 'allow') return 'allow'
  if (expectation.effect === 'stage') return expectation.quorum === undefined ? 'stage' : `stage(${expectation.quorum})`
  const reason = expectation.rule ?? expectation.code
  return reason === undefined ? 'deny' : `deny ${reason}`
}

function actual({ actual: decision }: TestResult): string {
  return decisionLines(decision).trimEnd()
}

function junitCase(result: TestResult): JunitCase {
  const text = `expected ${expected(result)}, but got ${actual(result)}`
  return { classname: result.test.module, name: label(result), ...(result.passed ? {} : { failure: { message: text, text } }) }
}
