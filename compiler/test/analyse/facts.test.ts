/** Context facts: declared once per module, read by rules and cases, given by tests. */
import assert from 'node:assert/strict'
import { runTests } from '../../src/evaluate/run-tests.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { ACTION, changed, HEAD } from './example-module.ts'

const FACTS = `
context {
  open: Bool
  level: Int(range: 0..9)
  ticket?: String(length: 1..9)
}
`
const TESTS = `
fixture someone: claims { role: clerk, purpose: tidying, classification: standard }
`

function withRules(...rules: readonly string[]): string {
  const lines = rules.map((rule, index) => `  require r${String(index)}: ${rule} because "r"\n`).join('')
  return HEAD + FACTS + changed(ACTION, ['  effect', `${lines}  effect`])
}

function withTest(context: string, verdict: string): string {
  return `${TESTS}test "t" {\n  given someone\n${context}  call door.close_it { door: "d" }\n  expect ${verdict}\n}\n`
}

const codes = (text: string): readonly string[] => check(text).diagnostics.map(({ code }) => code)

function passes(text: string): boolean {
  return runTests(expectDiagnostics(text).program).every(({ passed }) => passed)
}

describe('context facts', () => {
  it('an action has those that its rules and cases mention, in the order declared', () => {
    const names = (text: string): readonly string[] | undefined =>
      expectDiagnostics(text).program.actions[0]?.facts?.fields.map(({ name }) => name)
    assert.equal(names(withRules('context.now > "2026-01-01T00:00:00Z"')), undefined)
    assert.deepEqual(names(withRules('has(context.ticket)', 'context.open')), ['open', 'ticket'])
    const cased = changed(withRules(), [
      'authorized_roles: [clerk]',
      'authorized_roles: [clerk]\n    approval: 1 of boss unless low: context.level < 3',
    ])
    assert.deepEqual(names(cased), ['level'])
  })

  it('are typed like everything else', () => {
    assert.deepEqual(codes(withRules('context.level')), ['CQ3101'])
    assert.deepEqual(codes(withRules('size(context.ticket) > 1')), ['CQ3111'])
    assert.deepEqual(codes(withRules('context.opened')), ['CQ3103'])
  })

  it('tests give them, right or wrong, and the time where it is read', () => {
    const rules = withRules('context.open', 'context.now < "2026-06-01T00:00:00Z"')
    assert.ok(passes(rules + withTest('  context { open: true }\n', 'allow')))
    assert.ok(passes(rules + withTest('  context { open: false }\n', 'deny r0')))
    assert.ok(passes(rules + withTest('  context { open: true, now: "2026-07-01T00:00:00Z" }\n', 'deny r1')))
    assert.ok(passes(rules + withTest('  context { open: 5 }\n', 'deny SCHEMA_INVALID')))
    assert.ok(passes(rules + withTest('', 'deny SCHEMA_INVALID')))
    // A fact that this action does not read changes nothing.
    assert.ok(passes(rules + withTest('  context { open: true, level: 99 }\n', 'allow')))
  })

  it('what a test cannot give', () => {
    const rules = withRules('context.open')
    assert.deepEqual(codes(rules + withTest('  context { opened: true }\n', 'allow')), ['CQ6020'])
    assert.deepEqual(codes(rules + withTest('  context { open: true, now: "2026-07-01T00:00:00Z" }\n', 'allow')), [
      'CQ6021',
    ])
    assert.deepEqual(codes(rules + withTest('  context { open: true, open: false }\n', 'allow')), ['CQ6013'])
    assert.deepEqual(codes(rules + withTest('  context { open: true }\n  context { open: true }\n', 'allow')), [
      'CQ1111',
    ])
  })
})
