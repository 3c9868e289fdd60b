/**
 * An entry of a governance as the language writes it, for who compares two of them. Made from the program: what stood in a shared governance, a constant or a
 * function stands here in full. Judges nothing.
 */
import { expressionText, groupedDigits } from './expression-text.ts'
import { groupsText } from './governance-text.ts'
import { type Approval, type ApprovalWaiver, type Governance, OTHERWISE, type Rate } from './program.ts'
import { writtenDuration } from './written-duration.ts'

export type GovernancePart = keyof Governance

/** In the order in which the reference lists them. */
export const GOVERNANCE_ENTRIES: readonly { readonly part: GovernancePart; readonly name: string }[] = [
  { part: 'classification', name: 'classification' },
  { part: 'riskTier', name: 'risk_tier' },
  { part: 'authorizedRoles', name: 'authorized_roles' },
  { part: 'scopes', name: 'scopes' },
  { part: 'approval', name: 'approval' },
  { part: 'maxImpact', name: 'max_impact' },
  { part: 'rate', name: 'rate' },
]

/** `rate: 20 per 1h by claims.agent_id`, or `no rate`. */
export function governanceEntryText(governance: Partial<Governance>, part: GovernancePart): string {
  const name = GOVERNANCE_ENTRIES.find((entry) => entry.part === part)?.name ?? part
  const value = valueText(governance, part)
  return value === undefined ? `no ${name}` : `${name}: ${value}`
}

function valueText(
  { classification, riskTier, authorizedRoles, scopes, approval, maxImpact, rate }: Partial<Governance>,
  part: GovernancePart,
): string | undefined {
  switch (part) {
    case 'classification':
      return classification
    case 'riskTier':
      return riskTier?.toString()
    case 'authorizedRoles':
      return authorizedRoles && `[${authorizedRoles.join(', ')}]`
    case 'scopes':
      return scopes && `[${scopes.map((scope) => JSON.stringify(scope)).join(', ')}]`
    case 'approval':
      return approval && approvalText(approval)
    case 'maxImpact':
      return (
        maxImpact && `${expressionText(maxImpact.measure)} <= ${groupedDigits(maxImpact.value)} ${maxImpact.currency}`
      )
    case 'rate':
      return rate && rateEntryText(rate)
  }
}

function rateEntryText({ count, perSeconds, by, counting }: Rate): string {
  const counted = counting === 'all' ? ' counting all' : ''
  return `${groupedDigits(count)} per ${writtenDuration(perSeconds * 1000)} by ${by}${counted}`
}

/** The strictest case, then each other one with who is asked in it. */
function approvalText({ name, groups, ttlSeconds, waivers = [] }: Approval): string {
  const strictest = `${groupsText(groups)} within ${writtenDuration(ttlSeconds * 1000)}${name === undefined ? '' : ` when ${name}`}`
  return [strictest, ...waivers.map(waiverText)].join('; ')
}

function waiverText({ name, condition, groups }: ApprovalWaiver): string {
  const who = groups.length === 0 ? 'nobody' : groupsText(groups)
  return name === OTHERWISE ? `otherwise ${who}` : `${who} when ${name}: ${expressionText(condition)}`
}
