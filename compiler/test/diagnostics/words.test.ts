/**
 * What somebody reads who is new here: for each mistake all that is said, in order, with the text it underlines and the help behind a bar, and whether `fix`
 * mends it. One mistake has one error.
 */
import assert from 'node:assert/strict'
import { analyse } from '../../src/analyse.ts'
import { fix } from '../../src/fix.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { PACKAGES } from '../repository-host.ts'

const RIGHT = `module demo

import std.net { Email, email_at }
import std.finance { Usd }

role clerk: agent
role boss: human

object letter {
  state written
  state sent
  operation send: written -> sent
}

purpose mailing "Send letters" { permits: [letter.send] }

context {
  /// Somebody is there.
  office: Bool
  last_seen: Timestamp
}

/// Send a letter.
action letter.post {
  version: "1.0.0"
  input { letter: String(length: 1..64), count: Int(range: 0..9), to: Email, cost: Usd(range: 0..), due: Timestamp }
  output { done: Bool }
  governance {
    classification: standard
    risk_tier: 2
    authorized_roles: [clerk]
    approval: 1 of boss within 2h when large: input.count > 5
    approval: 1 of boss within 2h when dear: input.cost > 5 USD
    max_impact: input.cost <= 500 USD
  }
  forbid away: !context.office because "somebody has to be there"
  forbid late: input.due < context.now - 30d because "it is too late"
  forbid stale: context.last_seen < context.now - 8h because "nobody was seen today"
  require ours: email_at(input.to, "demo.example") because "only to us"
  effect letter.send(input.letter): written -> sent { requires_confirmation: false, reversible: false }
  execution { handler: "letter.post", timeout: 5s, retry_policy: none }
}

fixture bot: claims { role: clerk, purpose: mailing, classification: standard }
fixture note: letter.post { letter: "L", count: 1, to: "a@demo.example", cost: 1 USD, due: "2026-01-01T00:00:00Z" }

test "sent" for (role, verdict) in [(clerk, allow), (boss, deny ROLE_NOT_AUTHORIZED)] {
  given bot { role: role }
  context { office: true, last_seen: "2026-01-01T00:00:00Z", now: "2026-01-01T00:00:00Z" }
  call note { count: 2 }
  expect verdict
}
`

type Mistake = readonly [what: string, from: string, to: string, said: string, isFixed?: true]

const TIMES: readonly Mistake[] = [
  [
    'a difference of times compared',
    'input.due < context.now - 30d',
    'context.now - input.due > 30d',
    'CQ3133 «context.now - input.due» | write `input.due < context.now - 30d`, which needs no bound',
    true,
  ],
  [
    'the same turned round',
    'context.last_seen < context.now - 8h',
    '8h <= context.now - context.last_seen',
    'CQ3133 «context.now - context.last_seen» | write `context.last_seen <= context.now - 8h`, which needs no bound',
    true,
  ],
  [
    'a time in the future',
    'input.due < context.now - 30d',
    'input.due - context.now > 30d',
    'CQ3133 «input.due - context.now» | write `input.due > context.now + 30d`, which needs no bound',
    true,
  ],
  ['days in words', '- 30d', '- 30 days', 'CQ1101 «days» | the unit is attached: `30d`', true],
  ['weeks', '- 30d', '- 2 weeks', 'CQ1101 «weeks» | the unit is attached: `14d`', true],
  ['days like a unit', '- 30d', '- 30 Days', 'CQ3104 «context.now - 30 Days» | a span of time is written `30d`', true],
  [
    'a bare number for a span',
    '- 30d',
    '- 30',
    'CQ3104 «context.now - 30» | a span of time is written with its unit attached: `30d`, `8h`, `15m`',
  ],
  ['now()', 'context.now - 30d', 'now() - 30d', 'CQ3114 «now» | the time of the request is `context.now`', true],
  ['seconds in words', 'timeout: 5s', 'timeout: 5 seconds', 'CQ1101 «seconds» | the unit is attached: `5s`', true],
]

const FACTS: readonly Mistake[] = [
  ['a fact of an unknown type', 'office: Bool', 'office: Bol', 'CQ2001 «Bol» | did you mean `Bool`?'],
  [
    'a rule that is wrong reads the time',
    'input.due < context.now - 30d',
    'input.duee < context.now - 30d',
    'CQ3103 «duee» | did you mean `due`?',
  ],
  ['a misspelt fact', '!context.office', '!context.ofice', 'CQ3103 «ofice» | did you mean `office`?'],
  [
    'a fact that nobody declared',
    '!context.office',
    '!context.weekend',
    'CQ3103 «weekend» | what the host supplies is declared in the `context { … }` of the module',
  ],
]

const NAMES: readonly Mistake[] = [
  ['an unknown role in a table', '(boss, deny', '(bos, deny', 'CQ2001 «bos» | did you mean `boss`?'],
  [
    'an unknown role in a fixture',
    'role: clerk, purpose',
    'role: clark, purpose',
    'CQ2001 «clark» | did you mean `clerk`?',
  ],
  [
    'a role of the library',
    'role: clerk, purpose',
    'role: operator, purpose',
    'CQ2001 «operator» | it is in the standard library: `import std.roles { operator }`',
    true,
  ],
  [
    'a purpose for a role',
    'role: clerk, purpose',
    'role: mailing, purpose',
    'CQ6012 «mailing» | `mailing` is a purpose',
  ],
  [
    'a role in quotes',
    'role: clerk, purpose',
    'role: "clerk", purpose',
    'CQ6012 «"clerk"» | it stands without quotes: `clerk`',
    true,
  ],
  [
    'a clearance',
    'classification: standard }',
    'classification: standart }',
    'CQ6012 «standart» | did you mean `standard`?',
  ],
  [
    'a misspelt field in a call',
    'call note { count: 2 }',
    'call note { cuont: 2 }',
    'CQ6016 «cuont» | did you mean `count`?',
  ],
  [
    'a field that nobody declared in a call',
    'call note { count: 2 }',
    'call note { weight: 2 }',
    'CQ6016 «weight» | a test of what is not declared expects `deny SCHEMA_INVALID`',
  ],
  [
    'a function for another type',
    'email_at(input.to, "demo.example")',
    'domain_under(input.to, "demo.example")',
    'CQ3114 «domain_under» | it is in the standard library: `import std.net { domain_under }`',
  ],
  [
    'a function that is not there',
    'email_at(input.to',
    'email_under(input.to',
    'CQ3114 «email_under» | the domain of an `Email` is compared by `email_at(address, "example.com")`',
  ],
  [
    'imported from elsewhere',
    'import std.finance { Usd }',
    'import std.roles { Usd }',
    'CQ2007 «Usd» | it is in `std.finance`: `import std.finance { Usd }`',
  ],
]

const APPROVALS: readonly Mistake[] = [
  ['if for when', 'within 2h when large:', 'within 2h if large:', 'CQ1101 «if» | write `when`', true],
  [
    'a case without a name',
    'when large: input.count > 5',
    'when input.count > 5',
    'CQ1101 «.» | a case has a name first: `when large: input.amount > 100 USD`',
  ],
  [
    'confirmation that nobody gives in all other cases',
    'requires_confirmation: false',
    'requires_confirmation: true',
    'CQ4067 «requires_confirmation: true» | say who approves then, by a line without `when`: `approval: 1 of boss`',
  ],
  [
    'when and unless',
    'when dear: input.cost > 5 USD',
    'unless cheap: input.cost < 5 USD',
    'CQ4066 «unless cheap: input.cost < 5 USD» | turn it round: `when …: !(…)` for `unless cheap: …`, or let one line without a condition stand for all other cases',
  ],
  [
    'two cases in a line',
    'when dear: input.cost > 5 USD',
    'when dear: input.cost > 5 USD when odd: input.count == 3',
    'CQ4066 «when odd: input.count == 3» | put both conditions into one, `when large: a && b`, or write a line for each case',
  ],
]

const AMOUNTS: readonly Mistake[] = [
  [
    'the sign of a currency',
    'input.cost > 5 USD',
    'input.cost > $5',
    'CQ1008 «$» | an amount has its unit behind it: `5 USD`',
    true,
  ],
  [
    'the sign behind it',
    'input.cost > 5 USD',
    'input.cost > 5$',
    'CQ1008 «$» | an amount has its unit behind it: `5 USD`',
    true,
  ],
  [
    'another currency',
    'input.cost > 5 USD',
    'input.cost > €5',
    'CQ1008 «€» | an amount has its unit behind it: `5 EUR`',
  ],
]

const HABITS: readonly Mistake[] = [
  [
    'a rate by the hour',
    'authorized_roles: [clerk]',
    'authorized_roles: [clerk]\n    rate: 20 per hour by claims.agent_id',
    'CQ1101 «hour» | write `1h`',
    true,
  ],
  [
    'a rate with a slash',
    'authorized_roles: [clerk]',
    'authorized_roles: [clerk]\n    rate: 20/1h by claims.agent_id',
    'CQ1101 «/» | a rate is written `20 per 1h by claims.agent_id`',
  ],
  [
    'a rate per agent',
    'authorized_roles: [clerk]',
    'authorized_roles: [clerk]\n    rate: 20 per 1h per claims.agent_id',
    'CQ1101 «per» | write `by`',
    true,
  ],
  [
    'a rate of nobody',
    'authorized_roles: [clerk]',
    'authorized_roles: [clerk]\n    rate: 20 per 1h',
    'CQ1101 «1h» | a rate is written `20 per 1h by claims.agent_id`',
  ],
  [
    'a rate by another name',
    'authorized_roles: [clerk]',
    'authorized_roles: [clerk]\n    rate_limit: 20 per 1h by claims.agent_id',
    'CQ1101 «per» | how often is said by `rate: 20 per 1h by claims.agent_id`',
  ],
  [
    'an approval in words',
    'approval: 1 of boss within 2h when dear',
    'approval: one of boss within 2h when dear',
    'CQ1101 «of» | who approves is said by a number and a role: `approval: 2 of boss within 1h`',
  ],
  ['in for within', '1 of boss within 2h when dear', '1 of boss in 2h when dear', 'CQ1020 «in» | write `within`', true],
  [
    'the time behind the case',
    'within 2h when dear:',
    'when dear within 2h:',
    'CQ1101 «within» | the time stands in front of the case: `2 of boss within 1h when large: …`',
  ],
  [
    'roles in a list',
    '1 of boss within 2h when dear',
    '1 of [boss] within 2h when dear',
    'CQ1101 «[» | one role stands here, others behind `and`: `2 of on-call and 1 of owner`',
  ],
  [
    'if behind the name of a rule',
    'forbid away: !context.office',
    'forbid away if !context.office',
    'CQ1101 «if» | the condition stands behind `:`, without `if`',
    true,
  ],
  [
    'a rule in braces',
    'forbid away: !context.office',
    'forbid away { !context.office }',
    'CQ1101 «{» | the condition stands behind `:`, without braces',
  ],
  [
    'no colon behind the name of a rule',
    'forbid away: !context.office',
    'forbid away !context.office',
    'CQ1101 «!» | the condition stands behind `:`',
    true,
  ],
  [
    'no because',
    'because "it is too late"',
    '"it is too late"',
    'CQ1101 «"it is too late"» | the reason of a rule stands behind `because`',
    true,
  ],
  ['is for ==', 'input.due < context.now - 30d', 'input.count is 3', 'CQ1101 «is» | write `==`', true],
  ['yes for true', 'reversible: false', 'reversible: no', 'CQ4004 «no» | write `false`', true],
  [
    'a handler without quotes',
    'handler: "letter.post"',
    'handler: letter.post',
    'CQ4004 «letter.post» | a text stands in quotes: `"letter.post"`',
    true,
  ],
  ['minutes attached', 'timeout: 5s', 'timeout: 15min', 'CQ1014 «15min» | write `15m`', true],
  [
    'a misspelt entry that is needed',
    'classification: standard\n',
    'clasification: standard\n',
    'CQ4001 «clasification» | did you mean `classification`?',
    true,
  ],
  [
    'permit for permits',
    '{ permits: [letter.send] }',
    '{ permit: [letter.send] }',
    'CQ4001 «permit» | did you mean `permits`?',
    true,
  ],
  [
    'a misspelt field that is needed',
    'note: letter.post { letter: "L", count: 1',
    'note: letter.post { letter: "L", cuont: 1',
    'CQ3103 «cuont» | did you mean `count`?',
  ],
  [
    'a range for a type',
    'count: Int(range: 0..9)',
    'count: 0..9',
    'CQ1101 «0» | a range belongs to a type: `Int(range: 0..50)`',
  ],
  [
    'a refinement without a name',
    'count: Int(range: 0..9)',
    'count: Int(0..9)',
    'CQ1101 «0» | a refinement has a name: `Int(range: 0..50)`, `String(length: 1..64)`',
  ],
  [
    'an annotation behind the colon',
    'letter: String(length: 1..64)',
    'letter: @sensitive String(length: 1..64)',
    'CQ1101 «@» | an annotation stands in front of the field: `@sensitive reason: String`',
  ],
  [
    'an import as in TypeScript',
    'import std.finance { Usd }',
    'import { Usd } from "std.finance"',
    'CQ1101 «{» | the module stands in front of the names: `import std.finance { Usd }`',
  ],
  [
    'an import as in Python',
    'import std.finance { Usd }',
    'from std.finance import Usd',
    'CQ1102 «from» | names are imported one by one: `import std.finance { Usd }`',
  ],
  [
    'a role in quotes where it is declared',
    'role boss: human',
    'role "boss": human',
    'CQ1101 «"boss"» | a name stands without quotes',
  ],
  ['a role of another nature', 'role clerk: agent', 'role clerk: bot', 'CQ4006 «bot» | '],
  [
    'a letter of another script',
    'role clerk: agent',
    'role сlerk: agent',
    'CQ1007 «сlerk» | write the whole word in one script',
  ],
  ['an object with a colon', 'object letter {', 'object letter: {', 'CQ1101 «:» | no `:` stands here', true],
  [
    'no description',
    '/// Send a letter.\n',
    '',
    'CQ4010 «letter.post» | say in a line above it what it does: `/// Pay an order back.`',
  ],
  [
    'a comment for a description',
    '/// Send a letter.\n',
    '// Send a letter.\n',
    'CQ4010 «letter.post» | the line above it is a comment',
    true,
  ],
  [
    'a description as in Java',
    '/// Send a letter.\n',
    '/** Send a letter. */\n',
    'CQ1015 «/*» | begin each line of the comment with `//`',
    true,
  ],
  ['stage with a blank', '(clerk, allow)', '(clerk, stage 2)', 'CQ1101 «2» | write `stage(2)`', true],
  [
    'denied',
    'deny ROLE_NOT_AUTHORIZED',
    'denied ROLE_NOT_AUTHORIZED',
    'CQ1101 «ROLE_NOT_AUTHORIZED» | write `deny ROLE_NOT_AUTHORIZED`',
    true,
  ],
  [
    'a unit in front',
    'input.cost > 5 USD',
    'input.cost > USD 5',
    'CQ1101 «5» | the unit stands behind the number: `5 USD`',
    true,
  ],
  [
    'an enum without commas',
    'role clerk: agent',
    'role clerk: agent\nenum Size { small large }',
    'CQ1103 «large» | ',
    true,
  ],
]

/** `CODE «underlined» | help` */
function saidOf(text: string): readonly string[] {
  return analyse(virtualHost({ 'main.claw': text }, PACKAGES))
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, location: { span }, help }) => `${code} «${text.slice(span.start, span.end)}» | ${help ?? ''}`)
}

describe('what is said of a mistake', () => {
  it('nothing where there is none', () => assert.deepEqual(saidOf(RIGHT), []))

  for (const [what, from, to, said, isFixed = false] of [TIMES, FACTS, NAMES, APPROVALS, AMOUNTS, HABITS].flat()) {
    it(`${what}${isFixed ? ', mended by its fix' : ''}`, () => {
      assert.ok(RIGHT.includes(from), 'the mistake is made somewhere')
      const text = RIGHT.replace(from, () => to)
      assert.deepEqual(saidOf(text), [said])
      const left = fix(virtualHost({ 'main.claw': text }, PACKAGES)).state.diagnostics
      assert.equal(
        left.every(({ severity }) => severity !== 'error'),
        isFixed,
      )
    })
  }

  it('a module without its facts says how they are declared, once for each that is read', () => {
    const text = RIGHT.replace(/^context \{[^}]*\}\n/m, '').replace(
      'office: true, last_seen: "2026-01-01T00:00:00Z", ',
      '',
    )
    const help = 'what the host supplies is declared first, once for the module: `context { office_hours: Bool }`'
    assert.deepEqual(saidOf(text), [`CQ3103 «office» | ${help}`, `CQ3103 «last_seen» | ${help}`])
  })

  it('a function for another type, imported, names the one for this type', () => {
    const text = RIGHT.replaceAll('email_at', 'domain_under')
    assert.deepEqual(saidOf(text), ['CQ3101 «input.to» | for `Email` there is `email_at(address, "example.com")`'])
  })

  it('a field that nobody declared may be given where that is the point', () => {
    const text = RIGHT.replace('call note { count: 2 }', 'call note { weight: 2 }').replace(
      'expect verdict',
      'expect deny SCHEMA_INVALID\n  expect verdict',
    )
    assert.deepEqual(saidOf(text.replace('(clerk, allow)', '(clerk, deny)')), [])
  })
})
