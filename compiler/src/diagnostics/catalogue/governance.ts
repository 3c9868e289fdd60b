/**
 * Codes CQ4xxx: blocks of entries, roles, objects, purposes, actions and their governance. One entry per code, each with a page under
 * docs/reference/diagnostics; a code is never reused.
 */
import { type CatalogueEntry, define } from '../diagnostic.ts'

type None = Record<never, never>

export const unknownEntry: CatalogueEntry<{ name: string; block: string }> = define('CQ4001', {
  slug: 'unknown-entry',
  severity: 'error',
  message: ({ name, block }) => `${block} has no entry \`${name}\``,
})

export const duplicateEntry: CatalogueEntry<{ name: string }> = define('CQ4002', {
  slug: 'duplicate-entry',
  severity: 'error',
  message: ({ name }) => `\`${name}\` is written twice`,
})

export const missingEntry: CatalogueEntry<{ names: readonly string[]; block: string }> = define('CQ4003', {
  slug: 'missing-entry',
  severity: 'error',
  message: ({ names, block }) => `${block} lacks ${names.map((name) => `\`${name}\``).join(', ')}`,
})

export const wrongValue: CatalogueEntry<{ name: string; expected: string }> = define('CQ4004', {
  slug: 'wrong-value',
  severity: 'error',
  message: ({ name, expected }) => `\`${name}\` takes ${expected}`,
})

export const notAvailableYet: CatalogueEntry<{ construct: string }> = define('CQ4005', {
  slug: 'not-available-yet',
  severity: 'error',
  message: ({ construct }) => `${construct} is not available yet`,
})

export const unknownNature: CatalogueEntry<{ role: string; nature: string }> = define('CQ4006', {
  slug: 'unknown-nature',
  severity: 'error',
  message: ({ role, nature }) => `the role \`${role}\` is \`human\` or \`agent\`, not \`${nature}\``,
})

export const duplicateMember: CatalogueEntry<{ what: string; name: string; owner: string }> = define('CQ4007', {
  slug: 'duplicate-member',
  severity: 'error',
  message: ({ what, name, owner }) => `${owner} has two ${what}s called \`${name}\``,
})

export const unknownState: CatalogueEntry<{ object: string; state: string }> = define('CQ4008', {
  slug: 'unknown-state',
  severity: 'error',
  message: ({ object, state }) => `the object \`${object}\` has no state \`${state}\``,
})

export const unknownOperation: CatalogueEntry<{ object: string; operation: string }> = define('CQ4009', {
  slug: 'unknown-operation',
  severity: 'error',
  message: ({ object, operation }) => `the object \`${object}\` has no operation \`${operation}\``,
})

export const missingDocumentation: CatalogueEntry<{ form: string; action: string }> = define('CQ4010', {
  slug: 'missing-documentation',
  severity: 'error',
  message: ({ form, action }) => `the ${form} \`${action}\` has no \`///\` line that says what it does`,
})

export const unmatchedPermit: CatalogueEntry<{ purpose: string; pattern: string }> = define('CQ4011', {
  slug: 'unmatched-permit',
  severity: 'error',
  message: ({ purpose, pattern }) =>
    `purpose \`${purpose}\` permits \`${pattern}\`, which is no operation of an object and no read`,
})

export const unreachableAction: CatalogueEntry<{ form: string; action: string; missing: readonly string[] }> = define(
  'CQ4012',
  {
    slug: 'unreachable-action',
    severity: 'error',
    message: ({ form, action, missing }) =>
      `no purpose permits the ${form} \`${action}\`: ${
        missing.length === 1 ? `none covers \`${missing[0]}\`` : 'no single purpose covers all of its effects'
      }`,
  },
)

export const groupNotHuman: CatalogueEntry<{ role: string }> = define('CQ4013', {
  slug: 'group-not-human',
  severity: 'error',
  message: ({ role }) => `\`${role}\` is a role of agents; only people approve`,
})

export const badApproval: CatalogueEntry<{ problem: string }> = define('CQ4014', {
  slug: 'bad-approval',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const approvalWindow: CatalogueEntry<{ text: string }> = define('CQ4015', {
  slug: 'approval-window',
  severity: 'error',
  message: ({ text }) => `an approval waits between 1 second and 30 days, in whole seconds, not \`${text}\``,
})

export const impactShape: CatalogueEntry<None> = define('CQ4016', {
  slug: 'impact-shape',
  severity: 'error',
  message: () => '`max_impact` has the form `EXPR <= AMOUNT UNIT`',
})

export const impactUnit: CatalogueEntry<{ measure: string | undefined; limit: string | undefined }> = define('CQ4017', {
  slug: 'impact-unit',
  severity: 'error',
  message: ({ measure, limit }) =>
    measure === undefined
      ? 'the measured amount has no unit, so its impact cannot be limited'
      : limit === undefined
        ? `the limit needs the unit \`${measure}\``
        : `the limit is in \`${limit}\`, the measured amount in \`${measure}\``,
})

export const impactNotPositive: CatalogueEntry<None> = define('CQ4018', {
  slug: 'impact-not-positive',
  severity: 'error',
  message: () => 'the limit of an impact is above zero',
})

export const readWithEffects: CatalogueEntry<{ read: string }> = define('CQ4019', {
  slug: 'read-with-effects',
  severity: 'error',
  message: ({ read }) => `the read \`${read}\` has an effect; what changes something is an \`action\``,
})

export const actionWithoutEffects: CatalogueEntry<{ action: string }> = define('CQ4020', {
  slug: 'action-without-effects',
  severity: 'error',
  message: ({ action }) => `the action \`${action}\` has no effect; what only looks is a \`read\``,
})

export const confirmationWithoutApproval: CatalogueEntry<{ action: string }> = define('CQ4021', {
  slug: 'confirmation-without-approval',
  severity: 'error',
  message: ({ action }) => `an effect of \`${action}\` requires confirmation, but nobody approves the action`,
})

export const reversibleWithoutCompensation: CatalogueEntry<{ action: string }> = define('CQ4022', {
  slug: 'reversible-without-compensation',
  severity: 'error',
  message: ({ action }) =>
    `an effect of \`${action}\` is reversible, but its execution names no \`compensate\` handler`,
})

export const effectStateMismatch: CatalogueEntry<{
  operation: string
  side: string
  expected: string
  written: string
}> = define('CQ4023', {
  slug: 'effect-state-mismatch',
  severity: 'error',
  message: ({ operation, side, expected, written }) =>
    `\`${operation}\` leads ${side} \`${expected}\`, not \`${written}\``,
})

export const stateArity: CatalogueEntry<{ state: string; expected: number; written: number }> = define('CQ4024', {
  slug: 'state-arity',
  severity: 'error',
  message: ({ state, expected, written }) =>
    `the state \`${state}\` takes ${expected === 1 ? '1 argument' : `${expected} arguments`}, not ${written}`,
})

export const notInputPath: CatalogueEntry<{ what: string }> = define('CQ4025', {
  slug: 'not-input-path',
  severity: 'error',
  message: ({ what }) => `${what} is a path into the input, such as \`input.account\``,
})

export const uncertainInputPath: CatalogueEntry<{ path: string }> = define('CQ4026', {
  slug: 'uncertain-input-path',
  severity: 'error',
  message: ({ path }) => `\`${path}\` may be absent, so an effect cannot name it`,
})

export const effectArgumentType: CatalogueEntry<{ path: string; actual: string; expected: string }> = define('CQ4027', {
  slug: 'effect-argument-type',
  severity: 'error',
  message: ({ path, actual, expected }) => `\`${path}\` is ${actual}, the state takes ${expected}`,
})

export const missingReason: CatalogueEntry<{ rule: string }> = define('CQ4028', {
  slug: 'missing-reason',
  severity: 'error',
  message: ({ rule }) => `the rule \`${rule}\` does not say why: write \`because "…"\``,
})

export const badVersion: CatalogueEntry<{ name: string; written: string }> = define('CQ4029', {
  slug: 'bad-version',
  severity: 'error',
  message: ({ name, written }) => `\`${name}\` is a version such as \`1.0.0\`, not \`${written}\``,
})

export const nothingAuthorized: CatalogueEntry<{ name: string }> = define('CQ4030', {
  slug: 'empty-list',
  severity: 'error',
  message: ({ name }) => `\`${name}\` is empty`,
})

export const badTimeout: CatalogueEntry<{ text: string }> = define('CQ4031', {
  slug: 'bad-timeout',
  severity: 'error',
  message: ({ text }) => `a timeout is a whole number of seconds, at least 1, not \`${text}\``,
})

export const repeatedBlock: CatalogueEntry<{ name: string; owner: string }> = define('CQ4032', {
  slug: 'repeated-block',
  severity: 'error',
  message: ({ name, owner }) => `${owner} has a second \`${name}\` block`,
})

export const repeatedListItem: CatalogueEntry<{ name: string; list: string }> = define('CQ4033', {
  slug: 'repeated-item',
  severity: 'error',
  message: ({ name, list }) => `\`${name}\` stands in \`${list}\` twice`,
})

export const unusedCompensation: CatalogueEntry<{ action: string }> = define('CQ4035', {
  slug: 'unused-compensation',
  severity: 'warning',
  message: ({ action }) => `\`compensate\` is never called, since no effect of \`${action}\` is reversible`,
})

export const unknownInputPath: CatalogueEntry<{ path: string; field: string }> = define('CQ4034', {
  slug: 'unknown-input-path',
  severity: 'error',
  message: ({ path, field }) => `\`${path}\` leads nowhere: there is no field \`${field}\``,
})

export const badScope: CatalogueEntry<{ scope: string }> = define('CQ4060', {
  slug: 'bad-scope',
  severity: 'error',
  message: ({ scope }) => `a scope is 1 to 256 visible ASCII characters without spaces, not \`${scope.slice(0, 64)}\``,
})

export const badRate: CatalogueEntry<{ problem: string }> = define('CQ4061', {
  slug: 'bad-rate',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const rateKey: CatalogueEntry<None> = define('CQ4062', {
  slug: 'rate-key',
  severity: 'error',
  message: () => 'a rate is counted `by` a single claim or input field that is always there, such as `claims.agent_id`',
})

export const duplicateCase: CatalogueEntry<{ name: string }> = define('CQ4063', {
  slug: 'duplicate-case',
  severity: 'error',
  message: ({ name }) =>
    name === 'otherwise'
      ? '`otherwise` is the case in which no other is met; give this one another name'
      : `two cases of the approval are called \`${name}\``,
})

export const unorderedApprovals: CatalogueEntry<None> = define('CQ4064', {
  slug: 'unordered-approvals',
  severity: 'error',
  message: () => 'neither of these approvals asks for everyone the other asks for, so none of them is the strictest',
})

export const unequalWindows: CatalogueEntry<None> = define('CQ4065', {
  slug: 'unequal-windows',
  severity: 'error',
  message: () => 'the approvals of one action wait equally long; this one differs',
})

export const approvalCases: CatalogueEntry<{ problem: string }> = define('CQ4066', {
  slug: 'approval-cases',
  severity: 'error',
  message: ({ problem }) => problem,
})

/** `name`: of the case; absent for what is left when no case of an approval with `when` holds. */
export const waivedConfirmation: CatalogueEntry<{ action: string; name: string | undefined }> = define('CQ4067', {
  slug: 'waived-confirmation',
  severity: 'error',
  message: ({ action, name }) =>
    `an effect of \`${action}\` requires confirmation, but ${name === undefined ? 'where no case of its approval holds' : `in the case \`${name}\``} nobody approves it`,
})

export const idleApproval: CatalogueEntry<{ topic: string }> = define('CQ4068', {
  slug: 'idle-approval',
  severity: 'error',
  message: ({ topic }) => `the case \`${topic}\` never matters: another approval always asks for as much`,
})

export const factNamedNow: CatalogueEntry<None> = define('CQ4070', {
  slug: 'fact-named-now',
  severity: 'error',
  message: () => '`context.now` is the time of the request and no fact',
})

export const factPresence: CatalogueEntry<{ name: string }> = define('CQ4071', {
  slug: 'fact-presence',
  severity: 'error',
  message: ({ name }) => `the fact \`${name}\` is taken as the host gives it: no default and no null`,
})

export const factType: CatalogueEntry<{ name: string }> = define('CQ4072', {
  slug: 'fact-type',
  severity: 'error',
  message: ({ name }) => `the fact \`${name}\` is a single value or a list of them`,
})

export const badMaxCost: CatalogueEntry<None> = define('CQ4073', {
  slug: 'bad-max-cost',
  severity: 'error',
  message: () => '`@max_cost` takes a whole number of steps: `@max_cost(steps: 5_000)`',
})

export const costAboveLimit: CatalogueEntry<{ action: string; cost: number; limit: number }> = define('CQ4074', {
  slug: 'cost-above-limit',
  severity: 'error',
  message: ({ action, cost, limit }) =>
    `the guard of \`${action}\` may take ${cost} steps, more than the ${limit} allowed`,
})

export const badFormerId: CatalogueEntry<{ id: string }> = define('CQ4075', {
  slug: 'bad-former-id',
  severity: 'error',
  message: ({ id }) => `\`${id.slice(0, 64)}\` is no id of an action`,
})

export const formerIdInUse: CatalogueEntry<{ id: string }> = define('CQ4076', {
  slug: 'former-id-in-use',
  severity: 'error',
  message: ({ id }) => `\`${id}\` is the id, or the former id, of an action of this project; a history has one owner`,
})

export const actionCycle: CatalogueEntry<{ action: string }> = define('CQ4077', {
  slug: 'action-cycle',
  severity: 'error',
  message: ({ action }) => `what \`${action}\` extends leads back to itself, or on and on`,
})

export const baseForm: CatalogueEntry<{ form: string; base: string; found: string }> = define('CQ4078', {
  slug: 'base-form',
  severity: 'error',
  message: ({ form, base, found }) =>
    `${form === 'read' ? 'a read' : 'an action'} cannot extend the ${found} \`${base}\``,
})

export const inheritedPart: CatalogueEntry<{ part: string; action: string; base: string }> = define('CQ4079', {
  slug: 'inherited-part',
  severity: 'error',
  message: ({ part, action, base }) => `\`${action}\` takes its ${part} from \`${base}\` and cannot write its own`,
})

export const foreignFact: CatalogueEntry<{ action: string; base: string; fact: string }> = define('CQ4080', {
  slug: 'foreign-fact',
  severity: 'error',
  message: ({ action, base, fact }) =>
    `\`${base}\` reads the fact \`${fact}\`, which the module of \`${action}\` does not declare likewise`,
})
