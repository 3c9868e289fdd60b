/**
 * Coverage as an lcov tracefile, which build servers and editors read: everything a test could show is a branch of the line it stands in, and a line counts as
 * run as often as the most seen of its branches.
 */
import { type Analysis, type Coverage, resolveDiagnostics } from '@clawql/compiler'
import { goalDiagnostic } from './test-diagnostics.ts'

interface Branch {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly count: number
}

export function coverageLcov({ actions }: Coverage, { sources }: Analysis): string {
  const goals = actions.flatMap((action) => action.goals)
  const branches = resolveDiagnostics(goals.map(goalDiagnostic), sources).map(
    ({ file, range }, index): Branch => ({ file, line: range.start.line + 1, count: goals[index]?.count ?? 0 }),
  )
  return [...Map.groupBy(branches, ({ file }) => file)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, found]) => fileRecord(file, found))
    .join('')
}

function fileRecord(file: string, branches: readonly Branch[]): string {
  const lines = [...Map.groupBy(branches, ({ line }) => line)].sort(([a], [b]) => a - b)
  const runs = lines.map(([line, found]) => ({ line, count: Math.max(...found.map(({ count }) => count)) }))
  return [
    'TN:',
    // A path cannot end the record it stands in.
    `SF:${file.replace(/[\r\n]/g, ' ')}`,
    ...lines.flatMap(([line, found]) => found.map(({ count }, index) => `BRDA:${line},0,${index},${count}`)),
    `BRF:${branches.length}`,
    `BRH:${hits(branches)}`,
    ...runs.map(({ line, count }) => `DA:${line},${count}`),
    `LF:${runs.length}`,
    `LH:${hits(runs)}`,
    'end_of_record\n',
  ].join('\n')
}

function hits(counted: readonly { readonly count: number }[]): number {
  return counted.filter(({ count }) => count > 0).length
}
