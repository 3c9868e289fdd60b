/** Actions that extend others: what they take over, what they replace, and that nothing but the text is saved by it. */
import assert from 'node:assert/strict'
import { runTests } from '../../src/evaluate/run-tests.ts'
import { formatSource } from '../../src/format/format-source.ts'
import type { Action } from '../../src/program/program.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES } from '../repository-host.ts'

const HEAD = `module demo

import std.roles { maintainer }

role worker: agent
role other: agent
purpose work "Work" { permits: [thing.*] }
object thing {
  state made
  operation change: made -> made
}
`

const BASE = `
/// Change a thing.
action thing.change {
  version: "1.0.0"
  input { name: String(length: 1..20), count: Int(range: 0..100) }
  output { done: Bool }
  governance {
    classification: standard
    risk_tier: 3
    authorized_roles: [worker]
    approval: 1 of maintainer within 1h
  }
  require few: input.count < 50
    because "fifty is too many"
  effect thing.change(input.name): made -> made { requires_confirmation: true, reversible: false }
  execution { handler: "change", timeout: 5s, retry_policy: none }
}
`

const DERIVED = `
/// Change a thing of ours.
action demo.change_own extends thing.change {
  version: "2.0.0"
  governance {
    authorized_roles: [other]
    approval: 2 of maintainer within 1h unless single: input.count == 1 && input.name == "ours"
  }
  forbid theirs: input.name == "theirs"
    because "it is theirs"
  execution { handler: "change_own" }
}
`

const WRITTEN_OUT = `
/// Change a thing of ours.
action demo.change_own {
  version: "2.0.0"
  input { name: String(length: 1..20), count: Int(range: 0..100) }
  output { done: Bool }
  governance {
    classification: standard
    risk_tier: 3
    authorized_roles: [other]
    approval: 2 of maintainer within 1h unless single: input.count == 1 && input.name == "ours"
  }
  require few: input.count < 50
    because "fifty is too many"
  forbid theirs: input.name == "theirs"
    because "it is theirs"
  effect thing.change(input.name): made -> made { requires_confirmation: false, reversible: false }
  execution { handler: "change_own", timeout: 5s, retry_policy: none }
}
`

function actionOf(source: string, id: string): Action {
  const { program, diagnostics } = check(source, { packages: PACKAGES })
  assert.deepEqual(
    diagnostics.map(({ code, message }) => `${code} ${message}`),
    [],
  )
  const action = program.actions.find((candidate) => candidate.id === id)
  assert.ok(action)
  return action
}

describe('actions that extend others', () => {
  const base = BASE.replace('requires_confirmation: true', 'requires_confirmation: false')

  it('come to the same as the action written out', () => {
    assert.deepEqual(
      actionOf(HEAD + base + DERIVED, 'demo.change_own'),
      actionOf(HEAD + WRITTEN_OUT, 'demo.change_own'),
    )
    assert.deepEqual(
      actionOf(HEAD + DERIVED + base, 'demo.change_own'),
      actionOf(HEAD + WRITTEN_OUT, 'demo.change_own'),
    )
  })

  it('extend each other, each over the one before', () => {
    const third = `
/// Change one thing of ours.
action demo.change_one extends demo.change_own {
  version: "1.0.0"
  governance { risk_tier: 2 }
  require one: input.count == 1
    because "one at a time"
}
`
    const action = actionOf(HEAD + third + DERIVED + base, 'demo.change_one')
    assert.deepEqual(
      action.rules.map(({ name }) => name),
      ['few', 'theirs', 'one'],
    )
    assert.deepEqual(action.governance.authorizedRoles, ['other'])
    assert.equal(action.governance.riskTier, 2)
    assert.equal(action.governance.approval?.quorum, 2)
    assert.equal(action.execution.handler, 'change_own')
  })

  it('take a shared governance over that of the base', () => {
    const shared = `
governance ours { authorized_roles: [other], risk_tier: 4 }
/// Change a thing of ours.
action demo.change_own extends thing.change { version: "1.0.0", governance ours { risk_tier: 5 } }
`
    const { governance } = actionOf(HEAD + BASE + shared, 'demo.change_own')
    assert.deepEqual([governance.authorizedRoles, governance.riskTier, governance.approval?.quorum], [['other'], 5, 1])
  })

  it('are tested like any other, by rules of both', () => {
    const tests = `
fixture someone: claims { role: other, purpose: work, classification: standard }
test "both" for (name, count, verdict) in [
  ("ours", 1, allow), ("ours", 2, stage(2)), ("ours", 50, deny few), ("theirs", 1, deny theirs),
] {
  given someone
  call demo.change_own { name: name, count: count }
  expect verdict
}
`
    const { program } = check(HEAD + base + DERIVED + tests, { packages: PACKAGES })
    const results = runTests(program)
    assert.equal(results.length, 4)
    assert.deepEqual(
      results.filter(({ passed }) => !passed),
      [],
    )
  })

  it('narrow what the standard library offers, with roles of their own', () => {
    const action = actionOf(
      `module demo

import std.files { glob }
import std.git { git.push }

role helper: agent
purpose work "Work" { permits: [branch.push] }

/// Push branches of the helper.
action demo.push extends git.push {
  version: "1.0.0"
  governance { authorized_roles: [helper] }
  require own: glob(input.branch, "helper/**")
    because "a helper pushes its own branches"
}
`,
      'demo.push',
    )
    assert.deepEqual(action.governance.authorizedRoles, ['helper'])
    assert.deepEqual(
      action.effects.map(({ object, operation }) => `${object}.${operation}`),
      ['branch.push'],
    )
    assert.equal(action.execution.handler, 'git.push')
  })

  it('refuse what cannot be taken over', () => {
    expectDiagnostics(
      `${HEAD}${BASE}
/// One.
action demo.one extends thing.chance { version: "1.0.0" }
//                      ^^^^^^^^^^^^ error CQ2001
/// Two.
action demo.two extends thing.change {
  version: "1.0.0"
  require few: input.count < 10 because "ten is too many"
//        ^^^ error CQ4007
}
/// Three: what was confirmed by people is not waived.
action demo.three extends thing.change {
//     ^^^^^^^^^^ error CQ4067
  version: "1.0.0"
  governance { approval: 1 of maintainer within 1h unless single: input.count == 1 }
}
/// Four.
action demo.four extends thing.change {
  version: "1.0.0"
  effect thing.change: made -> made {}
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error CQ4079
  execution { compensate: "undo" }
//            ^^^^^^^^^^^^^^^^^^ warning CQ4035
}
action demo.five extends thing.change { version: "1.0.0" }
//     ^^^^^^^^^ error CQ4010
/// Six.
action demo.six extends thing.change {}
//     ^^^^^^^^ error CQ4003
/// Seven.
action demo.seven extends thing.change {
  version: "1.0.0"
  governance { approval_quorum: 0 }
//             ^^^^^^^^^^^^^^^ error CQ4001
}
`,
      { packages: PACKAGES },
    )
  })

  it('survive a line of any length, and a circle', () => {
    const line = Array.from(
      { length: 200 },
      (_, index) => `/// A.\nread demo.a${index} extends demo.a${index + 1} { version: "1.0.0" }\n`,
    ).join('')
    const { diagnostics } = check(`${HEAD}${line}`, { packages: PACKAGES })
    assert.ok(diagnostics.some(({ code }) => code === 'CQ4077'))
    const self = check(`${HEAD}/// A.\nread demo.a extends demo.a { version: "1.0.0" }\n`, { packages: PACKAGES })
    assert.deepEqual(
      self.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
      ['CQ4077'],
    )
  })

  it('are laid out like other actions', () => {
    const text = `module demo\n\n/// A.\nread   demo.a   extends   demo.b {version:"1.0.0"}\n`
    assert.match(JSON.stringify(formatSource(text)), /read demo\.a extends demo\.b \{ version: \\"1\.0\.0\\" \}/)
  })
})
