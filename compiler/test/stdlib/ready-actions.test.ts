/** Every action of the standard library, used as it is: the test blocks of `ready/` on them, and that none is left out. */
import assert from 'node:assert/strict'
import { analyse } from '../../src/analyse.ts'
import { runTests } from '../../src/evaluate/run-tests.ts'
import { lint } from '../../src/lint.ts'
import { expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { PACKAGES, readDirectory } from '../repository-host.ts'

const READY = readDirectory('compiler/test/stdlib/ready')

/** Ids of all actions and reads that the library's sources declare. */
const DECLARED = Object.entries(PACKAGES['@clawql/stdlib'] ?? {})
  .filter(([path]) => path.endsWith('.claw'))
  .flatMap(([, bytes]) => [...new TextDecoder().decode(bytes as Uint8Array).matchAll(/^(?:action|read) (\S+) \{$/gm)])
  .map(([, id = '']) => id)

describe('ready actions', () => {
  const { program, diagnostics } = analyse(virtualHost(READY, PACKAGES))

  it('are sound where they are used', () => {
    assert.deepEqual(
      diagnostics.map(({ code, message }) => `${code} ${message}`),
      [],
    )
    assert.deepEqual(lint(virtualHost(READY, PACKAGES)).diagnostics, [])
  })

  it('are all called by a test', () => {
    const called = new Set(program.tests.map((test) => test.action))
    assert.ok(DECLARED.length > 25)
    assert.deepEqual(
      DECLARED.filter((id) => !called.has(id)),
      [],
    )
  })

  it('say what each of their fields is', () => {
    const silent = program.actions.flatMap(({ id, input, output }) =>
      [...input.fields, ...output.fields].filter(({ doc = '' }) => doc === '').map(({ name }) => `${id} ${name}`),
    )
    assert.deepEqual(silent, [])
  })

  it('decide what their tests expect', () => {
    const results = runTests(program)
    assert.ok(results.length > 100, `${results.length} runs`)
    assert.deepEqual(
      results.filter(({ passed }) => !passed),
      [],
    )
  })

  it('bring no roles, objects or purposes into a project that takes a type alone', () => {
    const { program: small } = analyse(
      virtualHost(
        { 'a.claw': 'module a\n\nimport std.files { RelativePath }\n\ntype Own = RelativePath(length: ..80)\n' },
        PACKAGES,
      ),
    )
    assert.deepEqual([small.roles, small.objects, small.purposes, small.actions], [[], [], [], []])
  })

  it('leave the names of their roles to a project that does not use them', () => {
    const { diagnostics: found } = analyse(
      virtualHost(
        {
          'a.claw':
            'module a\n\nimport std.files { RelativePath }\n\nrole coding-agent: agent\ntype Own = RelativePath(length: ..80)\n',
        },
        PACKAGES,
      ),
    )
    assert.deepEqual(found, [])
  })

  it('are imported by their ids, which have no other name', () => {
    expectDiagnostics(
      `module a

import std.git { git.push, git.comit }
//                         ^^^^^^^^^ error CQ2007
import std.shell { command.run as run }
//                             ^^ error CQ1101
purpose releasing "Release" { permits: [branch.push] }
`,
      { packages: PACKAGES },
    )
  })
})
