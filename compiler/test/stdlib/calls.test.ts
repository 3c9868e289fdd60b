/** Calls of the standard library's functions as they are checked: what they take, what they refuse with which words, and what they become. */
import assert from 'node:assert/strict'
import { printCel } from '../../src/emit/cel.ts'
import { expressionText } from '../../src/program/expression-text.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES } from '../repository-host.ts'

const HEAD = `module demo

import std.files { AbsPath, Path, RelativePath, glob, under }
import std.git { BranchName }
import std.net { Email, HostName, HttpsUrl, domain_under, email_at, host_under, url_under }
import std.shell { SimpleCommand, words }

const own = "acme.example"

type Request = {
  file: RelativePath
  absolute: AbsPath(length: ..100)
  any: Path
  branch: BranchName
  address: Email
  host: HostName
  url: HttpsUrl
  command: SimpleCommand
  text: String(length: ..80)
  loose: String(length: 1..80, pattern: r"[a-z]+(/[a-z]+)*")
}
`

function conditionOf(condition: string, print: typeof printCel = printCel): string {
  const source = `${HEAD}type Asked = Request where ${condition}\n${READ}`
  const { program, diagnostics } = check(source, { packages: PACKAGES })
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  )
  const type = program.actions[0]?.input.fields[0]?.type
  return print(type!.where![0]!)
}

const READ = `
/// Asks.
read demo.ask {
  version: "1.0.0"
  input { request: Asked }
  output { done: Bool }
  governance { classification: standard, risk_tier: 1, authorized_roles: [asker] }
  execution { handler: "ask", timeout: 1s, retry_policy: none }
}
role asker: agent
purpose asking "Ask" { permits: [demo.ask] }
`

function refused(lines: string): readonly { code: string; text: string }[] {
  const source = `${HEAD}${lines}`
  const { diagnostics, sources } = check(source, { packages: PACKAGES })
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, help, location: { file, span } }) => ({
      code,
      text: [sources.get(file)!.slice(span.start, span.end), message, help]
        .filter((part) => part !== undefined)
        .join(' | '),
    }))
}

describe('calls of the standard library', () => {
  const meanings: readonly (readonly [string, string])[] = [
    ['under(value.absolute, "/srv")', 'value.absolute.matches("^(?:\\\\/srv(?:\\\\/[^\\\\x00]*)?)$")'],
    ['under(value.absolute, "/")', 'value.absolute.matches("^(?:\\\\/[^\\\\x00]*)$")'],
    ['glob(value.file, "src/**/*.ts")', 'value.file.matches("^(?:src\\\\/(?:[^/]+\\\\/)*[^/]*\\\\.ts)$")'],
    ['email_at(value.address, own)', 'value.address.matches("^(?:[^@]+@acme\\\\.example)$")'],
    ['words(value.command, "git status")', 'value.command.matches("^(?:git status(?: [^\\\\x00]*)?)$")'],
    [
      'host_under(value.url, "acme.example")',
      'value.url.matches("^(?:https:\\\\/\\\\/(?:[^./]+\\\\.)*acme\\\\.example(?:\\\\/[^\\\\x00]*)?)$")',
    ],
    ['!domain_under(value.host, "a.b")', '!value.host.matches("^(?:(?:[^.]+\\\\.)*a\\\\.b)$")'],
  ]
  for (const [call, cel] of meanings) it(`${call} is one anchored match`, () => assert.equal(conditionOf(call), cel))

  it('is shown to people as it was written', () => {
    const call = '!glob(value.file, "a/*") || words(value.command, "git push")'
    assert.equal(conditionOf(call, expressionText), call)
  })

  it('takes every type whose values are paths, by proof and not by name', () => {
    for (const field of ['file', 'any', 'branch', 'loose', 'host']) {
      assert.equal(conditionOf(`glob(value.${field}, "*")`), `value.${field}.matches("^(?:[^/]+)$")`)
    }
    assert.equal(conditionOf('glob(value.absolute, "/*")'), 'value.absolute.matches("^(?:\\\\/[^/]+)$")')
  })

  it('refuses a text that may be no path, and says what would do', () => {
    assert.deepEqual(refused('type A = Request where glob(value.text, "src/**")\n'), [
      { code: 'CQ3101', text: 'value.text | expected `Path`, found a wider `String` | declare it as `Path`' },
    ])
    assert.deepEqual(refused('type A = Request where under(value.file, "/srv")\n'), [
      {
        code: 'CQ3101',
        text: 'value.file | expected `AbsPath`, found a wider `RelativePath` | declare it as `AbsPath`',
      },
    ])
    assert.deepEqual(
      refused('type A = Request where words(value.text, "git")\n').map(({ code }) => code),
      ['CQ3101'],
    )
    assert.deepEqual(
      refused('type A = Request where host_under(value.text, "a.example")\n').map(({ code }) => code),
      ['CQ3101'],
    )
  })

  it('refuses what is compared with when it is not of its type', () => {
    const wrong = [
      'under(value.absolute, "srv")',
      'under(value.absolute, "/srv/../etc")',
      'under(value.absolute, "/srv/")',
      'words(value.command, "git  status")',
      'words(value.command, "git; rm")',
      'host_under(value.url, "https://acme.example")',
      'host_under(value.url, "*.acme.example")',
      'host_under(value.url, ".acme.example")',
      'email_at(value.address, "ACME.example")',
    ]
    for (const call of wrong)
      assert.deepEqual(
        refused(`type A = Request where ${call}\n`).map(({ code }) => code),
        ['CQ3203'],
        call,
      )
  })

  it('refuses globs that tools read differently', () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['src/**.ts', /whole segments/],
      ['src/[ab].ts', /sets of characters/],
      ['!src/**', /negates/],
      ['src\\\\a', /no escapes/],
      ['src//a', /empty segment/],
      ['src/', /empty segment/],
      ['../a', /no segment `\.\.`/],
      ['./a', /no segment `\.`/],
      ['{a}', /two texts or more/],
      ['{a,{b,c}}', /closed in its own segment/],
      ['{a,b/c}', /closed in its own segment/],
      ['a}', /closed in its own segment/],
      ['src/a\\n', /control character/],
    ]
    for (const [glob, why] of wrong) {
      const [found, ...more] = refused(`type A = Request where glob(value.file, "${glob}")\n`)
      assert.deepEqual([found?.code, more], ['CQ3135', []], glob)
      assert.match(found!.text, why)
    }
  })

  it('refuses a glob whose automaton would be too large, and takes long ones that are not', () => {
    const codes = (glob: string): readonly string[] =>
      refused(`type A = Request where glob(value.file, "${glob}")\n`).map(({ code }) => code)
    assert.deepEqual(codes(`**/*a${'?'.repeat(40)}`), ['CQ3012'])
    assert.deepEqual(codes(`{${Array.from({ length: 33 }, (_, index) => `a${index}`).join(',')}}`), ['CQ3135'])
    assert.deepEqual(codes(`${'**/'.repeat(80)}a`), [])
    assert.deepEqual(codes(`${'*a'.repeat(100)}`), [])
    assert.deepEqual(codes('a'.repeat(257)), ['CQ3202'])
  })

  it('refuses addresses that servers read differently, and what is not compared', () => {
    for (const base of [
      'https://a.example/b?c',
      'https://a.example/#',
      'https://a.example//b',
      'https://a.example/../b',
      'https://a.example/%2e/b',
      'https://a.example/b;c',
    ]) {
      assert.deepEqual(
        refused(`type A = Request where url_under(value.url, "${base}")\n`).map(({ code }) => code),
        ['CQ3135'],
        base,
      )
    }
    assert.deepEqual(refused('type A = Request where url_under(value.url, "https://a.example/v1/")\n'), [])
  })

  it('refuses what a request brings along, and what can never match', () => {
    expectDiagnostics(
      `${HEAD}type A = Request where words(value.command, value.command)
//                                          ^^^^^^^^^^^^^ error CQ3134
fn mine(path: RelativePath, pattern: String(length: 1..20)): Bool = glob(path, pattern)
//                                                                             ^^^^^^^ error CQ3134
type B = Request where glob(value.file, "/src/**")
//                                      ^^^^^^^^^ error CQ3136
type C = Request where under(value.absolute, "/a") && host_under(value.url, "10.0.0.1") && email_at(value.address, "com")
//                                                                          ^^^^^^^^^^ error CQ3136
//                                                                                                                 ^^^^^ error CQ3136
type D = Request where domain_under(value.host, "a") && glob(value.branch, "agent/**") && glob(value.loose, "a") && url_under(value.url, "https://a.example")
`,
      { packages: PACKAGES },
    )
  })

  it('says where a function is that nobody has imported, and would import it', () => {
    const { diagnostics } = check('module demo\n\ntype A = String(length: ..9) where glob(value, "a")\n', {
      packages: PACKAGES,
    })
    const [found] = diagnostics
    assert.equal(found?.help, 'it is in the standard library: `import std.files { glob }`')
    assert.equal(found?.fixes?.[0]?.title, 'add `import std.files { glob }`')
  })

  it('says how a function is called that is written as a method', () => {
    assert.deepEqual(refused('type A = Request where value.file.glob("a")\n'), [
      { code: 'CQ3114', text: 'glob | there is no function `glob` | write `glob(…)`' },
    ])
  })

  it('works inside functions of a project, over its own parameters', () => {
    const call =
      'fn in_sources(path: RelativePath): Bool = glob(path, "src/**") && !glob(path, "**/*.snap")\ntype A = Request where in_sources(value.file)\n'
    assert.deepEqual(refused(call), [])
  })

  it('`builtin` is a word of the standard library alone', () => {
    assert.deepEqual(
      refused('fn mine(path: RelativePath): Bool = builtin\n').map(({ code }) => code),
      ['CQ3102'],
    )
  })
})
