/** The program as it is called: options, exit statuses, report formats, and files that strangers wrote. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'mocha'
import { parseArguments } from '../src/arguments.ts'
import { parseExpectedFailures } from '../src/expected-failures.ts'
import { parseJsonReport } from '../src/report/json.ts'
import { escapeXml } from '../src/report/junit.ts'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const FAKE = [process.execPath, join(import.meta.dirname, 'fake-implementation.ts')]
let folder = ''
const inFolder = (name: string): string => join(folder, name)

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  mkdirSync(inFolder('cases/echo'), { recursive: true })
  mkdirSync(inFolder('cases/other'))
  mkdirSync(inFolder('documents'))
  const testCase = (id: string, kind: string, name: string) => ({
    id,
    kind,
    clause: 'a & b',
    input: { name },
    expected: { name },
  })
  const write = (path: string, cases: object[]): void =>
    writeFileSync(inFolder(path), JSON.stringify({ about: 'test', cases }))
  write('cases/echo/some.json', [testCase('echo/one', 'echo', 'one'), testCase('echo/two', 'echo', 'two <&"')])
  write('cases/other/some.json', [testCase('other/one', 'fly', 'one')])
})
after(() => rmSync(folder, { recursive: true }))

function conformance(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' })
}

function run(options: readonly string[], ...behaviour: string[]): ReturnType<typeof conformance> {
  return conformance('--suite', folder, ...options, '--', ...FAKE, ...behaviour)
}

test('undeclared kinds are red unless they are accepted', () => {
  assert.equal(run([]).status, 3)
  const accepted = run(['--allow-unsupported'])
  assert.equal(accepted.status, 0, accepted.stderr)
  assert.match(accepted.stdout, /^fake 1$/m)
  assert.match(accepted.stdout, /^echo +2 +0 +0 +0 +0 +2$/m)
  assert.match(accepted.stdout, /^other +0 +0 +0 +1 +0 +1$/m)
  assert.match(accepted.stdout, /^result: green$/m)
})

test('one area alone', () => {
  const result = run(['--area', 'echo'])
  assert.equal(result.status, 0)
  assert.doesNotMatch(result.stdout, /other/)
  const unknown = run(['--area', 'none'])
  assert.equal(unknown.status, 1)
  assert.match(unknown.stderr, /no area none: there are echo, other/)
})

test('the list keeps to the area asked for, and ends quietly when its reader does', () => {
  const one = conformance('list', '--suite', folder, '--area', 'other')
  assert.deepEqual([one.status, one.stdout], [0, 'other/one\tfly\ta & b\n'])
  assert.match(conformance('list', '--suite', folder, '--area', 'none').stderr, /no area none/)
  // The suite itself is longer than a pipe holds, so that `head` is gone while the list is still being written.
  const piped = spawnSync(
    'bash',
    ['-c', '"$0" "$1" list | head -n 1; echo "${PIPESTATUS[0]}"', process.execPath, MAIN],
    {
      encoding: 'utf8',
    },
  )
  assert.match(piped.stdout, /^\S+\t\S+\t\S+\n0\n$/)
  assert.equal(piped.stderr, '')
})

test('JUnit escapes what it prints and counts what went wrong', () => {
  const { status, stdout } = run(['--format', 'junit'], 'wrong', 'two <&"')
  assert.equal(status, 3)
  assert.match(stdout, /<testsuite name="echo" tests="2" failures="1" errors="0" skipped="0">/)
  assert.match(stdout, /<testsuite name="other" tests="1" failures="0" errors="1" skipped="0">/)
  assert.match(stdout, /classname="echo\.a &amp; b"/)
  assert.match(stdout, /two &lt;&amp;\\&quot;/)
  assert.equal(escapeXml('a\u0000\u001b\ud800\n'), 'a\ufffd\ufffd\ufffd&#10;')
})

test('a badge is red for a red run and never bright green with unsupported kinds', () => {
  const color = (...words: Parameters<typeof run>): string => JSON.parse(run(...words).stdout).color
  assert.equal(color(['--format', 'badge', '--area', 'echo']), 'brightgreen')
  assert.equal(color(['--format', 'badge', '--allow-unsupported']), 'yellow')
  assert.equal(color(['--format', 'badge', '--area', 'echo'], 'wrong'), 'red')
})

test('reports of several implementations become one page that runs nothing of theirs', () => {
  assert.equal(run(['--json', inFolder('good.json'), '--allow-unsupported']).status, 0)
  assert.equal(run(['--json', inFolder('bad.json'), '--area', 'echo'], 'wrong').status, 3)
  const hostile = { ...parseJsonReport(readFileSync(inFolder('bad.json'), 'utf8')), name: '<script>alert(1)</script>' }
  writeFileSync(inFolder('hostile.json'), JSON.stringify(hostile))
  const made = conformance('report', inFolder('good.json'), inFolder('hostile.json'), '-o', inFolder('results.html'))
  assert.equal(made.status, 0, made.stderr)
  const page = readFileSync(inFolder('results.html'), 'utf8')
  assert.match(page, /<th scope="row">echo<\/th><td class="all">2 of 2<\/td><td class="bad">0 of 2/)
  assert.match(page, /<td class="none">unsupported<\/td><td class="none">not run<\/td>/)
  assert.doesNotMatch(page, /<script|https?:/)
  writeFileSync(inFolder('nothing.json'), '{}')
  assert.equal(conformance('report', inFolder('nothing.json'), '-o', inFolder('x.html')).status, 1)
})

test('expected failures are read from a file, and a listed case that passes is red', () => {
  writeFileSync(inFolder('listed.txt'), '# known\necho/one  # rounding\n')
  assert.equal(run(['--area', 'echo', '--expected-failures', inFolder('listed.txt')], 'wrong', 'one').status, 0)
  const stale = run(['--area', 'echo', '--expected-failures', inFolder('listed.txt')])
  assert.equal(stale.status, 3)
  assert.match(stale.stdout, /unexpected-pass echo\/one/)
  const known = new Set(['a', 'b'])
  assert.deepEqual([...parseExpectedFailures('a # why\r\n\n  b # because\n', known)], ['a', 'b'])
  for (const text of ['a', 'a #', 'c # why', 'a # why\na # again', 'a b # why'])
    assert.throws(() => parseExpectedFailures(text, known))
})

test('a suite that is wrong is refused rather than run in part', () => {
  const broken = inFolder('broken')
  mkdirSync(join(broken, 'cases/a'), { recursive: true })
  mkdirSync(join(broken, 'documents'))
  const good = { id: 'x', kind: 'k', clause: 'c', input: {}, expected: {} }
  const rows: [unknown, RegExp][] = [
    [{ cases: [good, good] }, /two cases have the id x/],
    [{ cases: [{ ...good, clause: '' }] }, /case 0: clause is missing/],
    [{ cases: [{ ...good, expected: 1 }] }, /input and expected are objects/],
    [{ cases: [{ ...good, input: { m: { $document: 'none' } } }] }, /no document named none/],
    [{ about: 'nothing' }, /holds no list of cases/],
  ]
  for (const [file, words] of rows) {
    writeFileSync(join(broken, 'cases/a/some.json'), JSON.stringify(file))
    const result = conformance('--suite', broken, '--', ...FAKE)
    assert.equal(result.status, 1)
    assert.match(result.stderr, words)
  }
})

test('wrong calls say what is wrong', () => {
  const rows: [string[], RegExp][] = [
    [[], /no command/],
    [['--format', 'pdf', '--', 'x'], /the format is one of/],
    [['--timeout', '0', '--', 'x'], /milliseconds/],
    [['--timeout', '1e3', '--', 'x'], /milliseconds/],
    [['--frobnicate', '--', 'x'], /unknown option --frobnicate/],
    [['--area'], /--area needs a value/],
    [['report', 'a.json'], /needs -o/],
    [['report', '-o', 'a.html'], /at least one/],
  ]
  for (const [words, message] of rows) assert.throws(() => parseArguments(words), message)
  assert.equal(conformance('--help').status, 0)
  assert.match(conformance('--version').stdout, /^\d+\.\d+\.\d+\n$/)
})
