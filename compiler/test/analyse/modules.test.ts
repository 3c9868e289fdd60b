import assert from 'node:assert/strict'
import { analyse } from '../../src/analyse.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'
import { PACKAGES } from '../repository-host.ts'
import { ACTION, changed, HEAD, MANIFEST } from './example-module.ts'

const packages = PACKAGES

describe('modules', () => {
  it('an empty project is an empty program', () => {
    const { program, diagnostics } = check({})
    assert.deepEqual(diagnostics, [])
    assert.deepEqual(program.actions, [])
  })

  it('files of a directory share declarations and imports', () => {
    expectDiagnostics(
      {
        'desk/a.claw': 'module desk\n\nimport std.roles { operator }\n',
        'desk/b.claw': 'module desk\n\ninvariant known: actions.all(a, !(operator in a.roles) || (clerk in a.roles))\n',
        'desk/c.claw': 'module desk\n\nrole clerk: agent\n',
      },
      { packages },
    )
  })

  it('each file may repeat an import, and answers for its own', () => {
    expectDiagnostics(
      {
        'desk/a.claw':
          'module desk\n\nimport std.roles { operator }\ninvariant a: actions.all(x, !(operator in x.roles))\n',
        'desk/b.claw': `module desk

import std.roles { operator }
//                 ^^^^^^^^ warning CQ2009
role clerk: agent
`,
      },
      { packages },
    )
  })

  it('where files disagree on the name, the majority is right', () => {
    expectDiagnostics({
      'a.claw': `module east
//     ^^^^ error CQ2004
role a: agent
`,
      'b.claw': 'module west\n\nrole b: agent\n',
      'c.claw': 'module west\n\nrole c: agent\n',
    })
  })

  it('a role imported under another name keeps its own in the program', () => {
    const { program } = expectDiagnostics(
      changed(
        HEAD + ACTION,
        ['role boss: human\n', ''],
        ['module demo\n', 'module demo\n\nimport std.roles { operator as boss }\n'],
        ['authorized_roles: [clerk]', 'authorized_roles: [clerk, boss]\n    approval: 1 of boss'],
        ['  effect', '  require known: claims.role != boss || input.door != "x"\n    because "x"\n  effect'],
      ),
      { packages },
    )
    const [action] = program.actions
    assert.deepEqual(action?.governance.authorizedRoles, ['clerk', 'operator'])
    assert.deepEqual(action?.governance.approval?.groups, [{ role: 'operator', min: 1 }])
    assert.match(JSON.stringify(action?.rules), /"value":"operator"/)
    assert.doesNotMatch(JSON.stringify(action?.rules), /"value":"boss"/)
  })

  it('of a package only what is referred to takes part', () => {
    const { program } = expectDiagnostics(changed(HEAD + ACTION, ['role boss: human\n', '']), { packages })
    assert.deepEqual(
      program.roles.map(({ name }) => name),
      ['clerk'],
    )
  })

  it('a circle of three modules is told once', () => {
    expectDiagnostics({
      'a/a.claw': `module a

import b { B }
//     ^ error CQ2010
type A = { b: B }
`,
      'b/b.claw': 'module b\n\nimport c { C }\ntype B = { c: C }\n',
      'c/c.claw': 'module c\n\nimport a { D }\ntype C = { d: D }\n',
      'a/d.claw': 'module a\n\ntype D = Bool\n',
    })
  })

  it('a module does not import itself', () => {
    expectDiagnostics(`module a

import a { A }
//     ^ error CQ2010
//         ^ warning CQ2009
type A = Bool
`)
  })

  for (const [what, declaration] of [
    ['role', 'role clerk: agent'],
    ['purpose', 'purpose clerk "x" { permits: [] }'],
    ['object', 'object clerk { state a }'],
    [
      'manifest',
      changed(MANIFEST, ['manifest door-agent', 'manifest clerk'], ['[door.close_it]', '[]'], ['tidying', 'p']),
    ],
  ] as const) {
    it(`one ${what} is declared by one module`, () => {
      const extra = what === 'manifest' ? '\npurpose p "x" { permits: [] }\npurpose q "x" { permits: [] }\n' : '\n'
      const { diagnostics } = check(
        {
          'a/a.claw': `module a\n\n${declaration}${extra}`,
          'b/b.claw': `module b\n\n${declaration.replace('processing_purpose: p', 'processing_purpose: q')}${extra.replace('purpose p "x" { permits: [] }\n', '').replace(/^\n\n/, '\n')}`,
        },
        { packages },
      )
      const found = diagnostics
        .filter(({ code }) => code === 'CQ2012')
        .map(({ location, message }) => [location.file, message])
      assert.deepEqual(found[0], ['b/b.claw', `the ${what} \`clerk\` is declared in module \`a\` too`])
    })
  }
})

describe('one mistake, one message', () => {
  it('names that a broken file seems to declare are not unknown elsewhere', () => {
    const { diagnostics } = check({
      'a.claw': HEAD.replace('role clerk: agent\n', ''),
      'b.claw': 'module demo\n\nrole clerk agent agent\n',
      'c.claw': `module demo\n${ACTION}`,
    })
    assert.deepEqual([...new Set(diagnostics.map(({ location }) => location.file))], ['b.claw'])
  })

  it('a file that is no text does not make its names unknown', () => {
    const { diagnostics } = check({
      'a.claw': HEAD.replace('role clerk: agent\n', ''),
      'b.claw': new Uint8Array([0xff, 0xfe]),
      'c.claw': `module demo\n${ACTION}`,
    })
    assert.deepEqual([...new Set(diagnostics.map(({ location }) => location.file))], ['b.claw'])
  })

  it('what a broken file still says is used', () => {
    const { diagnostics } = check({
      'a.claw': `${HEAD}\nrole !\n`,
      'b.claw': `module demo\n${changed(ACTION, ['risk_tier: 2', 'risk_tier: 9'])}`,
    })
    assert.ok(diagnostics.some(({ code, location }) => code === 'CQ4004' && location.file === 'b.claw'))
    assert.ok(!diagnostics.some(({ code }) => code === 'CQ2001'))
  })

  it('a wrong import does not make every use of its name wrong', () => {
    expectDiagnostics(
      changed(
        HEAD + ACTION,
        ['role clerk: agent\n', ''],
        ['module demo\n', 'module demo\n\nimport people { clerk }\n//     ^^^^^^ error CQ2006\n'],
      ),
    )
  })

  it('a wrong input does not make rules, effects and limits wrong', () => {
    const { diagnostics } = check(
      changed(
        HEAD + ACTION,
        ['String(length: 1..64)', 'Strng(length: 1..64)'],
        ['  effect', '  require a: input.door != "x"\n    because "x"\n  effect'],
      ),
    )
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['CQ2001'],
    )
  })
})

describe('analyse', () => {
  it('reads the roots it is given and nothing else', () => {
    const host = virtualHost({
      'a/a.claw': 'module a\n\nrole a: agent\n',
      'b/b.claw': 'module b\n\nrole b: robot\n',
      'c.claw': 'module c\n\nrole c: agent\n',
    })
    const { program, diagnostics } = analyse(host, { roots: ['a', 'c.claw'] })
    assert.deepEqual(diagnostics, [])
    assert.deepEqual(
      program.roles.map(({ name }) => name),
      ['a', 'c'],
    )
  })

  it('keeps the text of every file it read', () => {
    const { sources } = check('module demo\n\nimport std.roles { operator }\n', { packages })
    assert.ok(sources.get('@clawql/stdlib/roles/roles.claw')?.includes('role operator: human'))
    assert.ok(sources.has('main.claw'))
  })

  it('never throws, whatever is cut off the end of a source', () => {
    const text = HEAD + ACTION + MANIFEST
    for (let end = 0; end < text.length; end += 7) {
      const { diagnostics } = check(text.slice(0, end), { packages })
      assert.ok(Array.isArray(diagnostics))
    }
  })
})
