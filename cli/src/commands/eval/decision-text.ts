/** A decision and its trace as lines for people and as data; decides nothing. */
import { type CheckOutcome, type DecisionTrace, printCel } from '@clawql/compiler'
import type { Decision } from 'clawql-manifest-validator'

const MARK = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const

export function decisionLines(decision: Decision): string {
  if (decision.effect === 'allow') return 'allow\n'
  if (decision.effect === 'stage') {
    const groups = decision.approverGroups.map(({ role, min }) => `${min} of ${role}`).join(' and ')
    return `stage: ${decision.quorum} approval${decision.quorum === 1 ? '' : 's'} (${groups}) within ${durationText(decision.ttlMs)}\n`
  }
  const at = decision.rule ?? decision.path
  return `deny ${decision.code}${at === undefined ? '' : ` ${at}`}: ${decision.message}\n`
}

export function traceLines({ checks }: DecisionTrace): string {
  return `${checks.map((check) => `${headLine(check)}${observationLines(check)}`).join('')}\n`
}

function headLine({ check, rule, outcome, denial, found }: CheckOutcome): string {
  const name = rule === undefined ? check : `${check} ${rule}`
  const detail = denial?.message ?? (found === undefined ? '' : show(found))
  const place = denial?.path === undefined || denial.path === '' ? '' : `${denial.path}: `
  return `${MARK[outcome]}  ${name.padEnd(28)} ${place}${detail}\n`.replace(/ +\n$/, '\n')
}

/** The values an expression worked with, literals left out: what they are is in their text. */
function observationLines({ observations }: CheckOutcome): string {
  return observations
    .filter(({ expression }) => !['literal', 'root', 'list'].includes(expression.kind))
    .map(({ expression, value }) => `        ${printCel(expression)} = ${show(value)}\n`)
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

/** As the language writes durations: `1h30m`. */
function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const
  return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('') || '0s'
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
