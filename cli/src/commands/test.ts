/** `clawqlc test`: runs the `test` blocks of a project against every manifest that lists the action, by the reference interpreter, and measures what they show. */
import { writeFileSync } from 'node:fs'
import {
  type Analysis,
  analyse,
  coveragePercent,
  runGovernanceTests,
  runTests,
  testCoverage,
  visibleLine,
} from '@clawql/compiler'
import { type Command, InvalidArgumentError } from 'commander'
import { countWords, type Format, formatOption, reportDiagnostics } from '../diagnostic-output.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { openDirectory, provenanceOption, requireSources } from '../project.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, wantsColour } from '../terminal.ts'
import { watched } from '../watched.ts'
import { coverageLcov } from './test/coverage-lcov.ts'
import { resultText, type TestReport } from './test/result-text.ts'

interface TestOptions {
  readonly filter?: string
  readonly failOnEmpty?: boolean
  readonly coverage?: boolean
  readonly minCoverage?: number
  readonly lcov?: string
  readonly watch?: boolean
  readonly provenance?: string
  readonly format: Format
}

export function addTestCommand(program: Command, outcome: Outcome): void {
  program
    .command('test')
    .summary('run the test blocks')
    .description(
      'Runs the test blocks of a project. Status 0: all pass, 2: the project has errors, 3: a test fails or too little is covered.',
    )
    .argument('[dir]', 'the project', '.')
    .option('--filter <text>', 'only tests whose title contains this')
    .option('--fail-on-empty', 'status 3 when no test ran')
    .option('--coverage', 'what the tests show of each action, and the places that none shows')
    .option('--min-coverage <percent>', 'status 3 when less than this is shown; implies --coverage', parsePercent)
    .option('--lcov <file>', 'write the coverage as an lcov tracefile')
    .option('--watch', 'run again whenever the project changes, until interrupted')
    .addOption(provenanceOption())
    .addOption(formatOption())
    .action(async (directory: string, options: TestOptions) => {
      const run = () => runTestCommand(directory, options)
      outcome.status = options.watch ? await watched(directory, [options.lcov], run) : await run()
    })
}

function runTestCommand(directory: string, options: TestOptions): ExitStatus {
  const { provenance, format, filter = '', failOnEmpty = false, minCoverage } = options
  const analysis = analyse(openDirectory(directory), provenance === undefined ? {} : { provenance })
  requireSources(analysis.projectSources.keys())
  if (analysis.hasErrors) {
    const colour = wantsColour(format === 'human' ? process.stderr : process.stdout)
    const report = reportDiagnostics(analysis.diagnostics, analysis.sources, format, colour)
    ;(format === 'human' ? err : out)(report.text)
    if (format === 'human') err(`\nno test ran: ${countWords(report.errors, report.warnings)}\n`)
    return EXIT.rejected
  }
  const report = runAll(analysis, options)
  const { coverage } = report
  const results = [...report.results, ...report.governance]
  out(resultText(report, analysis, format, format === 'human' && wantsColour(process.stdout)))
  if (coverage !== undefined && options.lcov !== undefined)
    writeFileSync(options.lcov, coverageLcov(coverage, analysis))
  if (results.length === 0 && filter !== '') err(`no test has a title that contains \`${visibleLine(filter)}\`\n`)
  const isShort = coverage !== undefined && minCoverage !== undefined && coveragePercent(coverage) < minCoverage
  if (isShort) err(`the tests show ${coveragePercent(coverage)} %, less than ${minCoverage} %\n`)
  const failed = results.some(({ passed }) => !passed)
  return failed || isShort || (results.length === 0 && failOnEmpty) ? EXIT.propertyFailed : EXIT.fine
}

function runAll(analysis: Analysis, options: TestOptions): TestReport {
  const { filter = '', minCoverage, lcov } = options
  const isWanted = ({ title }: { readonly title: string }): boolean => title.includes(filter)
  const measured = options.coverage === true || minCoverage !== undefined || lcov !== undefined
  return {
    results: runTests(analysis.program, isWanted),
    governance: runGovernanceTests(analysis.program, isWanted),
    coverage: measured ? testCoverage(analysis, isWanted) : undefined,
    minimum: minCoverage,
  }
}

function parsePercent(text: string): number {
  const percent = Number(text)
  if (/^\d{1,3}$/.test(text) && percent <= 100) return percent
  throw new InvalidArgumentError('a whole number from 0 to 100')
}
