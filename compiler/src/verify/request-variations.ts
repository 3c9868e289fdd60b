/**
 * Claims and contexts around those that a decision asks for: each authorized role and a wrong one, another purpose, each classification, each member
 * missing or ill-typed, and claims that are no claims at all. The claims are fixed values; facts are made where the action reads any.
 */

import { checkValue } from '../evaluate/check-value.ts'
import { CLASSIFICATIONS } from '../evaluate/classification.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { isRecord, ownMember } from '../evaluate/own-member.ts'
import type { Action, Test } from '../program/program.ts'
import { visitExpression } from '../program/visit-expression.ts'
import { aroundTime, memberLimits } from './boundary-values.ts'
import type { Random } from './random.ts'
import { synthesiseValue } from './synthesise-value.ts'
import { firstOf } from './take-turns.ts'

type Claims = Readonly<Record<string, unknown>>

const NOW = '2026-01-01T00:00:00Z'
const MEMBERS = ['subject', 'agent_id', 'role', 'purpose', 'scope', 'classification', 'session_id'] as const
const ILL_TYPED: readonly unknown[] = [null, 0, [], {}, '\ud800', ['\ud800'], [0]]

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

/** The fitting claims first, or others that pass too. Actions under one manifest that ask the same of claims share their variations. */
export function claimsVariations(
  action: Action,
  manifest: DecisionManifest,
  fitting: unknown = fittingClaims(action, manifest),
): readonly unknown[] {
  const { authorizedRoles, classification, scopes } = action.governance
  const key = JSON.stringify([authorizedRoles, classification, scopes, fitting])
  const ofManifest = remembered.get(manifest) ?? new Map<string, readonly unknown[]>()
  remembered.set(manifest, ofManifest)
  const known = ofManifest.get(key)
  if (known !== undefined) return known
  const variations = variationsOf(action, manifest, isRecord(fitting) ? fitting : fittingClaims(action, manifest))
  ofManifest.set(key, variations)
  return variations
}

const remembered = new WeakMap<DecisionManifest, Map<string, readonly unknown[]>>()

function variationsOf(action: Action, manifest: DecisionManifest, fitting: Claims): readonly unknown[] {
  const others = manifest.purposes.map((purpose) => purpose.name).slice(0, 4)
  const { authorizedRoles, scopes = [] } = action.governance
  const inherited: unknown = Object.create(fitting)
  return [
    fitting,
    ...authorizedRoles.slice(0, 8).map((role) => ({ ...fitting, role })),
    ...faults(fitting).map((fault) => ({ ...fitting, ...fault })),
    ...pairsOf(faults(fitting)).map(([one, other]) => ({ ...fitting, ...one, ...other })),
    ...['', ...nearly(String(fitting['role']))].map((role) => ({ ...fitting, role })),
    ...[...others, '', ...nearly(String(fitting['purpose']))].map((purpose) => ({ ...fitting, purpose })),
    ...[...CLASSIFICATIONS, ...CLASSIFICATIONS.flatMap(nearly), ''].map((classification) => ({
      ...fitting,
      classification,
    })),
    ...MEMBERS.map((member) => Object.fromEntries(Object.entries(fitting).filter(([name]) => name !== member))),
    ...MEMBERS.flatMap((member) => ILL_TYPED.map((value) => ({ ...fitting, [member]: value }))),
    ...scopeVariations(scopes).map((scope) => ({ ...fitting, scope })),
    ...[fitting['subject'], 'someone-else', 5, null].map((owner) => ({ ...fitting, owner })),
    ...[[], ['user-1'], [5], 'user-1'].map((delegates) => ({ ...fitting, delegates })),
    ...[{ currency: 'USD', value: 5 }, { currency: 'USD' }, 5].map((impact) => ({ ...fitting, impact })),
    ...[undefined, null, 'claims', 5, [fitting], {}, inherited],
  ]
}

/** What nearly is the text, and is another. */
function nearly(text: string): readonly string[] {
  return [text.toUpperCase(), `${text}x`, `x${text}`, text.slice(0, -1), `${text} `, ` ${text}`]
}

/** One thing wrong each, in the order in which they are looked at: two at once show which is told. */
function faults(fitting: Claims): readonly Claims[] {
  const lower = CLASSIFICATIONS[CLASSIFICATIONS.indexOf(fitting['classification'] as never) - 1]
  return [
    { scope: [] },
    { role: 'no-such-role' },
    { purpose: 'no-such-purpose' },
    { classification: lower ?? 'none' },
    { subject: 0, agent_id: 0, session_id: 0 },
  ]
}

function pairsOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other): readonly [T, T] => [one, other]))
}

/** Each scope missing, covered by a pattern, nearly there, beside what is no text; nothing where none is needed. */
function scopeVariations(scopes: readonly string[]): readonly unknown[] {
  return scopes.flatMap((scope) => {
    const others = scopes.filter((other) => other !== scope)
    const segments = scope.split('.')
    const placed = (text: string): readonly string[] =>
      segments.map((_, index) => segments.map((own, at) => (at === index ? text : own)).join('.'))
    const filled = ['x', '', 'x.y'].map((text) => scope.replaceAll('*', text)).filter((text) => text !== scope)
    const names = [
      ...placed('*'),
      ...placed(''),
      ...filled,
      ...nearly(scope),
      '*',
      segments[0] ?? '',
      `${segments[0] ?? ''}.*`,
      segments.map(() => '*').join('.'),
      `${scope}.*`,
      `*.${scope}`,
      `${scope}.`,
      `.${scope}`,
      '',
    ]
    return [others, [...scopes, 5], [5, ...scopes], ...names.map((name) => [...others, name])]
  })
}

/** With facts that a test was let through with, or made ones, where the action reads any. */
export function plainContext(action: Action, tests: readonly Test[], random: Random): unknown {
  return { now: NOW, facts: factVariations(action, tests, random, undefined)[0] ?? {} }
}

/**
 * A plain context first, with facts that a test was let through with where there is one; around every time that a rule compares with, around every
 * limit of the facts, and contexts that are none. `usual`: a context to vary instead of the plain one.
 */
export function contextVariations(
  action: Action,
  tests: readonly Test[],
  random: Random,
  usual?: unknown,
): readonly unknown[] {
  const times = new Set<string>()
  const waivers = action.governance.approval?.waivers ?? []
  for (const { condition } of [...action.rules, ...waivers]) {
    visitExpression(condition, (part) => {
      if (part.kind === 'literal' && part.type.kind === 'timestamp') times.add(String(part.value))
    })
  }
  const around = [...times].flatMap((time) => aroundTime('timestamp', time))
  const far = times.size === 0 ? [] : ['1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z']
  const ill: readonly unknown[] = ['', 'soon', 0, undefined, '2026-01-01T00:00:60Z', '2026-02-29T00:00:00Z']
  const held = ownMember(usual, 'facts')
  const [facts = {}, ...others] = factVariations(action, tests, random, held)
  const now = ownMember(usual, 'now') ?? NOW
  const inherited: unknown = Object.create(Object(facts))
  return [
    { now, facts },
    ...[...around, ...far, ...ill].map((other) => ({ now: other, facts })),
    ...[...others, ...(action.facts === undefined ? [] : [inherited])].map((varied) => ({ now, facts: varied })),
    ...[undefined, null, {}, []],
    Object.assign(Object.create({ now }), { facts }),
    Object.assign(Object.create({ facts }), { now }),
  ]
}

const SYNTHESISED = 4
const MOST_FACTS = 60

function factVariations(action: Action, tests: readonly Test[], random: Random, held: unknown): readonly unknown[] {
  const type = action.facts
  if (type === undefined) return []
  const mine = tests.filter((test) => test.action === action.id)
  const passing = mine.filter((test) => test.expectations.some(({ effect }) => effect !== 'deny'))
  const given: readonly unknown[] = [...passing, ...mine].map((test) => test.facts)
  const made = Array.from({ length: SYNTHESISED }, () => synthesiseValue(type, random)).filter((one) => isRecord(one))
  const base = [held, ...given, ...made].find((facts) => isRecord(facts) && checkValue(facts, type) === undefined)
  const limits = isRecord(base) ? firstOf(memberLimits(type, base, random), MOST_FACTS).map(({ value }) => value) : []
  const ill: readonly unknown[] = [undefined, null, [], 'facts', {}, Object.fromEntries([['now', NOW]])]
  return [...(base === undefined ? [] : [base]), ...made, ...given, ...limits, ...ill]
}
