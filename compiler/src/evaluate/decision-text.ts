/** A decision, and what a test expects of one, in one line for people. Decides nothing. */
import type { Decision } from 'clawql-manifest-validator'
import type { Expectation } from '../program/program.ts'
import { writtenDuration } from '../program/written-duration.ts'

/** `deny RULE_VIOLATED distinct_accounts: source and destination accounts must differ` */
export function decisionText(decision: Decision): string {
  if (decision.effect === 'allow') return 'allow'
  if (decision.effect === 'stage') {
    const groups = decision.approverGroups.map(({ role, min }) => `${min} of ${role}`).join(' and ')
    const approvals = `${decision.quorum} approval${decision.quorum === 1 ? '' : 's'}`
    return `stage: ${approvals} (${groups}) within ${writtenDuration(decision.ttlMs)}`
  }
  const at = decision.rule ?? decision.path
  return `deny ${decision.code}${at === undefined || at === '' ? '' : ` ${at}`}: ${decision.message}`
}

/** As it stands after `expect`. */
export function expectationText(expectation: Expectation): string {
  if (expectation.effect === 'allow') return 'allow'
  if (expectation.effect === 'stage') return expectation.quorum === undefined ? 'stage' : `stage(${expectation.quorum})`
  const reason = expectation.rule ?? expectation.code
  return reason === undefined ? 'deny' : `deny ${reason}`
}
