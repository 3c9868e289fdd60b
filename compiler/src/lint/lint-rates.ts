/** Limits to how often an action runs that limit nothing: more than any agent does, or counted apart by what the agent writes itself. */
import { evadableRate, toothlessRate } from '../diagnostics/catalogue/lint.ts'
import { secondsText } from '../program/governance-text.ts'
import type { Type } from '../program/type.ts'
import { governancePlace, type LintContext, warn } from './lint-context.ts'

/** No agent acts more often than this, sustained. */
const MOST_PER_SECOND = 100

export function lintRates(context: LintContext): void {
  for (const placed of context.actions) {
    const { rate } = placed.action.governance
    if (rate === undefined) continue
    const place = governancePlace(placed, 'rate')
    if (rate.count / rate.perSeconds > MOST_PER_SECOND) {
      warn(context, toothlessRate, place, { count: rate.count, seconds: secondsText(rate.perSeconds) })
    }
    const [root, ...path] = rate.by.split('.')
    if (root !== 'input' || hasFewValues(typeAt(placed.action.input, path))) continue
    const help = 'count by a claim, such as `claims.agent_id` or `claims.subject`'
    warn(context, evadableRate, place, { by: rate.by }, { help })
  }
}

function typeAt(type: Type, path: readonly string[]): Type | undefined {
  const [name, ...rest] = path
  if (name === undefined) return type
  if (type.kind !== 'record') return undefined
  const field = type.fields.find((candidate) => candidate.name === name)
  return field && typeAt(field.type, rest)
}

/** Of few values each has its own count, and that may be meant. */
function hasFewValues(type: Type | undefined): boolean {
  return type?.kind === 'bool' || type?.kind === 'enum'
}
