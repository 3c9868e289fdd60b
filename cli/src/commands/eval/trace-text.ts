/** A decision's trace as lines for people and as data; decides nothing. */
import {
  type CheckOutcome,
  type DecisionTrace,
  decisionText,
  printCel,
  printReadable,
  visibleLine,
} from '@clawql/compiler'
import type { Decision } from 'clawql-manifest-validator'

const MARK = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const

export function decisionLine(decision: Decision): string {
  return `${visibleLine(decisionText(decision))}\n`
}

export function traceLines({ checks }: DecisionTrace): string {
  return `${checks.map((check) => `${headLine(check)}${observationLines(check)}`).join('')}\n`
}

function headLine({ check, rule, outcome, denial, found }: CheckOutcome): string {
  const name = rule === undefined ? check : `${check} ${rule}`
  const detail = denial?.message ?? (found === undefined ? '' : show(found))
  const place = denial?.path === undefined || denial.path === '' ? '' : `${denial.path}: `
  return `${MARK[outcome]}  ${name.padEnd(28)} ${visibleLine(place + detail)}`.trimEnd().concat('\n')
}

/** The values an expression worked with, literals left out: what they are is in their text. */
function observationLines({ observations }: CheckOutcome): string {
  return observations
    .filter(({ expression }) => !['literal', 'root', 'list'].includes(expression.kind))
    .map(({ expression, value }) => `        ${printReadable(expression)} = ${show(value)}\n`)
    .join('')
}

export function traceJson({ checks }: DecisionTrace): readonly object[] {
  return checks.map(({ check, rule, outcome, denial, observations }) => ({
    check,
    ...(rule === undefined ? {} : { rule }),
    outcome,
    ...(denial === undefined ? {} : { denial }),
    values: observations.map(({ expression, value }) => ({ cel: printCel(expression), value })),
  }))
}

/** Values come from whoever asks: what a terminal would obey is shown, not sent. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return visibleLine(text.length > 100 ? `${text.slice(0, 99)}…` : text)
}
