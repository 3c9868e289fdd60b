/**
 * Codes CQ7xxx: what a sound policy had better not do, found by `lint` alone. All are warnings, each with a page under docs/reference/diagnostics; a code
 * is never reused.
 */
import { type CatalogueEntry, type DiagnosticDefinition, define } from '../diagnostic.ts'

function warn<P>(code: string, slug: string, message: DiagnosticDefinition<P>['message']): CatalogueEntry<P> {
  return define(code, { slug, severity: 'warning', message })
}

// Risk: what the tier, the classification, the effects and the approval say about each other.

export const riskyWithoutApproval: CatalogueEntry<{ form: string; action: string; tier: number }> = warn(
  'CQ7001',
  'risky-without-approval',
  ({ form, action, tier }) => `nobody approves the ${form} \`${action}\`, though its risk tier is ${tier}`,
)

export const irreversibleWithoutApproval: CatalogueEntry<{ action: string; tier: number }> = warn(
  'CQ7002',
  'irreversible-without-approval',
  ({ action, tier }) => `nobody approves \`${action}\`, though it cannot be undone and its risk tier is ${tier}`,
)

export const understatedRisk: CatalogueEntry<{ action: string; tier: number; classification: string }> = warn(
  'CQ7003',
  'understated-risk',
  ({ action, tier, classification }) =>
    `\`${action}\` handles what is classified \`${classification}\`, but its risk tier is only ${tier}`,
)

export const loneApprover: CatalogueEntry<{ action: string }> = warn(
  'CQ7004',
  'lone-approver',
  ({ action }) => `one person alone approves \`${action}\`, whose risk tier is 5`,
)

export const effectsAtLowestTier: CatalogueEntry<{ action: string }> = warn(
  'CQ7005',
  'effects-at-lowest-tier',
  ({ action }) => `\`${action}\` changes something, but its risk tier is that of a read`,
)

export const longApprovalWindow: CatalogueEntry<{ action: string; days: number }> = warn(
  'CQ7006',
  'long-approval-window',
  ({ action, days }) => `an approval of \`${action}\` may come ${days} days after the request`,
)

export const unlimitedImpact: CatalogueEntry<{ action: string; path: string; unit: string }> = warn(
  'CQ7007',
  'unlimited-impact',
  ({ action, path, unit }) => `\`${action}\` takes an amount of ${unit} in \`${path}\` and has no \`max_impact\``,
)

export const toothlessLimit: CatalogueEntry<{ largest: number; unit: string }> = warn(
  'CQ7008',
  'toothless-limit',
  ({ largest, unit }) => `this limit refuses nothing: the type admits at most ${largest} ${unit}`,
)

export const longTimeout: CatalogueEntry<{ action: string; seconds: number }> = warn(
  'CQ7009',
  'long-timeout',
  ({ action, seconds }) => `\`${action}\` may run for ${seconds} seconds before anybody hears that it failed`,
)

export const retryWithoutIdempotence: CatalogueEntry<{ action: string; policy: string }> = warn(
  'CQ7010',
  'retry-without-idempotence',
  ({ action, policy }) => `\`${action}\` is retried (\`${policy}\`) without being declared \`idempotent\``,
)

export const excessClearance: CatalogueEntry<{ level: string; needed: string }> = warn(
  'CQ7011',
  'excess-clearance',
  ({ level, needed }) => `the manifest is cleared for \`${level}\`, its actions need no more than \`${needed}\``,
)

export const loneSignature: CatalogueEntry<{ action: string; tier: number }> = warn(
  'CQ7012',
  'lone-signature',
  ({ action, tier }) => `one signature releases this manifest, which lists \`${action}\` of risk tier ${tier}`,
)

export const unboundedText: CatalogueEntry<{ path: string }> = warn(
  'CQ7013',
  'unbounded-text',
  ({ path }) => `the text \`${path}\` may be of any length`,
)

export const unboundedList: CatalogueEntry<{ path: string }> = warn(
  'CQ7014',
  'unbounded-list',
  ({ path }) => `the list \`${path}\` may have any number of elements`,
)

export const openInput: CatalogueEntry<{ path: string }> = warn(
  'CQ7015',
  'open-input',
  ({ path }) => `\`${path}\` is an open record: what else stands in it reaches the handler unchecked`,
)

export const unmarkedSecret: CatalogueEntry<{ field: string }> = warn(
  'CQ7016',
  'unmarked-secret',
  ({ field }) => `the field \`${field}\` looks like a secret and is not marked \`@sensitive\``,
)

export const opaqueWithoutApproval: CatalogueEntry<{ form: string; action: string; path: string }> = warn(
  'CQ7018',
  'opaque-without-approval',
  ({ form, action, path }) =>
    `the ${form} \`${action}\` hands on \`${path}\`, which nothing can judge, without anybody's approval`,
)

export const loosenedAction: CatalogueEntry<{ action: string; base: string; what: string }> = warn(
  'CQ7019',
  'loosened-action',
  ({ action, base, what }) => `\`${action}\` asks for less than \`${base}\`, which it extends: ${what}`,
)

export const ungovernedInput: CatalogueEntry<{ path: string }> = warn(
  'CQ7017',
  'ungoverned-input',
  ({ path }) => `nothing governs what is in \`${path}\`: no rule can read a \`Json\``,
)

export const farOverride: CatalogueEntry<{ override: string; preset: string }> = warn(
  'CQ7020',
  'far-override',
  ({ override, preset }) => `${override} has little left of the preset \`${preset}\``,
)

// What is declared and has no part in anything.

export const unusedDeclaration: CatalogueEntry<{ what: string; name: string }> = warn(
  'CQ7101',
  'unused-declaration',
  ({ what, name }) => `nothing uses the ${what} \`${name}\``,
)

export const unusedState: CatalogueEntry<{ object: string; state: string }> = warn(
  'CQ7102',
  'unused-state',
  ({ object, state }) => `no operation of \`${object}\` leads from or to the state \`${state}\``,
)

export const idlePermit: CatalogueEntry<{ purpose: string; pattern: string }> = warn(
  'CQ7103',
  'idle-permit',
  ({ purpose, pattern }) => `the purpose \`${purpose}\` permits \`${pattern}\`, which no action does`,
)

export const unlistedAction: CatalogueEntry<{ form: string; action: string }> = warn(
  'CQ7104',
  'unlisted-action',
  ({ form, action }) => `no manifest lists the ${form} \`${action}\``,
)

export const unreadFact: CatalogueEntry<{ fact: string }> = warn(
  'CQ7105',
  'unread-fact',
  ({ fact }) => `no action of the module reads the fact \`${fact}\``,
)

// Names that say something else.

export const confusableNames: CatalogueEntry<{ what: string; name: string; other: string }> = warn(
  'CQ7201',
  'confusable-names',
  ({ what, name, other }) => `the ${what} \`${name}\` differs from \`${other}\` in case, hyphens or underscores alone`,
)

export const ruleNamedLikeCode: CatalogueEntry<{ rule: string; code: string }> = warn(
  'CQ7202',
  'rule-named-like-code',
  ({ rule, code }) => `the rule \`${rule}\` is named like the deny code \`${code}\``,
)

export const misleadingRole: CatalogueEntry<{ role: string; nature: string; suggests: string }> = warn(
  'CQ7203',
  'misleading-role',
  ({ role, nature, suggests }) => `the role \`${role}\` sounds like ${suggests} and is declared \`${nature}\``,
)

export const textNamedLikeType: CatalogueEntry<{ text: string }> = warn(
  'CQ7204',
  'text-named-like-type',
  ({ text }) => `this is the text "${text}" alone, not the type \`${text}\``,
)

// Expressions and rules that say less than they seem to.

export const needlessNegation: CatalogueEntry<{ instead: string }> = warn(
  'CQ7301',
  'needless-negation',
  ({ instead }) => `this negation can be left out: \`${instead}\` says the same`,
)

export const booleanComparison: CatalogueEntry<{ instead: string }> = warn(
  'CQ7302',
  'boolean-comparison',
  ({ instead }) => `comparing with a truth value says nothing: \`${instead}\` is enough`,
)

export const constantCondition: CatalogueEntry<{ value: boolean }> = warn(
  'CQ7303',
  'constant-condition',
  ({ value }) => `this is always ${value}, by the types of what it compares`,
)

export const repeatedOperand: CatalogueEntry<{ operator: string }> = warn(
  'CQ7304',
  'repeated-operand',
  ({ operator }) => `this stands on both sides of \`${operator}\``,
)

export const duplicateRule: CatalogueEntry<{ rule: string; other: string }> = warn(
  'CQ7305',
  'duplicate-rule',
  ({ rule, other }) => `the rule \`${rule}\` has the condition of \`${other}\``,
)

export const contradictoryRules: CatalogueEntry<{ rule: string; other: string }> = warn(
  'CQ7306',
  'contradictory-rules',
  ({ rule, other }) => `\`${rule}\` and \`${other}\` require and forbid the same: nothing is ever allowed`,
)

export const needlessQuotes: CatalogueEntry<{ name: string }> = warn(
  'CQ7307',
  'needless-quotes',
  ({ name }) => `the name \`${name}\` needs no quotes`,
)

// Suppressions themselves.

export const unusedSuppression: CatalogueEntry<{ code: string }> = warn(
  'CQ7901',
  'unused-suppression',
  ({ code }) => `there is no \`${code}\` here to suppress`,
)

export const expiredSuppression: CatalogueEntry<{ code: string; until: string }> = warn(
  'CQ7902',
  'expired-suppression',
  ({ code, until }) => `the suppression of \`${code}\` ended with ${until}`,
)

// What no test shows.

export const untestedAction: CatalogueEntry<{ action: string }> = warn(
  'CQ7401',
  'untested-action',
  ({ action }) => `no test calls the action \`${action}\``,
)

export const untestedRule: CatalogueEntry<{ rule: string; action: string }> = warn(
  'CQ7402',
  'untested-rule',
  ({ rule, action }) => `no test of \`${action}\` expects the rule \`${rule}\` to deny`,
)

// Limits to how often an action runs.

export const evadableRate: CatalogueEntry<{ by: string }> = warn(
  'CQ7031',
  'evadable-rate',
  ({ by }) => `the agent chooses \`${by}\`: with each new value it starts a new count`,
)

export const toothlessRate: CatalogueEntry<{ count: number; seconds: string }> = warn(
  'CQ7030',
  'toothless-rate',
  ({ count, seconds }) => `${count} in ${seconds} limits nothing that an agent could do`,
)
