/**
 * Claims and contexts around those that a decision asks for: each authorized role and a wrong one, another purpose, each classification, each member
 * missing or ill-typed, and claims that are no claims at all. Fixed values, no randomness.
 */
import { CLASSIFICATIONS } from '../evaluate/classification.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import { visitExpressions } from '../evaluate/visit-expressions.ts'
import type { Action } from '../program/program.ts'

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
    scope: [],
    classification: action.governance.classification,
    session_id: 'session-1',
  }
}

/** The fitting claims first. */
export function claimsVariations(action: Action, manifest: DecisionManifest): readonly unknown[] {
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
    ...[fitting['subject'], 'someone-else', 5, null].map((owner) => ({ ...fitting, owner })),
    ...[[], ['user-1'], [5], 'user-1'].map((delegates) => ({ ...fitting, delegates })),
    ...[{ currency: 'USD', value: 5 }, { currency: 'USD' }, 5].map((impact) => ({ ...fitting, impact })),
    ...[undefined, null, 'claims', 5, [fitting], {}],
  ]
}

/** A plain context first; around every time that a rule compares with, and contexts that are none. */
export function contextVariations(action: Action): readonly unknown[] {
  const times = new Set<string>()
  for (const rule of action.rules) {
    visitExpressions(rule.condition, (part) => {
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
  return [
    { now: NOW, facts: {} },
    ...[...around, ...ill].map((now) => ({ now, facts: {} })),
    ...[undefined, null, {}, []],
  ]
}
