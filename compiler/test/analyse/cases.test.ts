/** Approval by cases: what several lines, or `unless`, come to as a strictest case and its waivers. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import type { Approval } from '../../src/program/program.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { ACTION, changed, HEAD } from './example-module.ts'

const PEOPLE = changed(HEAD, ['role boss: human', 'role boss: human\nrole owner: human'])
const MODULE =
  PEOPLE +
  changed(ACTION, ['{ door: String(length: 1..64) }', '{ door: String(length: 1..64), size: Int(range: 0..99) }'])

const governed = (...lines: readonly string[]): string =>
  changed(MODULE, ['authorized_roles: [clerk]', ['authorized_roles: [clerk]', ...lines].join('\n    ')])

function approvalOf(...lines: readonly string[]): Approval | undefined {
  return expectDiagnostics(governed(...lines)).program.actions[0]?.governance.approval
}

const cases = (approval: Approval | undefined): unknown => [
  approval?.groups.map(({ role, min }) => `${String(min)} ${role}`),
  ...(approval?.waivers ?? []).map(({ name, condition, groups, quorum }) => [
    name,
    printCel(condition),
    groups.map(({ role, min }) => `${String(min)} ${role}`).join(' '),
    quorum,
  ]),
]

const codes = (...lines: readonly string[]): readonly string[] =>
  check(governed(...lines)).diagnostics.map(({ code }) => code)

describe('approval by cases', () => {
  it('`unless` waives everything, one case each, in the order written', () => {
    assert.deepEqual(
      cases(approvalOf('approval: 2 of boss', '  unless small: input.size < 3', '  unless back: input.door == "b"')),
      [['2 boss'], ['small', 'input.size < 3', '', 0], ['back', 'input.door == "b"', '', 0]],
    )
  })

  it('one line with `when` is waived otherwise', () => {
    assert.deepEqual(cases(approvalOf('approval: 2 of boss when large: input.size > 50')), [
      ['2 boss'],
      ['otherwise', '!(input.size > 50)', '', 0],
    ])
  })

  it('lines in any order: the strictest is the base, each other says in full when it holds', () => {
    const lines = [
      'approval: 1 of boss when medium: input.size > 10',
      'approval: 2 of boss and 1 of owner when large: input.size > 50',
      'approval: 2 of boss when odd: input.door == "x"',
    ]
    const expected = [
      ['2 boss', '1 owner'],
      ['medium', '!(input.size > 50) && !(input.door == "x") && input.size > 10', '1 boss', 1],
      ['odd', '!(input.size > 50) && input.door == "x"', '2 boss', 2],
      ['otherwise', '!(input.size > 10) && !(input.size > 50) && !(input.door == "x")', '', 0],
    ]
    assert.deepEqual(cases(approvalOf(...lines)), expected)
  })

  it('a line without `when` is asked for otherwise', () => {
    assert.deepEqual(cases(approvalOf('approval: 1 of boss', 'approval: 2 of boss when large: input.size > 50')), [
      ['2 boss'],
      ['otherwise', '!(input.size > 50)', '1 boss', 1],
    ])
  })

  it('two cases that ask the same share the strictest', () => {
    const approval = approvalOf(
      'approval: 2 of boss when a: input.size > 50',
      'approval: 2 of boss when b: input.size < 5',
    )
    assert.deepEqual(cases(approval), [['2 boss'], ['otherwise', '!(input.size > 50) && !(input.size < 5)', '', 0]])
  })

  it('what does not add up is said once, where it stands', () => {
    assert.deepEqual(codes('approval: 2 of boss', 'approval: 1 of boss'), ['CQ4066'])
    assert.deepEqual(codes('approval: 2 of boss when a: true when b: false'), ['CQ4066'])
    assert.deepEqual(codes('approval: 2 of boss when a: true unless b: false'), ['CQ4066'])
    assert.deepEqual(codes('approval: 2 of boss unless a: true', 'approval: 1 of boss when b: true'), ['CQ4066'])
    assert.deepEqual(codes('approval: 2 of boss when a: true', 'approval: 1 of owner when b: true'), ['CQ4064'])
    assert.deepEqual(codes('approval: 2 of boss when a: true', 'approval: 3 of boss and 1 of owner when a: false'), [
      'CQ4063',
    ])
    assert.deepEqual(codes('approval: 2 of boss unless otherwise: true'), ['CQ4063'])
    assert.deepEqual(codes('approval: 2 of boss', 'approval: 2 of boss when b: true'), ['CQ4068'])
    assert.deepEqual(codes('approval: 2 of boss when a: input.size'), ['CQ3101'])
  })

  it('an invariant sees the case that asks for least', () => {
    const invariant = '\ninvariant seen:\n  actions.all(a, a.quorum >= 1)\n'
    const { program } = expectDiagnostics(governed('approval: 1 of boss unless small: input.size < 3') + invariant)
    assert.equal(program.actions[0]?.governance.approval?.quorum, 1)
  })
})
