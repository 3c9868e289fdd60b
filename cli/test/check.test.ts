/** `clawqlc check` as a program: what it reads, what it says, in which form, with which status. */
import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BROKEN, clawqlc, copyTreasury, createScratch, LIBRARY, TREASURY, treasuryFile } from './program.ts'

const scratch = createScratch()

describe('clawqlc check', () => {
  it('a clean project: nothing on standard output, status 0', async () => {
    const { status, stdout, stderr } = await clawqlc(['check', TREASURY])
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: 'checked 7 files: no problems\n' })
  })

  it('every error of every file, status 2; a broken file stops no other from being checked', async () => {
    const cwd = scratch.make(BROKEN)
    const [human, plain] = await Promise.all([
      clawqlc(['check'], { cwd }),
      clawqlc(['check', '--format', 'plain'], { cwd }),
    ])
    assert.equal(human.status, 2)
    assert.match(human.stderr, /\nchecked 4 files: 4 errors\n$/)
    assert.deepEqual(human.stdout.match(/^error\[CQ\d{4}\]/gm)?.length, 4)
    assert.equal(plain.status, 2)
    assert.equal(plain.stderr, '')
    assert.deepEqual(
      plain.stdout.split('\n').map((line) => line.replace(/: error\[(CQ\d+)\].*/, ' $1')),
      [
        'limits.claw:3:14 CQ2001',
        'limits.claw:4:29 CQ3006',
        'unfinished.claw:3:13 CQ4006',
        'unfinished.claw:4:22 CQ1101',
        '',
      ],
    )
  })

  it('in every format, whose text is what the format says', async () => {
    const cwd = scratch.make(BROKEN)
    const formats = ['json', 'jsonl', 'sarif', 'junit', 'github'] as const
    const runs = await Promise.all(formats.map((format) => clawqlc(['check', '--format', format], { cwd })))
    for (const { status, stderr } of runs) assert.deepEqual({ status, stderr }, { status: 2, stderr: '' })
    const [json = '', jsonl = '', sarif = '', junit = '', github = ''] = runs.map(({ stdout }) => stdout)
    const { diagnostics } = JSON.parse(json)
    assert.equal(diagnostics.length, 4)
    assert.deepEqual(Object.keys(diagnostics[0]), [
      ...['code', 'slug', 'severity', 'message', 'file', 'range', 'related', 'notes', 'help', 'fixes', 'docs'],
    ])
    assert.deepEqual(diagnostics[0].range.start, { line: 2, character: 13, offset: 31 })
    assert.deepEqual(
      jsonl
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      diagnostics,
    )
    assert.equal(JSON.parse(sarif).runs[0].results.length, 4)
    assert.match(junit, /^<\?xml .*\n<testsuites tests="4" failures="4" /)
    assert.equal(github.match(/^::error file=/gm)?.length, 4)
  })

  it('a clean project in every format says so in that format', async () => {
    const formats = ['plain', 'json', 'jsonl', 'sarif', 'junit', 'github'] as const
    const cwd = scratch.make(LIBRARY)
    const runs = await Promise.all(formats.map((format) => clawqlc(['check', '--format', format], { cwd })))
    for (const { status, stderr } of runs) assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
    const [plain, json = '', jsonl, sarif = '', junit = '', github] = runs.map(({ stdout }) => stdout)
    assert.deepEqual([plain, jsonl, github], ['', '', ''])
    assert.deepEqual(JSON.parse(json), { diagnostics: [] })
    assert.deepEqual(JSON.parse(sarif).runs[0].results, [])
    assert.match(junit, /tests="1" failures="0"/)
  })

  it('colour: FORCE_COLOR turns it on, NO_COLOR off whatever else is set, a pipe has none', async () => {
    const cwd = scratch.make(BROKEN)
    const [piped, forced, both, zero] = await Promise.all([
      clawqlc(['check'], { cwd }),
      clawqlc(['check'], { cwd, env: { FORCE_COLOR: '1' } }),
      clawqlc(['check'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }),
      clawqlc(['check'], { cwd, env: { FORCE_COLOR: '0' } }),
    ])
    assert.ok(forced.stdout.startsWith('\u001b[1;31merror[CQ2001]'))
    for (const { stdout } of [piped, both, zero]) assert.ok(stdout.startsWith('error[CQ2001]'))
    assert.equal(forced.stdout.replace(/\u001b\[[0-9;]*m/g, ''), piped.stdout)
  })

  it('with files, what stands in them is reported, under the whole project', async () => {
    const cwd = scratch.make(BROKEN)
    const [one, clean, two] = await Promise.all([
      clawqlc(['check', 'limits.claw', '--format', 'plain'], { cwd }),
      clawqlc(['check', 'types.claw'], { cwd }),
      clawqlc(['check', './roles.claw', join(cwd, 'unfinished.claw')], { cwd }),
    ])
    assert.equal(one.status, 2)
    assert.equal(one.stdout.split('\n').length, 3)
    assert.deepEqual([clean.status, clean.stdout, clean.stderr], [0, '', 'checked 1 file: no problems\n'])
    assert.equal(two.status, 2)
    assert.match(two.stderr, /checked 2 files: 2 errors/)
  })

  it('`-` checks one module from standard input', async () => {
    const cwd = scratch.make({})
    const [clean, wrong, alone] = await Promise.all([
      clawqlc(['check', '-'], {
        cwd,
        input: 'module a.b\n\nimport std.finance { Usd }\n\ntype Fee = Usd(range: 0..5)\n',
      }),
      clawqlc(['check', '-', '--format', 'plain'], { cwd, input: 'module a.b\n\ntype Fee = Usdd\n' }),
      clawqlc(['check', '-', 'a.claw'], { cwd }),
    ])
    assert.deepEqual([clean.status, clean.stderr], [0, 'checked 1 file: no problems\n'])
    assert.equal(wrong.status, 2)
    assert.match(wrong.stdout, /^stdin\.claw:3:12: error\[CQ2001\]/)
    assert.equal(alone.status, 1)
  })

  it('what is not there, not a source or not in the project is called wrongly: status 1 and one line, no stack', async () => {
    const cwd = scratch.make({ ...LIBRARY, 'notes.md': 'notes', '.hidden/a.claw': 'module a.b\n' })
    const cases = [
      [['check', 'missing'], /there is no file or directory `missing`/],
      [['check', 'missing.claw'], /there is no file or directory `missing.claw`/],
      [['check', 'roles.claw/below.claw'], /there is no file or directory/],
      [['check', 'notes.md'], /`notes.md` is not a file of the project/],
      [['check', '.hidden/a.claw'], /is not a file of the project/],
      [['check', '..', '.'], /`\.\.` is a directory among several paths/],
      [['check', '.hidden'], undefined],
      [['check', join(TREASURY, 'types.claw')], /is outside the current directory/],
      [['check', '--provenance'], /argument missing/],
      [['check', '--format', 'xml'], /Allowed choices are human, plain/],
    ] as const
    const runs = await Promise.all(cases.map(([words]) => clawqlc(words, { cwd })))
    for (const [index, [words, message]] of cases.entries()) {
      const { status, stdout, stderr } = runs[index] ?? { status: -1, stdout: '', stderr: '' }
      if (message === undefined) {
        assert.equal(status, 0, 'a hidden directory that is named is a project')
        continue
      }
      assert.deepEqual([status, stdout], [1, ''], words.join(' '))
      assert.match(stderr, message)
      assert.doesNotMatch(stderr, /\n\s+at |this is a bug/)
    }
  })

  it('a directory without a source is no clean project', async () => {
    const { status, stderr } = await clawqlc(['check'], { cwd: scratch.make({ 'README.md': '' }) })
    assert.equal(status, 1)
    assert.match(stderr, /there is no .claw file here\n {2}clawqlc init/)
  })

  it('links out of the project are not followed, nor are links at all', async () => {
    const outside = scratch.make({ 'secret.claw': 'this is no module\n', 'key.pub': 'x' })
    const cwd = copyTreasury(scratch.path('linked'), {
      'manifest.claw': treasuryFile('manifest.claw').replace('keys/issuer.pub', 'keys/linked.pub'),
    })
    symlinkSync(outside, join(cwd, 'linked-directory'))
    symlinkSync(join(outside, 'secret.claw'), join(cwd, 'linked.claw'))
    symlinkSync(join(outside, 'key.pub'), join(cwd, 'keys', 'linked.pub'))
    symlinkSync('loop.claw', join(cwd, 'loop.claw'))
    const { status, stdout } = await clawqlc(['check', '--format', 'plain'], { cwd })
    assert.equal(status, 2)
    assert.match(stdout, /^manifest\.claw:\d+:\d+: error\[CQ5\d+\]: .*keys\/linked\.pub/)
    assert.equal(stdout.split('\n').length, 2)
  })

  it('a directory that only looks like build output is read', async () => {
    const cwd = scratch.make({
      ...LIBRARY,
      'webapp/build.json': '{"manifest":"x"}',
      'webapp/a.claw': 'module webapp\n\ntype A = Nothing\n',
    })
    const { status, stdout } = await clawqlc(['check', '--format', 'plain'], { cwd })
    assert.equal(status, 2)
    assert.match(stdout, /^webapp\/a\.claw:3:10: error\[CQ2001\]/)
  })

  it('bytes that are no text, and files that are too large, are errors of that file', async () => {
    const cwd = scratch.make(LIBRARY)
    writeFileSync(join(cwd, 'binary.claw'), new Uint8Array([0x6d, 0xff, 0xfe, 0x00]))
    writeFileSync(join(cwd, 'huge.claw'), '/'.repeat(1_048_577))
    writeFileSync(join(cwd, 'sparse.claw'), '')
    mkdirSync(join(cwd, 'directory.claw'))
    const { status, stdout } = await clawqlc(['check'], { cwd })
    assert.equal(status, 2)
    assert.match(stdout, /error\[CQ\d+\]: .*\n --> binary\.claw:1:1\n {2}= /)
    assert.match(stdout, /error\[CQ\d+\]: .*\n --> huge\.claw:1:1\n {2}= /)
    assert.ok(stdout.length < 5000)
  })
})
