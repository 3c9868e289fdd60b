/** What tests show of an action: each thing that could be shown counts once, both ways where there are two, and each gap says where and what. */
import assert from 'node:assert/strict'
import { analyse } from '../../src/analyse.ts'
import { type Coverage, coveragePercent, testCoverage } from '../../src/test-coverage.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { door } from '../lint/door.ts'
import { PACKAGES } from '../repository-host.ts'

const CLERK = `fixture clerk: claims { role: clerk, purpose: tidying, classification: standard }
fixture close: door.close_it { door: "d", count: 3, urgent: false }
role guest: agent
purpose other "Nothing" { permits: [] }
`
const INPUT =
  'door: String(length: 1..64), count: Int(range: 0..9), urgent: Bool, tags?: List<String(length: 1..9)>(length: ..4)'

function measure(parts: { rules?: string; governance?: string; before?: string; tests: string }): {
  readonly coverage: Coverage
  readonly text: string
} {
  const text = door({ ...parts, input: INPUT, after: `${CLERK}${parts.tests}` })
  const analysis = analyse(virtualHost({ 'main.claw': text }, PACKAGES))
  assert.deepEqual(
    analysis.diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  )
  return { coverage: testCoverage(analysis), text }
}

/** `gap «underlined»` of everything that no test shows, in order. */
function gaps(parts: Parameters<typeof measure>[0]): readonly string[] {
  const { coverage, text } = measure(parts)
  return coverage.actions.flatMap(({ goals }) =>
    goals
      .filter(({ count }) => count === 0)
      .map(({ gap, location: { span } }) => `${gap} «${text.slice(span.start, span.end).replace(/\s+/g, ' ')}»`),
  )
}

/** Only what is about conditions and cases. */
function branchGaps(parts: Parameters<typeof measure>[0]): readonly string[] {
  return gaps(parts).filter((gap) => !gap.includes(' denied ') || gap.includes(' denied by '))
}

function call(changes: string, verdict: string, claims = 'clerk'): string {
  return `test "${changes.replaceAll('"', "'")} ${verdict}" {\n  given ${claims}\n  call close { ${changes} }\n  expect ${verdict}\n}\n`
}

function terms(expected: string): string {
  return `test "terms" {\n  expect governance door.close_it { ${expected} }\n}\n`
}

describe('coverage of tests', () => {
  it('an action that no test calls has nothing shown', () => {
    const { coverage } = measure({ tests: '' })
    assert.deepEqual([coverage.shown, coverage.total], [0, 5])
    assert.equal(gaps({ tests: '' })[0], 'no test calls `door.close_it` «door.close_it»')
  })

  it('each check of the governance is to be seen denying, and a call to pass them all', () => {
    assert.deepEqual(gaps({ tests: call('', 'deny', 'clerk { role: guest }'), governance: 'scopes: ["door:write"]' }), [
      'no test is denied SCHEMA_INVALID «{ door: String(length: 1..64), count: Int(range: 0..9), urgent: Bool, tags?: List<String(length: 1..9)>(length: ..4) }»',
      'no test is denied ROLE_NOT_AUTHORIZED «authorized_roles: [clerk]»',
      'no test is denied PURPOSE_MISMATCH «door.close_it»',
      'no test has a call of `door.close_it` pass every check «door.close_it»',
    ])
    const all = [
      call('door: ""', 'deny SCHEMA_INVALID'),
      call('', 'deny ROLE_NOT_AUTHORIZED', 'clerk { role: guest }'),
      call('', 'deny PURPOSE_MISMATCH', 'clerk { purpose: other }'),
      call('', 'allow'),
    ].join('')
    assert.deepEqual(gaps({ tests: all }), [])
  })

  it('a rule is to be seen denying and passing, and each operand both ways', () => {
    const rules = 'forbid rushed: input.urgent && (input.count > 5 || input.count == 0) because "no rush"'
    assert.deepEqual(branchGaps({ rules, tests: call('', 'allow') }), [
      'no test is denied by `rushed` «rushed»',
      'never true: `input.urgent` «input.urgent»',
      // The operator's own parentheses are no part of it.
      'never true: `input.count > 5 || input.count == 0` «input.count > 5 || input.count == 0»',
      'never false: `input.count > 5 || input.count == 0` «input.count > 5 || input.count == 0»',
      'never true: `input.count > 5` «input.count > 5»',
      'never false: `input.count > 5` «input.count > 5»',
      'never true: `input.count == 0` «input.count == 0»',
      'never false: `input.count == 0` «input.count == 0»',
    ])
    const tests = [
      call('', 'allow'),
      call('urgent: true, count: 9', 'deny rushed'),
      call('urgent: true, count: 0', 'deny rushed'),
      call('urgent: true, count: 2', 'allow'),
    ].join('')
    assert.deepEqual(branchGaps({ rules, tests }), [])
  })

  it('what stands behind the first denial was not shown', () => {
    const rules = `forbid first: input.count > 5 because "a"
  forbid second: input.urgent because "b"`
    const tests = call('count: 9, urgent: true', 'deny first')
    assert.ok(branchGaps({ rules, tests }).includes('no test is denied by `second` «second»'))
    assert.ok(branchGaps({ rules, tests }).includes('no test gets past `second` «second»'))
  })

  it('conditional operands, implications and the bodies of quantifiers count; a negation is its operand', () => {
    const rules = `require few: (input.urgent ? 2 : 5) > input.count because "a"
  require tagged: !input.urgent => has(input.tags) because "b"
  forbid odd: has(input.tags) && input.tags.exists(t, t.startsWith("x")) because "c"`
    assert.deepEqual(
      branchGaps({ rules, tests: call('tags: ["a"]', 'allow') }).map((gap) => gap.replace(/ «.*/, '')),
      [
        'no test is denied by `odd`',
        'never false: `has(input.tags)`',
        'never true: `input.tags.exists(t, t.startsWith("x"))`',
        'never true: `t.startsWith("x")`',
        'no test is denied by `few`',
        'never true: `input.urgent`',
        'no test is denied by `tagged`',
        'never true: `input.urgent`',
        'never false: `has(input.tags)`',
      ],
    )
  })

  it('what the types decide is not asked for', () => {
    const rules = 'forbid never: input.count > 9 && input.urgent because "the type says so"'
    assert.deepEqual(
      branchGaps({ rules, tests: call('', 'allow') }).map((gap) => gap.replace(/ «.*/, '')),
      ['never true: `input.urgent`', 'never false: `input.urgent`'],
    )
  })

  it('a condition inside a function is at its call', () => {
    const before = 'fn rushed(count: Int, urgent: Bool): Bool = urgent && count > 5\n'
    const rules = 'forbid quick: rushed(input.count, input.urgent) because "no rush"'
    const found = branchGaps({ before, rules, tests: call('', 'allow') })
    assert.ok(
      found.includes('never true: a condition inside `quick` «rushed(input.count, input.urgent)»'),
      found.join('\n'),
    )
  })

  it('each case of an approval is to be met, written with `unless`', () => {
    const governance = 'approval: 1 of boss within 1h unless small: input.count < 3 && !input.urgent'
    assert.deepEqual(
      branchGaps({ governance, tests: call('', 'stage') }).map((gap) => gap.replace(/ «.*/, '')),
      [
        'no test meets the case `small` of this approval',
        'never true: `input.count < 3`',
        'never true: `input.urgent`',
        'never false: `input.urgent`',
        'no test says who approves and how long it may take',
      ],
    )
    const tests =
      call('', 'stage') + call('count: 1', 'allow') + call('count: 1, urgent: true', 'stage') + terms(governance)
    assert.deepEqual(branchGaps({ governance, tests }), [])
  })

  it('and with `when`, in a governance that several share', () => {
    const before = `governance careful {
  classification: standard
  approval: 2 of boss within 1h when many: input.count > 5
  approval: 1 of boss within 1h when rushed: input.urgent
}
`
    const text = door({ before, input: INPUT, after: `${CLERK}${call('', 'allow')}` })
      .replace('governance {', 'governance careful {')
      .replace('classification: standard\n    risk_tier', 'risk_tier')
    const analysis = analyse(virtualHost({ 'main.claw': text }, PACKAGES))
    assert.deepEqual(
      analysis.diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    )
    const found = testCoverage(analysis).actions.flatMap(({ goals }) =>
      goals.filter(({ kind, count }) => count === 0 && (kind === 'approval' || kind === 'branch')),
    )
    // What is in force is where the action names the governance; what is written is where it is written.
    assert.deepEqual(
      found.map(({ gap, location: { span } }) => [gap, text.slice(span.start, span.end).split(' ')[0]]),
      [
        ['no test meets the case `many` of this approval', 'careful'],
        ['no test meets the case `rushed` of this approval', 'careful'],
        ['never true: `input.count > 5`', 'input.count'],
        ['never true: `input.urgent`', 'input.urgent'],
      ],
    )
  })

  it('what no verdict shows is to be written down in a test: the rate, and who approves', () => {
    const rate = 'rate: 20 per 1h by claims.agent_id'
    const governance = `approval: 1 of boss within 1h\n    ${rate}`
    const found = (tests: string) => gaps({ governance, tests }).filter((gap) => gap.includes(' says '))
    const approvalGap = 'no test says who approves and how long it may take «approval: 1 of boss within 1h»'
    const rateGap = `no test says this rate «${rate}»`
    assert.deepEqual(found(call('', 'stage')), [approvalGap, rateGap])
    assert.deepEqual(found(terms(rate)), [approvalGap])
    assert.deepEqual(found(terms(governance)), [])
  })

  it('what an action takes over is shown where it stands, with the name of who took it over', () => {
    const after = `${CLERK}/// Slam a door.
action door.slam extends door.close_it {
  version: "1.0.0"
  governance { approval: 1 of boss within 1h }
  execution { handler: "door.slam", timeout: 5s, retry_policy: none }
}
test "slam" {
  given clerk
  call door.slam { door: "d", count: 3, urgent: true }
  expect stage
}
`
    const rules = 'forbid rushed: input.urgent && input.count > 5 because "no rush"'
    const text = door({ input: INPUT, rules, after })
    const analysis = analyse(virtualHost({ 'main.claw': text }, PACKAGES))
    assert.deepEqual(
      analysis.diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    )
    const slam = testCoverage(analysis).actions.find(({ action }) => action === 'door.slam')
    assert.deepEqual(
      slam?.goals
        .filter(({ count, kind }) => count === 0 && kind !== 'denial')
        .map(({ gap, location: { span } }) => `${gap} «${text.slice(span.start, span.end)}»`),
      [
        'no test is denied by `rushed`, called as `door.slam` «rushed»',
        'never false: `input.urgent`, called as `door.slam` «input.urgent»',
        'never true: `input.count > 5`, called as `door.slam` «input.count > 5»',
        'no test says who approves and how long it may take «approval: 1 of boss within 1h»',
      ],
    )
  })

  it('percent is whole and rounded down; nothing to show is all of it', () => {
    assert.equal(coveragePercent({ shown: 199, total: 200 }), 99)
    assert.equal(coveragePercent({ shown: 200, total: 200 }), 100)
    assert.equal(coveragePercent({ shown: 0, total: 0 }), 100)
  })
})
