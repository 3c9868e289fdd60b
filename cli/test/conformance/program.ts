/** Runs the conformance runner against an implementation, as anyone would: as a program. Shared by the suites of this folder. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..')

export const OURS: readonly string[] = [
  process.execPath,
  '--conditions=source',
  join(ROOT, 'cli', 'src', 'conformance.ts'),
]
export const PYTHON: readonly string[] = ['python3', join(ROOT, 'spec-tests', 'python', 'clawql_conformance.py')]

interface Result {
  readonly id: string
  readonly area: string
  readonly outcome: string
  readonly detail?: string
}

export interface Run {
  readonly status: number | null
  readonly kinds: readonly string[]
  readonly results: readonly Result[]
}

export function runConformance(command: readonly string[], options: readonly string[] = []): Run {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-run-'))
  const report = join(folder, 'report.json')
  const main = join(ROOT, 'spec-tests', 'src', 'main.ts')
  const words = [main, '--timeout', '60000', '--json', report, ...options, '--', ...command]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  try {
    const { kinds, cases } = JSON.parse(readFileSync(report, 'utf8')) as { kinds: string[]; cases: Result[] }
    return { status, kinds, results: cases }
  } catch {
    throw new Error(`no report: ${stdout}${stderr}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** One line per outcome, for a test's title or output. */
export function countOutcomes(results: readonly Result[]): string {
  const groups = Map.groupBy(results, (result) => result.outcome)
  return [...groups].map(([outcome, found]) => `${found.length} ${outcome}`).join(', ')
}
