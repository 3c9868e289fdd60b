/**
 * The reference semantics of a decision. Generated guards and published manifests are judged against what this file says; it favours being plain
 * over being quick. It decides, it records nothing, and it never throws, whatever input, claims or context are.
 */
import type { AllowDecision, Decision, DenyDecision, StageDecision } from 'clawql-manifest-validator'
import type { Action, Approval } from '../program/program.ts'
import { type DecisionCheck, type DecisionManifest, type DecisionRequest, decisionChecks } from './decision-checks.ts'

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
  const request = { input, claims, context }
  for (const check of checksOf(action, manifest)) {
    const denial = judge(check, request)
    if (denial !== undefined) return denial
  }
  return grant(action)
}

/** What an action gives once every check has passed: a stage with its approval's quorum, groups and time to live, else an allow. */
export function grant(action: Action): Decision {
  const { approval } = action.governance
  return approval === undefined ? ALLOW : stage(approval)
}

// Reading hostile values may throw (a getter, a proxy, a chain too deep to walk); a check that cannot be carried out denies.
function judge(check: DecisionCheck, request: DecisionRequest): DenyDecision | undefined {
  try {
    return check.judge(request)
  } catch {
    return check.fault
  }
}

function stage(approval: Approval): StageDecision {
  const approverGroups = Object.freeze(approval.groups.map((group) => Object.freeze({ ...group })))
  return Object.freeze({ effect: 'stage', quorum: approval.quorum, approverGroups, ttlMs: approval.ttlSeconds * 1000 })
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
