/** Verbs called in ways that nobody plans for: unsaved buffers, files for directories, options that are not there, readers that go away. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clawqlc, copyTreasury, createScratch, LIBRARY, ROOT, treasuryFile } from './program.ts'

const scratch = createScratch()

describe('clawqlc: what an editor has not saved', () => {
  const cwd = copyTreasury(scratch.path('edited'))
  const roles = treasuryFile('roles.claw')
  const at = ['-', '--stdin-filepath', 'roles.claw']

  it('check: is looked at in its place in the project, and what stands in it is reported', async () => {
    const [same, broken, renamed, added] = await Promise.all([
      clawqlc(['check', ...at], { cwd, input: roles }),
      clawqlc(['check', ...at, '--format', 'plain'], { cwd, input: `${roles}role other: robot\n` }),
      // The other files miss the role; that is said when they are looked at.
      clawqlc(['check', ...at], { cwd, input: roles.replaceAll('finance-agent', 'money-agent') }),
      clawqlc(['check', '-', '--stdin-filepath', 'more.claw'], {
        cwd,
        input: 'module acme.treasury\n\nrole more: agent\n',
      }),
    ])
    assert.deepEqual(same, { status: 0, stdout: '', stderr: 'checked 1 file: no problems\n' })
    assert.equal(broken.status, 2)
    assert.match(broken.stdout, /^roles\.claw:\d+:\d+: error\[CQ\d+\]: [^\n]*\n$/)
    assert.deepEqual([renamed.status, renamed.stdout], [0, ''])
    assert.equal(added.status, 0)
    assert.equal(readFileSync(join(cwd, 'roles.claw'), 'utf8'), roles)
  })

  it('lint, fmt and fix: likewise', async () => {
    const ugly = roles.replace('role finance-agent: agent', 'role   finance-agent:agent')
    const [linted, formatted, fixed, dry] = await Promise.all([
      clawqlc(['lint', ...at], { cwd, input: roles }),
      clawqlc(['fmt', ...at], { cwd, input: ugly }),
      clawqlc(['fix', ...at], { cwd, input: `${roles}\nconst words = ['x']\n` }),
      clawqlc(['fix', ...at, '--dry-run'], { cwd, input: `${roles}\nconst words = ['x']\n` }),
    ])
    assert.deepEqual(linted, { status: 0, stdout: '', stderr: 'linted 1 file: nothing to say\n' })
    assert.deepEqual([formatted.status, formatted.stdout], [0, roles])
    assert.equal(fixed.status, 0)
    assert.ok(fixed.stdout.endsWith('\nconst words = ["x"]\n'), fixed.stdout)
    assert.match(dry.stdout, /^--- [^\n]*roles\.claw\n[\s\S]*\n-const words = \['x'\]\n\+const words = \["x"\]\n$/)
    assert.equal(readFileSync(join(cwd, 'roles.claw'), 'utf8'), roles)
  })

  it('an error in a file that is formatted is reported under its name', async () => {
    const { status, stderr, stdout } = await clawqlc(['fmt', ...at], { cwd, input: 'module a {\n' })
    assert.deepEqual([status, stdout], [2, ''])
    assert.match(stderr, /--> roles\.claw:1:/)
  })

  it('is a wrong call outside the project, without `-`, and for what is no source', async () => {
    const runs = await Promise.all([
      clawqlc(['check', '-', '--stdin-filepath', '../x.claw'], { cwd }),
      clawqlc(['check', '--stdin-filepath', 'roles.claw'], { cwd }),
      clawqlc(['fix', '.', '--stdin-filepath', 'roles.claw'], { cwd }),
      clawqlc(['fmt', 'roles.claw', '--stdin-filepath', 'roles.claw'], { cwd }),
      clawqlc(['lint', '-', '--stdin-filepath', 'provenance.yaml'], { cwd }),
    ])
    for (const { status, stderr } of runs) {
      assert.equal(status, 1)
      assert.match(stderr, /^clawqlc: `[^\n]*\n/)
    }
  })
})

describe('clawqlc: files, and a module by itself', () => {
  it('lint of files says what stands in them, and that errors elsewhere keep it from looking', async () => {
    const cwd = scratch.make({ ...LIBRARY, 'wrong.claw': 'module acme.desk\n\nrole other: robot\n' })
    const { status, stdout, stderr } = await clawqlc(['lint', 'roles.claw'], { cwd })
    assert.deepEqual(
      { status, stdout, stderr },
      { status: 2, stdout: '', stderr: 'not linted: the project has errors in other files\n' },
    )
    const gone = await clawqlc(['lint', 'gone.claw'], { cwd })
    assert.equal(gone.status, 1)
  })

  it('`-` is a module by itself for lint and fix as for check', async () => {
    const input = "module a\n\nconst b = ['x']\n"
    const [linted, fixed] = await Promise.all([
      clawqlc(['lint', '-', '--format', 'plain'], { input: 'module a\n\nprivate role r: agent\n' }),
      clawqlc(['fix', '-'], { input }),
    ])
    assert.match(linted.stdout, /^stdin\.claw:3:14: warning\[CQ7101\]: /)
    assert.deepEqual([fixed.status, fixed.stdout], [0, 'module a\n\nconst b = ["x"]\n'])
  })
})

describe('clawqlc: called wrongly', () => {
  const cwd = scratch.make({ ...LIBRARY, 'sub.claw/inner.claw': 'module acme.inner\n\nrole x: agent\n' })
  const CALLS: readonly (readonly [words: string, message: RegExp])[] = [
    ['test roles.claw', /^clawqlc: `roles\.claw` is not a directory\n {2}this verb takes a whole project/],
    ['build gone', /^clawqlc: there is no file or directory `gone`\n$/],
    ['init roles.claw', /^clawqlc: `roles\.claw` is a file\n/],
    [
      'check --frmat json',
      /^clawqlc: unknown option '--frmat'\n\(Did you mean --format\?\)\n {2}clawqlc check --help says how it is called\n$/,
    ],
    ['manifest validate', /^clawqlc: missing required argument 'file'\n {2}clawqlc manifest validate --help says/],
    ['frobnicate', /^clawqlc: unknown command 'frobnicate'\n {2}clawqlc --help lists the verbs\n$/],
    ['eval a.b', /^clawqlc: required option '--input <file>' not specified\n {2}clawqlc eval --help/],
    [
      'check --format xml',
      /^clawqlc: option '--format <format>' argument 'xml' is invalid\. Allowed choices are human, /,
    ],
  ]
  for (const [words, message] of CALLS) {
    it(`clawqlc ${words}: status 1, what is wrong and where it is explained`, async () => {
      const { status, stdout, stderr } = await clawqlc(words.split(' '), { cwd })
      assert.deepEqual([status, stdout], [1, ''])
      assert.match(stderr, message)
    })
  }

  it('a directory that is named like a file is a directory', async () => {
    const { status, stderr } = await clawqlc(['check', 'sub.claw'], { cwd })
    assert.deepEqual([status, stderr], [0, 'checked 1 file: no problems\n'])
  })

  it('`help help` is the help', async () => {
    const { status, stdout } = await clawqlc(['help', 'help'])
    assert.equal(status, 0)
    assert.match(stdout, /^Usage: clawqlc /)
  })

  it('every verb explains itself', async () => {
    const { stdout } = await clawqlc(['--help'])
    const verbs = [...(stdout.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map(([, verb = '']) => verb)
    assert.ok(verbs.length > 10)
    const runs = await Promise.all(verbs.map((verb) => clawqlc([verb, '--help'])))
    for (const { status, stdout: help, stderr } of runs) {
      assert.deepEqual([status, stderr], [0, ''])
      assert.match(help, /^Usage: clawqlc /)
    }
  })
})

describe('clawqlc: the reader goes away', () => {
  // A pipe that closes after its first bytes, with far more to come.
  const many = `module a\n\n${Array.from({ length: 90 }, (_, index) => `role r${index}: robot\n`).join('')}`
  const cwd = scratch.make({ 'a.claw': many })

  for (const words of [
    ['check'],
    ['check', '--format', 'json'],
    ['explain', 'CQ2001'],
    ['completion', 'bash'],
    ['--help'],
  ]) {
    it(`clawqlc ${words.join(' ')}: ends as it would have, in silence`, async () => {
      const { status } = await clawqlc(words, { cwd })
      const program = join(ROOT, 'cli', 'src', 'clawqlc.ts')
      const child = spawn(process.execPath, ['--conditions=source', program, ...words], { cwd })
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      child.stdout.once('data', () => child.stdout.destroy())
      const ended = await new Promise((resolve) => child.on('close', resolve))
      assert.equal(ended, status)
      assert.doesNotMatch(stderr, /EPIPE|bug in clawqlc/)
    })
  }
})

describe('clawqlc: what may not be read', () => {
  it('is named, with the reason of the operating system', async () => {
    const cwd = scratch.make({ ...LIBRARY, 'closed.claw': 'module acme.desk\n' })
    chmodSync(join(cwd, 'closed.claw'), 0o000)
    const { status, stderr, stdout } = await clawqlc(['check'], { cwd })
    // Root may read everything; anybody else is told.
    if (process.getuid?.() === 0) assert.deepEqual([status, stdout], [0, ''])
    else {
      assert.equal(status, 1)
      assert.match(stderr, /^clawqlc: EACCES: [^\n]*closed\.claw'\n$/)
    }
  })
})
