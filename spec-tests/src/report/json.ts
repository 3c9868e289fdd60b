/**
 * The report as data: what `--format json` prints and what `report` reads back to compare implementations. Owns that shape and its check.
 */
import { type CaseResult, isJsonObject } from '../case.ts'
import type { RunReport } from '../run-cases.ts'
import type { Counts, Summary } from '../summary.ts'

export interface JsonReport {
  readonly name: string
  readonly version: string
  readonly kinds: readonly string[]
  readonly green: boolean
  readonly total: Counts
  readonly areas: Readonly<Record<string, Counts>>
  readonly problem?: string
  readonly cases: readonly CaseResult[]
}

export function toJsonReport(summary: Summary, report: RunReport): JsonReport {
  return {
    name: summary.name,
    version: summary.version,
    kinds: report.capabilities?.kinds ?? [],
    green: summary.isGreen,
    total: summary.total,
    areas: Object.fromEntries(summary.areas),
    ...(report.problem === undefined ? {} : { problem: report.problem }),
    cases: report.results,
  }
}

/** Reads a report that `toJsonReport` wrote; throws where it is something else. */
export function parseJsonReport(text: string): JsonReport {
  const value: unknown = JSON.parse(text)
  if (!isJsonReport(value)) throw new Error('not a report of clawql-conformance')
  return value
}

/** Checks the members that a reader of reports uses. */
function isJsonReport(value: unknown): value is JsonReport {
  return (
    isJsonObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['version'] === 'string' &&
    isCounts(value['total']) &&
    isJsonObject(value['areas']) &&
    Object.values(value['areas']).every(isCounts) &&
    Array.isArray(value['cases'])
  )
}

function isCounts(value: unknown): boolean {
  return isJsonObject(value) && typeof value['pass'] === 'number' && typeof value['total'] === 'number'
}
