/**
 * Counts results and says whether a run is green. Owns the rule that only passes and listed failures are accepted; formats nothing.
 */
import { type CaseResult, OUTCOMES, type Outcome } from './case.ts'
import type { RunReport } from './run-cases.ts'

export type Counts = Readonly<Record<Outcome | 'total', number>>

export interface Summary {
  readonly name: string
  readonly version: string
  /** In the order in which the areas first appear. */
  readonly areas: ReadonlyMap<string, Counts>
  readonly total: Counts
  readonly isGreen: boolean
}

export function summarize(report: RunReport, allowUnsupported: boolean): Summary {
  const groups = Map.groupBy(report.results, (result) => result.area)
  const total = count(report.results)
  const refused = total.fail + total.fault + total['unexpected-pass'] + (allowUnsupported ? 0 : total.unsupported)
  return {
    name: report.capabilities?.name ?? 'unknown',
    version: report.capabilities?.version ?? '',
    areas: new Map([...groups].map(([area, results]) => [area, count(results)])),
    total,
    // A run that asked nothing, or passed nothing, has shown nothing.
    isGreen: report.capabilities !== undefined && refused === 0 && total.pass > 0,
  }
}

function count(results: readonly CaseResult[]): Counts {
  const number = (outcome: Outcome): number => results.filter((result) => result.outcome === outcome).length
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, number(outcome)])) as Record<Outcome, number>
  return { ...counts, total: results.length }
}
