/** `clawqlc build` as a program: what is written, what is left alone, what is removed, and when nothing is. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clawqlc, copyTreasury, createScratch, LIBRARY, readTree, TREASURY, treasuryFile } from './program.ts'

const scratch = createScratch()
const ARTIFACTS = 26

/** The treasury with a second manifest, which lists the read alone. */
const SECOND = {
  'audit.claw': treasuryFile('manifest.claw')
    .slice(0, treasuryFile('manifest.claw').indexOf('invariant'))
    .replace('manifest treasury-agent', 'manifest audit-agent')
    .replace('[asset.transfer_sensitive, ledger.get_balance]', '[ledger.get_balance]'),
}

describe('clawqlc build', () => {
  it('writes every artifact, twice the same bytes, and says what it did', async () => {
    const [one, two] = [scratch.path('one'), scratch.path('two')]
    const [first, second] = await Promise.all([
      clawqlc(['build', TREASURY, '-o', one]),
      clawqlc(['build', '.', '-o', two], { cwd: TREASURY }),
    ])
    assert.deepEqual([first.status, second.status], [0, 0])
    assert.match(first.stdout, /^built treasury-agent\n {2}actions {6}asset\.transfer_sensitive, ledger\.get_balance\n/)
    assert.match(first.stdout, /\n {2}merkle root {2}[0-9a-f]{64}\n$/)
    const written = readTree(one)
    assert.equal(written.size, ARTIFACTS)
    assert.deepEqual(readTree(two), written)
  })

  it('a rebuild writes nothing new and removes what is stale, never anything else', async () => {
    const cwd = copyTreasury(scratch.path('rebuilt'))
    await clawqlc(['build'], { cwd })
    const out = join(cwd, 'out', 'treasury-agent')
    const before = readTree(out)
    for (const path of before.keys()) utimesSync(join(out, path), 1000, 1000)
    writeFileSync(join(out, 'docs', 'mine.md'), 'written by a person')
    const again = await clawqlc(['build'], { cwd })
    assert.equal(again.status, 0)
    for (const path of before.keys()) assert.equal(statSync(join(out, path)).mtimeMs, 1_000_000, path)

    writeFileSync(
      join(cwd, 'manifest.claw'),
      treasuryFile('manifest.claw').replace('[asset.transfer_sensitive, ledger.get_balance]', '[ledger.get_balance]'),
    )
    rmSync(join(cwd, 'treasury.test.claw'))
    const fewer = await clawqlc(['build'], { cwd })
    assert.equal(fewer.status, 0, fewer.stderr)
    const left = [...readTree(out).keys()]
    assert.deepEqual(
      left.filter((path) => path.includes('asset.transfer_sensitive')),
      [],
    )
    assert.ok(left.includes('docs/mine.md') && left.includes('docs/ledger.get_balance.md'))
    assert.equal(
      left.some((path) => path.endsWith('.tmp')),
      false,
    )
  })

  it('output inside the project is not read as source', async () => {
    const cwd = copyTreasury(scratch.path('inside'))
    await clawqlc(['build'], { cwd })
    writeFileSync(join(cwd, 'out', 'treasury-agent', 'docs', 'copy.claw'), 'this is no module')
    const { status, stderr } = await clawqlc(['check'], { cwd })
    assert.deepEqual([status, stderr], [0, 'checked 7 files: no problems\n'])
  })

  it('--emit writes these kinds alone, the same bytes, and removes nothing', async () => {
    const [whole, part] = [scratch.path('whole'), scratch.path('part')]
    const [all, some, wrong] = await Promise.all([
      clawqlc(['build', TREASURY, '-o', whole, '--format', 'json']),
      clawqlc(['build', TREASURY, '-o', part, '--emit', 'guards, manifest', '--format', 'json']),
      clawqlc(['build', TREASURY, '-o', part, '--emit', 'guards,guard']),
    ])
    assert.deepEqual([all.status, some.status, wrong.status], [0, 0, 1])
    assert.match(wrong.stderr, /unknown artifact `guard`; choose from manifest, guards, /)
    const [allJson, someJson] = [JSON.parse(all.stdout), JSON.parse(some.stdout)]
    assert.equal(allJson.manifests[0].merkle_root, someJson.manifests[0].merkle_root)
    assert.equal(allJson.written.length, ARTIFACTS)
    const written = readTree(part)
    assert.deepEqual(
      [...written.keys()].map((path) => path.replace('treasury-agent/', '')),
      [...['guards.d.ts', 'guards.js', 'guards.ts', 'manifest.json', 'manifest.yaml']],
    )
    for (const [path, text] of written) assert.equal(text, readFileSync(join(whole, path), 'utf8'))
    await clawqlc(['build', TREASURY, '-o', whole, '--emit', 'guards'])
    assert.equal(readTree(whole).size, ARTIFACTS)
  })

  it('--assurance compares more, counts it in the build record, and changes nothing under the root', async () => {
    const [plain, more] = [scratch.path('plain'), scratch.path('more')]
    const wrong = ['0', '1001', '2.5', 'x', '-1']
    const [once, thrice, ...refused] = await Promise.all([
      clawqlc(['build', TREASURY, '-o', plain]),
      clawqlc(['build', TREASURY, '-o', more, '--assurance', '3', '--stats']),
      ...wrong.map((factor) => clawqlc(['build', TREASURY, '-o', plain, '--assurance', factor])),
    ])
    assert.deepEqual(
      [once.status, thrice.status, ...refused.map(({ status }) => status)],
      [0, 0, ...wrong.map(() => 1)],
    )
    assert.match(thrice.stderr, /check it again/)
    const [few, many] = [readTree(plain), readTree(more)]
    const record = 'treasury-agent/build.json'
    assert.deepEqual(
      [...many].filter(([path, text]) => few.get(path) !== text).map(([path]) => path),
      [record],
    )
    const { pairs } = JSON.parse(few.get('treasury-agent/evidence.json') ?? '')
    const { assurance } = JSON.parse(many.get(record) ?? '')
    assert.equal(assurance.factor, 3)
    assert.ok(assurance.pairs.decisions > 1.5 * pairs.decisions, JSON.stringify(assurance))
  })

  it('several manifests, one of them, an unknown one', async () => {
    const cwd = copyTreasury(scratch.path('two-manifests'), SECOND)
    const [all, one, unknown] = await Promise.all([
      clawqlc(['build', '-o', 'all'], { cwd }),
      clawqlc(['build', '-o', 'one', '-m', 'audit-agent'], { cwd }),
      clawqlc(['build', '-o', 'none', '-m', 'audit-agent', '-m', 'nobody'], { cwd }),
    ])
    assert.deepEqual([all.status, one.status, unknown.status], [0, 0, 1])
    assert.deepEqual(all.stdout.match(/^built .*/gm), ['built audit-agent', 'built treasury-agent'])
    assert.deepEqual(
      readTree(join(cwd, 'one')),
      new Map([...readTree(join(cwd, 'all'))].filter(([path]) => path.startsWith('audit'))),
    )
    assert.match(
      unknown.stderr,
      /there is no manifest `nobody`\n {2}the project declares: audit-agent, treasury-agent\n/,
    )
    assert.equal(existsSync(join(cwd, 'none')), false)
  })

  it('errors: status 2, all of them, nothing written', async () => {
    const cwd = copyTreasury(scratch.path('errors'), {
      'types.claw': treasuryFile('types.claw').replace('AccountId', 'AccountID'),
    })
    const [human, json] = await Promise.all([
      clawqlc(['build'], { cwd }),
      clawqlc(['build', '--format', 'json'], { cwd }),
    ])
    assert.deepEqual([human.status, human.stdout], [2, ''])
    assert.deepEqual([...new Set(human.stderr.match(/^error\[CQ\d+\]/gm))], ['error[CQ2001]', 'error[CQ2007]'])
    assert.match(human.stderr, /\nnot built: \d+ errors?\n$/)
    assert.equal(json.status, 2)
    const { diagnostics, manifests, written } = JSON.parse(json.stdout)
    assert.ok(diagnostics.length > 0)
    assert.deepEqual({ manifests, written }, { manifests: [], written: [] })
    assert.equal(existsSync(join(cwd, 'out')), false)
  })

  it('a failing test or invariant: status 3, named, the earlier output left as it was', async () => {
    const cwd = copyTreasury(scratch.path('failing'))
    await clawqlc(['build'], { cwd })
    const before = readTree(join(cwd, 'out'))
    writeFileSync(join(cwd, 'manifest.claw'), treasuryFile('manifest.claw').replace('a.quorum >= 2', 'a.quorum >= 9'))
    writeFileSync(
      join(cwd, 'treasury.test.claw'),
      treasuryFile('treasury.test.claw').replace('expect deny distinct_accounts', 'expect stage'),
    )
    const [human, plain, json] = await Promise.all([
      clawqlc(['build'], { cwd }),
      clawqlc(['build', '--format', 'plain'], { cwd }),
      clawqlc(['build', '--format', 'json'], { cwd }),
    ])
    for (const { status, stderr, stdout } of [human, plain]) {
      assert.deepEqual([status, stdout], [3, ''])
      assert.match(
        stderr,
        /treasury-agent: test "an agent cannot pay itself" fails: expected stage, but got deny RULE_VIOLATED/,
      )
      assert.match(stderr, /treasury-agent: invariant irreversible_needs_two_people does not hold: broken by asset\./)
      assert.match(stderr, /\nnot built: /)
    }
    const { manifests, written } = JSON.parse(json.stdout)
    assert.deepEqual([json.status, manifests[0].failures.length, written], [3, 2, []])
    assert.deepEqual(readTree(join(cwd, 'out')), before)
  })

  it('--stats gives the time of each phase; --provenance names another file', async () => {
    const cwd = copyTreasury(scratch.path('stats'))
    writeFileSync(join(cwd, 'release.yaml'), readFileSync(join(cwd, 'provenance.yaml')))
    rmSync(join(cwd, 'provenance.yaml'))
    const [without, named, missing] = await Promise.all([
      clawqlc(['build', '-o', 'a'], { cwd }),
      clawqlc(['build', '-o', 'b', '--provenance', 'release.yaml', '--stats'], { cwd }),
      clawqlc(['build', '-o', 'c', '--provenance', 'nowhere.yaml'], { cwd }),
    ])
    assert.deepEqual([without.status, named.status, missing.status], [2, 0, 2])
    assert.match(
      named.stderr,
      /^ +\d+\.\d ms {2}analyse\n( +\d+\.\d ms {2}[a-z ]+\n){4} +\d+\.\d ms {2}write\n +\d+ steps {2}asset\.transfer_sensitive\n +\d+ steps {2}ledger\.get_balance\n$/,
    )
    const record = JSON.parse(readFileSync(join(cwd, 'b', 'treasury-agent', 'build.json'), 'utf8'))
    assert.ok('release.yaml' in record.sources)
  })

  it('--max-cost holds every action to a number of steps', async () => {
    const [within, beyond, wrong, checked] = await Promise.all([
      clawqlc(['build', TREASURY, '-o', scratch.path('cheap'), '--max-cost', '100000', '--stats', '--format', 'json']),
      clawqlc(['build', TREASURY, '-o', scratch.path('dear'), '--max-cost', '100']),
      clawqlc(['build', TREASURY, '--max-cost', '1e3']),
      clawqlc(['check', TREASURY, '--max-cost', '100', '--format', 'plain']),
    ])
    assert.deepEqual([within.status, beyond.status, wrong.status, checked.status], [0, 2, 1, 2])
    const { costs } = JSON.parse(within.stdout)
    assert.deepEqual(
      costs.map(({ action }: { action: string }) => action),
      ['asset.transfer_sensitive', 'ledger.get_balance'],
    )
    assert.match(beyond.stderr, /CQ4074/)
    assert.match(wrong.stderr, /a whole number from 1/)
    assert.match(checked.stdout, /asset\.transfer_sensitive` may take \d+ steps, more than the 100 allowed/)
    assert.equal(existsSync(scratch.path('dear')), false)
  })

  it('a project without a manifest has nothing to build, which is fine', async () => {
    const cwd = scratch.make(LIBRARY)
    const { status, stderr } = await clawqlc(['build'], { cwd })
    assert.deepEqual([status, stderr], [0, 'nothing to build: the project declares no manifest\n'])
    assert.equal(existsSync(join(cwd, 'out')), false)
  })

  it('an output that cannot be written is a failure of the tool: status 1 and one line', async () => {
    const cwd = copyTreasury(scratch.path('unwritable'), { out: 'a file' })
    const [file, directory] = await Promise.all([
      clawqlc(['build'], { cwd }),
      clawqlc(['build', 'manifest.claw'], { cwd }),
    ])
    assert.equal(file.status, 1)
    assert.match(file.stderr, /^clawqlc: E[A-Z]+: .*\n$/)
    assert.equal(directory.status, 1)
    assert.match(
      directory.stderr,
      /^clawqlc: `manifest.claw` is not a directory\n {2}this verb takes a whole project: name its directory\n$/,
    )
  })

  it('nothing is written or removed through a link that leads out of the output', async () => {
    const cwd = copyTreasury(scratch.path('trap'))
    const outside = scratch.make({ 'precious.md': 'precious', 'deep/precious.md': 'precious' })
    const out = join(cwd, 'out', 'treasury-agent')
    mkdirSync(out, { recursive: true })
    symlinkSync(outside, join(out, 'docs'))
    const artifacts = {
      'docs/precious.md': '',
      '../../keys/issuer.pub': '',
      '/etc/hostname': '',
      'docs/deep/precious.md': '',
    }
    writeFileSync(join(out, 'build.json'), JSON.stringify({ manifest: 'treasury-agent', merkle_root: '', artifacts }))
    const { status, stderr } = await clawqlc(['build'], { cwd })
    assert.equal(status, 1)
    assert.match(stderr, /docs` leads out of the output: nothing is written there/)
    assert.deepEqual([...readTree(outside).keys()], ['deep/precious.md', 'precious.md'])
    assert.ok(existsSync(join(cwd, 'keys', 'issuer.pub')))
  })
})
