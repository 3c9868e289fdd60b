/**
 * What lint finds and, as important, what it leaves alone. The pages show one example of each code; here are the borders, and that the repository's own
 * policies give no finding at all.
 */
import assert from 'node:assert/strict'
import { lint } from '../../src/lint.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { PACKAGES, readDirectory } from '../repository-host.ts'
import { type Door, door, findings, MANIFEST } from './door.ts'

const APPROVAL = 'approval: 1 of boss within 2h'
const EURO = 'type Euro = Float(range: 0..1_000, decimals: 2) unit EUR'

const extended = (governance: string): string => `/// About another door.
action door.close_other extends door.close_it { version: "1.0.0", governance { ${governance} } }
`

const CASES: readonly (readonly [title: string, parts: Door, expected: readonly string[]])[] = [
  ['nothing wrong', {}, []],

  ['tier 4 without approval', { tier: 4 }, ['CQ7001 «4»']],
  ['tier 5 read without approval', { kind: 'read', tier: 5 }, ['CQ7001 «5»']],
  ['tier 4 with approval', { tier: 4, governance: APPROVAL }, []],
  ['irreversible at tier 3', { tier: 3 }, ['CQ7002 «3»']],
  [
    'reversible at tier 3',
    { tier: 3, reversible: true, execution: 'timeout: 5s, retry_policy: none, compensate: "door.open"' },
    [],
  ],
  ['a read at tier 3', { kind: 'read', tier: 3 }, []],
  ['restricted at tier 2', { classification: 'restricted' }, ['CQ7003 «2»']],
  ['high at tier 1, said once', { classification: 'high', tier: 1 }, ['CQ7003 «1»']],
  ['sensitive at tier 2', { classification: 'sensitive' }, []],
  ['a read of what is restricted', { kind: 'read', classification: 'restricted', tier: 1 }, ['CQ7003 «1»']],
  ['one approver at tier 5', { tier: 5, governance: APPROVAL }, ['CQ7004 «1 of boss within 2h»']],
  ['two approvers at tier 5', { tier: 5, governance: 'approval: 2 of boss within 2h' }, []],
  ['effects at tier 1', { tier: 1 }, ['CQ7005 «1»']],
  ['a read at tier 1', { kind: 'read', tier: 1 }, []],
  ['an approval within 7 days', { governance: 'approval: 1 of boss within 7d' }, []],
  ['an approval within 8 days', { governance: 'approval: 1 of boss within 8d' }, ['CQ7006 «1 of boss within 8d»']],

  ['text for a shell', { input: 'command: String(length: ..80)' }, ['CQ7018 «command»']],
  ['text for a shell in a read', { kind: 'read', input: 'shell_cmd: String(length: ..80)' }, ['CQ7018 «shell_cmd»']],
  [
    'text for a shell inside',
    { input: 'job: { steps: List<{ script: String(length: ..80) }>(length: ..3) }' },
    ['CQ7018 «job»'],
  ],
  ['text of a pattern', { input: 'command: String(length: ..80, pattern: r"[a-z ]+")' }, []],
  ['one of several texts', { input: 'command: "status" | "diff"' }, []],
  ['another word', { input: 'commander: String(length: ..80), description: String(length: ..80)' }, []],
  ['text that somebody sees', { input: 'sql: String(length: ..80)', governance: APPROVAL }, []],
  [
    'text that nobody sees in a case',
    { input: 'sql: String(length: ..80)', governance: `${APPROVAL} unless short: size(input.sql) < 9` },
    ['CQ7018 «sql»'],
  ],
  [
    "text of the library's types",
    { input: 'what: ShellText', before: 'import std.shell { ShellText }' },
    ['CQ7018 «what»'],
  ],

  ['an extended action with other roles', { governance: APPROVAL, after: extended('authorized_roles: [boss]') }, []],
  ['with a higher tier', { after: extended('risk_tier: 3, approval: 1 of boss') }, []],
  ['with a lower tier', { tier: 3, governance: APPROVAL, after: extended('risk_tier: 2') }, ['CQ7019 «2»']],
  [
    'with a lower clearance',
    { tier: 3, classification: 'restricted', governance: APPROVAL, after: extended('classification: sensitive') },
    ['CQ7019 «sensitive»'],
  ],
  [
    'with fewer people',
    { governance: 'approval: 2 of boss within 2h', after: extended('approval: 1 of boss') },
    ['CQ7019 «1 of boss»'],
  ],
  [
    'with fewer people in a case',
    { governance: APPROVAL, after: extended('approval: 1 of boss within 2h unless front: input.door == "front"') },
    ['CQ7019 «1 of boss within 2h unless front: input.door == "front"»'],
  ],
  [
    'with more calls',
    {
      governance: 'rate: 60 per 1h by claims.agent_id',
      after: extended('rate: 2 per 1m by claims.agent_id'),
    },
    ['CQ7019 «2 per 1m by claims.agent_id»'],
  ],
  [
    'with fewer calls over longer',
    {
      governance: 'rate: 60 per 1h by claims.agent_id',
      after: extended('rate: 100 per 2h by claims.agent_id'),
    },
    [],
  ],

  ['money without a limit', { input: 'pay: Euro', after: EURO }, ['CQ7007 «door.close_it»']],
  [
    'money in a list without a limit',
    { input: 'pays: List<{ pay: Euro }>(length: ..9)', after: EURO },
    ['CQ7007 «door.close_it»'],
  ],
  ['money in a read', { kind: 'read', input: 'pay: Euro', after: EURO }, []],
  ['another unit', { input: 'size: Float(range: 0..9) unit KG' }, []],
  ['a limit that bites', { input: 'pay: Euro', after: EURO, governance: 'max_impact: input.pay <= 999 EUR' }, []],
  [
    'a limit at the bound of the type',
    { input: 'pay: Euro', after: EURO, governance: 'max_impact: input.pay <= 1_000 EUR' },
    ['CQ7008 «input.pay <= 1_000 EUR»'],
  ],
  [
    'a limit on something larger than the type',
    { input: 'pay: Euro', after: EURO, governance: 'max_impact: input.pay * 2 <= 1_500 EUR' },
    [],
  ],

  ['five minutes', { execution: 'timeout: 5m, retry_policy: none' }, []],
  ['more than five minutes', { execution: 'timeout: 301s, retry_policy: none' }, ['CQ7009 «301s»']],
  ['retried', { execution: 'timeout: 5s, retry_policy: exponential' }, ['CQ7010 «exponential»']],
  ['retried and said to be safe', { execution: 'timeout: 5s, retry_policy: fixed, idempotent: true' }, []],
  ['a read that is retried', { kind: 'read', execution: 'timeout: 5s, retry_policy: fixed' }, []],

  ['text of any length', { input: 'note: String' }, ['CQ7013 «note»']],
  ['text bounded by its pattern', { input: 'note: String(pattern: r"[a-z]{1,9}")' }, []],
  ['text of any length within', { input: 'a: { b: List<String>(length: ..2) }' }, ['CQ7013 «a»']],
  ['the same twice in one field', { input: 'a: { b: String, c: String }' }, ['CQ7013 «a»']],
  ['a list of any length', { input: 'a: List<Bool>' }, ['CQ7014 «a»']],
  ['an open record', { input: 'a: open { b: Bool }' }, ['CQ7015 «a»']],
  ['what nobody describes', { input: 'a?: Json(bytes: ..9)' }, ['CQ7017 «a»']],
  [
    'what nobody describes, within',
    {
      input:
        'a: Map<List<Json(bytes: ..9)>(length: ..2)>(size: ..2), b: union on k { x { y: { z: Json(bytes: ..9) } }, w { } }',
    },
    ['CQ7017 «a»', 'CQ7017 «b»'],
  ],
  [
    'a secret',
    { input: 'api_key: String(length: ..9), PASSWORD: String(length: ..9)' },
    ['CQ7016 «api_key»', 'CQ7016 «PASSWORD»'],
  ],
  ['a marked secret', { input: '@sensitive secret: String(length: ..9)' }, []],
  ['no secret', { input: 'secretary: String(length: ..9), password_set: Bool' }, []],

  [
    'a rule like a code',
    { rules: 'require RoleNotAuthorized: input.door != "x"\nbecause "y"' },
    ['CQ7202 «RoleNotAuthorized»'],
  ],
  ['fields that differ in underscores', { input: 'door_id: Bool, doorid: Bool' }, ['CQ7201 «doorid»']],
  [
    'rules that differ in case',
    { rules: 'require a: input.door != "x"\nbecause "y"\nrequire A: input.door != "z"\nbecause "y"' },
    ['CQ7201 «A»'],
  ],
  ['roles that differ in hyphens', { before: 'role Clerk: agent' }, ['CQ7201 «Clerk»']],
  ['a manager that is an agent', { before: 'role branch-manager: agent' }, ['CQ7203 «branch-manager»']],
  ['an agent of managers', { before: 'role manager-agent: agent' }, []],
  ['a robot that is human', { before: 'role robot: human' }, ['CQ7203 «robot»']],
  ['a leader is no lead', { before: 'role leader: agent' }, []],

  ['a double negation', { input: 'a: Bool', rules: 'require r: !!input.a\nbecause "y"' }, ['CQ7301 «!!input.a»']],
  ['a needed negation', { input: 'a: Bool', rules: 'require r: !input.a\nbecause "y"' }, []],
  [
    'compared with true, on the left',
    { input: 'a: Bool', rules: 'require r: true == input.a\nbecause "y"' },
    ['CQ7302 «true == input.a»'],
  ],
  ['two truths compared', { input: 'a: Bool, b: Bool', rules: 'require r: input.a == input.b\nbecause "y"' }, []],
  [
    'always true',
    { input: 'a: Int(range: 0..9)', rules: 'require r: input.a >= 0\nbecause "y"' },
    ['CQ7303 «input.a >= 0»'],
  ],
  [
    'always false',
    { input: 'a: Int(range: 0..9)', rules: 'forbid r: input.a > 9\nbecause "y"' },
    ['CQ7303 «input.a > 9»'],
  ],
  ['at the border', { input: 'a: Int(range: 0..9)', rules: 'require r: input.a >= 1 && input.a < 9\nbecause "y"' }, []],
  [
    'a constant part',
    { input: 'a: Int(range: 0..9)', rules: 'require r: input.a >= 1 && input.a < 10\nbecause "y"' },
    ['CQ7303 «input.a < 10»'],
  ],
  [
    'itself',
    { input: 'a: String(length: ..9)', rules: 'require r: input.a == input.a\nbecause "y"' },
    ['CQ7303 «input.a == input.a»'],
  ],
  [
    'amounts',
    {
      input: 'pay: Euro',
      after: EURO,
      governance: 'max_impact: input.pay <= 5 EUR',
      rules: 'require r: input.pay <= 1_000 EUR\nbecause "y"',
    },
    ['CQ7303 «input.pay <= 1_000 EUR»'],
  ],
  ['texts', { rules: 'require r: input.door != "x"\nbecause "y"' }, []],
  [
    'the same in a chain',
    { rules: 'require r: input.door != "x" && input.door != "y" && input.door != "x"\nbecause "y"' },
    ['CQ7304 «input.door != "x"»'],
  ],
  [
    'the same on both sides of an implication',
    { input: 'a: Bool, b: Bool', rules: 'require r: input.a => (input.b && input.a)\nbecause "y"' },
    [],
  ],
  [
    'one rule twice',
    { rules: 'require r: input.door != "x"\nbecause "y"\nrequire s: (input.door  !=  "x")\nbecause "y"' },
    ['CQ7305 «s»'],
  ],
  [
    'required and forbidden',
    { rules: 'forbid r: input.door == "x"\nbecause "y"\nrequire s: input.door == "x"\nbecause "y"' },
    ['CQ7306 «s»'],
  ],
]

describe('lint', () => {
  for (const [title, parts, expected] of CASES) {
    it(title, () => assert.deepEqual(findings(door(parts)), expected))
  }

  it('says nothing about a project with errors but the errors', () => {
    const found = findings(door({ tier: 4, before: 'role x: robot' }))
    assert.ok(found.length === 1 && found[0]?.startsWith('CQ4'), found.join())
  })
})

describe('lint: what is unused', () => {
  const declarations = `type T = Bool
const c = 1
role nobody: agent
object thing {
  state made
  operation make: made -> made
}
purpose idle "Nothing" { permits: [thing.make] }
fixture f: claims { role: clerk, purpose: tidying, classification: standard }`

  it('in a library: what only its own tests could use', () => {
    assert.deepEqual(findings(door({ after: declarations })), ['CQ7101 «f»'])
  })

  it('in a library: what is private', () => {
    const text = 'module m\n\nprivate type A = Bool\nprivate type B = { a: A }\nprivate const c = 1\ntype D = Bool\n'
    assert.deepEqual(findings(text), ['CQ7101 «B»', 'CQ7101 «c»'])
  })

  it('in a project with a manifest: everything', () => {
    assert.deepEqual(findings(door({ after: `${declarations}\n${MANIFEST}` })), [
      'CQ7101 «boss»',
      'CQ7401 «door.close_it»',
      'CQ7101 «T»',
      'CQ7101 «c»',
      'CQ7101 «nobody»',
      'CQ7101 «idle»',
      'CQ7103 «thing.make»',
      'CQ7101 «f»',
    ])
  })

  it('a name that stands anywhere is used', () => {
    const text = `module m

private const LIMIT: Int = 3
private type Small = Int(range: 0..LIMIT)
type Both = List<Small>(length: ..3)
`
    assert.deepEqual(findings(text), [])
  })
})

describe('lint: suppressions', () => {
  const slow = { execution: 'timeout: 10m, retry_policy: none' }
  const line = 'suppress CQ7009 because "it takes long" until 2027-01-01'

  it('hide what they name, in the declaration behind them', () => {
    assert.deepEqual(findings(door({ ...slow, before: line })), [])
    assert.deepEqual(findings(door({ ...slow, before: line }), '2027-01-01'), [])
  })

  it('end with their day, when a day is given', () => {
    assert.deepEqual(findings(door({ ...slow, before: line }), '2027-01-02'), ['CQ7902 «2027-01-01»', 'CQ7009 «10m»'])
  })

  it('that hide nothing are reported', () => {
    assert.deepEqual(findings(door({ before: line })), ['CQ7901 «CQ7009»'])
    assert.deepEqual(findings(door({ after: line })), ['CQ7901 «CQ7009»'])
    assert.deepEqual(findings(door({ ...slow, before: `${line}\nrole other: agent` })), [
      'CQ7901 «CQ7009»',
      'CQ7009 «10m»',
    ])
  })

  it('hide the warnings of an analysis too, and never an error', () => {
    const unused = 'import std.finance { Usd }'
    const text = `module m\n\n${unused}\n\nsuppress CQ1016 because "x" until 2027-01-01\nobject o {\n  /// dangling\n  state s\n  operation p: s -> s\n}\n`
    assert.deepEqual(findings(text), ['CQ2009 «Usd»'])
    const wrong = 'suppress CQ4001 because "x" until 2027-01-01\nrole r: robot'
    assert.equal(findings(door({ before: wrong })).length, 1)
  })

  for (const text of [
    'suppress CQ7009',
    'suppress CQ7009 because "x"',
    'suppress CQ7009 because "x" until 2027-13-01',
    'suppress CQ7009 because "x" until "2027-01-01"',
    'suppress because "x" until 2027-01-01',
    'suppress CQ7009 until 2027-01-01',
    'private suppress CQ7009 because "x" until 2027-01-01',
  ]) {
    it(`is refused: ${text}`, () => {
      assert.ok(findings(`module m\n\n${text}\nrole r: agent\n`).some((found) => found.startsWith('CQ1')))
    })
  }

  it('a day stands behind `until` alone', () => {
    assert.deepEqual(
      findings('module m\n\nconst a: Int = 2027-10-10\nconst until: Int = 2\nconst b: Int = until - 10-10\n'),
      [],
    )
  })
})

describe('lint: the repository', () => {
  for (const [name, files, packages] of [
    ['examples/treasury', readDirectory('examples/treasury'), PACKAGES],
    // The library by itself: beside an installed one its modules would be a project's own.
    ['stdlib', readDirectory('stdlib'), {}],
    ['presets', readDirectory('presets'), PACKAGES],
  ] as const) {
    it(`${name} gives no finding`, () => {
      assert.ok(Object.keys(files).some((path) => path.endsWith('.claw')))
      const { diagnostics } = lint(virtualHost(files, packages))
      assert.deepEqual(
        diagnostics.map(({ code, message }) => `${code} ${message}`),
        [],
      )
    })
  }
})

describe('lint: rates, facts and the habits of JSON', () => {
  const rate = (text: string, input?: string): readonly string[] =>
    findings(door({ governance: `rate: ${text}`, ...(input === undefined ? {} : { input }) }))

  it('a rate that limits nothing, by the second', () => {
    assert.deepEqual(rate('360_001 per 1h by claims.agent_id'), ['CQ7030 «360_001 per 1h by claims.agent_id»'])
    assert.deepEqual(rate('360_000 per 1h by claims.agent_id'), [])
    assert.deepEqual(rate('101 per 1s by claims.agent_id'), ['CQ7030 «101 per 1s by claims.agent_id»'])
  })

  it('a rate counted by what the agent writes, unless it has few values', () => {
    assert.deepEqual(rate('5 per 1h by input.door'), ['CQ7031 «5 per 1h by input.door»'])
    const input = 'door: String(length: 1..64), kind: "front" | "back", of: { floor: String(length: ..9) }'
    assert.deepEqual(rate('5 per 1h by input.kind', input), [])
    assert.deepEqual(rate('5 per 1h by input.of.floor', input), ['CQ7031 «5 per 1h by input.of.floor»'])
    assert.deepEqual(rate('5 per 1h by claims.subject'), [])
  })

  it('facts that no action of the module reads', () => {
    const before = 'context {\n  staffed: Bool\n  weekday?: String(length: ..9)\n}'
    assert.deepEqual(findings(door({ before })), ['CQ7105 «staffed»', 'CQ7105 «weekday»'])
    const rules = 'require there: context.staffed because "somebody is there"'
    assert.deepEqual(findings(door({ before, rules })), ['CQ7105 «weekday»'])
  })

  it('a text that is the name of a type, and quotes that are not needed', () => {
    const text =
      'module demo\n\ntype A = { "plain": "Bool", "x-id": "A", "in": "Bool" | "Int", list: List<{ "deep": Int }> }\n'
    assert.deepEqual(findings(text), ['CQ7307 «"plain"»', 'CQ7204 «"Bool"»', 'CQ7204 «"A"»', 'CQ7307 «"deep"»'])
  })

  it('functions, shared governance and units that nothing uses', () => {
    const before = `fn used(text: String(length: ..64)): Bool = text.startsWith("a")
fn idle(text: String(length: ..64)): Bool = text.startsWith("b")
governance shared { classification: standard }
unit KUSD = 1_000 USD
`
    const rules = 'require a_door: used(input.door) because "it has to be one"'
    const found = findings(door({ before, rules, after: MANIFEST }))
    assert.deepEqual(
      found.filter((one) => one.startsWith('CQ7101')),
      ['CQ7101 «boss»', 'CQ7101 «idle»', 'CQ7101 «shared»', 'CQ7101 «KUSD»'],
    )
  })

  it('a case of an approval that is always or never met, and constants inside quantifiers and `?:`', () => {
    const input = 'door: String(length: 1..64), floor: Int(range: 0..9), rooms: List<Int(range: 0..9)>(length: ..4)'
    const governance = 'approval: 1 of boss within 1h unless high: input.floor > 20'
    assert.deepEqual(findings(door({ input, governance })), ['CQ7303 «input.floor > 20»'])
    const cases = `approval: 2 of boss within 1h when low: input.floor >= 0
    approval: 1 of boss within 1h when first: input.floor == 1`
    assert.deepEqual(findings(door({ input, governance: cases })), ['CQ7303 «input.floor >= 0»'])
    const rules = `require a: input.rooms.all(room, room < 10) because "a"
  require b: (input.floor < 10 ? 3 : 4) > input.floor because "b"`
    assert.deepEqual(findings(door({ input, rules })), ['CQ7303 «room < 10»', 'CQ7303 «input.floor < 10»'])
  })
})
