/** What the library's types admit, read by the programs that will read it: the platform's path functions and URL parser, and a real shell. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { isValueOf, textType } from './text-type.ts'

const RUNS = 10_000
const SEED = 90_417

/** Put together from harmless parts, with a hostile one among them now and then. */
function texts(harmless: readonly string[], hostile: readonly string[]): fc.Arbitrary<string> {
  const parts = fc.array(fc.constantFrom(...harmless), { minLength: 1, maxLength: 9 })
  const other = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(...hostile))
  return fc.tuple(parts, other, parts).map(([before, odd, after]) => [...before, odd, ...after].join(''))
}

/** Calls `judge` with every text that the type admits; most of what is made is refused. */
function forValues(module: string, name: string, made: fc.Arbitrary<string>, judge: (value: string) => void): void {
  const declared = textType(module, name)
  let admitted = 0
  fc.assert(
    fc.property(made, (value) => {
      if (!isValueOf(declared, value)) return
      admitted++
      judge(value)
    }),
    { numRuns: RUNS, seed: SEED },
  )
  assert.ok(admitted > 300, `${admitted} admitted`)
}

const PATHS = texts(
  ['/', '/', 'a', 'b.c', 'd', '.git', 'x y', '...'],
  ['.', '..', '/../', '\\', '\\..\\', ':', 'C:', '~', '\0', '\n', 'é', '%2e', '*'],
)
const URLS = fc
  .tuple(
    fc.constantFrom('https://', 'https://', 'https://', 'https:', 'HTTPS://', 'http://'),
    texts(
      ['a', 'example', '.', '.', 'com', 'xn--a', '/', '1'],
      ['//', '@', ':', ':443', '\\', '?', '#', '%2f', '%40', '0x7f', '127.1', '[::1]', 'A', '\t', ' ', 'é', '。', '-'],
    ),
  )
  .map((parts) => parts.join(''))
const COMMANDS = texts(
  ['git', 'a', ' ', ' ', ' ', '-', '--b', '/', '..', '@', ':', '+', ','],
  [...'=~*$`"\';&|><(){}!#\n\\^?%\t\r', 'A=1 ', '$A', '[a]'],
)

describe('the library as the platform reads it', () => {
  it(`a RelativePath stays below its root on every system (${RUNS} texts, seed ${SEED})`, () => {
    forValues('std.files', 'RelativePath', PATHS, (value) => {
      assert.equal(posix.normalize(value), value)
      assert.ok(posix.resolve('/base', value).startsWith('/base/'), value)
      assert.ok(win32.resolve('D:\\root', value).startsWith('D:\\root\\'), value)
    })
  })

  it(`an AbsPath is in normal form (${RUNS} texts, seed ${SEED})`, () => {
    forValues('std.files', 'AbsPath', PATHS, (value) => assert.equal(posix.resolve('/elsewhere', value), value))
  })

  it(`an HttpsUrl leads where it says (${RUNS} texts, seed ${SEED})`, () => {
    forValues('std.net', 'HttpsUrl', URLS, (value) => {
      // A label that claims to be encoded and is not leads nowhere.
      if (!URL.canParse(value)) {
        assert.match(value, /xn--/)
        return
      }
      const { protocol, hostname, username, password, port } = new URL(value)
      assert.deepEqual([protocol, username, password, port], ['https:', '', '', ''])
      assert.equal(hostname, value.slice('https://'.length).split('/')[0])
      assert.doesNotMatch(hostname, /^[0-9.]+$/)
    })
  })

  it(`a shell takes the words of a SimpleCommand as they stand (${RUNS} texts, seed ${SEED})`, () => {
    const commands = new Set<string>()
    forValues('std.shell', 'SimpleCommand', COMMANDS, (value) => commands.add(value))
    // `show` prints how many words it was given, and the words: an expansion or a second command would not come out so.
    const show = 'show() { printf "%s" "$#"; printf " <%s>" "$@"; echo; }'
    const script = [show, ...[...commands].map((command) => `show ${command}`), ''].join('\n')
    const shown = execFileSync('sh', { input: script, encoding: 'utf8', env: { A: 'leaked' } })
    const expected = [...commands].map((command) => {
      const words = command.split(' ')
      return `${words.length} ${words.map((word) => `<${word}>`).join(' ')}`
    })
    assert.deepEqual(shown.trimEnd().split('\n'), expected)
    // And none begins with an assignment.
    for (const command of commands) assert.doesNotMatch(command.split(' ')[0]!, /=/)
  })

  it('no look-alike of an ASCII character is in names of hosts, addresses, branches or commands', () => {
    for (const alike of 'аеорсухіјѕԁｅ․／∕。：⁚﹕＠ⅼ\u00ad\u200b\u200d\u2060\ufeff\u202e') {
      const admits = (module: string, name: string, value: string): boolean => isValueOf(textType(module, name), value)
      assert.ok(!admits('std.net', 'HostName', `ex${alike}mple.com`), alike)
      assert.ok(!admits('std.net', 'HttpsUrl', `https://ex${alike}mple.com/`), alike)
      assert.ok(!admits('std.net', 'HttpsUrl', `https://example.com/${alike}`), alike)
      assert.ok(!admits('std.net', 'Email', `ada@ex${alike}mple.com`), alike)
      assert.ok(!admits('std.git', 'BranchName', `ma${alike}n`), alike)
      assert.ok(!admits('std.shell', 'SimpleCommand', `git st${alike}tus`), alike)
    }
  })
})
