/**
 * The checks that a published action asks for, in the order in which they give the reason: schema, scope, role, purpose, classification, impact,
 * `forbid` rules, `require` rules. The same meaning as the checks of a program, read from the manifest alone.
 */
import type { DenyCode, DenyDecision } from 'clawql-manifest-validator'
import { matchesDottedPattern } from 'clawql-manifest-validator'
import { classificationRank } from '../evaluate/classification.ts'
import { isRecord, ownMember } from '../evaluate/own-member.ts'
import { grantsScopes } from '../evaluate/scope-grants.ts'
import { compileSchema } from './compile-schema.ts'
import { type ManifestRequest, manifestExpression } from './manifest-expression.ts'
import { readList, readNumber, readRecord, readText, readTexts } from './manifest-reader.ts'

export type ManifestCheck = (request: ManifestRequest) => DenyDecision | undefined

/** Throws where the manifest or the action is malformed. */
export function manifestChecks(
  manifest: unknown,
  action: Readonly<Record<string, unknown>>,
  features: ReadonlySet<string>,
): readonly ManifestCheck[] {
  const governance = readRecord(action, 'governance')
  const rules = readList(governance, 'rules')
  return [
    schemaCheck(ownMember(action, 'input_schema'), features),
    ...contextCheck(ownMember(action, 'context_schema'), features),
    ...scopeCheck(readTexts(governance, 'scopes')),
    roleCheck(readTexts(governance, 'authorized_roles')),
    purposeCheck(manifest, action),
    classificationCheck(readText(governance, 'classification')),
    ...impactCheck(ownMember(governance, 'max_impact')),
    ...rules.filter((rule) => readKind(rule) === 'forbid').map((rule) => ruleCheck(rule, false)),
    ...rules.filter((rule) => readKind(rule) === 'require').map((rule) => ruleCheck(rule, true)),
  ]
}

function deny(code: DenyCode, message: string): DenyDecision {
  return Object.freeze({ effect: 'deny', code, message })
}

function schemaCheck(schema: unknown, features: ReadonlySet<string>): ManifestCheck {
  const check = compileSchema(schema, features)
  return ({ input }) => {
    const fault = check(input)
    return fault && Object.freeze({ effect: 'deny', code: 'SCHEMA_INVALID', path: fault.path, message: fault.message })
  }
}

// The schema is of the facts; a schema that speaks of `now` gets the time as well.
function contextCheck(schema: unknown, features: ReadonlySet<string>): readonly ManifestCheck[] {
  if (schema === undefined) return []
  const check = compileSchema(schema, features)
  const required = ownMember(schema, 'required')
  const knowsTime =
    ownMember(ownMember(schema, 'properties'), 'now') !== undefined ||
    (Array.isArray(required) && required.includes('now'))
  const denial = deny('SCHEMA_INVALID', 'the context lacks a fact that the action reads')
  return [
    ({ context }) => {
      if (!isRecord(context)) return denial
      const facts = knowsTime ? context : Object.fromEntries(Object.entries(context).filter(([name]) => name !== 'now'))
      return check(facts) === undefined ? undefined : denial
    },
  ]
}

function scopeCheck(needed: readonly string[]): readonly ManifestCheck[] {
  if (needed.length === 0) return []
  const denial = deny('SCOPE_NOT_GRANTED', `the scope must include ${needed.join(', ')}`)
  return [
    ({ claims }) => {
      return grantsScopes(ownMember(claims, 'scope'), needed) ? undefined : denial
    },
  ]
}

function roleCheck(roles: readonly string[]): ManifestCheck {
  const denial = deny('ROLE_NOT_AUTHORIZED', `the role must be one of ${roles.join(', ')}`)
  return ({ claims }) => {
    const role = ownMember(claims, 'role')
    return typeof role === 'string' && roles.includes(role) ? undefined : denial
  }
}

function purposeCheck(manifest: unknown, action: Readonly<Record<string, unknown>>): ManifestCheck {
  const purpose = readText(readRecord(manifest, 'permissions'), 'processing_purpose')
  const isReachable = permits(ownMember(ownMember(manifest, 'policy'), 'purposes'), purpose, permittedNames(action))
  const message = isReachable
    ? `the purpose must be ${purpose}`
    : `no purpose of this manifest permits ${readText(action, 'id')}`
  const denial = deny('PURPOSE_MISMATCH', message)
  return ({ claims }) => (isReachable && ownMember(claims, 'purpose') === purpose ? undefined : denial)
}

function permittedNames(action: Readonly<Record<string, unknown>>): readonly string[] {
  const effects = readList(action, 'side_effects')
  if (effects.length === 0) return [readText(action, 'id')]
  return effects.map((effect) => `${readText(effect, 'object')}.${readText(effect, 'operation')}`)
}

/** Without `policy.purposes` every action is within the manifest's one purpose. */
function permits(purposes: unknown, purpose: string, names: readonly string[]): boolean {
  if (purposes === undefined) return true
  if (ownMember(purposes, purpose) === undefined) return false
  const patterns = readTexts(purposes, purpose)
  return names.every((name) => patterns.some((pattern) => matchesDottedPattern(pattern, name)))
}

function classificationCheck(classification: string): ManifestCheck {
  const needed = classificationRank(classification)
  if (needed === -1) throw new Error('the classification is unknown')
  const denial = deny('CLASSIFICATION_EXCEEDED', `the clearance must be ${classification} or higher`)
  return ({ claims }) => (classificationRank(ownMember(claims, 'classification')) >= needed ? undefined : denial)
}

function impactCheck(impact: unknown): readonly ManifestCheck[] {
  if (impact === undefined) return []
  const limit = readNumber(impact, 'value')
  const currency = readText(impact, 'currency')
  const denial = deny('MAX_IMPACT_EXCEEDED', `the impact must not exceed ${String(limit)} ${currency}`)
  const measure = ownMember(impact, 'measure') === undefined ? undefined : readText(impact, 'measure')
  const amountOf = measure === undefined ? declaredImpact(currency) : measuredImpact(measure)
  return [
    (request) => {
      const amount = amountOf(request)
      return amount !== undefined && amount <= limit ? undefined : denial
    },
  ]
}

type Amount = (request: ManifestRequest) => number | undefined

function measuredImpact(source: string): Amount {
  const expression = manifestExpression(source)
  return (request) => {
    const result = expression(request)
    if (result.kind !== 'value') return undefined
    const { value } = result
    if (typeof value === 'bigint') return Number(value)
    return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
  }
}

/** The larger of what the claims declare and a numeric input named `amount`; undefined with neither, or where the claims name another currency. */
function declaredImpact(currency: string): Amount {
  return ({ input, claims }) => {
    const amounts: number[] = []
    const declared = ownMember(claims, 'impact')
    if (declared !== undefined) {
      const value = ownMember(declared, 'value')
      if (ownMember(declared, 'currency') !== currency || typeof value !== 'number' || !Number.isFinite(value))
        return undefined
      amounts.push(value)
    }
    const amount = ownMember(input, 'amount')
    if (typeof amount === 'number') amounts.push(amount)
    return amounts.length === 0 ? undefined : Math.max(...amounts)
  }
}

function readKind(rule: unknown): string {
  const kind = readText(rule, 'kind')
  if (kind !== 'forbid' && kind !== 'require') throw new Error('a rule is neither forbid nor require')
  return kind
}

function ruleCheck(rule: unknown, passing: boolean): ManifestCheck {
  const id = readText(rule, 'id')
  const condition = manifestExpression(readText(rule, 'cel'))
  const violated = ruleDenial('RULE_VIOLATED', id, readText(rule, 'message'))
  const errs = ruleDenial('RULE_ERROR', id, 'the rule could not be evaluated')
  return (request) => {
    const result = condition(request)
    if (result.kind === 'faulty') return violated
    if (result.kind === 'error' || typeof result.value !== 'boolean') return errs
    return result.value === passing ? undefined : violated
  }
}

function ruleDenial(code: DenyCode, rule: string, message: string): DenyDecision {
  return Object.freeze({ effect: 'deny', code, rule, message })
}
