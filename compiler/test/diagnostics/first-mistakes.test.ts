/**
 * The first mistakes of somebody who comes from another language: each gives one error, at the text that is wrong, and where the fix is plain, applying it
 * leaves nothing to mend.
 */
import assert from 'node:assert/strict'
import { analyse } from '../../src/analyse.ts'
import { fix } from '../../src/fix.ts'
import type { Host } from '../../src/host.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { PACKAGES } from '../repository-host.ts'

const RIGHT = `module demo

import std.finance { Usd }

role clerk: agent
role boss: human

object door {
  state open
  state shut
  operation close: open -> shut
}

purpose tidying "Keep things tidy" { permits: [door.close] }

/// Close a door.
action door.close_it {
  version: "1.0.0"
  input {
    door: String(length: 1..64)
    amount: Usd(range: 0..)
    memo?: String(length: ..280)
  }
  output { done: Bool }
  governance {
    classification: standard
    risk_tier: 2
    authorized_roles: [clerk]
    approval: 1 of boss within 2h
    max_impact: input.amount <= 1_000 USD
  }
  require small: input.amount < 100 USD
    because "it must be small"
  effect door.close: open -> shut { reversible: false }
  execution { handler: "door.close", timeout: 5s, retry_policy: none }
}

fixture f: claims { role: clerk, purpose: tidying, classification: standard }

test "t" {
  given f
  call door.close_it { door: "d", amount: 5 USD }
  expect stage
}
`

/** What is written instead of what, the one error with the text it underlines, and whether `fix` mends it. */
const MISTAKES: readonly (readonly [what: string, from: string, to: string, error: string, isFixed: boolean])[] = [
  ['misspelt keyword', 'action door', 'acton door', 'CQ1102 «acton»', true],
  ['misspelt keyword 2', 'purpose tidying', 'purpos tidying', 'CQ1102 «purpos»', true],
  ['misspelt block', '  governance {', '  governence {', 'CQ1109 «governence»', true],
  ['misspelt rule word', 'require small', 'requires small', 'CQ1109 «requires»', true],
  [
    'missing comma',
    'handler: "door.close", timeout: 5s,',
    'handler: "door.close" timeout: 5s,',
    'CQ1103 «timeout»',
    true,
  ],
  ['missing brace', '  output { done: Bool }', '  output { done: Bool', 'CQ1104 «{»', false],
  ['missing closing brace action', 'retry_policy: none }\n}', 'retry_policy: none }\n', 'CQ1104 «{»', false],
  ['extra brace', '  output { done: Bool }', '  output { done: Bool }}', 'CQ1102 «governance»', false],
  ['wrong unit', 'amount < 100 USD', 'amount < 100 EUR', 'CQ3106 «input.amount < 100 EUR»', false],
  ['unknown unit', 'amount < 100 USD', 'amount < 100 Dollars', 'CQ3106 «input.amount < 100 Dollars»', false],
  ['missing unit', 'amount < 100 USD', 'amount < 100', 'CQ3107 «100»', true],
  ['lower unit', 'amount < 100 USD', 'amount < 100 usd', 'CQ1101 «usd»', true],
  ['currency symbol', 'amount < 100 USD', 'amount < $100', 'CQ1008 «$»', true],
  ['and', 'input.amount < 100 USD', 'input.amount < 100 USD and input.amount > 1 USD', 'CQ1018 «and»', true],
  ['or', 'input.amount < 100 USD', 'input.amount < 100 USD or has(input.memo)', 'CQ1018 «or»', true],
  ['not', 'input.amount < 100 USD', 'not has(input.memo)', 'CQ1018 «not»', true],
  ['single =', 'input.amount < 100 USD', 'input.amount = 100 USD', 'CQ1018 «=»', true],
  ['===', 'input.amount < 100 USD', 'input.amount === 100 USD', 'CQ1018 «===»', true],
  ['<>', 'input.amount < 100 USD', 'input.amount <> 100 USD', 'CQ1018 «<>»', true],
  ['single quotes', 'version: "1.0.0"', "version: '1.0.0'", "CQ1017 «'1.0.0'»", true],
  ['missing because', '\n    because "it must be small"', '', 'CQ4028 «small»', false],
  ['because colon', 'because "it', 'because: "it', 'CQ1101 «:»', true],
  ['yaml list', 'authorized_roles: [clerk]', 'authorized_roles:\n      - clerk', 'CQ4004 «- clerk»', true],
  ['yaml block', '  output { done: Bool }', '  output:\n    done: Bool', 'CQ1101 «:»', false],
  ['missing doc', '/// Close a door.\n', '', 'CQ4010 «door.close_it»', false],
  ['block comment', 'role clerk', '/* a comment */\nrole clerk', 'CQ1015 «/*»', true],
  ['hash comment', 'role clerk', '# a comment\nrole clerk', 'CQ1008 «#»', true],
  ['semicolons', '  state open\n', '  state open;\n', 'CQ1008 «;»', true],
  ['double colon type', 'door: String(length: 1..64)', 'door String(length: 1..64)', 'CQ1101 «String»', true],
  ['int type', 'door: String(length: 1..64)', 'door: string', 'CQ2001 «string»', true],
  ['question type', 'memo?: String(length: ..280)', 'memo: String(length: ..280)?', 'CQ1101 «?»', false],
  ['array type', 'door: String(length: 1..64)', 'door: String[]', 'CQ1101 «[»', false],
  ['null', 'input.amount < 100 USD', 'input.memo != null', 'CQ1020 «null»', false],
  ['optional unguarded', 'input.amount < 100 USD', 'size(input.memo) > 3', 'CQ3111 «input.memo»', false],
  ['forgot input', 'input.amount < 100 USD', 'amount < 100 USD', 'CQ3102 «amount»', true],
  ['wrong arrow', 'close: open -> shut\n', 'close: open => shut\n', 'CQ1101 «=>»', true],
  ['arrow2', 'effect door.close: open -> shut', 'effect door.close: open → shut', 'CQ1018 «→»', true],
  ['roles string', 'authorized_roles: [clerk]', 'authorized_roles: ["clerk"]', 'CQ4004 «"clerk"»', true],
  ['role scalar', 'authorized_roles: [clerk]', 'authorized_roles: clerk', 'CQ4004 «clerk»', true],
  ['version number', 'version: "1.0.0"', 'version: 1.0.0', 'CQ1101 «0»', false],
  ['duration string', 'timeout: 5s', 'timeout: "5s"', 'CQ4004 «"5s"»', true],
  ['duration word', 'within 2h', 'within 2 hours', 'CQ1101 «2»', true],
  ['approval words', 'approval: 1 of boss within 2h', 'approval: 1 boss within 2h', 'CQ1101 «boss»', true],
  ['fancy quotes', 'version: "1.0.0"', 'version: “1.0.0”', 'CQ1017 «“»', false],
  [
    'if else',
    'require small: input.amount < 100 USD',
    'require small: if input.amount < 100 USD then true else false',
    'CQ1018 «if»',
    false,
  ],
  ['ternary missing', 'input.amount < 100 USD', 'has(input.memo) ? true', 'CQ1101 «because»', false],
  ['unterminated string', '"it must be small"', '"it must be small', 'CQ1010 «"it must be small»', true],
  ['import file', 'import std.finance { Usd }', 'import "std/finance"', 'CQ1101 «"std/finance"»', false],
  ['import star', 'import std.finance { Usd }', 'import std.finance', 'CQ1101 «finance»', false],
  ['missing import', 'import std.finance { Usd }\n', '', 'CQ2001 «Usd»', true],
  ['rule missing name', 'require small: input', 'require input', 'CQ1101 «.»', false],
  ['rule eq', 'require small: input.amount', 'require small = input.amount', 'CQ1101 «=»', true],
  ['entry eq', 'risk_tier: 2', 'risk_tier = 2', 'CQ1101 «=»', true],
  ['percent', 'amount < 100 USD', 'amount < 10%', 'CQ1101 «because»', false],
  [
    'mixed logic',
    'input.amount < 100 USD',
    'input.amount < 100 USD && has(input.memo) || has(input.memo)',
    'CQ1106 «||»',
    true,
  ],
  ['chain compare', 'input.amount < 100 USD', '1 USD < input.amount < 100 USD', 'CQ1107 «<»', false],
  ['regex slashes', 'door: String(length: 1..64)', 'door: String(pattern: /[a-z]+/)', 'CQ1101 «/»', false],
  ['range dots', 'length: 1..64', 'length: 1...64', 'CQ1101 «.»', true],
  ['range dash', 'length: 1..64', 'length: 1-64', 'CQ3005 «1-64»', false],
  ['max length', 'String(length: 1..64)', 'String(maxLength: 64)', 'CQ3003 «maxLength»', false],
  ['allow rule', 'require small', 'allow small', 'CQ1109 «allow»', false],
  ['expect colon', 'expect stage', 'expect: stage', 'CQ1101 «:»', true],
  ['unless kw', 'require small: input', 'deny small: input', 'CQ1109 «deny»', false],
]

/** Errors, `CODE «underlined»`. */
function errorsOf(text: string): readonly string[] {
  return analyse(hostOf(text))
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, location: { span } }) => `${code} «${text.slice(span.start, span.end)}»`)
}

function hostOf(text: string): Host {
  return virtualHost({ 'main.claw': text }, PACKAGES)
}

describe('first mistakes', () => {
  it('what they are made in is right', () => assert.deepEqual(errorsOf(RIGHT), []))

  for (const [what, from, to, error, isFixed] of MISTAKES) {
    it(`${what}: one error${isFixed ? ', mended by its fix' : ''}`, () => {
      assert.ok(RIGHT.includes(from), 'the mistake is made somewhere')
      const text = RIGHT.replace(from, () => to)
      assert.deepEqual(errorsOf(text), [error])
      const left = fix(hostOf(text)).state.diagnostics.filter(({ severity }) => severity === 'error')
      assert.equal(left.length === 0, isFixed)
    })
  }

  it('tabs, and lines that end as on Windows, are no mistakes; a byte order mark is one', () => {
    assert.deepEqual(errorsOf(RIGHT.replaceAll('  ', '\t')), [])
    assert.deepEqual(errorsOf(RIGHT.replaceAll('\n', '\r\n')), [])
    assert.deepEqual(errorsOf(`\ufeff${RIGHT}`), ['CQ1002 «\ufeff»'])
  })

  it('what stands on other lines, and in other declarations, is still said', () => {
    const text = RIGHT.replace('risk_tier: 2', 'risk_tier = 2').replace('call door.close_it', 'call door.close_at')
    assert.deepEqual(errorsOf(text), ['CQ1101 «=»', 'CQ2001 «door.close_at»'])
  })
})
