import assert from 'node:assert/strict'
import type { Test } from '../../src/program/program.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { ACTION, changed, HEAD } from './example-module.ts'

const FIXTURES = `
fixture someone: claims { role: clerk, purpose: tidying, classification: standard }
fixture front: door.close_it { door: "front" }
`
const MODULE = HEAD + ACTION + FIXTURES
const testsOf = (text: string): readonly Test[] => expectDiagnostics(MODULE + text).program.tests
const codes = (text: string): readonly string[] => check(MODULE + text).diagnostics.map(({ code }) => code)

describe('tests', () => {
  it('claims have fixed values where a fixture gives none', () => {
    assert.deepEqual(testsOf('test "t" { given someone\n call front\n expect allow }'), [
      {
        title: 't',
        module: 'demo',
        file: 'main.claw',
        index: 0,
        action: 'door.close_it',
        input: { door: 'front' },
        claims: {
          subject: 'test-subject',
          agent_id: 'test-agent',
          scope: [],
          session_id: 'test-session',
          role: 'clerk',
          purpose: 'tidying',
          classification: 'standard',
        },
        facts: {},
        expectations: [{ effect: 'allow' }],
      },
    ])
  })

  it('a test may change claims, to something wrong as well', () => {
    const [test] = testsOf(
      'test "t" { given someone { role: "nobody", scope: ["a"], classification: high }\n call front\n expect deny }',
    )
    assert.equal(test?.claims['role'], 'nobody')
    assert.deepEqual(test?.claims['scope'], ['a'])
    assert.equal(test?.claims['classification'], 'high')
    assert.deepEqual(test?.expectations, [{ effect: 'deny' }])
  })

  for (const [change, expected] of [
    ['{ door: "" }', { door: '' }],
    ['{ door: 5 }', { door: 5 }],
    ['{ door: -1.5 }', { door: -1.5 }],
    ['{ door: [true, { a: 1 }] }', { door: [true, { a: 1 }] }],
    ['{ window: "x" }', { door: 'front', window: 'x' }],
  ] as const) {
    it(`an input may be changed by ${change}`, () =>
      assert.deepEqual(
        testsOf(`test "t" { given someone\n call front ${change}\n expect deny SCHEMA_INVALID }`)[0]?.input,
        expected,
      ))
  }

  it('an action may be called by its id, with its whole input', () => {
    const [test] = testsOf('test "t" { given someone\n call door.close_it { door: "x" }\n expect stage(2) }')
    assert.deepEqual(test?.input, { door: 'x' })
    assert.deepEqual(test?.expectations, [{ effect: 'stage', quorum: 2 }])
  })

  it('each row of a table is a test', () => {
    const tests = testsOf(`test "t" for (name, who, verdict) in [
  ("a", clerk, allow), ("b", boss, deny ROLE_NOT_AUTHORIZED),
] {
  given someone { role: who }
  call front { door: name }
  expect verdict
}`)
    assert.deepEqual(
      tests.map(({ row, input, claims, expectations }) => [row, input, claims['role'], expectations]),
      [
        [1, { door: 'a' }, 'clerk', [{ effect: 'allow' }]],
        [2, { door: 'b' }, 'boss', [{ effect: 'deny', code: 'ROLE_NOT_AUTHORIZED' }]],
      ],
    )
  })

  it('a rule is expected by its name', () => {
    const ruled = changed(MODULE, ['  effect', '  forbid never: input.door == "x" because "x"\n  effect'])
    const { program } = expectDiagnostics(`${ruled}test "t" { given someone\n call front\n expect deny never }`)
    assert.deepEqual(program.tests[0]?.expectations, [{ effect: 'deny', rule: 'never' }])
  })

  it('asks at a fixed moment where a rule reads the time', () => {
    const timed = changed(MODULE, ['  effect', '  require late: context.now == context.now because "x"\n  effect'])
    const { program } = check(`${timed}test "t" { given someone\n call front\n expect allow }`)
    assert.equal(program.tests[0]?.now, '2026-01-01T00:00:00Z')
  })

  // INVARIANT L8: what a test says decides its place.
  it('tests are ranked by title, not by place', () => {
    const one = (title: string): string => `test "${title}" { given someone\n call front\n expect allow }\n`
    assert.deepEqual(testsOf(one('b') + one('a')), testsOf(one('a') + one('b')))
    assert.deepEqual(
      testsOf(one('b') + one('a')).map(({ title, index }) => [title, index]),
      [
        ['a', 0],
        ['b', 1],
      ],
    )
  })

  for (const [what, text, expected] of [
    ['an unknown fixture', 'given nobody\n call front\n expect allow', ['CQ2001']],
    ['an unknown call', 'given someone\n call back\n expect allow', ['CQ2001']],
    ['an unknown action', 'given someone\n call door.open_it {}\n expect allow', ['CQ2001']],
    ['claims for an input', 'given someone\n call someone\n expect allow', ['CQ6003']],
    ['an action for claims', 'given door.close_it\n call front\n expect allow', ['CQ6003']],
    ['a code that no guard gives', 'given someone\n call front\n expect deny LIMIT_EXCEEDED', ['CQ6004']],
    ['a claim that is computed', 'given someone { role: 1 + 1 }\n call front\n expect allow', ['CQ6012']],
    ['a claim nobody knows', 'given someone { rolle: clerk }\n call front\n expect allow', ['CQ6010']],
    ['no expectation', 'given someone\n call front', ['CQ6002']],
  ] as const) {
    it(`${what} is an error`, () => assert.deepEqual(codes(`test "t" { ${text} }`), expected))
  }

  it('an input that is computed is an error', () => {
    assert.equal(codes('test "t" { given someone\n call front { door: size("x") }\n expect allow }').length, 1)
  })

  it('a fixture is right by itself', () => {
    assert.equal(codes('fixture wrong: door.close_it { door: "" }').length, 1)
    assert.deepEqual(codes('fixture wrong: claims { role: clrk, purpose: tidying, classification: standard }'), [
      'CQ2001',
    ])
  })
})
