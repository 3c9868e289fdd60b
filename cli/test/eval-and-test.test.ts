/** `clawqlc init`, `test`, `eval` and `explain` as programs: a new project works from the first minute, and every answer has its status. */
import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BROKEN, clawqlc, copyTreasury, createScratch, readTree, TREASURY, treasuryFile } from './program.ts'

const scratch = createScratch()
const CLAIMS = '{"role":"finance-agent","purpose":"settlement","classification":"restricted"}'
const TRANSFER = '{"from_account":"A-1","to_account":"A-2","asset_id":"AST-9","amount":5,"memo":"m"}'

describe('clawqlc init', () => {
  it('a new project checks, tests, builds and decides', async () => {
    const directory = scratch.path('desk')
    const made = await clawqlc(['init', directory])
    assert.equal(made.status, 0)
    const files = [...readTree(directory).keys()]
    assert.match(made.stdout, new RegExp(`^created ${files.length} files in `))
    for (const path of ['.gitignore', 'refunds.claw', 'manifest.claw', 'provenance.yaml', 'keys/approvers.yaml']) {
      assert.ok(files.includes(path), path)
    }
    assert.equal(statSync(join(directory, '.clawql', 'private-keys.json')).mode & 0o777, 0o600)

    const cwd = directory
    const evalWords = ['eval', 'order.refund', '--input', 'requests/refund.json', '--claims', 'requests/claims.json']
    const [checked, tested, built, decided] = await Promise.all([
      clawqlc(['check'], { cwd }),
      clawqlc(['test', '--fail-on-empty'], { cwd }),
      clawqlc(['build'], { cwd }),
      clawqlc(evalWords, { cwd }),
    ])
    assert.deepEqual([checked.status, tested.status, built.status, decided.status], [0, 0, 0, 0])
    assert.match(tested.stdout, /\n3 passed, 0 failed\n$/)
    assert.equal(decided.stdout, 'stage: 1 approval (1 of desk-lead) within 8h\n')
    assert.ok(existsSync(join(cwd, 'out', 'support-agent', 'build.json')))
  })

  it('refuses to overwrite, and then makes nothing', async () => {
    const cwd = scratch.make({ 'provenance.yaml': 'mine', 'README.md': 'mine' })
    const { status, stderr } = await clawqlc(['init'], { cwd })
    assert.equal(status, 1)
    assert.match(stderr, /this directory already has provenance\.yaml\n {2}name a new directory/)
    assert.deepEqual(
      [...readTree(cwd)],
      [
        ['README.md', 'mine'],
        ['provenance.yaml', 'mine'],
      ],
    )
  })

  it('keeps the README and the .gitignore that are there, and adds what the latter lacks', async () => {
    const cwd = scratch.make({ 'README.md': 'mine', '.gitignore': 'node_modules/\nout/' })
    const complete = scratch.make({ '.gitignore': 'out/\n.clawql/\n' })
    const [made, same] = await Promise.all([clawqlc(['init'], { cwd }), clawqlc(['init', '.'], { cwd: complete })])
    assert.deepEqual([made.status, same.status], [0, 0])
    assert.match(
      made.stdout,
      /^created 11 files in this directory\nkept README\.md\nadded \.clawql\/ to \.gitignore\n\nnext:\n {2}clawqlc test/,
    )
    assert.match(same.stdout, /^created 12 files in this directory\nkept \.gitignore\n\nnext:/)
    const read = (path: string): string => readFileSync(path, 'utf8')
    assert.equal(read(join(cwd, 'README.md')), 'mine')
    assert.equal(read(join(cwd, '.gitignore')), 'node_modules/\nout/\n.clawql/\n')
    assert.equal(read(join(complete, '.gitignore')), 'out/\n.clawql/\n')
  })

  it('two projects have different keys', async () => {
    const [a, b] = [scratch.path('keys-a'), scratch.path('keys-b')]
    await Promise.all([clawqlc(['init', a]), clawqlc(['init', b])])
    const key = (directory: string): string => readFileSync(join(directory, 'keys', 'issuer.pub'), 'utf8')
    assert.notEqual(key(a), key(b))
  })
})

describe('clawqlc test', () => {
  const failing = copyTreasury(scratch.path('failing'), {
    'treasury.test.claw': treasuryFile('treasury.test.claw').replace(
      'expect deny distinct_accounts',
      'expect stage(3)',
    ),
  })

  it('passing tests: one line each, status 0', async () => {
    const { status, stdout } = await clawqlc(['test', TREASURY])
    assert.equal(status, 0)
    assert.match(stdout, /^(ok {4}.* \(treasury-agent\)\n){4}4 passed, 0 failed\n$/)
  })

  it('a failing test says what was expected and what came, in every format, status 3', async () => {
    const formats = ['human', 'plain', 'json', 'jsonl', 'junit', 'github', 'sarif'] as const
    const runs = await Promise.all(formats.map((format) => clawqlc(['test', failing, '--format', format])))
    for (const { status } of runs) assert.equal(status, 3)
    const [human = '', plain = '', json = '', jsonl = '', junit = '', github = '', sarif = ''] = runs.map(
      ({ stdout }) => stdout,
    )
    assert.equal(plain, human)
    assert.match(
      human,
      /FAIL {2}an agent cannot pay itself \(treasury-agent\)\n {6}expected stage\(3\)\n {6}but got {2}deny RULE_VIOLATED distinct_accounts: /,
    )
    const { tests } = JSON.parse(json)
    assert.deepEqual(tests.map(({ passed }: { passed: boolean }) => passed).sort(), [false, true, true, true])
    assert.equal(jsonl, tests.map((test: object) => `${JSON.stringify(test)}\n`).join(''))
    assert.match(junit, /<testsuite name="clawqlc test" tests="4" failures="1"/)
    assert.match(
      github,
      /^::error file=treasury\.test\.claw,line=\d+,col=6,.*::an agent cannot pay itself \(treasury-agent\): expected stage\(3\), but got deny[^\n]*\n$/,
    )
    const [{ results }] = JSON.parse(sarif).runs
    assert.deepEqual(
      results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level]),
      [['test', 'error']],
    )
  })

  it('a governance that is not as expected, in every format and in a build', async () => {
    const text = readFileSync(join(TREASURY, '..', 'repository', 'repository.test.claw'), 'utf8')
    const cwd = scratch.path('rates')
    cpSync(join(TREASURY, '..', 'repository'), cwd, { recursive: true })
    writeFileSync(join(cwd, 'repository.test.claw'), text.replace('{ rate: 20 per 1h', '{ rate: 10 per 1h'))
    const formats = ['human', 'json', 'junit', 'github'] as const
    const [built, ...runs] = await Promise.all([
      clawqlc(['build'], { cwd }),
      ...formats.map((format) => clawqlc(['test', '--filter', 'how often', '--format', format], { cwd })),
    ])
    for (const { status } of [built, ...runs]) assert.equal(status, 3)
    const [human = '', json = '', junit = '', github = ''] = runs.map(({ stdout }) => stdout)
    assert.ok(
      human.startsWith(`FAIL  how often, and who approves (repository.open_pull_request)
      expected rate: 10 per 1h by claims.agent_id
      but got  rate: 20 per 1h by claims.agent_id
ok    how often, and who approves (repository.merge_pull_request)
1 passed, 1 failed
`),
      human,
    )
    assert.deepEqual(JSON.parse(json).tests[0].differences, [
      { expected: 'rate: 10 per 1h by claims.agent_id', actual: 'rate: 20 per 1h by claims.agent_id' },
    ])
    assert.match(junit, /tests="2" failures="1"/)
    assert.match(github, /^::error file=repository\.test\.claw,line=\d+,col=10,.*expected rate: 10 per 1h by/)
    assert.match(
      built.stderr,
      /test "how often, and who approves" of repository\.open_pull_request fails: expected rate: 10 per 1h by claims\.agent_id, but got rate: 20/,
    )
  })

  it('--filter chooses by title; nothing to run fails only when asked', async () => {
    const [limits, none, empty] = await Promise.all([
      clawqlc(['test', failing, '--filter', 'limits']),
      clawqlc(['test', failing, '--filter', 'no such title']),
      clawqlc(['test', failing, '--filter', 'no such title', '--fail-on-empty']),
    ])
    assert.deepEqual([limits.status, none.status, empty.status], [0, 0, 3])
    assert.match(limits.stdout, /\n2 passed, 0 failed\n$/)
    assert.equal(limits.stderr, '')
    for (const { stderr } of [none, empty]) {
      assert.equal(stderr, 'no test has a title that contains `no such title`\n')
    }
  })

  it('a project with errors: status 2 and the diagnostics in the format asked for', async () => {
    const cwd = scratch.make(BROKEN)
    const [human, json] = await Promise.all([
      clawqlc(['test'], { cwd }),
      clawqlc(['test', '--format', 'json'], { cwd }),
    ])
    assert.deepEqual([human.status, json.status, human.stdout], [2, 2, ''])
    assert.match(human.stderr, /^error\[/)
    assert.equal(JSON.parse(json.stdout).diagnostics.length, 4)
  })
})

describe('clawqlc eval', () => {
  const cwd = copyTreasury(scratch.path('eval'), {
    'claims.json': CLAIMS,
    'transfer.json': TRANSFER,
    'self.json': TRANSFER.replace('"A-2"', '"A-1"'),
    'broken.json': '{"from_account": "A-1",',
    'twice.json': '{"amount": 1, "amount": 2}',
    'list.json': '[]',
    'hostile.json': TRANSFER.replace('"m"', '"\\u001b[2J\\u202e"'),
  })
  const evaluate = (input: string, ...more: readonly string[]) =>
    clawqlc(['eval', 'asset.transfer_sensitive', '--input', input, '--claims', 'claims.json', ...more], { cwd })

  it('allowed or staged: status 0; denied: status 2; why, check by check', async () => {
    const [staged, denied, traced] = await Promise.all([
      evaluate('transfer.json'),
      evaluate('self.json', '--format', 'json'),
      evaluate('self.json', '--trace'),
    ])
    assert.deepEqual([staged.status, staged.stdout], [0, 'stage: 3 approvals (3 of compliance-officer) within 2h\n'])
    assert.deepEqual(JSON.parse(denied.stdout), {
      manifest: 'treasury-agent',
      action: 'asset.transfer_sensitive',
      decision: {
        effect: 'deny',
        code: 'RULE_VIOLATED',
        rule: 'distinct_accounts',
        message: 'source and destination accounts must differ',
      },
    })
    assert.deepEqual([denied.status, traced.status], [2, 2])
    assert.match(traced.stdout, /\nFAIL {2}require distinct_accounts|\nFAIL {2}\S+ distinct_accounts/)
    assert.match(traced.stdout, /\ndeny RULE_VIOLATED distinct_accounts: .*\n$/)
  })

  it('`-` is standard input, which can be read once', async () => {
    const words = ['eval', 'asset.transfer_sensitive', '--claims', 'claims.json', '--input', '-']
    const [piped, twice] = await Promise.all([
      clawqlc(words, { cwd, input: TRANSFER }),
      clawqlc([...words, '--context', '-'], { cwd, input: TRANSFER }),
    ])
    assert.equal(piped.status, 0)
    assert.equal(twice.status, 1)
    assert.match(twice.stderr, /standard input can be read only once/)
  })

  it('what cannot be read is called wrongly: status 1, one line', async () => {
    symlinkSync('loop.json', join(cwd, 'loop.json'))
    writeFileSync(join(cwd, 'huge.json'), `"${'x'.repeat(9 * 1024 * 1024)}"`)
    const cases = [
      ['missing.json', /there is no file `missing\.json`/],
      ['keys', /`keys` is a directory, not a file/],
      ['loop.json', /ELOOP/],
      ['broken.json', /the input \(`broken\.json`\) cannot be read: .*\(byte 23\)/],
      ['twice.json', /cannot be read: .*/],
      ['huge.json', /cannot be read: .*/],
    ] as const
    const runs = await Promise.all(cases.map(([input]) => evaluate(input)))
    for (const [index, [input, message]] of cases.entries()) {
      const { status, stdout, stderr } = runs[index] ?? { status: -1, stdout: '', stderr: '' }
      assert.deepEqual([status, stdout], [1, ''], input)
      assert.match(stderr, message)
      assert.match(stderr, /^clawqlc: [^\n]*\n$/)
    }
  })

  it('any JSON value is decided about, and nothing in it reaches a terminal as a command', async () => {
    const [list, hostile] = await Promise.all([evaluate('list.json'), evaluate('hostile.json', '--trace')])
    assert.equal(list.status, 2)
    assert.match(list.stdout, /^deny SCHEMA_INVALID: /)
    assert.doesNotMatch(hostile.stdout, /[^\P{Control}\n]|\p{Format}/u)
  })

  it('what is wrong in tests is said in a line, and does not stop an answer about the policy', async () => {
    const broken = scratch.path('broken-tests')
    copyTreasury(broken, {
      'more.test.claw': 'module acme.treasury\n\ntest "x" {\n  given nobody\n  call transfer\n  expect [\n}\n',
      'claims.json': CLAIMS,
      'transfer.json': TRANSFER,
    })
    const words = ['eval', 'asset.transfer_sensitive', '--input', 'transfer.json', '--claims', 'claims.json']
    const [decided, explained, checked] = await Promise.all([
      clawqlc(words, { cwd: broken }),
      clawqlc(['explain', 'asset.transfer_sensitive'], { cwd: broken }),
      clawqlc(['check'], { cwd: broken }),
    ])
    assert.deepEqual([decided.status, explained.status, checked.status], [0, 0, 2])
    assert.match(decided.stdout, /^stage: 3 approvals/)
    assert.match(explained.stdout, /^# asset\.transfer_sensitive\n/)
    for (const { stderr } of [decided, explained])
      assert.match(stderr, /^the tests have \d+ errors?, which change nothing here: clawqlc check\n$/)
  })

  it('unknown actions, manifests and projects say what there is', async () => {
    const [action, manifest, project] = await Promise.all([
      clawqlc(['eval', 'asset.transfer_sensitve', '--input', 'transfer.json', '--claims', 'claims.json'], { cwd }),
      evaluate('transfer.json', '-m', 'nobody'),
      evaluate('transfer.json', '-p', 'nowhere'),
    ])
    assert.deepEqual([action.status, manifest.status, project.status], [1, 1, 1])
    assert.match(
      action.stderr,
      /there is no action `asset\.transfer_sensitve`\n {2}did you mean asset\.transfer_sensitive\?/,
    )
    assert.match(manifest.stderr, /`nobody` does not list `asset\.transfer_sensitive`\n {2}these do: treasury-agent/)
    assert.match(project.stderr, /there is no file or directory `nowhere`/)
  })
})

describe('clawqlc explain', () => {
  it('prints a manifest, and how far it stands from its preset', async () => {
    const [page, unknown, code] = await Promise.all([
      clawqlc(['explain', 'treasury-agent', '-p', TREASURY]),
      clawqlc(['explain', 'no-such-manifest-here', '-p', TREASURY]),
      clawqlc(['explain', 'unknwon-name', '-p', TREASURY]),
    ])
    assert.deepEqual([page.status, unknown.status, code.status], [0, 1, 1])
    assert.match(page.stdout, /^# treasury-agent\n/)
    assert.match(page.stdout, /\| `kappa` \| 0\.12 \| 0\.1 \| \+20 % \|\n/)
    assert.match(page.stdout, /\| `s_bar` \| 0\.31 \| left open \| – \|\n/)
    assert.match(unknown.stderr, /no diagnostic and no manifest `no-such-manifest-here`[\s\S]*treasury-agent/)
    assert.match(code.stderr, /did you mean unknown-name/)
  })

  it('a code in any case: the page; an action: its contract in plain words', async () => {
    const [page, action] = await Promise.all([
      clawqlc(['explain', 'cq2001']),
      clawqlc(['explain', 'ledger.get_balance', '-p', TREASURY]),
    ])
    assert.deepEqual([page.status, action.status], [0, 0])
    assert.match(page.stdout, /^# CQ2001 unknown-name\n/)
    assert.match(action.stdout, /^# ledger\.get_balance\n\nCurrent balance of an account\.\n/)
  })

  it('a diagnostic is found by its number and by its name, which two may share', async () => {
    const [number, name, shared, misspelt] = await Promise.all(
      ['2001', 'unknown-name', 'empty-list', 'unknwon-name'].map((subject) => clawqlc(['explain', subject])),
    )
    for (const found of [number, name]) assert.match(found?.stdout ?? '', /^# CQ2001 unknown-name\n/)
    assert.deepEqual(shared?.stdout.match(/^# .*$/gm), ['# CQ3127 empty-list', '# CQ4030 empty-list'])
    assert.equal(misspelt?.status, 1)
    assert.equal(misspelt?.stderr, 'clawqlc: there is no diagnostic `unknwon-name`\n  did you mean unknown-name?\n')
  })

  it('what there is not is status 1, with what is near', async () => {
    const [code, action] = await Promise.all([
      clawqlc(['explain', 'CQ200']),
      clawqlc(['explain', 'ledger.get_balanc', '-p', TREASURY]),
    ])
    assert.deepEqual([code.status, action.status], [1, 1])
    assert.match(code.stderr, /there is no diagnostic `CQ200`/)
    assert.match(action.stderr, /did you mean ledger\.get_balance\?/)
  })
})
