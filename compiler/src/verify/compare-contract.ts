/**
 * The published action beside the program: every word of the contract that is copied and not translated, read back and compared. What is translated is
 * compared by meaning: schemas in `compare-schema.ts`, CEL in `compare-cel.ts`. INVARIANT L6
 */
import { ownMember } from '../evaluate/own-member.ts'
import type { Action, Approval, Effect, Governance, StateUse } from '../program/program.ts'
import { isSameValue } from '../program/same-value.ts'
import type { Mismatch } from './compare-translation.ts'
import { showValue } from './show-value.ts'

/** `published`: the action as the manifest carries it. One comparison for each word that one of the two has. */
export function compareContract(
  action: Action,
  published: unknown,
): { readonly pairs: number; readonly mismatches: readonly Mismatch[] } {
  const expected = wordsOf(action)
  const actual = withoutTranslations(published)
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
  const mismatches = names.flatMap((name): readonly Mismatch[] => {
    const [wanted, found] = [ownMember(expected, name), ownMember(actual, name)]
    if (isSameValue(wanted, found)) return []
    const [given, is, should] = [showValue(name), showValue(found), showValue(wanted)]
    return [{ action: action.id, part: 'contract', given, expected: should, actual: is }]
  })
  return { pairs: names.length, mismatches }
}

type Words = Readonly<Record<string, unknown>>

/** By the manifest's names, `governance.` and `execution.` flattened. */
function wordsOf(action: Action): Words {
  const { governance, execution } = action
  return defined({
    id: action.id,
    version: action.version,
    description: action.description,
    'x-formerly': action.formerly,
    input_schema: true,
    output_schema: true,
    context_schema: action.facts === undefined ? undefined : true,
    ...prefixed('governance', governanceWords(governance, action)),
    side_effects: action.effects.map(effectWords),
    'execution.handler': execution.handler,
    'execution.timeout_seconds': execution.timeoutSeconds,
    'execution.retry_policy': execution.retryPolicy,
    'execution.compensate': execution.compensate,
    'execution.idempotent': execution.idempotent,
  })
}

function governanceWords(governance: Governance, { rules }: Action): Words {
  const { approval, maxImpact, rate } = governance
  return {
    classification: governance.classification,
    risk_tier: governance.riskTier,
    authorized_roles: governance.authorizedRoles,
    scopes: governance.scopes,
    requires_approval: approval !== undefined,
    requires_two_phase_commit: approval !== undefined,
    ...(approval && approvalWords(approval)),
    max_impact: maxImpact && { currency: maxImpact.currency, value: maxImpact.value, measure: true },
    rules:
      rules.length === 0
        ? undefined
        : rules.map(({ name, form, message }) => ({ id: name, kind: form, cel: true, message })),
    rate: rate && { count: rate.count, per_seconds: rate.perSeconds, by: rate.by, counting: rate.counting },
  }
}

function approvalWords({ quorum, groups, ttlSeconds, waivers }: Approval): Words {
  return {
    approval_quorum: quorum,
    approver_groups: groups.map(({ role, min }) => ({ role, min })),
    approval_ttl_seconds: ttlSeconds,
    approval_waivers: waivers?.map((waiver) =>
      defined({
        id: waiver.name,
        cel: true,
        approver_groups: waiver.quorum === 0 ? undefined : waiver.groups.map(({ role, min }) => ({ role, min })),
      }),
    ),
  }
}

function effectWords(effect: Effect): Words {
  return defined({
    object: effect.object,
    operation: effect.operation,
    instance: effect.instance,
    state_transition: `${stateWords(effect.from)} → ${stateWords(effect.to)}`,
    requires_confirmation: effect.requiresConfirmation,
    reversible: effect.reversible,
  })
}

/** `owned_by:from_account` */
function stateWords({ state, arguments: paths }: StateUse): string {
  return [state, ...(paths.length > 0 ? [paths.join(',')] : [])].join(':')
}

/** What is compared by its meaning stands as `true` where it is there at all. */
function withoutTranslations(published: unknown): Words {
  const { governance, execution, ...rest } = membersOf(published)
  const { rules, approval_waivers: waivers, max_impact: impact, ...words } = membersOf(governance)
  const marked = (entry: unknown, name: string): unknown =>
    ownMember(entry, name) === undefined ? entry : { ...membersOf(entry), [name]: true }
  const present = ['input_schema', 'output_schema', 'context_schema'].filter((name) => rest[name] !== undefined)
  return defined({
    ...rest,
    ...Object.fromEntries(present.map((name) => [name, true])),
    ...prefixed('governance', {
      ...words,
      rules: Array.isArray(rules) ? rules.map((rule) => marked(rule, 'cel')) : rules,
      approval_waivers: Array.isArray(waivers) ? waivers.map((waiver) => marked(waiver, 'cel')) : waivers,
      max_impact: marked(impact, 'measure'),
    }),
    ...prefixed('execution', membersOf(execution)),
  })
}

function membersOf(value: unknown): Words {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function prefixed(block: string, words: Words): Words {
  return Object.fromEntries(Object.entries(words).map(([name, value]) => [`${block}.${name}`, value]))
}

function defined(words: Words): Words {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
}
