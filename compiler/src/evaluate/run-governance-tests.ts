/**
 * Judges what tests expect of the governance of actions: each entry they name against what the action has. Lists whose order means nothing are compared without
 * it. It decides no call.
 */
import { GOVERNANCE_ENTRIES, type GovernancePart, governanceEntryText } from '../program/governance-entry-text.ts'
import type { Approval, Governance, GovernanceTest, Program } from '../program/program.ts'
import { isSameValue } from '../program/same-value.ts'

export interface GovernanceTestResult {
  readonly test: GovernanceTest
  readonly passed: boolean
  /** Of each entry that is not as expected, both as they are written. */
  readonly differences: readonly { readonly expected: string; readonly actual: string }[]
}

/** In the program's order. */
export function runGovernanceTests(
  program: Program,
  filter: (test: GovernanceTest) => boolean = () => true,
): readonly GovernanceTestResult[] {
  const governed = new Map(program.actions.map(({ id, governance }) => [id, governance]))
  return program.governanceTests.filter(filter).map((test) => {
    const actual = governed.get(test.action)
    const differences = expectedParts(test)
      .filter((part) => !isSameValue(unordered(test.expected)[part], actual && unordered(actual)[part]))
      .map((part) => ({
        expected: governanceEntryText(test.expected, part),
        actual: governanceEntryText(actual ?? {}, part),
      }))
    return { test, passed: differences.length === 0, differences }
  })
}

export function expectedParts({ expected }: GovernanceTest): readonly GovernancePart[] {
  return GOVERNANCE_ENTRIES.map(({ part }) => part).filter((part) => expected[part] !== undefined)
}

function unordered(governance: Partial<Governance>): Partial<Governance> {
  const { authorizedRoles, scopes, approval } = governance
  return {
    ...governance,
    ...(authorizedRoles && { authorizedRoles: [...authorizedRoles].sort() }),
    ...(scopes && { scopes: [...scopes].sort() }),
    ...(approval && { approval: unorderedApproval(approval) }),
  }
}

function unorderedApproval(approval: Approval): Approval {
  const byRole = (groups: Approval['groups']): Approval['groups'] =>
    [...groups].sort((a, b) => (a.role < b.role ? -1 : 1))
  const waivers = approval.waivers?.map((waiver) => ({ ...waiver, groups: byRole(waiver.groups) }))
  return { ...approval, groups: byRole(approval.groups), ...(waivers && { waivers }) }
}
