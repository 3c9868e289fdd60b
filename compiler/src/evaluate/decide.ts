/**
 * The reference semantics of a decision. Generated guards and published manifests are judged against what this file says; it favours being plain
 * over being quick. It decides, it records nothing, and it never throws, whatever input, claims or context are.
 */
import type { AllowDecision, Decision, DenyDecision, StageDecision } from 'clawql-manifest-validator'
import type { Expr } from '../program/expression.ts'
import type { Action, Approval } from '../program/program.ts'
import {
  type DecisionCheck,
  type DecisionManifest,
  type DecisionRequest,
  decisionChecks,
  requestReader,
} from './decision-checks.ts'
import type { Observer } from './evaluate-expression.ts'
import { flatContext } from './flat-context.ts'

const ALLOW: AllowDecision = Object.freeze({ effect: 'allow' })

/**
 * Decides about one call of `action` under `manifest`. The input has been through `normalize`; claims and context are taken as they come.
 * INVARIANT L4: allowed or staged only when every check passes; the order of the checks selects nothing but the reason that is given.
 */
export function decide(
  action: Action,
  manifest: DecisionManifest,
  input: unknown,
  claims: unknown,
  context: unknown,
): Decision {
  const request = requestOf(input, claims, context)
  for (const check of checksOf(action, manifest)) {
    const denial = judge(check, request)
    if (denial !== undefined) return denial
  }
  return grant(action, request)
}

/** The context flattened for expressions; one that cannot be read has nothing in it. */
export function requestOf(input: unknown, claims: unknown, context: unknown): DecisionRequest {
  try {
    return { input, claims, context: flatContext(context) }
  } catch {
    return { input, claims, context: {} }
  }
}

/**
 * What an action gives once every check has passed: a stage with its approval's quorum, groups and time to live, or with those of the first waiver
 * that holds; else an allow.
 */
export function grant(action: Action, request: DecisionRequest): Decision {
  const { approval } = action.governance
  if (approval === undefined) return ALLOW
  const waiver = approval.waivers?.find(({ condition }) => waives(condition, request))
  if (waiver === undefined) return stage(approval, approval.ttlSeconds)
  return waiver.groups.length === 0 ? ALLOW : stage(waiver, approval.ttlSeconds)
}

/** INVARIANT L4: a waiver that cannot be evaluated waives nothing. */
export function waives(condition: Expr, request: DecisionRequest, observe?: Observer): boolean {
  try {
    return requestReader(condition)(request, observe) === true
  } catch {
    return false
  }
}

// Reading hostile values may throw (a getter, a proxy, a chain too deep to walk); a check that cannot be carried out denies.
function judge(check: DecisionCheck, request: DecisionRequest): DenyDecision | undefined {
  try {
    return check.judge(request)
  } catch {
    return check.fault
  }
}

function stage({ groups, quorum }: Pick<Approval, 'groups' | 'quorum'>, ttlSeconds: number): StageDecision {
  const approverGroups = Object.freeze(groups.map((group) => Object.freeze({ ...group })))
  return Object.freeze({ effect: 'stage', quorum, approverGroups, ttlMs: ttlSeconds * 1000 })
}

// A program is immutable, so its checks are prepared once per action and manifest.
const prepared = new WeakMap<Action, WeakMap<DecisionManifest, readonly DecisionCheck[]>>()

export function checksOf(action: Action, manifest: DecisionManifest): readonly DecisionCheck[] {
  let byManifest = prepared.get(action)
  if (byManifest === undefined) {
    byManifest = new WeakMap()
    prepared.set(action, byManifest)
  }
  let checks = byManifest.get(manifest)
  if (checks === undefined) {
    checks = decisionChecks(action, manifest)
    byManifest.set(manifest, checks)
  }
  return checks
}
