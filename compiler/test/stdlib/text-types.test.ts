/**
 * Every text type of the standard library against values it takes and values it must not take.
 */
import assert from 'node:assert/strict'
import { checkedPattern } from '../../src/types/pattern/checked-pattern.ts'
import { runDfa } from '../../src/types/pattern/dfa.ts'
import { matchPattern } from '../../src/types/pattern/match-pattern.ts'
import { patternToDfa } from '../../src/types/pattern/pattern-to-dfa.ts'
import { PACKAGES } from '../repository-host.ts'
import { isValueOf, textType } from './text-type.ts'

const SHA1 = 'a'.repeat(40)
const SHA256 = '0'.repeat(64)

const EXAMPLES: Readonly<Record<string, { readonly takes: readonly string[]; readonly refuses: readonly string[] }>> = {
  'std.finance AccountId': { takes: ['A-1', 'x', '0.b:c_d'], refuses: ['', '-a', 'a b', 'a/b', 'a'.repeat(65)] },
  'std.finance Iban': {
    takes: ['DE89370400440532013000', 'NO9386011117947'],
    refuses: ['de89370400440532013000', 'DE8937040044', 'DE89 3704 0044 0532 0130 00'],
  },
  'std.finance CurrencyCode': { takes: ['USD', 'EUR'], refuses: ['usd', 'USDT', 'US', ''] },
  'std.files AbsPath': {
    takes: ['/', '/srv', '/srv/a.b/.c/..d/...', '/ä b'],
    refuses: ['', 'srv', '//', '/srv/', '/srv//a', '/.', '/..', '/a/./b', '/a/../b', '/a\0', '/a\nb', '/a\\..\\b'],
  },
  'std.files RelativePath': {
    takes: ['a', 'a/b.c', '.git', '..a', 'a/...'],
    refuses: ['', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/..', './a', 'a\0', 'C:\\a', '..\\a', 'C:a', 'a:b'],
  },
  'std.files Path': {
    takes: ['/', 'a', '/srv/a', 'a/b.c', '.git/config'],
    refuses: ['', 'a/', '//', '/a/', '../a', '/a/../b', './a', 'a\\b', 'a\u007f'],
  },
  'std.files FileName': { takes: ['a', '.a', '..a', '...'], refuses: ['', '.', '..', 'a/b', 'a\\b', 'a:b', 'a\n'] },
  'std.files Glob': { takes: ['**', 'src/**/*.ts'], refuses: ['', 'a'.repeat(257)] },
  'std.net HostName': {
    takes: ['a', 'api.example.com', 'x-1.example'],
    refuses: ['', '.a', 'a.', 'A.b', '-a', 'a-', 'a..b', 'a_b', 'a'.repeat(64)],
  },
  'std.net Email': {
    takes: ['ada@acme.example', 'a.b+c@x.y.example'],
    refuses: ['ada', 'ada@', '@acme.example', 'a b@c.example', 'a@b', 'a@b@c.example', 'a@-b.example'],
  },
  'std.net HttpsUrl': {
    takes: ['https://a.example', 'https://a.example/', 'https://a.example/b?c=d#e'],
    refuses: [
      'http://a.example',
      'https://',
      'https://u@a.example',
      'https://a.example:8443/',
      'https://a.example/ b',
      'https://A.example',
      'https://a.example\\b',
      'https://127.0.0.1/',
      'https://10.1/',
      'https://0x7f.0x1/',
      'https://[::1]/',
      'https://a.example./',
      'https://a.example%2eb/',
      'https://a.example/\t',
      'HTTPS://a.example',
      'https:/a.example',
      'https:///a.example',
      'https://а.example/',
      'https://a。example/',
    ],
  },
  'std.git BranchName': {
    takes: ['main', 'feature/x-1', 'v1.2'],
    refuses: ['', '/a', 'a/', 'a//b', 'a..b', '-a', 'a-', 'a b', 'a.lock/', '@{'],
  },
  'std.git CommitId': { takes: [SHA1, SHA256], refuses: ['a', `${SHA1}a`, SHA1.toUpperCase()] },
  'std.git Version': { takes: ['1.0.0', '1.0.0-rc.1+b'], refuses: ['1.0', 'v1.0.0', '01.0.0', '1.0.0-'] },
  'std.files Content': { takes: ['', 'a\n\0b'], refuses: ['a'.repeat(1_048_577)] },
  'std.http Body': { takes: ['', '{"a":1}'], refuses: ['a'.repeat(1_048_577)] },
  'std.git RemoteName': {
    takes: ['origin', 'fork-1'],
    refuses: ['', '-a', '--upload-pack', 'a/b', 'https://a', 'a@b', 'a:b', '..'],
  },
  'std.git TagName': { takes: ['v1.2.3', 'release/1'], refuses: ['', '-a', 'a..b', 'a b', 'a^', 'a~1', 'a:b', 'a/'] },
  'std.git RefName': {
    takes: ['refs/heads/main', 'refs/tags/v1.0'],
    refuses: [
      'main',
      'refs/heads/',
      'refs/remotes/origin/main',
      'refs/heads/a..b',
      '+refs/heads/main',
      'refs/heads/a:b',
    ],
  },
  'std.mail MessageId': { takes: ['m-1@mail.example', '42'], refuses: ['', '<a@b>', 'a b', 'a/b'] },
  'std.mail Subject': {
    takes: ['Your order', 'Grüße'],
    refuses: ['', 'a\r\nBcc: b', 'a\nb', 'a\0', 'a\u2028b', 'a\u0085b'],
  },
  'std.trackers IssueKey': {
    takes: ['OPS-17', 'A1-1'],
    refuses: ['', 'OPS', 'ops-1', 'OPS-0', 'OPS-1 or 1=1', '1A-1'],
  },
  'std.trackers ProjectKey': { takes: ['OPS', 'A'], refuses: ['', 'ops', 'OPS"', '1A'] },
  'std.payments PaymentId': { takes: ['P-1001', '20261120-1'], refuses: ['', 'P-1', 'p-1001', 'P 1001', '-P100'] },
  'std.payments Reference': { takes: ['Invoice 7', "O'Neil (7)"], refuses: ['', 'a\nb', 'a;b', 'a"b', 'é'] },
  'std.databases StatementName': {
    takes: ['orders.open', 'count_all'],
    refuses: ['', 'Orders', 'orders.', '.orders', 'orders;', 'select 1', "orders'--"],
  },
  'std.databases SqlText': { takes: ['select 1; drop table a'], refuses: ['', 'a'.repeat(20_001)] },
  'std.shell SimpleCommand': {
    takes: ['git status', 'npm run test -- --grep a=b', './x.sh', 'ls -la /srv', 'python3 -m http.server'],
    refuses: [
      '',
      ' ls',
      'ls ',
      'ls  -l',
      'ls; rm',
      'ls && rm',
      'ls|sh',
      'ls > a',
      'ls `id`',
      'ls $HOME',
      'ls $(id)',
      'ls "a"',
      "ls 'a'",
      'ls a\\b',
      'ls *',
      'ls ~',
      'ls {a,b}',
      'ls a?',
      'ls !1',
      'ls # a',
      'ls\nrm',
      'ls\trm',
      'ls\rrm',
      'PATH=/tmp ls',
      '%1',
      '-x',
      'ls\u00a0rm',
      'ls &',
      'ls (a)',
      'ls <a',
      'ls [a]',
      'ls ^a',
      'ls %PATH%',
    ],
  },
  'std.shell ShellText': { takes: ['a | b; rm -rf /'], refuses: ['', 'a'.repeat(8193)] },
  'std.identifiers Uuid': {
    takes: ['123e4567-e89b-12d3-a456-426614174000'],
    refuses: ['123e4567e89b12d3a456426614174000', '123E4567-E89B-12D3-A456-426614174000'],
  },
  'std.identifiers Sha256': { takes: [SHA256], refuses: [SHA1, 'A'.repeat(64)] },
  'std.identifiers Slug': { takes: ['a', 'a-b_1'], refuses: ['', '1a', 'A', 'a b'] },
}

/** All text types the library declares, by module and name, resolved as a project sees them. */
const declared = Object.entries(PACKAGES['@clawql/stdlib'] ?? {})
  .filter(([path]) => path.endsWith('.claw'))
  .flatMap(([, content]) => {
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content)
    const module = /^module (\S+)$/m.exec(text)?.[1] ?? ''
    return [...text.matchAll(/^type (\w+) = String/gm)].map(([, name = '']) => [module, name] as const)
  })

describe('standard library', () => {
  it('every text type has examples', () => {
    assert.deepEqual(declared.map(([module, name]) => `${module} ${name}`).sort(), Object.keys(EXAMPLES).sort())
  })

  for (const [module, name] of declared) {
    const examples = EXAMPLES[`${module} ${name}`]
    it(`${module} ${name} takes ${examples?.takes.length} examples, refuses ${examples?.refuses.length}`, () => {
      const type = textType(module, name)
      assert.deepEqual(
        examples?.takes.filter((value) => !isValueOf(type, value)),
        [],
        'should be taken',
      )
      assert.deepEqual(
        examples?.refuses.filter((value) => isValueOf(type, value)),
        [],
        'should be refused',
      )
    })

    it(`${module} ${name} is read alike by matcher and automaton`, () => {
      for (const source of textType(module, name).patterns ?? []) {
        const pattern = checkedPattern(source)
        const dfa = patternToDfa(pattern)
        assert.ok('transitions' in dfa)
        for (const value of [...(examples?.takes ?? []), ...(examples?.refuses ?? [])]) {
          assert.equal(runDfa(dfa, value), matchPattern(pattern, value), value)
        }
      }
    })
  }
})
