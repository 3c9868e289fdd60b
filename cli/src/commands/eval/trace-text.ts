/** A decision's trace as lines for people and as data; decides nothing. */
import {
  type Action,
  type CaseOutcome,
  type CheckOutcome,
  type DecisionTrace,
  decisionText,
  expressionText,
  groupsText,
  numberText,
  type Observation,
  printCel,
  rateText,
  visibleLine,
} from '@clawql/compiler'
import type { Decision } from 'clawql-manifest-validator'

const MARK = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const

export function decisionLine(decision: Decision): string {
  return `${visibleLine(decisionText(decision))}\n`
}

export function traceLines({ checks, cases, decision }: DecisionTrace, { governance }: Action): string {
  const lines = checks.map((check) => headLine(check, governance) + observationLines(check.observations))
  const rate =
    governance.rate === undefined ? [] : [row('', 'rate', `${rateText(governance.rate)}; the enforcement point counts`)]
  return `${[...lines, ...approvalLines(cases, decision, governance), ...rate].join('')}\n`
}

function headLine({ check, rule, outcome, denial, found }: CheckOutcome, { maxImpact }: Action['governance']): string {
  const limit =
    check === 'impact' && maxImpact !== undefined ? `at most ${numberText(maxImpact.value)} ${maxImpact.currency}` : ''
  const detail = denial?.message ?? (found === undefined ? limit : show(found))
  const place = denial?.path === undefined || denial.path === '' ? '' : `${denial.path}: `
  return row(MARK[outcome], rule === undefined ? check : `${check} ${rule}`, place + detail)
}

/** Which case of the approval decided how many are asked, and what each that was looked at came to. */
function approvalLines(
  cases: readonly CaseOutcome[],
  decision: Decision,
  { approval }: Action['governance'],
): readonly string[] {
  if (cases.length === 0) return []
  const isDenied = decision.effect === 'deny'
  const held = cases.some(({ outcome }) => outcome === 'holds')
  const groups = groupsText(approval?.groups ?? [])
  const strictest =
    approval?.name === undefined
      ? row('', 'approval', 'no case holds: the whole approval is asked for')
      : row('', `approval ${approval.name}`, `holds: ${groups}`)
  const whole = isDenied || held ? [] : [strictest]
  return [
    ...cases.map(({ waiver, outcome, observations }) => {
      const skipped = isDenied ? 'not asked: the call is denied' : 'not looked at: an earlier case holds'
      const said =
        outcome === 'skipped'
          ? skipped
          : outcome === 'holds'
            ? `holds: ${groupsText(waiver.groups) || 'nobody is asked'}`
            : outcome
      return row(outcome === 'skipped' ? '-' : '', `approval ${waiver.name}`, said) + observationLines(observations)
    }),
    ...whole,
  ]
}

function row(mark: string, name: string, said: string): string {
  return `${mark.padEnd(4)}  ${name.padEnd(28)} ${visibleLine(said)}`.trimEnd().concat('\n')
}

/** The values an expression worked with, literals left out: what they are is in their text. */
function observationLines(observations: readonly Observation[]): string {
  return computed(observations)
    .map(({ expression, value }) => `        ${visibleLine(expressionText(expression))} = ${show(value)}\n`)
    .join('')
}

/** A variable is said when it has another value than before, not at each use. */
function computed(observations: readonly Observation[]): readonly Observation[] {
  const variables = new Map<string, unknown>()
  return observations.filter(({ expression, value }) => {
    if (expression.kind !== 'variable') return !['literal', 'root', 'list'].includes(expression.kind)
    const isNew = !variables.has(expression.name) || variables.get(expression.name) !== value
    variables.set(expression.name, value)
    return isNew
  })
}

export function traceJson({ checks, cases }: DecisionTrace, { governance }: Action): object {
  const { rate } = governance
  return {
    checks: checks.map(({ check, rule, outcome, denial, found, observations }) => ({
      check,
      ...(rule === undefined ? {} : { rule }),
      outcome,
      ...(denial === undefined ? {} : { denial }),
      ...(found === undefined ? {} : { found }),
      values: valuesJson(observations),
    })),
    approval_cases: cases.map(({ waiver, outcome, observations }) => ({
      name: waiver.name,
      outcome: outcome.replaceAll(' ', '_'),
      quorum: waiver.quorum,
      groups: waiver.groups,
      values: valuesJson(observations),
    })),
    ...(rate === undefined
      ? {}
      : { rate: { count: rate.count, per_seconds: rate.perSeconds, by: rate.by, counting: rate.counting } }),
  }
}

function valuesJson(observations: readonly Observation[]): readonly object[] {
  return observations.map(({ expression, value }) => ({
    text: expressionText(expression),
    cel: printCel(expression),
    value,
  }))
}

/** Values come from whoever asks: what a terminal would obey is shown, not sent. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return visibleLine(text.length > 100 ? `${text.slice(0, 99)}…` : text)
}
