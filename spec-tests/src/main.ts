#!/usr/bin/env node
/**
 * The program `clawql-conformance`. Owns standard streams, files and the exit status; the work is done by the modules it calls.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Format, HELP, parseArguments, type RunArguments } from './arguments.ts'
import type { ConformanceCase } from './case.ts'
import { parseExpectedFailures } from './expected-failures.ts'
import { loadCases } from './load-cases.ts'
import { formatBadge } from './report/badge.ts'
import { formatHtml } from './report/html.ts'
import { parseJsonReport, toJsonReport } from './report/json.ts'
import { formatJunit } from './report/junit.ts'
import { formatTable } from './report/table.ts'
import { type RunReport, runCases } from './run-cases.ts'
import { type Summary, summarize } from './summary.ts'

const PACKAGE_ROOT = join(import.meta.dirname, '..')

/** Returns the exit status: 0 green, 1 called wrongly or the tool failed, 3 a case failed. */
async function main(words: readonly string[]): Promise<number> {
  const given = parseArguments(words)
  switch (given.verb) {
    case 'help':
      process.stdout.write(HELP)
      return 0
    case 'version':
      process.stdout.write(`${readVersion()}\n`)
      return 0
    case 'list':
      process.stdout.write(
        selectCases(loadCases(given.suite ?? PACKAGE_ROOT), given.areas)
          .map(({ id, kind, clause }) => `${id}\t${kind}\t${clause}\n`)
          .join(''),
      )
      return 0
    case 'report':
      writeFileSync(given.output, formatHtml(given.inputs.map((path) => parseJsonReport(readFileSync(path, 'utf8')))))
      return 0
    case 'run':
      return await run(given)
  }
}

async function run(given: RunArguments): Promise<number> {
  const all = loadCases(given.suite ?? PACKAGE_ROOT)
  const expectedFailures = readExpectedFailures(given.expectedFailures, all)
  const report = await runCases(selectCases(all, given.areas), {
    command: given.command,
    timeoutMs: given.timeoutMs,
    expectedFailures,
    signal: abortOnSignal(),
  })
  const summary = summarize(report, given.allowUnsupported)
  process.stdout.write(format(given.format, summary, report, given.allowUnsupported))
  for (const file of given.files) writeFileSync(file.path, format(file.format, summary, report, given.allowUnsupported))
  if (report.problem !== undefined)
    process.stderr.write(`clawql-conformance: ${given.command.join(' ')}: ${report.problem}\n`)
  return summary.isGreen ? 0 : 3
}

function selectCases(all: readonly ConformanceCase[], areas: readonly string[]): readonly ConformanceCase[] {
  const known = [...new Set(all.map(({ area }) => area))]
  const unknown = areas.find((area) => !known.includes(area))
  if (unknown !== undefined) throw new Error(`no area ${unknown}: there are ${known.join(', ')}`)
  return areas.length === 0 ? all : all.filter(({ area }) => areas.includes(area))
}

function readExpectedFailures(path: string | undefined, all: readonly ConformanceCase[]): ReadonlySet<string> {
  if (path === undefined) return new Set()
  try {
    return parseExpectedFailures(readFileSync(path, 'utf8'), new Set(all.map(({ id }) => id)))
  } catch (error) {
    throw new Error(`${path}: ${describe(error)}`)
  }
}

function format(name: Format, summary: Summary, report: RunReport, allowUnsupported: boolean): string {
  switch (name) {
    case 'table':
      return formatTable(summary, report.results)
    case 'json':
      return `${JSON.stringify(toJsonReport(summary, report), null, 1)}\n`
    case 'junit':
      return formatJunit(summary, report.results, allowUnsupported)
    case 'badge':
      return formatBadge(summary)
  }
}

/** The child runs in a process group of its own, so an interrupt here has to end it by hand. */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }
  return version
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

// A reader such as `head` that has seen enough closes the pipe: that is its right, and no failure of this program.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status
  },
  (error: unknown) => {
    process.stderr.write(`clawql-conformance: ${describe(error)}\n`)
    process.exitCode = 1
  },
)
