import assert from 'node:assert/strict'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { ACTION, changed, HEAD } from './example-module.ts'

const MODULE = HEAD + ACTION
const codes = (text: string): readonly string[] => check(text).diagnostics.map(({ code }) => code)

/** The governance block with further lines. */
const governed = (...lines: readonly string[]): string =>
  changed(MODULE, ['authorized_roles: [clerk]', ['authorized_roles: [clerk]', ...lines].join('\n    ')])

describe('actions', () => {
  it('the example is right', () => {
    const { program } = expectDiagnostics(MODULE)
    assert.deepEqual(
      program.actions.map(({ id }) => id),
      ['door.close_it'],
    )
  })

  it('everything that is missing is told at once', () => {
    expectDiagnostics(`module demo

action door.close_it { }
//     ^^^^^^^^^^^^^ error CQ4010
//     ^^^^^^^^^^^^^ error CQ4003
//     ^^^^^^^^^^^^^ error CQ4003
//     ^^^^^^^^^^^^^ error CQ4020
`)
  })

  it('documentation becomes one line per paragraph', () => {
    const { program } = expectDiagnostics(
      changed(MODULE, ['/// Closes a door.', '/// Closes a door,\n/// gently.\n///\n/// Not a window.']),
    )
    assert.equal(program.actions[0]?.description, 'Closes a door, gently.\nNot a window.')
  })

  for (const version of ['1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0-01', '1.0.0+', '^1.0.0', ' 1.0.0']) {
    it(`${JSON.stringify(version)} is no version`, () =>
      assert.deepEqual(codes(changed(MODULE, ['"1.0.0"', JSON.stringify(version)])), ['CQ4029']))
  }
  for (const version of ['0.0.0', '10.20.30', '1.0.0-rc.1', '1.0.0-0a', '1.0.0+b.01']) {
    it(`${JSON.stringify(version)} is a version`, () =>
      assert.deepEqual(codes(changed(MODULE, ['"1.0.0"', JSON.stringify(version)])), []))
  }

  it('rules keep their order, and their names are their own', () => {
    const rules = ['forbid b: input.door == "b" because "b"', 'require a: input.door != "a" because "a"']
    const { program } = expectDiagnostics(changed(MODULE, ['  effect', `  ${rules.join('\n  ')}\n  effect`]))
    assert.deepEqual(
      program.actions[0]?.rules.map(({ form, name, message }) => [form, name, message]),
      [
        ['forbid', 'b', 'b'],
        ['require', 'a', 'a'],
      ],
    )
    assert.deepEqual(
      codes(changed(MODULE, ['  effect', `  ${rules.join('\n  ').replace('require a', 'require b')}\n  effect`])),
      ['CQ4007'],
    )
  })

  it('a rule is a condition', () => {
    const [diagnostic] = check(
      changed(MODULE, ['  effect', '  require a: input.door because "a"\n  effect']),
    ).diagnostics
    assert.match(diagnostic?.code ?? '', /^CQ3/)
  })
})

describe('governance', () => {
  it('an approval without `within` waits two hours', () => {
    const { program } = expectDiagnostics(governed('approval: 2 of boss'))
    assert.deepEqual(program.actions[0]?.governance.approval, {
      groups: [{ role: 'boss', min: 2 }],
      quorum: 2,
      ttlSeconds: 7200,
    })
  })

  it('the quorum is the sum of the groups', () => {
    const text = changed(governed('approval: 2 of boss and 1 of head within 1h30m'), [
      'role boss',
      'role head: human\nrole boss',
    ])
    assert.deepEqual(expectDiagnostics(text).program.actions[0]?.governance.approval, {
      groups: [
        { role: 'boss', min: 2 },
        { role: 'head', min: 1 },
      ],
      quorum: 3,
      ttlSeconds: 5400,
    })
  })

  for (const [window, seconds] of [
    ['1s', 1],
    ['720h', 2_592_000],
  ] as const) {
    it(`an approval may wait ${window}`, () =>
      assert.equal(
        expectDiagnostics(governed(`approval: 1 of boss within ${window}`)).program.actions[0]?.governance.approval
          ?.ttlSeconds,
        seconds,
      ))
  }
  for (const window of ['0s', '999ms', '1500ms', '721h']) {
    it(`an approval does not wait ${window}`, () =>
      assert.deepEqual(codes(governed(`approval: 1 of boss within ${window}`)), ['CQ4015']))
  }

  for (const [what, line, expected] of [
    ['a role twice in one approval', 'approval: 1 of boss and 2 of boss', 'CQ4014'],
    ['an unknown group', 'approval: 1 of bos', 'CQ2001'],
    ['an approval that is no approval', 'approval: true', 'CQ4004'],
    ['an unknown classification', 'classification: secret', 'CQ4002'],
    ['a limit that is no comparison', 'max_impact: 5', 'CQ4016'],
    ['a limit on something without a unit', 'max_impact: 5 <= 6', 'CQ4017'],
  ] as const) {
    it(`${what} is an error`, () => assert.ok(codes(governed(line)).includes(expected), String(codes(governed(line)))))
  }

  it('a limit without the unit can be given it, one of another unit cannot', () => {
    const amount: [string, string] = [
      'door: String(length: 1..64)',
      'door: String(length: 1..64)\n    cost: Float(decimals: 2) unit USD',
    ]
    const diagnosticsOf = (line: string) => check(changed(governed(line), amount)).diagnostics
    const [missing] = diagnosticsOf('max_impact: input.cost <= 500')
    assert.deepEqual([missing?.code, missing?.fixes.map(({ title }) => title)], ['CQ4017', ['add the unit `USD`']])
    const [edit] = missing?.fixes[0]?.edits ?? []
    assert.deepEqual(
      [edit?.text, edit?.span.start, edit?.span.end],
      [' USD', missing?.location.span.end, edit?.span.start],
    )
    const [other] = diagnosticsOf('max_impact: input.cost <= 500 EUR')
    assert.deepEqual([other?.code, other?.fixes], ['CQ4017', []])
  })

  for (const tier of ['0', '6', '2.5', '-1', '"2"', '2 USD']) {
    it(`${tier} is no risk tier`, () =>
      assert.deepEqual(codes(changed(MODULE, ['risk_tier: 2', `risk_tier: ${tier}`])), ['CQ4004']))
  }

  it('a limit may be a constant, and is measured on the input alone', () => {
    const money = changed(
      governed('max_impact: input.cost <= LIMIT'),
      ['input { door: String(length: 1..64) }', 'input {\n    door: String(length: 1..64)\n    cost: Cost\n  }'],
      [
        'role clerk',
        'type Cost = Float(range: 0..1000, decimals: 2) unit USD\nconst LIMIT: Cost = 500 USD\nrole clerk',
      ],
    )
    const { maxImpact } = expectDiagnostics(money).program.actions[0]!.governance
    assert.equal(maxImpact?.value, 500)
    assert.equal(maxImpact?.currency, 'USD')
    assert.ok(codes(changed(money, ['input.cost <= LIMIT', 'claims.impact <= LIMIT'])).length > 0)
    assert.deepEqual(codes(changed(money, ['input.cost <= LIMIT', 'input.cost <= input.cost'])), ['CQ4016'])
  })
})

describe('effects', () => {
  const owned = changed(
    MODULE,
    ['state open\n', 'state open(Name, Name)\n'],
    ['open -> shut { reversible', 'open(input.door, input.to.name) -> shut { reversible'],
    ['role clerk', 'type Name = String(length: 1..64)\nrole clerk'],
    ['input { door: String(length: 1..64) }', 'input {\n    door: Name\n    to: { name: Name }\n  }'],
  )

  it('paths may lead into records', () => {
    assert.deepEqual(expectDiagnostics(owned).program.actions[0]?.effects, [
      {
        object: 'door',
        operation: 'close',
        instance: 'door',
        from: { state: 'open', arguments: ['door', 'to.name'] },
        to: { state: 'shut', arguments: [] },
        requiresConfirmation: false,
        reversible: false,
      },
    ])
  })

  for (const [what, from, to, expected] of [
    ['an unknown field inside', 'input.to.name', 'input.to.nam', 'CQ4034'],
    ['a path through a value', 'input.to.name', 'input.door.name', 'CQ4034'],
    ['a record for a name', 'input.to.name', 'input.to', 'CQ4027'],
    ['the input itself', 'input.to.name', 'input', 'CQ4025'],
    ['a claim', 'input.to.name', 'claims.subject', 'CQ4025'],
    ['one argument too few', ', input.to.name', '', 'CQ4024'],
    ['a nullable field', 'to: { name: Name }', 'to: { name?: nullable Name }', 'CQ4026'],
    ['a wider field', 'to: { name: Name }', 'to: { name: String(length: 1..65) }', 'CQ4027'],
  ] as const) {
    it(`${what} is an error`, () => assert.deepEqual(codes(changed(owned, [from, to])), [expected]))
  }

  it('a field with a default is always there', () => {
    assert.deepEqual(codes(changed(owned, ['to: { name: Name }', 'to: { name: Name = "x" }'])), [])
  })
})

describe('purposes', () => {
  it('a pattern may leave a segment open', () => {
    const { program } = expectDiagnostics(changed(MODULE, ['permits: [door.close]', 'permits: [door.*]']))
    assert.deepEqual(program.purposes[0]?.permits, ['door.*'])
  })

  it('one purpose must cover all effects', () => {
    const text = changed(
      MODULE,
      ['operation close: open -> shut', 'operation close: open -> shut\n  operation open: shut -> open'],
      ['purpose tidying', 'purpose airing "Let air in" { permits: [door.open] }\n\npurpose tidying'],
      ['  execution', '  effect door.open(input.door): shut -> open { reversible: false }\n  execution'],
    )
    const [diagnostic, ...more] = check(text).diagnostics
    assert.deepEqual(more, [])
    assert.equal(
      diagnostic?.message,
      'no purpose permits the action `door.close_it`: no single purpose covers all of its effects',
    )
  })
})
