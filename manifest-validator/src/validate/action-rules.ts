/**
 * Rules of each action: approval against quorum, groups, waivers, two-phase commit and effects; roles against those declared; classification
 * against the manifest's permissions. It also notes which features the actions use.
 */
import { MISSING, type Path, report } from '../issues/issue.ts'
import type { IssueCode } from '../issues/issue-catalogue.ts'
import { isJsonObject, type JsonRecord, member, members } from '../json/json-object.ts'
import { CLASSIFICATIONS } from '../shape/action-shape.ts'
import { createDottedMatcher } from './dotted-pattern.ts'
import type { Walk } from './walk-shape.ts'

/** What the rules need to know of the rest of the manifest. */
interface Surroundings {
  readonly level: number
  readonly isPermitted: (id: string) => boolean
  readonly roles: JsonRecord | undefined
  readonly roleNames: string
  readonly approvers: Approvers | undefined
}

/** How many approvers there are, and of each role. */
interface Approvers {
  readonly total: number
  readonly byRole: ReadonlyMap<unknown, number>
}

export function checkActionRules(walk: Walk, manifest: unknown): void {
  const permissions = member(manifest, 'permissions')
  const level = member(permissions, 'classification_level')
  const policy = member(manifest, 'policy')
  const roles = member(policy, 'roles')
  const approvers = member(member(policy, 'trust'), 'approvers')
  const surroundings: Surroundings = {
    level: typeof level === 'string' ? CLASSIFICATIONS.indexOf(level) : -1,
    isPermitted: createDottedMatcher(members(permissions, 'tool_use')),
    roles: isJsonObject(roles) ? roles : undefined,
    roleNames: isJsonObject(roles) ? Object.keys(roles).slice(0, 20).join(', ') || '(none declared)' : '',
    approvers: Array.isArray(approvers) ? countApprovers(approvers) : undefined,
  }
  if (isJsonObject(member(policy, 'purposes'))) walk.features.add('purposes.1')
  members(manifest, 'actions').forEach((action, index) => {
    const governance = member(action, 'governance')
    const path = ['actions', index]
    noteFeatures(walk, action, governance)
    checkApproval(walk, [...path, 'governance'], governance, member(action, 'side_effects'))
    checkRoles(walk, [...path, 'governance'], governance, surroundings)
    checkPermissions(walk, path, action, surroundings)
  })
}

function countApprovers(approvers: readonly unknown[]): Approvers {
  const byRole = new Map<unknown, number>()
  for (const approver of approvers) {
    for (const role of new Set(members(approver, 'roles'))) byRole.set(role, (byRole.get(role) ?? 0) + 1)
  }
  return { total: approvers.length, byRole }
}

/** Features that stand in governance; those in schemas are noted where schemas are walked. */
function noteFeatures(walk: Walk, action: unknown, governance: unknown): void {
  const note = (isUsed: boolean, feature: string): void => {
    if (isUsed) walk.features.add(feature)
  }
  const has = (name: string): boolean => member(governance, name) !== undefined
  note(member(action, 'context_schema') !== undefined, 'context.1')
  note(has('approver_groups'), 'groups.1')
  note(member(member(governance, 'max_impact'), 'measure') !== undefined, 'measure.1')
  note(has('rate'), 'rate.1')
  note(members(governance, 'rules').length > 0, 'rules.1')
  note(members(governance, 'scopes').length > 0, 'scopes.1')
  note(has('approval_ttl_seconds'), 'ttl.1')
  note(members(governance, 'approval_waivers').length > 0, 'waivers.1')
}

function checkApproval(walk: Walk, path: Path, governance: unknown, effects: unknown): void {
  const quorum = member(governance, 'approval_quorum')
  if (member(governance, 'requires_approval') === true) {
    if (quorum === undefined || quorum === 0)
      complain(walk, 'APPROVAL_WITHOUT_QUORUM', [...path, 'approval_quorum'], quorum, 'a whole number, at least 1')
    checkGroups(walk, path, governance, quorum)
  } else if (member(governance, 'requires_approval') === false) {
    checkNoApproval(walk, path, governance, effects)
  }
}

function checkGroups(walk: Walk, path: Path, governance: unknown, quorum: unknown): void {
  const sum = sumOfGroups(member(governance, 'approver_groups'))
  if (typeof quorum !== 'number') return
  if (sum !== undefined && sum !== quorum) {
    complain(walk, 'APPROVER_GROUPS_SUM', [...path, 'approval_quorum'], quorum, `the sum of approver_groups (${sum})`)
  }
  members(governance, 'approval_waivers').forEach((waiver, i) => {
    const asked = sumOfGroups(member(waiver, 'approver_groups'))
    if (asked !== undefined && asked > quorum) {
      complain(
        walk,
        'WAIVER_RAISES_QUORUM',
        [...path, 'approval_waivers', i, 'approver_groups'],
        asked,
        `at most approval_quorum (${quorum})`,
      )
    }
  })
}

/** Undefined where there are no groups, or where they are not well-typed. */
function sumOfGroups(groups: unknown): number | undefined {
  if (!Array.isArray(groups)) return undefined
  let sum = 0
  for (const group of groups) {
    const min = member(group, 'min')
    if (typeof min !== 'number') return undefined
    sum += min
  }
  return sum
}

function checkNoApproval(walk: Walk, path: Path, governance: unknown, effects: unknown): void {
  if (member(governance, 'requires_two_phase_commit') === true) {
    complain(
      walk,
      'TWO_PHASE_WITHOUT_APPROVAL',
      [...path, 'requires_two_phase_commit'],
      true,
      'false, or requires_approval: true',
    )
  }
  for (const name of ['approver_groups', 'approval_ttl_seconds', 'approval_waivers']) {
    const value = member(governance, name)
    if (value !== undefined)
      complain(walk, 'APPROVAL_FIELD_WITHOUT_APPROVAL', [...path, name], value, 'nothing, or requires_approval: true')
  }
  const quorum = member(governance, 'approval_quorum')
  if (typeof quorum === 'number' && quorum > 0) {
    complain(walk, 'QUORUM_WITHOUT_EFFECT', [...path, 'approval_quorum'], quorum, 'nothing, or requires_approval: true')
  }
  if (!Array.isArray(effects)) return
  effects.forEach((effect: unknown, i) => {
    if (member(effect, 'requires_confirmation') !== true) return
    const effectPath = [...path.slice(0, -1), 'side_effects', i, 'requires_confirmation']
    complain(walk, 'CONFIRMATION_WITHOUT_APPROVAL', effectPath, true, 'false, or requires_approval: true')
  })
}

function checkRoles(walk: Walk, path: Path, governance: unknown, surroundings: Surroundings): void {
  const { approvers } = surroundings
  members(governance, 'authorized_roles').forEach((role, i) => {
    checkDeclared(walk, [...path, 'authorized_roles', i], role, surroundings)
  })
  checkGroupRoles(walk, [...path, 'approver_groups'], members(governance, 'approver_groups'), surroundings)
  members(governance, 'approval_waivers').forEach((waiver, i) => {
    checkGroupRoles(
      walk,
      [...path, 'approval_waivers', i, 'approver_groups'],
      members(waiver, 'approver_groups'),
      surroundings,
    )
  })
  if (member(governance, 'requires_approval') !== true) return
  // Who approves where no groups are named is a role as well.
  const isImplied = member(governance, 'approver_groups') === undefined
  if (isImplied && member(surroundings.roles, OPERATOR) === 'agent')
    complain(walk, 'APPROVER_ROLE_NOT_HUMAN', [...path, 'requires_approval'], OPERATOR, 'approver_groups of people')
  if (approvers !== undefined) checkApprovers(walk, path, governance, approvers)
}

const OPERATOR = 'operator'

function checkDeclared(walk: Walk, path: Path, role: unknown, { roles, roleNames }: Surroundings): void {
  if (typeof role !== 'string' || roles === undefined || Object.hasOwn(roles, role)) return
  complain(walk, 'ROLE_NOT_DECLARED', path, role, `one of ${roleNames}`)
}

function checkGroupRoles(walk: Walk, path: Path, groups: readonly unknown[], surroundings: Surroundings): void {
  groups.forEach((group, i) => {
    const role = member(group, 'role')
    checkDeclared(walk, [...path, i, 'role'], role, surroundings)
    if (typeof role === 'string' && member(surroundings.roles, role) === 'agent') {
      complain(walk, 'APPROVER_ROLE_NOT_HUMAN', [...path, i, 'role'], role, 'a role declared human')
    }
  })
}

/** Without groups every approver is an operator, so their number must reach the quorum. */
function checkApprovers(walk: Walk, path: Path, governance: unknown, { total, byRole }: Approvers): void {
  const groups = member(governance, 'approver_groups')
  if (!Array.isArray(groups)) {
    const quorum = member(governance, 'approval_quorum')
    if (typeof quorum === 'number' && total < quorum) {
      complain(walk, 'APPROVERS_TOO_FEW', [...path, 'approval_quorum'], total, `${quorum} approvers in policy.trust`)
    }
    return
  }
  groups.forEach((group: unknown, i) => {
    const role = member(group, 'role')
    const min = member(group, 'min')
    const count = byRole.get(role) ?? 0
    if (typeof role !== 'string' || typeof min !== 'number' || count >= min) return
    complain(
      walk,
      'APPROVERS_TOO_FEW',
      [...path, 'approver_groups', i],
      count,
      `${min} approvers of ${role} in policy.trust`,
    )
  })
}

function checkPermissions(walk: Walk, path: Path, action: unknown, { level, isPermitted }: Surroundings): void {
  const classification = member(member(action, 'governance'), 'classification')
  const rank = typeof classification === 'string' ? CLASSIFICATIONS.indexOf(classification) : -1
  if (level >= 0 && rank > level) {
    const allowed = `at most ${CLASSIFICATIONS[level]} (permissions.classification_level)`
    complain(
      walk,
      'CLASSIFICATION_ABOVE_PERMISSIONS',
      [...path, 'governance', 'classification'],
      classification,
      allowed,
    )
  }
  const id = member(action, 'id')
  if (typeof id !== 'string' || isPermitted(id)) return
  complain(walk, 'TOOL_NOT_PERMITTED', [...path, 'id'], id, 'an id that permissions.tool_use covers')
}

function complain(walk: Walk, code: IssueCode, path: Path, found: unknown, allowed: string): void {
  report(walk.issues, code, path, found === undefined ? MISSING : found, allowed)
}
