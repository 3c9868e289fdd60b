/**
 * Tests of a governance: `expect governance ID { … }` names entries as the action writes them, and each becomes what it comes to there. Names mean what they
 * mean where the test stands, `input` and `context` are those of the action.
 */
import { unknownName } from '../../diagnostics/catalogue/names.ts'
import { emptyGovernanceTest } from '../../diagnostics/catalogue/tests.ts'
import type { Governance } from '../../program/program.ts'
import type { Module } from '../../resolve/module.ts'
import type { Span } from '../../source/span.ts'
import type { GovernedNode, TestDeclaration } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { contextRecord } from '../check-facts.ts'
import { checkGovernanceParts } from '../check-governance.ts'
import type { FixtureContext } from './check-fixture.ts'

export interface CheckedGovernanceTest {
  readonly action: string
  readonly expected: Partial<Governance>
  readonly span: Span
}

/** Only those that are right, in the order written. */
export function checkGovernanceTest(
  { governed }: TestDeclaration,
  file: string,
  module: Module,
  context: FixtureContext,
): readonly CheckedGovernanceTest[] {
  return governed.flatMap((node) => checkGoverned(node, file, module, context))
}

function checkGoverned(
  { action: name, entries, span }: GovernedNode,
  file: string,
  module: Module,
  { declarations, findAction, actionIds, isExcused }: FixtureContext,
): readonly CheckedGovernanceTest[] {
  const { reporter } = declarations
  const action = findAction(name)
  if (action === undefined) {
    if (isExcused(name.text, module)) return []
    const near = nearMiss(name.text, actionIds())
    const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
    reporter.report(unknownName, { file, span: name.span }, { what: 'action or read', name: name.text }, help)
    return []
  }
  if (entries.length === 0) {
    const help = 'name what is expected, for example `rate: 20 per 1h by claims.agent_id`'
    reporter.report(emptyGovernanceTest, { file, span: name.span }, { action: action.id }, { help })
    return []
  }
  const placed = entries.map((entry) => ({ entry, module, file }))
  const request = { input: action.input, context: contextRecord(action.declaredFacts) }
  const block = `the governance of \`${action.id}\``
  const expected = checkGovernanceParts(placed, { file, block, span: name.span }, request, declarations)
  return expected === undefined ? [] : [{ action: action.id, expected, span }]
}
