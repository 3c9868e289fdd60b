/**
 * What a test expects: a verdict as written or from a column of the table, its reason a rule of the action or a code of a denial.
 */
import { notVerdictColumn, unknownReason } from '../../diagnostics/catalogue/tests.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { Expectation } from '../../program/program.ts'
import type { Name, TestCell, Verdict } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import type { CheckedAction } from '../check-action.ts'

/** Codes a guard may deny with; `LIMIT_EXCEEDED` is the enforcement point's own and no guard's. */
export const GUARD_CODES: readonly string[] = [
  'SCHEMA_INVALID',
  'SCOPE_NOT_GRANTED',
  'ROLE_NOT_AUTHORIZED',
  'PURPOSE_MISMATCH',
  'CLASSIFICATION_EXCEEDED',
  'MAX_IMPACT_EXCEEDED',
  'RULE_VIOLATED',
  'RULE_ERROR',
  'UNKNOWN_ACTION',
]

export interface VerdictContext {
  readonly file: string
  readonly action: CheckedAction
  readonly columns: readonly Name[]
  readonly cells: readonly TestCell[]
  readonly reporter: Reporter
}

export function checkVerdict(verdict: Verdict, context: VerdictContext): Expectation | undefined {
  switch (verdict.kind) {
    case 'allow':
      return { effect: 'allow' }
    case 'stage':
      return verdict.quorum ? { effect: 'stage', quorum: verdict.quorum.value } : { effect: 'stage' }
    case 'deny':
      return checkDenial(verdict.reason, context)
    case 'column':
      return checkColumn(verdict.name, context)
  }
}

function checkColumn(name: Name, context: VerdictContext): Expectation | undefined {
  const index = context.columns.findIndex(({ text }) => text === name.text)
  const cell = context.cells[index]
  if (cell?.kind === 'verdict') return checkVerdict(cell.verdict, context)
  const location = { file: context.file, span: cell?.span ?? name.span }
  const near = cell
    ? nearMiss(wordOf(cell), VERDICTS)
    : nearMiss(name.text, [...context.columns.map(({ text }) => text), ...VERDICTS])
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  context.reporter.report(notVerdictColumn, location, { name: name.text, problem: cell ? 'value' : 'unknown' }, help)
  return undefined
}

const VERDICTS: readonly string[] = ['allow', 'stage', 'deny']

/** `staged(2)` is read as a call, `denied` as a name. */
function wordOf(cell: TestCell): string {
  const node = cell.kind === 'value' ? cell.value : undefined
  const name = node?.kind === 'call' ? node.callee : node
  return name?.kind === 'name' ? name.name.text : ''
}

function checkDenial(reason: Name | undefined, { file, action, reporter }: VerdictContext): Expectation | undefined {
  if (reason === undefined) return { effect: 'deny' }
  if (action.ruleNames.includes(reason.text)) return { effect: 'deny', rule: reason.text }
  if (GUARD_CODES.includes(reason.text)) return { effect: 'deny', code: reason.text }
  const near = nearMiss(reason.text, [...action.ruleNames, ...GUARD_CODES])
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  reporter.report(unknownReason, { file, span: reason.span }, { reason: reason.text, action: action.id }, help)
  return undefined
}
