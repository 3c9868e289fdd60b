/**
 * The checks of one action under one manifest, in the order in which they give the reason of a denial: schema, facts, scope, role, purpose,
 * classification, impact, `forbid` rules, `require` rules. Each is independent of the others but for one thing: only an input of the declared type reaches the
 * expressions. What the checks add up to is the decision's business, not theirs.
 */
import type { DenyCode, DenyDecision } from 'clawql-manifest-validator'
import { ILL_FORMED_FACTS, missingFactText } from '../program/denial-text.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, ManifestSource, MaxImpact, Purpose, Rule } from '../program/program.ts'
import { purposeReaches } from '../program/purpose-reach.ts'
import type { RecordType } from '../program/type.ts'
import { checkValue } from './check-value.ts'
import { classificationRank } from './classification.ts'
import { evaluateExpression, type Observer } from './evaluate-expression.ts'
import { illFormedText } from './ill-formed-text.ts'
import { isRecord, ownMember } from './own-member.ts'
import { carriesMember, requestMembers } from './request-members.ts'
import { grantsScopes } from './scope-grants.ts'

/** What a decision needs to know of the manifest: its purpose, and what the purposes permit. */
export type DecisionManifest = Pick<ManifestSource, 'permissions'> & { readonly purposes: readonly Purpose[] }

/** The input has been through `normalize`; nothing else is taken for granted. */
export interface DecisionRequest {
  readonly input: unknown
  readonly claims: unknown
  /** `{ now, …facts }`, as expressions see it. */
  readonly context: unknown
}

export type CheckName = 'schema' | 'facts' | 'scope' | 'role' | 'purpose' | 'classification' | 'impact' | 'rule'

export interface DecisionCheck {
  readonly name: CheckName
  /** The rule's name, for a rule. */
  readonly rule?: string
  /** True when the check evaluates an expression over the input, which must then be of the declared type. */
  readonly needsInput: boolean
  /** Undefined when the check is passed. Frozen, and the same object every time, except for the schema's. */
  readonly judge: (request: DecisionRequest, observe?: Observer) => DenyDecision | undefined
  /** Given where the check cannot even be carried out: members that throw when read, values too deep to walk. */
  readonly fault: DenyDecision
  /** What the check looks at, for people: the claim it compares. */
  readonly found?: (request: DecisionRequest) => unknown
}

export function decisionChecks(action: Action, manifest: DecisionManifest): readonly DecisionCheck[] {
  const { governance, rules } = action
  return [
    schemaCheck(action.input),
    ...(action.facts === undefined ? [] : [factsCheck(action.facts)]),
    ...(governance.scopes === undefined ? [] : [scopeCheck(governance.scopes)]),
    roleCheck(governance.authorizedRoles),
    purposeCheck(action, manifest),
    classificationCheck(governance.classification),
    ...(governance.maxImpact === undefined ? [] : [impactCheck(governance.maxImpact)]),
    ...rules.filter((rule) => rule.form === 'forbid').map(ruleCheck),
    ...rules.filter((rule) => rule.form === 'require').map(ruleCheck),
  ]
}

function schemaCheck(input: RecordType): DecisionCheck {
  return {
    name: 'schema',
    needsInput: false,
    judge: (request) => {
      const fault = checkValue(request.input, input)
      if (fault === undefined) return undefined
      return invalid(fault.path, fault.message)
    },
    fault: invalid('', 'the input cannot be read'),
  }
}

/** Facts that the action does not read may be anything made of well-formed text. */
function factsCheck(facts: RecordType): DecisionCheck {
  const denials = new Map(facts.fields.map((field) => [field, deny('SCHEMA_INVALID', missingFactText(field.name))]))
  const fault = deny('SCHEMA_INVALID', ILL_FORMED_FACTS)
  return {
    name: 'facts',
    needsInput: false,
    judge: ({ context }) => {
      const missing = facts.fields.find((field) => !carriesMember(context, field))
      if (missing !== undefined) return denials.get(missing)
      const given = isRecord(context) ? { ...context, now: undefined } : {}
      return illFormedText(given) === undefined ? undefined : fault
    },
    fault,
    found: ({ context }) => Object.fromEntries(facts.fields.map(({ name }) => [name, ownMember(context, name)])),
  }
}

function scopeCheck(scopes: readonly string[]): DecisionCheck {
  const denial = deny('SCOPE_NOT_GRANTED', `the scope must include ${scopes.join(', ')}`)
  const found = (request: DecisionRequest): unknown => ownMember(request.claims, 'scope')
  return {
    name: 'scope',
    needsInput: false,
    judge: (request) => (grantsScopes(found(request), scopes) ? undefined : denial),
    fault: denial,
    found,
  }
}

function roleCheck(roles: readonly string[]): DecisionCheck {
  const denial = deny('ROLE_NOT_AUTHORIZED', `the role must be one of ${roles.join(', ')}`)
  const found = (request: DecisionRequest): unknown => ownMember(request.claims, 'role')
  return {
    name: 'role',
    needsInput: false,
    judge: (request) => (roles.some((role) => role === found(request)) ? undefined : denial),
    fault: denial,
    found,
  }
}

function purposeCheck(action: Action, manifest: DecisionManifest): DecisionCheck {
  const purpose = manifest.permissions.processing_purpose
  const declared = manifest.purposes.find((candidate) => candidate.name === purpose)
  const isReachable = declared !== undefined && purposeReaches(declared, action)
  const message = isReachable ? `the purpose must be ${purpose}` : `no purpose of this manifest permits ${action.id}`
  const denial = deny('PURPOSE_MISMATCH', message)
  const found = (request: DecisionRequest): unknown => ownMember(request.claims, 'purpose')
  return {
    name: 'purpose',
    needsInput: false,
    judge: (request) => (isReachable && found(request) === purpose ? undefined : denial),
    fault: denial,
    found,
  }
}

function classificationCheck(classification: string): DecisionCheck {
  const denial = deny('CLASSIFICATION_EXCEEDED', `the clearance must be ${classification} or higher`)
  const needed = classificationRank(classification)
  const found = (request: DecisionRequest): unknown => ownMember(request.claims, 'classification')
  return {
    name: 'classification',
    needsInput: false,
    judge: (request) => (classificationRank(found(request)) >= needed ? undefined : denial),
    fault: denial,
    found,
  }
}

function impactCheck(impact: MaxImpact): DecisionCheck {
  const denial = deny('MAX_IMPACT_EXCEEDED', `the impact must not exceed ${String(impact.value)} ${impact.currency}`)
  const measure = requestReader(impact.measure)
  return {
    name: 'impact',
    needsInput: true,
    judge: (request, observe) => {
      const amount = measure(request, observe)
      return typeof amount === 'number' && amount <= impact.value ? undefined : denial
    },
    fault: denial,
  }
}

function ruleCheck(rule: Rule): DecisionCheck {
  const denial = denyByRule('RULE_VIOLATED', rule.name, rule.message)
  const condition = requestReader(rule.condition)
  const passing = rule.form === 'require'
  return {
    name: 'rule',
    rule: rule.name,
    needsInput: true,
    judge: (request, observe) => (condition(request, observe) === passing ? undefined : denial),
    fault: denyByRule('RULE_ERROR', rule.name, 'the rule could not be evaluated'),
  }
}

/** Evaluates over a request; undefined, which no check takes for a pass, where the claims or the context lack what the expression mentions. */
export function requestReader(expression: Expr): (request: DecisionRequest, observe?: Observer) => unknown {
  const members = requestMembers(expression)
  return (request, observe) => {
    const { input, claims, context } = request
    if (!members.every((member) => carriesMember(request[member.root], member.field))) return undefined
    return evaluateExpression(expression, { input, claims, context }, observe)
  }
}

function invalid(path: string, message: string): DenyDecision {
  return Object.freeze({ effect: 'deny', code: 'SCHEMA_INVALID', path, message })
}

function denyByRule(code: DenyCode, rule: string, message: string): DenyDecision {
  return Object.freeze({ effect: 'deny', code, rule, message })
}

function deny(code: DenyCode, message: string): DenyDecision {
  return Object.freeze({ effect: 'deny', code, message })
}
