/**
 * The risk floor: tier, classification, effects and approval of an action must not contradict each other. The numbers are this file's; each has its reason
 * on the page of its code.
 */
import {
  effectsAtLowestTier,
  irreversibleWithoutApproval,
  loneApprover,
  longApprovalWindow,
  riskyWithoutApproval,
  toothlessLimit,
  understatedRisk,
  unlimitedImpact,
} from '../diagnostics/catalogue/lint.ts'
import { intervalOf } from '../types/interval.ts'
import { findAmounts } from './input-fields.ts'
import { governancePlace, type LintAction, type LintContext, warn } from './lint-context.ts'

const DAY = 86_400
/** An approval that comes later was given in another situation. */
const MAX_WINDOW_DAYS = 7
/** From this tier on somebody has to agree. */
const APPROVED_TIER = 4
/** From this tier on somebody has to agree to what cannot be undone. */
const APPROVED_IRREVERSIBLE_TIER = 3
/** What is classified `restricted` or `high` is at least of this tier. */
const RESTRICTED_TIER = 3

export function lintRisk(context: LintContext): void {
  for (const placed of context.actions) {
    lintApproval(context, placed)
    lintTier(context, placed)
    lintImpact(context, placed)
  }
}

function lintApproval(context: LintContext, placed: LintAction): void {
  const { kind, id, governance, effects } = placed.action
  const { approval, riskTier: tier } = governance
  const atTier = governancePlace(placed, 'risk_tier')
  if (approval === undefined) {
    const help = 'add `approval: 1 of ROLE`'
    const isIrreversible = effects.some(({ reversible }) => !reversible)
    if (tier >= APPROVED_TIER) warn(context, riskyWithoutApproval, atTier, { form: kind, action: id, tier }, { help })
    else if (tier >= APPROVED_IRREVERSIBLE_TIER && isIrreversible)
      warn(context, irreversibleWithoutApproval, atTier, { action: id, tier }, { help })
    return
  }
  const atApproval = governancePlace(placed, 'approval')
  if (tier === 5 && approval.quorum < 2) warn(context, loneApprover, atApproval, { action: id })
  if (approval.ttlSeconds > MAX_WINDOW_DAYS * DAY) {
    const days = Math.round(approval.ttlSeconds / DAY)
    warn(context, longApprovalWindow, atApproval, { action: id, days })
  }
}

function lintTier(context: LintContext, placed: LintAction): void {
  const { id, kind, governance } = placed.action
  const { classification, riskTier: tier } = governance
  const place = governancePlace(placed, 'risk_tier')
  const isRestricted = classification === 'restricted' || classification === 'high'
  if (isRestricted && tier < RESTRICTED_TIER)
    warn(context, understatedRisk, place, { action: id, tier, classification })
  else if (kind === 'action' && tier === 1) warn(context, effectsAtLowestTier, place, { action: id })
}

function lintImpact(context: LintContext, placed: LintAction): void {
  const { id, kind, input, governance } = placed.action
  const { maxImpact } = governance
  if (maxImpact === undefined) {
    const amount = kind === 'action' ? findAmounts(input)[0] : undefined
    if (amount === undefined) return
    const help = `add \`max_impact: input.${amount.path} <= AMOUNT ${amount.unit}\` to the governance`
    const place = { file: placed.file, span: placed.node.name.span }
    warn(context, unlimitedImpact, place, { action: id, path: amount.path, unit: amount.unit }, { help })
    return
  }
  const { type } = maxImpact.measure
  if (type.kind !== 'float' && type.kind !== 'int') return
  const largest = intervalOf(type).max
  if (largest > maxImpact.value) return
  const place = governancePlace(placed, 'max_impact')
  warn(context, toothlessLimit, place, { largest, unit: maxImpact.currency })
}
