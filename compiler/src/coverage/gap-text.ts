/** A goal that no test shows, in words: what was never seen. Lower case, no final period, as diagnostics are. */
import type { DenyCode } from 'clawql-manifest-validator'
import { OTHERWISE } from '../program/program.ts'
import type { Goal, GoalSubject, Part } from './goal.ts'

/** `source` is the operand's own text; undefined where it has none. */
export function gapText({ action, subject }: Goal, source: string | undefined): string {
  switch (subject.kind) {
    case 'call':
      return `no test calls \`${action}\``
    case 'grant':
      return `no test has a call of \`${action}\` pass every check`
    case 'denial':
      return `no test is denied ${CODES[subject.check]}${subject.check === 'facts' ? ' for a fact that is missing' : ''}`
    case 'rule':
      return subject.outcome === 'denies'
        ? `no test is denied by \`${subject.name}\``
        : `no test gets past \`${subject.name}\``
    case 'approval':
      return caseText(subject.name ?? subject.strictest)
    case 'term':
      return subject.entry === 'rate' ? 'no test says this rate' : 'no test says who approves and how long it may take'
    case 'branch':
      return `never ${String(subject.value)}${source === undefined ? insideText(subject.part) : `: \`${oneLine(source)}\``}`
  }
}

function caseText(name: string | undefined): string {
  if (name === undefined) return 'no test needs the whole approval'
  return name === OTHERWISE
    ? 'no test meets none of the cases of this approval'
    : `no test meets the case \`${name}\` of this approval`
}

const CODES: Readonly<Record<Extract<GoalSubject, { kind: 'denial' }>['check'], DenyCode>> = {
  schema: 'SCHEMA_INVALID',
  facts: 'SCHEMA_INVALID',
  scope: 'SCOPE_NOT_GRANTED',
  role: 'ROLE_NOT_AUTHORIZED',
  purpose: 'PURPOSE_MISMATCH',
  classification: 'CLASSIFICATION_EXCEEDED',
  impact: 'MAX_IMPACT_EXCEEDED',
}

/** Of what has no text of its own here: in a function that is called, or in the action that this one extends. */
function insideText(part: Part): string {
  const where = part.kind === 'rule' ? `\`${part.name}\`` : part.kind === 'impact' ? '`max_impact`' : 'this approval'
  return `: a condition inside ${where}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
