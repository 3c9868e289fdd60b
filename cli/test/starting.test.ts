/** How the programs start and end: version, help, unknown verbs, an older Node, readers that go away, and the form in which they are published. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createProgress } from '../src/progress.ts'
import { runsOnSupportedNode } from '../src/supported-node.ts'
import { VERSION } from '../src/version.ts'
import { BROKEN, clawqlc, createScratch, ROOT, run, TREASURY } from './program.ts'

const scratch = createScratch()
const packageJson = JSON.parse(readFileSync(join(ROOT, 'cli', 'package.json'), 'utf8'))
const PROGRAMS = ['clawqlc', 'clawql', 'conformance'] as const

describe('the programs of clawqlc', () => {
  it('the version is the one of package.json, for all of them', async () => {
    assert.equal(VERSION, packageJson.version)
    const runs = await Promise.all(
      PROGRAMS.map((name) =>
        run([process.execPath, '--conditions=source', join(ROOT, 'cli', 'src', `${name}.ts`), '--version']),
      ),
    )
    for (const { status, stdout } of runs) assert.deepEqual([status, stdout], [0, `${VERSION}\n`])
  })

  it('help is asked for: status 0 on standard output; wrong words: status 1 on standard error', async () => {
    const [help, verb, none, unknown, option, missing] = await Promise.all([
      clawqlc(['--help']),
      clawqlc(['help', 'build']),
      clawqlc([]),
      clawqlc(['biuld']),
      clawqlc(['check', '--colour']),
      clawqlc(['eval', 'a.b', '--claims', 'x']),
    ])
    assert.deepEqual([help.status, verb.status, help.stderr], [0, 0, ''])
    for (const name of ['init', 'check', 'build', 'test', 'eval', 'explain', 'manifest']) {
      assert.match(help.stdout, new RegExp(`^ {2}${name}\\b`, 'm'))
    }
    assert.match(help.stdout, /Exit status: 0 fine, 1 /)
    assert.match(verb.stdout, /--emit <list>/)
    for (const { status, stdout } of [none, unknown, option, missing]) assert.deepEqual([status, stdout], [1, ''])
    assert.match(unknown.stderr, /Did you mean build\?/)
    assert.match(option.stderr, /unknown option '--colour'/)
    assert.match(missing.stderr, /'--input <file>' not specified/)
  })

  it('help for what is no verb says so; an empty list is no default worth telling', async () => {
    const [near, far, build, verify] = await Promise.all([
      clawqlc(['help', 'biuld']),
      clawqlc(['help', 'nope']),
      clawqlc(['help', 'build']),
      clawqlc(['manifest', 'verify', '--help']),
    ])
    for (const { status, stdout } of [near, far]) assert.deepEqual([status, stdout], [1, ''])
    assert.equal(near.stderr, 'clawqlc: there is no verb `biuld`\n  did you mean build?\n')
    assert.equal(far.stderr, 'clawqlc: there is no verb `nope`\n  clawqlc --help lists the verbs\n')
    assert.match(build.stdout, /\(repeatable\)\n.*\(default: "out"\)/)
    for (const { status, stdout } of [build, verify]) {
      assert.equal(status, 0)
      assert.doesNotMatch(stdout, /default: \[\]/)
    }
  })

  it('a reader that goes away ends the output quietly and leaves the status', async () => {
    const cwd = scratch.make({
      ...BROKEN,
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, n) => [
          `more-${n}.claw`,
          `module acme.desk\n${`\ntype T${n} = Nothing\n`.repeat(40)}`,
        ]),
      ),
    })
    const program = `'${process.execPath}' --conditions=source '${join(ROOT, 'cli', 'src', 'clawqlc.ts')}'`
    const shell = (script: string) => run(['bash', '-c', script], { cwd })
    const [cut, closed] = await Promise.all([
      shell(`${program} check | head -n 1; echo "\${PIPESTATUS[0]}"`),
      shell(`${program} check --format json >&-; echo "$?"`),
    ])
    assert.match(cut.stdout, /^error\[CQ\d+\]: .*\n2\n$/)
    assert.match(cut.stderr, /^\n?(checked 64 files: \d+ errors\n)?$/)
    assert.doesNotMatch(closed.stderr, /\n\s+at /)
  })

  it('on an older Node they go on under the right one', async function () {
    const older = olderNode()
    if (older === undefined) {
      this.test!.title += ' (this machine has no older Node: only the answer of this one was looked at)'
      assert.equal(runsOnSupportedNode('clawqlc'), true)
      return
    }
    this.test!.title += ` (${older.version})`
    const built = PROGRAMS.map((name) => join(ROOT, 'cli', 'dist', `${name}.js`))
    if (!built.every((path) => existsSync(path))) assert.fail('cli/dist is not built: npm run build')
    const [checked, wrong, operated, answered] = await Promise.all([
      run([older.path, built[0] ?? '', 'check', TREASURY]),
      run([older.path, built[0] ?? '', 'check', 'nowhere']),
      run([older.path, built[1] ?? '', '--help']),
      run([older.path, built[2] ?? ''], { input: '{"id":1,"kind":"capabilities","input":{}}\n' }),
    ])
    assert.deepEqual([checked.status, checked.stderr], [0, 'checked 7 files: no problems\n'])
    assert.equal(wrong.status, 1)
    assert.equal(operated.status, 0)
    assert.match(answered.stdout, /^\{"id":1,"result":\{"name":/)
  })
})

describe('the published package', () => {
  it('has programs, template and pages; explains and starts projects without the checkout', async () => {
    const packed = scratch.make({})
    const npm = await run(['npm', 'pack', '--json', '--pack-destination', packed], { cwd: join(ROOT, 'cli') })
    assert.equal(npm.status, 0, npm.stderr)
    const [archive = ''] = readdirSync(packed)
    assert.equal((await run(['tar', 'xzf', archive], { cwd: packed })).status, 0)
    const inside = join(packed, 'package')
    for (const path of [
      'dist/clawqlc.js',
      'dist/clawql.js',
      'dist/conformance.js',
      'template/gitignore',
      'pages/CQ2001.md',
      'README.md',
    ]) {
      assert.ok(existsSync(join(inside, path)), path)
    }
    assert.deepEqual(
      Object.values(packageJson.bin).filter((path) => !existsSync(join(inside, String(path)))),
      [],
    )
    assert.equal(existsSync(join(ROOT, 'cli', 'pages')), false, 'the checkout has each page once')

    // Its dependencies are found beside it, as after an installation.
    mkdirSync(join(packed, 'elsewhere'))
    symlinkSync(join(ROOT, 'node_modules'), join(packed, 'node_modules'))
    const program = [process.execPath, join(inside, 'dist', 'clawqlc.js')]
    const cwd = join(packed, 'elsewhere')
    const [explained, started] = await Promise.all([
      run([...program, 'explain', 'CQ2001'], { cwd }),
      run([...program, 'init', 'desk'], { cwd }),
    ])
    assert.match(explained.stdout, /^# CQ2001 unknown-name\n/)
    assert.equal(started.status, 0, started.stderr)
    assert.equal((await run([...program, 'check', 'desk'], { cwd })).status, 0)
  })

  it('package.json names every file it promises and the dependencies that sources import', () => {
    assert.deepEqual(Object.keys(packageJson.bin).sort(), ['clawql', 'clawqlc'])
    assert.equal(packageJson.engines.node, '>=24')
    assert.ok('@clawql/stdlib' in packageJson.dependencies && '@clawql/presets' in packageJson.dependencies)
  })
})

describe('progress', () => {
  it('is one line on a terminal, cut to its width and gone at the end; nothing elsewhere', () => {
    const written: string[] = []
    const write = (text: string): void => void written.push(text)
    const { TERM } = process.env
    process.env['TERM'] = 'xterm'
    const progress = createProgress({ isTTY: true, columns: 12, write })
    progress.show('analyse')
    progress.show('check code against the interpreter')
    progress.clear()
    assert.deepEqual(written, ['\r\u001b[Kanalyse…', '\r\u001b[Kcheck code…', '\r\u001b[K'])
    if (TERM === undefined) delete process.env['TERM']
    else process.env['TERM'] = TERM
    createProgress({ write }).show('analyse')
    assert.equal(written.length, 3)
  })
})

/** A Node below 24 on the path, outside this checkout. */
function olderNode(): { readonly path: string; readonly version: string } | undefined {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, 'node')
    if (directory.includes('node_modules') || !existsSync(path)) continue
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
    const major = Number(/^v(\d+)\./.exec(version)?.[1])
    if (major >= 20 && major < 24) return { path, version }
  }
  return undefined
}
