/**
 * Claims and contexts around those that a decision asks for: each authorized role and a wrong one, another purpose, each classification, each member
 * missing or ill-typed, and claims that are no claims at all. The claims are fixed values; facts are made where the action reads any.
 */

import { checkValue } from '../evaluate/check-value.ts'
import { CLASSIFICATIONS } from '../evaluate/classification.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { isRecord } from '../evaluate/own-member.ts'
import type { Action, Test } from '../program/program.ts'
import { visitExpression } from '../program/visit-expression.ts'
import { memberLimits } from './boundary-values.ts'
import type { Random } from './random.ts'
import { synthesiseValue } from './synthesise-value.ts'
import { firstOf } from './take-turns.ts'

type Claims = Readonly<Record<string, unknown>>

const NOW = '2026-01-01T00:00:00Z'
const MEMBERS = ['subject', 'agent_id', 'role', 'purpose', 'scope', 'classification', 'session_id'] as const
const ILL_TYPED: readonly unknown[] = [null, 0, [], '\ud800']

/** Claims that pass every check on claims, where the manifest's purpose permits the action at all. */
export function fittingClaims(action: Action, manifest: DecisionManifest): Claims {
  return {
    subject: 'user-1',
    agent_id: 'agent-1',
    role: action.governance.authorizedRoles[0] ?? '',
    purpose: manifest.permissions.processing_purpose,
    scope: action.governance.scopes ?? [],
    classification: action.governance.classification,
    session_id: 'session-1',
  }
}

/** The fitting claims first. Actions under one manifest that ask the same of claims share their variations. */
export function claimsVariations(action: Action, manifest: DecisionManifest): readonly unknown[] {
  const { authorizedRoles, classification, scopes } = action.governance
  const key = JSON.stringify([authorizedRoles, classification, scopes])
  const ofManifest = remembered.get(manifest) ?? new Map<string, readonly unknown[]>()
  remembered.set(manifest, ofManifest)
  const known = ofManifest.get(key)
  if (known !== undefined) return known
  const variations = variationsOf(action, manifest)
  ofManifest.set(key, variations)
  return variations
}

const remembered = new WeakMap<DecisionManifest, Map<string, readonly unknown[]>>()

function variationsOf(action: Action, manifest: DecisionManifest): readonly unknown[] {
  const fitting = fittingClaims(action, manifest)
  const others = manifest.purposes.map((purpose) => purpose.name).slice(0, 4)
  return [
    fitting,
    ...action.governance.authorizedRoles.slice(0, 8).map((role) => ({ ...fitting, role })),
    ...['', 'no-such-role', `${fitting['role']}x`].map((role) => ({ ...fitting, role })),
    ...[...others, 'no-such-purpose', ''].map((purpose) => ({ ...fitting, purpose })),
    ...[...CLASSIFICATIONS, 'HIGH', ''].map((classification) => ({ ...fitting, classification })),
    ...MEMBERS.map((member) => Object.fromEntries(Object.entries(fitting).filter(([name]) => name !== member))),
    ...MEMBERS.flatMap((member) => ILL_TYPED.map((value) => ({ ...fitting, [member]: value }))),
    ...scopeVariations(action.governance.scopes ?? []).map((scope) => ({ ...fitting, scope })),
    ...[fitting['subject'], 'someone-else', 5, null].map((owner) => ({ ...fitting, owner })),
    ...[[], ['user-1'], [5], 'user-1'].map((delegates) => ({ ...fitting, delegates })),
    ...[{ currency: 'USD', value: 5 }, { currency: 'USD' }, 5].map((impact) => ({ ...fitting, impact })),
    ...[undefined, null, 'claims', 5, [fitting], {}],
  ]
}

/** Each scope missing, covered by a pattern, nearly there; nothing where none is needed. */
function scopeVariations(scopes: readonly string[]): readonly unknown[] {
  return scopes.flatMap((scope) => {
    const others = scopes.filter((other) => other !== scope)
    const segments = scope.split('.')
    const starred = segments.map((_, index) => segments.map((text, at) => (at === index ? '*' : text)).join('.'))
    return [others, ...[...starred, `${scope}.*`, `*.${scope}`, `${scope}x`, ''].map((name) => [...others, name])]
  })
}

/**
 * A plain context first, with facts that a test was let through with where there is one; around every time that a rule compares with, around every
 * limit of the facts, and contexts that are none.
 */
export function contextVariations(action: Action, tests: readonly Test[], random: Random): readonly unknown[] {
  const times = new Set<string>()
  const waivers = action.governance.approval?.waivers ?? []
  for (const { condition } of [...action.rules, ...waivers]) {
    visitExpression(condition, (part) => {
      if (part.kind === 'literal' && part.type.kind === 'timestamp') times.add(String(part.value))
    })
  }
  const around = [...times].flatMap((time) => [
    time,
    time.replace('Z', '.000000001Z'),
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])
  const ill: readonly unknown[] = ['', 'soon', 0, undefined]
  const [facts = {}, ...others] = factVariations(action, tests, random)
  return [
    { now: NOW, facts },
    ...[...around, ...ill].map((now) => ({ now, facts })),
    ...others.map((varied) => ({ now: NOW, facts: varied })),
    ...[undefined, null, {}, []],
  ]
}

const SYNTHESISED = 4
const MOST_FACTS = 60

function factVariations(action: Action, tests: readonly Test[], random: Random): readonly unknown[] {
  const type = action.facts
  if (type === undefined) return []
  const mine = tests.filter((test) => test.action === action.id)
  const passing = mine.filter((test) => test.expectations.some(({ effect }) => effect !== 'deny'))
  const given: readonly unknown[] = [...passing, ...mine].map((test) => test.facts)
  const made = Array.from({ length: SYNTHESISED }, () => synthesiseValue(type, random)).filter((one) => isRecord(one))
  const base = [...given, ...made].find((facts) => isRecord(facts) && checkValue(facts, type) === undefined)
  const limits = isRecord(base) ? firstOf(memberLimits(type, base, random), MOST_FACTS).map(({ value }) => value) : []
  const ill: readonly unknown[] = [undefined, null, [], 'facts', {}, Object.fromEntries([['now', NOW]])]
  return [...(base === undefined ? [] : [base]), ...made, ...given, ...limits, ...ill]
}
